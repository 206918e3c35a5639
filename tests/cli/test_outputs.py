# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Where a capture's records go when it is shown again: files, several at once, and what cannot be written."""

import csv
import gzip
import io
import os
import pty
import select
import struct
import subprocess

import pytest

import captures
from program import BINARY, ROOT

GOLDEN = ROOT / "tests/golden"
EVERYDAY = GOLDEN / "everyday.pcapng"
PACKET, STATISTICS = captures.PACKET, captures.STATISTICS


def nvme_trace(*arguments, **more):
    return subprocess.run([BINARY, *arguments], env={"TZ": "UTC"}, timeout=60, check=False,
                          **{"capture_output": True} | more)


def lines_of(*captures, form=()):
    """What one run for each capture prints, without a header."""
    return b"".join(nvme_trace("-r", capture, "--no-header", *form).stdout for capture in captures)


def outcome(run):
    return run.returncode, run.stdout, run.stderr.decode()


# ---- Two outputs at once ----

def test_lines_and_a_capture_say_what_each_says_alone(tmp_path):
    alone, both, lines = (tmp_path / name for name in ("alone", "both", "lines"))
    assert nvme_trace("-r", EVERYDAY, "-w", alone).returncode == 0
    run = nvme_trace("-r", EVERYDAY, "-w", both, "-O", lines, "-v", "-x", "-t", "iso")
    assert (run.returncode, run.stdout) == (0, b"")
    assert lines.read_bytes() == (GOLDEN / "everyday.verbose").read_bytes()
    assert both.read_bytes() == alone.read_bytes()


