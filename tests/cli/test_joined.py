# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Captures that others have joined, sorted or shifted: every record, and each at its own time."""

import datetime
import json
import shutil
import struct
import subprocess

import pytest

import captures
import test_golden
import tshark

SUITES = pytest.mark.parametrize("suite", tshark.SUITES)
GOLDEN = test_golden.GOLDEN
EVERYDAY, URING, REFUSED = (GOLDEN / f"{name}.pcapng"
                            for name in ("everyday", "uring", "refused"))
SECOND = 1_000_000_000
DAYS = 5 * 24 * 3600 * SECOND
HOST = 0x1234
TAGS = 56  # bytes of a packet before its PDU
FORMS = [["-t", "iso"], ["-t", "mono"], ["-t", "delta"], ["-j"], ["-e"], ["-s1ms", "-t", "iso"],
         ["-s", "-j"]]


def lines(capture, *form):
    return test_golden.run("-r", capture, "--no-header", *form or ("-t", "iso")).splitlines()


def objects(capture):
    return [json.loads(line) for line in lines(capture, "-j")]


def run(suite, program, *arguments):
    """Of Wireshark's programs."""
    result = subprocess.run([*tshark.find(suite, program), *arguments], capture_output=True,
                            text=True, timeout=120)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """What another machine recorded five days later, on drives of the same names."""
    path = tmp_path_factory.mktemp("elsewhere") / "capture"
    path.write_bytes(captures.of_another_machine(EVERYDAY, HOST, DAYS))
    return path


@pytest.fixture
def joined(tmp_path, elsewhere):
    path = tmp_path / "joined"
    path.write_bytes(EVERYDAY.read_bytes() + elsewhere.read_bytes())
    return path


def when(line):
    """The time that a line begins with, in ns since 1970."""
    text = line.split()[0]
    whole = datetime.datetime.fromisoformat(text)
    return int(whole.timestamp()) * SECOND + whole.microsecond * 1000


# ---- One behind the other, as cat joins them ----

def test_the_other_one_has_other_times(elsewhere):
    """What the tests below are about."""
    assert [when(other) - when(line) for line, other in zip(lines(EVERYDAY), lines(elsewhere))] == (
        [DAYS] * len(lines(EVERYDAY)))


def test_each_section_has_its_clock(joined, elsewhere):
    assert lines(joined) == lines(EVERYDAY) + lines(elsewhere)
    assert objects(joined) == objects(EVERYDAY) + objects(elsewhere)


def test_time_goes_by_the_wall_from_one_to_the_next(joined):
    """Their own clocks say that they happened at once."""
    times = [when(line) for line in lines(joined)]
    deltas = [float(line.split()[0]) for line in lines(joined, "-t", "delta")]
    assert deltas == pytest.approx(
        [0, *((after - before) / SECOND for before, after in zip(times, times[1:]))], abs=2e-6)
    assert max(deltas) > 4 * 24 * 3600


def test_a_summary_goes_by_it_too(joined):
    """Two intervals in five days, and none between them."""
    told = [json.loads(line) for line in lines(joined, "-s60s", "-j")]
    assert sum(row["count"] for row in told) == len(lines(joined))
    first, second = sorted({(row["since_ns"], row["time"]) for row in told})
    assert (second[0] - first[0]) % (60 * SECOND) == 0
    assert DAYS - 60 * SECOND <= second[0] - first[0] <= DAYS
    assert first[1] < lines(joined)[-1].split()[0] <= second[1]


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_files_of_a_series_are_the_whole(tmp_path, form):
    test_golden.run("-r", URING, "-w", tmp_path / "part", "-C", "4K", "-W", "100")
    parts = sorted(tmp_path.glob("part*"))
    assert len(parts) > 3
    whole = tmp_path / "whole"
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert lines(whole, *form) == lines(URING, *form)


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_written_again_it_says_the_same(tmp_path, joined, form):
    """Though one file has one section, and one address but for those of others."""
    again = tmp_path / "again"
    test_golden.run("-r", joined, "-w", again)
    assert lines(again, *form) == lines(joined, *form)


# ---- What a summary shows of a capture ----

