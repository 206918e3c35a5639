#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Measures how fast captures are read, compared with tshark and tcpdump, and for several sizes.

Times are CPU time, so that other work on the machine matters little. Each figure is the median
of three rounds.
"""

import collections
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/vm")]

import captures   # noqa: E402, found by the line above
import wireshark  # noqa: E402

NVME_TRACE = str(ROOT / "nvme_trace")
EVERYDAY = ROOT / "tests/golden/everyday.pcapng"
FOLDER = ROOT / ".output/bench-replay"
SMALL, MILLION, REPEATED = 10_000, 1_000_000, 10
ROUNDS = 3
FORMS = {"text": [], "-v": ["-v"], "-j": ["-j"], "-s": ["-s"], "-w": ["-w", "/dev/null"]}
TSHARK_FIELDS = [option for field in ("frame.time_epoch", *wireshark.FIELDS.values())
                 for option in ("-e", field)]

Capture = collections.namedtuple("Capture", "path commands packets")
# The repeated capture goes through a pipe, because pcapng files may simply be concatenated.
Job = collections.namedtuple("Job", "name command capture times repeated", defaults=(1,))


# ---- Captures ----

def packets_of(path):
    """Yields the captured length of each packet."""
    with open(path, "rb") as file:
        while head := file.read(8):
            kind, length = struct.unpack("<II", head)
            body = file.read(length - 8)
            if kind == captures.PACKET:
                yield struct.unpack_from("<I", body, 12)[0]


def make_capture(name, commands):
    """Returns a capture of `count` everyday commands, written by nvme_trace."""
    made, whole = FOLDER / f"{name}.made", FOLDER / f"{name}.pcapng"
    with open(made, "wb") as file:
        captures.write(file, captures.section(EVERYDAY), captures.records(EVERYDAY), commands)
    subprocess.run([NVME_TRACE, "-r", made, "-w", whole], check=True, stderr=subprocess.DEVNULL)
    made.unlink()
    return Capture(whole, commands, sum(1 for _ in packets_of(whole)))


def make_datagrams(like):
    """Returns a capture of UDP packets of the same sizes. tcpdump cannot decode our link type."""
    path = FOLDER / "datagrams.pcap"
    ethernet = bytes(12) + b"\x08\x00"
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for number, length in enumerate(packets_of(like.path)):
            payload = length - 42  # after the Ethernet, IP and UDP headers
            head = (struct.pack(">BBHHHBBH4B4B", 0x45, 0, length - 14, number & 0xffff, 0, 64, 17,
                                0, 10, 0, 0, 1, 10, 0, 0, 2)
                    + struct.pack(">HHHH", 4420, 9, payload + 8, 0))
            file.write(struct.pack("<IIII", number // 1000, number % 1000, length, length)
                       + ethernet + head + bytes(payload))
    return Capture(path, 0, like.packets)


# ---- Measuring ----

def run(job):
    """Returns the CPU time of one run in seconds."""
    if job.repeated > 1:
        source = subprocess.Popen(["cat", *[job.capture.path] * job.repeated],
                                  stdout=subprocess.PIPE)
        stdin = source.stdout
    else:
        source, stdin = None, subprocess.DEVNULL
    child = subprocess.Popen(job.command, stdin=stdin, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=os.environ | {"HOME": "/nonexistent"})
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if source:
        stdin.close()
        source.wait()
    if child.returncode:
        sys.exit(f"bench: {' '.join(map(str, job.command))} failed: {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def jobs_of(small, million, a_million_packets, datagrams):
    jobs = [Job(f"nvme_trace {form}", [NVME_TRACE, "-r", million.path, *options], million, [])
            for form, options in FORMS.items()]
    for suite in wireshark.tshark.SUITES:
        tshark = [*wireshark.tshark.find(suite), "-r", a_million_packets.path]
        jobs += [Job(f"tshark of {suite}", tshark, a_million_packets, []),
                 Job(f"tshark of {suite}, -T fields", [*tshark, "-T", "fields", *TSHARK_FIELDS],
                     a_million_packets, [])]
    jobs += [Job("tcpdump, UDP", ["tcpdump", "-n", "-r", datagrams.path], datagrams, [])]
    jobs += [Job(f"nvme_trace {form}", [NVME_TRACE, "-r", small.path, *FORMS[form]], small, [])
             for form in ("text", "-w")]
    jobs += [Job(f"nvme_trace {form}", [NVME_TRACE, "-r", "-", *FORMS[form]], million, [], REPEATED)
             for form in ("text", "-w")]
    return jobs


def report(job):
    seconds = statistics.median(job.times)
    commands, packets = (count * job.repeated for count in job.capture[1:])
    print(f"{job.name:29}{commands:11,}{packets:12,}{seconds:9.2f}"
          f"{commands / seconds:12,.0f}{packets / seconds:12,.0f}"
          f"{seconds / packets * 1e6:8.2f}")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    small, million = make_capture("small", SMALL), make_capture("million", MILLION)
    part = make_capture("part", MILLION * MILLION // million.packets)
    jobs = jobs_of(small, million, part, make_datagrams(part))
    for _ in range(ROUNDS):
        for job in jobs:
            job.times.append(run(job))
    print(f"{'':29}{'commands':>11}{'packets':>12}{'seconds':>9}{'commands/s':>12}"
          f"{'packets/s':>12}{'us/pkt':>8}")
    for job in jobs:
        report(job)
    for capture in FOLDER.iterdir():
        if capture != small.path:
            capture.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
