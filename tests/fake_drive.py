# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs nvme-cli of each Debian release with a fake drive, tests/cli/fake_drive.c."""

import os
import subprocess

import captures
import suites
import test_golden
from program import ROOT

LIBRARY = ROOT / ".output/tests/fake_drive.so"
DWORDS = [f"cdw{number}" for number in (2, 3, 10, 11, 12, 13, 14, 15)]
EVERYDAY = test_golden.capture("everyday")
PLAIN = next(record for record in captures.records(EVERYDAY)
             if len(record) == captures.RECORD_SIZE and captures.get(record, "complete_ns"))


def sent(folder, suite, command):
    """Returns what a suite's nvme-cli sends: the lines of fake_drive.c, as words and numbers."""
    log = folder / "log"
    log.write_text("")
    program = suites.command_of(suites.fetch("nvme-cli", suite), "usr/sbin/nvme",
                                "--preload", str(LIBRARY))
    subprocess.run([*program, *command.split()[1:]], cwd=folder, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                   env=os.environ | {"FAKE_DRIVE_LOG": str(log)})
    return [[queue, *(int(word, 16) for word in words)]
            for queue, *words in map(str.split, log.read_text().splitlines())]


def record_of(queue, opcode, nsid, length, **dwords):
    """Returns a trace record for a command that was sent to the fake drive."""
    record = captures.changed(PLAIN, queue=queue, qid=queue, status=0, result=0, csi=0, ctrl=0,
                              opcode=opcode, nsid=nsid, data_len=length,
                              **(dict.fromkeys(DWORDS, 0) | dwords))
    return captures.named(record, "node", b"nvme0n1" if queue else b"nvme0")
