# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Captures in Wireshark: each release's decoder has to find in them what we say is there."""

import subprocess

import pytest

import captures
import test_golden
import tshark
import wireshark

SUITES = pytest.mark.parametrize("suite", tshark.SUITES)
EVERYDAY = test_golden.capture("everyday")
# More than there are command ids in a capture: 1 to fffe.
MANY = 70_001
ADMIN, IO = 0, 1
READ, WRITE = 2, 1
GET_LOG_PAGE, SET_FEATURES, GET_FEATURES = 2, 9, 10


def objects(capture):
    return test_golden.objects("-r", capture)


def recorded(queue, opcode, **values):
    """Returns the record of an everyday command, with other values in some of its fields."""
    found = [record for record in captures.records(EVERYDAY)
             if (captures.get(record, "queue"), captures.get(record, "opcode")) == (queue, opcode)]
    return captures.changed(found[0], **values)


def made(folder, records, count):
    """Returns a capture of so many commands as nvme_trace writes it."""
    with open(folder / "made", "wb") as file:
        captures.write(file, captures.section(EVERYDAY), records, count)
    test_golden.run("-r", folder / "made", "-w", folder / "whole")
    return folder / "whole"


@SUITES
@pytest.mark.parametrize("name", test_golden.CAPTURES)
def test_golden_captures(suite, name, tmp_path):
    """As they are written now, not as they were when they were recorded."""
    test_golden.run("-r", test_golden.capture(name), "-w", tmp_path / "capture")
    found = wireshark.packets(suite, tmp_path / "capture")
    wireshark.check_commands(suite, found, objects(test_golden.capture(name)))
    assert wireshark.blamed_commands(suite, found) == []


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Reads and writes with their data, on one queue, until command ids come again."""
    records = [recorded(IO, opcode, qid=1) for opcode in (READ, READ, WRITE)]
    assert all(captures.get(record, "payload_len") for record in records)
    return made(tmp_path_factory.mktemp("many"), records, MANY)


@pytest.fixture(scope="module")
def many_objects(many):
    found = objects(many)
    assert len(found) == MANY
    assert len({event["latency_ns"] for event in found}) > 1000
    return found


@SUITES
def test_command_ids_that_come_again(suite, many, many_objects):
    found = wireshark.packets(suite, many)
    wireshark.check_commands(suite, found, many_objects)
    assert wireshark.blamed_commands(suite, found) == []
    answers = [packet["ms"] for packet in found if wireshark.is_answer(packet)]
    assert len(answers) == MANY and all(answers)


@SUITES
def test_its_own_faults(suite, tmp_path, monkeypatch):
    """Those of the list are ones, each still is, and there are no more of this kind."""
    records = [recorded(ADMIN, GET_LOG_PAGE, cdw10=0xf0001, data_len=64),
               *(recorded(ADMIN, opcode, cdw10=1) for opcode in (SET_FEATURES, GET_FEATURES))]
    capture = made(tmp_path, records, len(records))
    known = wireshark.FAULTS[suite]
    found = wireshark.packets(suite, capture)
    wireshark.check_commands(suite, found, objects(capture))
    assert wireshark.blamed_commands(suite, found) == []
    monkeypatch.setitem(wireshark.FAULTS, suite, ())
    blamed = wireshark.blamed_commands(suite, found)
    assert [[fault for fault in known if fault in comment] for comment in blamed] == [
        [fault] for fault in known]