def test_a_summary_is_of_the_records_times():
    """Not of when it is shown: the same each time, and all of it in the capture's own time."""
    told = [json.loads(line) for line in lines(EVERYDAY, "-s10ms", "-j")]
    assert told == [json.loads(line) for line in lines(EVERYDAY, "-s10ms", "-j")]
    events = objects(EVERYDAY)
    begun = min(event["submit_ns"] for event in events)
    ended = max(event["submit_ns"] for event in events) + 10 * SECOND
    intervals = sorted({row["since_ns"] for row in told})
    assert len(intervals) > 3 and begun <= intervals[0] and intervals[-1] < ended
    assert all((since - intervals[0]) % 10_000_000 == 0 for since in intervals)
    assert sum(row["count"] for row in told) == len(events)
    assert {row["time"][:10] for row in told} == {event["time"][:10] for event in events}


def test_headings_are_of_the_records_times():
    heads = [line for line in lines(EVERYDAY, "-s10ms", "-t", "iso") if len(line.split()) == 1]
    assert len(heads) > 3 and heads == sorted(heads)
    times = [when(head) for head in heads]
    assert all((time - times[0]) // 1000 % 10_000 == 0 for time in times[:-1])
    assert when(lines(EVERYDAY)[0]) < times[0] and times[-1] < when(lines(EVERYDAY)[-1]) + SECOND


# ---- As Wireshark's programs leave them ----

FOREIGN = (captures.block_of(captures.SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
           + captures.block_of(captures.INTERFACE, struct.pack("<HHI", 1, 0, 0))
           + captures.block_of(captures.PACKET, struct.pack("<5I", 0, 0, 1, 16, 16) + bytes(16)))


@SUITES
def test_merged(suite, tmp_path, elsewhere):
    """Into one section, whose option is the first one's, and one interface for both machines."""
    run(suite, "mergecap", "-w", tmp_path / "merged", EVERYDAY, elsewhere)
    assert sorted(lines(tmp_path / "merged")) == sorted(lines(EVERYDAY) + lines(elsewhere))
    run(suite, "mergecap", "-w", tmp_path / "back", elsewhere, EVERYDAY)
    assert lines(tmp_path / "back", "-j") == lines(tmp_path / "merged", "-j")


@SUITES
def test_merged_with_what_others_captured(suite, tmp_path, elsewhere):
    """First, so that nothing is left of our section's option."""
    (tmp_path / "foreign").write_bytes(FOREIGN)
    run(suite, "mergecap", "-w", tmp_path / "merged", tmp_path / "foreign", EVERYDAY, elsewhere)
    assert captures.MAGIC not in (tmp_path / "merged").read_bytes()
    assert sorted(lines(tmp_path / "merged")) == sorted(lines(EVERYDAY) + lines(elsewhere))
    run(suite, "mergecap", "-a", "-w", tmp_path / "behind", tmp_path / "foreign", EVERYDAY)
    assert lines(tmp_path / "behind") == lines(EVERYDAY)


@SUITES
@pytest.mark.parametrize("hours", [1, -2])
def test_shifted(suite, tmp_path, hours):
    """The time that the file has by now is the right one."""
    run(suite, "editcap", "-t", str(hours * 3600), EVERYDAY, tmp_path / "shifted")
    assert [when(shifted) - when(line)
            for line, shifted in zip(lines(EVERYDAY), lines(tmp_path / "shifted"))] == (
        [hours * 3600 * SECOND] * len(lines(EVERYDAY)))
    assert lines(tmp_path / "shifted", "-t", "mono") == lines(EVERYDAY, "-t", "mono")


def sort(suite, capture, to):
    """As the man page says; 4.0's reordercap wants all interfaces in front, where tshark -2 puts them."""
    if suite == "bookworm":
        run(suite, "tshark", "-2", "-r", capture, "-w", f"{to}.first")
        capture = f"{to}.first"
    run(suite, "reordercap", capture, to)


def times_of_packets(capture):
    return [captures.time_of(block) for kind, block in captures.blocks(capture.read_bytes())
            if kind == captures.PACKET]


@SUITES
@pytest.mark.parametrize("name", ["uring", "joined"])
def test_sorted(suite, name, tmp_path, joined):
    """Its packets as they were sent; a record goes with one of them."""
    capture = {"uring": URING, "joined": joined}[name]
    before = times_of_packets(capture)
    assert before != sorted(before) or name == "joined"
    sort(suite, capture, tmp_path / "sorted")
    assert times_of_packets(tmp_path / "sorted") == sorted(before)
    assert sorted(lines(tmp_path / "sorted")) == sorted(lines(capture))
    test_golden.run("-r", tmp_path / "sorted", "-w", tmp_path / "again")
    assert lines(tmp_path / "again", "-j") == lines(tmp_path / "sorted", "-j")


@SUITES
def test_cut(suite, tmp_path):
    """To less than the addresses: the record is behind them, and has the time all the same."""
    run(suite, "editcap", "-s", "16", REFUSED, tmp_path / "cut")
    assert lines(tmp_path / "cut") == lines(REFUSED)


@SUITES
@pytest.mark.parametrize("left", [0, 16, 63])
def test_cut_data(suite, left, tmp_path):
    """As much of it is shown as is left: of what came from the drive, behind a head of 24 bytes."""
    run(suite, "editcap", "-s", str(TAGS + 24 + left), EVERYDAY, tmp_path / "cut")
    cut, whole = (test_golden.objects("-x4096", "-r", capture)
                  for capture in (tmp_path / "cut", EVERYDAY))
    assert len(cut) == len(whole)
    shorter = 0
    for line, before in zip(cut, whole):
        data, all_data = line.pop("payload", ""), before.pop("payload", "")
        assert line == before and all_data.startswith(data)
        shorter += data != all_data
        assert len(data) == 2 * left or data == all_data or before["opcode"] & 1
    assert shorter > 5


# ---- Times in other units ----

def units(ns, resolution):
    if resolution & 0x80:
        return (ns << (resolution & 0x7f)) // SECOND
    return ns * 10 ** resolution // SECOND


@pytest.mark.parametrize("resolution, shift, off_by", [
    (9, 0, 0), (9, -1000, 0), (12, 1_700_000_000, 0), (6, 0, 1000), (3, 5, 1_000_000),
    (0, 0, SECOND), (0x80 | 30, 0, 1), (0x80 | 10, 0, 1_000_000), (0x80, 0, SECOND)])
def test_units_of_time(tmp_path, resolution, shift, off_by):
    """Of another program that wrote the file. What a unit cannot tell is lost, and no more."""
    path = tmp_path / "units"
    records = captures.records(EVERYDAY)
    with open(path, "wb") as file:
        head = captures.section(EVERYDAY).replace(
            captures.interface(), captures.interface(resolution, shift))
        file.write(head)
        for record in records:
            packet, _ = captures.packet_of(record)
            sent = captures.get(record, "issue_ns") or captures.get(record, "submit_ns")
            captures.put_time(packet, units(sent + captures.WALL_OFFSET_NS - shift * SECOND,
                                            resolution))
            file.write(packet)
    found = lines(path)
    assert len(found) == len(records)
    for line, record in zip(found, records):
        wanted = captures.get(record, "submit_ns") + captures.WALL_OFFSET_NS
        assert -1000 - off_by < when(line) - wanted <= 0


def test_a_packet_of_no_interface(tmp_path):
    path = tmp_path / "capture"
    first = captures.records(EVERYDAY)[0]
    path.write_bytes(captures.section(EVERYDAY).replace(captures.interface(), b"")
                     + captures.packet_of(first)[0])
    result = subprocess.run([test_golden.BINARY, "-r", path], capture_output=True, text=True)
    assert result.returncode == 1
    assert "a packet's interface is 0, and there are 0\n" in result.stderr


def test_too_many_interfaces(tmp_path):
    path = tmp_path / "capture"
    shutil.copy(EVERYDAY, path)
    with open(path, "ab") as file:
        file.write(captures.interface() * 65536)
    result = subprocess.run([test_golden.BINARY, "-r", path], capture_output=True, text=True)
    assert result.returncode == 1
    assert "a section has more than 65536 interfaces\n" in result.stderr