def test_lines_of_a_capture_from_a_pipe_do_not_wait_for_its_end():
    """It may be a live trace. 200 lines are more than 4 KB and less than 64 KB."""
    capture = io.BytesIO()
    captures.write(capture, captures.section(EVERYDAY), captures.records(EVERYDAY), 200)
    with subprocess.Popen([BINARY, "-r", "-", "--no-header"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env={"TZ": "UTC"}) as reader:
        reader.stdin.write(capture.getvalue())
        reader.stdin.flush()
        assert select.select([reader.stdout], [], [], 60)[0]
        reader.stdin.close()
        assert reader.stdout.read().count(b"\n") == 200


def test_hexdump_of_a_copied_capture_is_in_the_lines(tmp_path):
    """The copy has the data whether or not it is asked for."""
    lines = tmp_path / "lines"
    run = nvme_trace("-r", EVERYDAY, "-w", tmp_path / "copy", "-O", lines, "-x")
    assert run.returncode == 0
    assert lines.read_bytes() == nvme_trace("-r", EVERYDAY, "-x").stdout
    assert nvme_trace("-r", tmp_path / "copy", "-x").stdout == lines.read_bytes()


def test_a_summary_beside_a_capture(tmp_path):
    run = nvme_trace("-r", EVERYDAY, "-w", tmp_path / "capture", "-O", "-", "-s")
    assert (run.returncode, run.stdout) == (0, (GOLDEN / "everyday.summary").read_bytes())
    assert lines_of(tmp_path / "capture") == lines_of(EVERYDAY)


def test_a_capture_to_a_pipe_is_the_file(tmp_path):
    assert nvme_trace("-r", EVERYDAY, "-w", tmp_path / "file").returncode == 0
    assert nvme_trace("-r", EVERYDAY, "-w", "-").stdout == (tmp_path / "file").read_bytes()


# ---- A capture in many files ----

def files_of(folder, *options):
    run = nvme_trace("-r", EVERYDAY, "-w", folder / "part", *options)
    assert run.returncode == 0, run.stderr
    return {path.name for path in folder.iterdir()}


def test_each_file_stands_for_itself(tmp_path):
    names = files_of(tmp_path, "-C", "4K")
    in_order = [f"part{number or ''}" for number in range(len(names))]
    assert len(names) > 2 and set(in_order) == names
    assert lines_of(*(tmp_path / name for name in in_order)) == lines_of(EVERYDAY)


def test_only_the_last_files_are_kept(tmp_path):
    """The ring of two that every record went through ends with the end."""
    assert files_of(tmp_path, "-C", "4K", "-W", "2") == {"part0", "part1"}
    whole = lines_of(EVERYDAY)
    ends = [lines_of(tmp_path / first, tmp_path / second)
            for first, second in (("part0", "part1"), ("part1", "part0"))]
    assert any(end and end != whole and whole.endswith(end) for end in ends)


# ---- CSV ----

@pytest.mark.parametrize("name", [b"a,b", b'"', b'a"b",c', b"a\nb\r", b"\x1b[2J", b"=1+1", b"\xff" * 32])
def test_an_odd_name_is_one_cell(tmp_path, name):
    """The same as in the text, to a reader of CSV."""
    path = tmp_path / "odd"
    with open(path, "wb") as file:
        record = captures.named(captures.records(EVERYDAY)[0], "disk", name)
        captures.write(file, captures.section(EVERYDAY), [record], 1)
    told = nvme_trace("-r", path, "--csv").stdout.decode()
    dev = nvme_trace("-r", path, "--no-header").stdout.decode().split()[7]
    assert [row[7] for row in csv.reader(io.StringIO(told), strict=True)] == ["DEV", dev]


# ---- What cannot be opened or written ----

@pytest.mark.parametrize("option", ["-O", "-w"])
def test_a_file_that_cannot_be_opened(option):
    assert outcome(nvme_trace("-r", EVERYDAY, option, "/no/such/file")) == (
        1, b"", "nvme_trace: cannot open '/no/such/file' for writing: No such file or directory\n")


@pytest.mark.parametrize("options, name", [
    (["-O", "/dev/full"], "/dev/full"), (["-O", "/dev/full", "-j"], "/dev/full"),
    (["-O", "/dev/full", "-e"], "/dev/full"), (["-O", "/dev/full", "-s"], "/dev/full"),
    (["-O", "/dev/full", "-v"], "/dev/full"), (["-w", "/dev/full"], "/dev/full"),
    (["-w", "/dev/full", "-O", "/dev/null"], "/dev/null or /dev/full"),
    (["-w", "/dev/null", "-O", "/dev/full"], "/dev/full or /dev/null")])
def test_a_file_that_is_full(options, name):
    run = nvme_trace("-r", EVERYDAY, *options)
    assert run.returncode == 1
    assert f"nvme_trace: cannot write to {name}: No space left on device\n" in run.stderr.decode()


def test_standard_output_that_is_full():
    with open("/dev/full", "w") as full:
        run = nvme_trace("-r", EVERYDAY, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 1
    assert b"cannot write to standard output: No space left on device\n" in run.stderr


# ---- A terminal ----

def on_terminal(*arguments, **environment):
    """What the program prints on a terminal."""
    ours, its = pty.openpty()
    run = subprocess.Popen([BINARY, *arguments], env={"TZ": "UTC", **environment}, stdout=its,
                           stderr=subprocess.PIPE)
    os.close(its)
    said = b""
    try:
        while more := os.read(ours, 65536):
            said += more
    except OSError: # how a terminal ends
        pass
    os.close(ours)
    return run.wait(timeout=60), said, run.communicate()[1].decode()


def test_failures_are_red_on_a_terminal_only():
    refused = "-r", str(GOLDEN / "refused.pcapng")
    assert b"\x1b[" in on_terminal(*refused)[1]
    assert b"\x1b[" not in on_terminal(*refused, NO_COLOR="1")[1]
    assert b"\x1b[" in on_terminal(*refused, NO_COLOR="")[1]
    assert b"\x1b[" not in on_terminal(*refused, "--color=never")[1]
    assert b"\x1b[" in nvme_trace(*refused, "--color=always").stdout
    assert b"\x1b[" not in nvme_trace(*refused).stdout


def test_a_capture_does_not_go_to_a_terminal():
    assert on_terminal("-r", str(EVERYDAY), "-w", "-") == (
        1, b"", "nvme_trace: --write -: standard output is a terminal, which cannot show a "
                "capture; pipe it into another program: | tshark -i -\n")


# ---- Captures as others may hand them over ----

def blocks(capture):
    """Its blocks as bytearrays, to be damaged."""
    content = capture.read_bytes()
    at = 0
    while at < len(content):
        length, = struct.unpack_from("<I", content, at + 4)
        yield bytearray(content[at:at + length])
        at += length


def kind(block):
    return struct.unpack_from("<I", block)[0]


def test_captures_one_behind_the_other_are_one(tmp_path):
    """As cat makes them."""
    both = tmp_path / "both"
    both.write_bytes(EVERYDAY.read_bytes() + (GOLDEN / "all.pcapng").read_bytes())
    assert lines_of(both) == lines_of(EVERYDAY, GOLDEN / "all.pcapng")


def test_blocks_of_others_are_passed_over(tmp_path):
    """A name resolution block, as Wireshark adds one."""
    first, *rest = blocks(EVERYDAY)
    added = tmp_path / "added"
    added.write_bytes(first + struct.pack("<IIHHI", 4, 16, 0, 0, 16)
                      + b"".join(rest))
    assert lines_of(added) == lines_of(EVERYDAY)


def damaged(tmp_path, which, damage, of_record=False):
    """The capture with one block damaged, the first that has a record or at all, and its offset."""
    every = list(blocks(EVERYDAY))
    number = next(i for i, block in enumerate(every) if kind(block) == which and
                  (not of_record or captures.custom_option(bytes(block))))
    damage(every[number])
    (tmp_path / "damaged").write_bytes(b"".join(every))
    return tmp_path / "damaged", sum(map(len, every[:number]))


def put(at, value):
    return lambda block: struct.pack_into("<I", block, at, value)


def record(at, value):
    """Puts a byte into the first record."""
    def damage(block):
        block[block.index(captures.records(EVERYDAY)[0][:captures.RECORD_SIZE]) + at] = value
    return damage


@pytest.mark.parametrize("damage, message", [
    (put(4, 8), "a block has no possible length"),
    (put(4, 61), "a block has no possible length"),
    (put(4, 0xfffffff0), "a block has no possible length"),
    (lambda block: struct.pack_into("<I", block, len(block) - 4, 44), "a block's two lengths differ"),
    (put(20, 0xffffffff), "a packet is longer than its block"),
    (record(0, 0xff), "a record is of a version or size that is not known"),
    (record(3, 0), "a record is of a version or size that is not known"),
    (record(4, 200), "a record has an impossible origin: 200"),
    (record(4, 32), "a record has an impossible origin: 32"),
    (record(5, 4), "a record has an impossible outcome: 4"),
    (record(6, 2), "a record has an impossible queue: 2"),
    (record(7, 255), "a record has an impossible payload: 255"),
])
def test_damaged_packets(tmp_path, damage, message):
    path, offset = damaged(tmp_path, PACKET, damage, "a record" in message)
    run = nvme_trace("-r", path)
    assert run.returncode == 1
    assert f"nvme_trace: '{path}' is damaged at offset {offset}: {message}\n" in run.stderr.decode()


# ---- What is none ----

def test_capture_that_is_not_there():
    assert outcome(nvme_trace("-r", "/no/such/file")) == (
        1, b"", "nvme_trace: cannot open '/no/such/file': No such file or directory\n")


NO_CAPTURE = "'{}' is not a capture: it does not begin as a pcapng file does"
COMPRESSED = "'{{}}' is compressed; run: {} -dc {{}} | nvme_trace -r -"
OTHER = ("'{{}}' is not a capture but {}; --read shows only the pcapng files that nvme_trace --write "
         "makes")
PCAP_TAIL = bytes(20)


@pytest.mark.parametrize("content, message", [
    (b"", "'{}' is empty"),
    (b"ab", NO_CAPTURE),
    (b"abcd\x0c\0\0\0\x0c\0\0\0", NO_CAPTURE),
    (b"12345678\x0c\0\0\0", NO_CAPTURE),
    (b"\x7fELF\2\1\1\0", NO_CAPTURE),
    (b"\x0a\x0d\x0d", NO_CAPTURE),
    (b"\x0a\x0d\x0d\x0a", "'{}' is damaged at offset 0: it ends within a block"),
    (b"\x0a\x0d\x0d\x0a\x1b\0\0\0", "'{}' is damaged at offset 0: a block has no possible length"),
    (b"\x1f\x8b\x08\0", COMPRESSED.format("gzip")),
    (b"\x28\xb5\x2f\xfd\x04\0", COMPRESSED.format("zstd")),
    (b"\xfd7zXZ\0\0\x04", COMPRESSED.format("xz")),
    (b"\x04\x22\x4d\x18\x64", COMPRESSED.format("lz4")),
    (b"BZh91AY&SY", COMPRESSED.format("bzip2")),
    *((magic + PCAP_TAIL, OTHER.format("a pcap file"))
      for magic in (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1",
                    b"\xa1\xb2\x3c\x4d", b"\x34\xcd\xb2\xa1", b"\xa1\xb2\xcd\x34")),
    (b"TIME     COMM            PID", OTHER.format("lines of text")),
    (b'{"time":"2026-11-24T02', OTHER.format("JSON")),
])
def test_file_that_is_no_capture(tmp_path, content, message):
    """What it is instead, and how to get at the capture in it; nothing is made or emptied for it."""
    path = tmp_path / "file"
    path.write_bytes(content)
    run = nvme_trace("-r", path, "-O", tmp_path / "lines", "-w", tmp_path / "capture")
    assert outcome(run) == (1, b"", f"nvme_trace: {message.format(path, path)}\n")
    assert list(tmp_path.iterdir()) == [path]
    with open(path, "rb") as file:
        run = nvme_trace("-r", "-", stdin=file)
    assert outcome(run) == (1, b"", f"nvme_trace: {message.format('-', '-')}\n")


@pytest.mark.parametrize("option", ["-j", "--count=1"])
def test_what_it_prints_is_no_capture(tmp_path, option):
    path = tmp_path / "printed"
    assert nvme_trace("-r", EVERYDAY, option, "-O", path).returncode == 0
    run = nvme_trace("-r", path)
    assert run.returncode == 1 and b"is not a capture but " in run.stderr


@pytest.mark.parametrize("name", ["plain.gz", "two words.gz", "it's.gz", "$(touch x).gz", "-x.gz"])
def test_the_cure_cures(tmp_path, name):
    """As a shell runs what the message says."""
    (tmp_path / name).write_bytes(gzip.compress(EVERYDAY.read_bytes()))
    run = nvme_trace(f"--read={name}", cwd=tmp_path)
    assert run.returncode == 1
    cure = run.stderr.decode().rpartition("; run: ")[2]
    told = subprocess.run(cure.replace("nvme_trace", str(BINARY)), shell=True, cwd=tmp_path,
                          env=os.environ | {"TZ": "UTC"}, capture_output=True, timeout=60)
    assert told.stdout == (GOLDEN / "everyday.text").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def foreign(*more):
    """What another program captured: a section, an interface, a packet."""
    return b"".join((captures.block_of(captures.SECTION, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
                     captures.block_of(captures.INTERFACE, struct.pack("<HHI", 1, 0, 0)),
                     captures.block_of(captures.PACKET,
                                       struct.pack("<5I", 0, 0, 1, 16, 16) + bytes(16)), *more))


NOT_OURS = "nvme_trace: '{}' was not written by nvme_trace, and has no records\n"


def test_what_others_captured_has_no_records(tmp_path):
    """Which is known before anything is written of it."""
    path = tmp_path / "foreign"
    path.write_bytes(foreign())
    run = nvme_trace("-r", path, "-w", tmp_path / "new")
    assert outcome(run) == (1, b"", NOT_OURS.format(path))
    assert list(tmp_path.iterdir()) == [path]
    assert outcome(nvme_trace("-r", path)) == (1, b"", NOT_OURS.format(path))


def test_an_example_of_others_is_none_of_ours(tmp_path):
    """The number of an enterprise that stands for examples may be anybody's."""
    packet, start = captures.packet_of(captures.records(EVERYDAY)[0])
    struct.pack_into("<H", packet, start, 77)  # no version of ours
    path = tmp_path / "foreign"
    path.write_bytes(foreign(packet))
    assert outcome(nvme_trace("-r", path)) == (1, b"", NOT_OURS.format(path))


def test_a_folder_is_no_capture(tmp_path):
    assert outcome(nvme_trace("-r", tmp_path)) == (
        1, b"", f"nvme_trace: cannot read '{tmp_path}': Is a directory\n")


def test_a_second_section_of_others_ends_it(tmp_path):
    """Whoever joined them: what follows is not ours, and said to be so."""
    both = tmp_path / "both"
    both.write_bytes(EVERYDAY.read_bytes() + foreign())
    run = nvme_trace("-r", both, "--no-header")
    assert (run.returncode, run.stdout) == (1, lines_of(EVERYDAY))
    assert NOT_OURS.format(both) in run.stderr.decode()
    both.write_bytes(EVERYDAY.read_bytes() + foreign() + EVERYDAY.read_bytes())
    run = nvme_trace("-r", both, "--no-header")
    assert (run.returncode, run.stdout) == (1, lines_of(EVERYDAY))


def lost(number):
    """An interface statistics block that tells of so many lost."""
    return struct.pack("<IIIIIHHQII", STATISTICS, 40, 0, 0, 0, 5, 8, number, 0, 40)


def test_losses_of_a_capture_are_told_of(tmp_path):
    path = tmp_path / "lossy"
    path.write_bytes(EVERYDAY.read_bytes() + lost(3) + lost(7))
    run = nvme_trace("-r", path)
    assert run.returncode == 0 and "7 lost when the capture was made\n" in run.stderr.decode()
    told, capture = tmp_path / "told", tmp_path / "capture"
    assert nvme_trace("-r", path, "-j", "-O", told, "-w", capture).returncode == 0
    assert b'"lost":7' in told.read_bytes().replace(b" ", b"")
    assert "7 lost when" in nvme_trace("-r", capture).stderr.decode()
    summary = nvme_trace("-r", path, "-s1ms", "-j").stdout.splitlines()
    assert [line for line in summary if b"lost" in line] == [summary[-1]] == [b'{"lost":7}']
    assert nvme_trace("-r", path, "--strict").returncode == 1
    assert nvme_trace("-r", EVERYDAY, "--strict").returncode == 0
