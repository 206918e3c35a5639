# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Every status that a specification gives a command has that name in everything that we write.

tests/statuses.txt has them. Wireshark is a witness, where it has a name.
"""

import collections
import json
import re

import pytest

import captures
import judge
import test_golden
import tshark
import wireshark
from program import ROOT

EVERYDAY = test_golden.capture("everyday")
FABRICS = 0x7f
# Queue, and command set identifier of the namespace, of what tests/statuses.txt calls a list.
LISTS = {"admin": (0, 0), "fabrics": (0, 0), "nvm": (1, 0), "kv": (1, 1), "slm": (1, 3), "cp": (1, 4)}
# Where the specification has two numbers for a status, Wireshark knows the one of its other list.
TWO_NUMBERS = {("admin", 0x09, 0x115): "Namespace Insufficient Capacity",
               ("admin", 0x10, 0x11f): "Invalid Controller Identifier",
               ("admin", 0x8c, 0x112): "Firmware Activation Requires Maximum Time Violation"}

Row = collections.namedtuple("Row", "list code status name")


def read_rows():
    lines = (ROOT / "tests/statuses.txt").read_text().splitlines()
    rows = [line.split(None, 3) for line in lines if line and not line.startswith("#")]
    return [Row(kind, int(code, 16), int(status, 16), name) for kind, code, status, name in rows]


ROWS = read_rows()


def record_of(row):
    """Returns a record of a command without any field, which the drive answered so."""
    plain = next(record for record in captures.records(EVERYDAY)
                 if len(record) == captures.RECORD_SIZE and captures.get(record, "complete_ns"))
    queue, csi = LISTS[row.list]
    dwords = {f"cdw{number}": 0 for number in (2, 3, 10, 11, 12, 13, 14, 15)}
    fabrics = row.list == "fabrics"
    return captures.changed(plain, queue=queue, csi=csi, qid=queue, status=row.status, result=0,
                            data_len=0, opcode=FABRICS if fabrics else row.code,
                            nsid=row.code if fabrics else 1, **dwords)


@pytest.fixture(scope="module")
def capture(tmp_path_factory):
    folder = tmp_path_factory.mktemp("statuses")
    with open(folder / "made", "wb") as file:
        captures.write(file, captures.section(EVERYDAY), map(record_of, ROWS), len(ROWS))
    test_golden.run("-r", folder / "made", "-w", folder / "whole")
    return folder / "whole"


def number(row):
    return f"{row.status >> 8:x}/{row.status & 0xff:02x}"


def joined(row):
    return row.name.replace(" ", "-")


def word(row):
    return f"{number(row)}:{joined(row)}"


def lines(capture, *options):
    return test_golden.run("-r", capture, "--no-header", *options).splitlines()


def test_there_are_enough():
    assert len(ROWS) > 200 and len(set(ROWS)) == len(ROWS)


def test_text(capture):
    found = [judge.our_line(line) for line in lines(capture)]
    assert [(line.status, line.status_name) for line in found] == [
        (number(row), joined(row)) for row in ROWS]


def test_verbose(capture):
    found = [line.split(": ")[1] for line in lines(capture, "-v") if " Status Field: " in line]
    assert found == [row.name for row in ROWS]


def test_json(capture):
    found = [json.loads(line)["status"] for line in lines(capture, "-j")]
    assert [(status["name"], status["raw"]) for status in found] == [
        (row.name, row.status) for row in ROWS]


def test_comment_of_a_command_line(capture):
    found = [line.rsplit(": ", 1)[1] for line in lines(capture, "-e") if re.match("# [0-9]", line)]
    assert found == [word(row) for row in ROWS]


@pytest.mark.parametrize("suite", tshark.SUITES)
def test_comment_in_a_capture(capture, suite):
    answers = [packet for packet in wireshark.packets(suite, capture)
               if wireshark.is_answer(packet)]
    assert [packet["comment"] for packet in answers] == [word(row) for row in ROWS]


def letters(name):
    """Spelling and capitals are not what is compared."""
    return re.sub("[^a-z0-9]", "", name.lower())


@pytest.mark.parametrize("suite", tshark.SUITES)
def test_wireshark_calls_them_so(capture, suite):
    """Or by nothing at all."""
    shown = re.findall(r" Status Code: 0x[0-9a-f]+ \((.*)\)$", wireshark.run(suite, capture, "-V"),
                       re.M)
    assert len(shown) == len(ROWS)
    named = [(row, name) for row, name in zip(ROWS, shown) if not name.startswith("Unknown ")]
    others = {row[:3]: name for row, name in named if letters(name) != letters(row.name)}
    assert others == TWO_NUMBERS
    assert len(named) > 80
