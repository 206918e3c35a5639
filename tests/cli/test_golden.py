# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Captures that were recorded in a VM, and what we have to say of them, byte for byte.

tests/golden/refresh.py makes the expectations anew; what it changes is to be looked at.
"""

import collections
import contextlib
import csv
import fcntl
import io
import itertools
import json
import os
import pty
import re
import struct
import subprocess
import termios

import jsonschema
import pytest

from program import BINARY, ROOT

GOLDEN = ROOT / "tests/golden"

# What was recorded: tests/golden/record.sh says how. version1 is a capture of nvme_trace 0.1.0, whose
# records had no command set.
CAPTURES = ["everyday", "refused", "uring", "all", "hung", "version1"]

LATENCY = 10  # the place of LAT(us) among the columns

# Each form has a file of its own for each capture.
FORMS = {
    "text": [],
    "verbose": ["-v", "-x", "-t", "iso"],
    "json": ["-j", "-x4096"],
    "command": ["-e", "-t", "mono"],
    "summary": ["-s"],
    "failed": ["--failed", "--no-header", "-t", "delta"],
}


def run(*arguments):
    result = subprocess.run([BINARY, *arguments], env={"TZ": "UTC"},
                            capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return result.stdout


def capture(name):
    return GOLDEN / f"{name}.pcapng"


def expected(name, form):
    return GOLDEN / f"{name}.{form}"


def shown(name, form):
    return run("-r", capture(name), *FORMS[form])


def objects(*arguments):
    """Without the header."""
    return [json.loads(line) for line in run("-j", "--no-header", *arguments).splitlines()]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CAPTURES)
def test_shown_as_expected(name, form):
    assert shown(name, form) == expected(name, form).read_text()


def places(line):
    """Where each column's word begins; LAT's stands on the right, so where that ends."""
    spans = [word.span() for word in re.finditer(r"\S+", line)][:13]
    return [end if column == LATENCY else start for column, (start, end) in enumerate(spans)]


@pytest.mark.parametrize("name", CAPTURES)
def test_rows_stand_below_their_header(name):
    """All of them: no word of these captures is too wide, whatever was answered."""
    header, *rows = expected(name, "text").read_text().splitlines()
    assert rows and len(places(header)) == 13
    assert [row for row in rows if places(row) != places(header)] == []


@pytest.mark.parametrize("name", CAPTURES)
def test_csv_has_the_cells_of_the_text(name):
    headings, *lines = csv.reader(io.StringIO(run("-r", capture(name), "--csv")), strict=True)
    text_headings, *rows = expected(name, "text").read_text().splitlines()
    assert headings == text_headings.split()
    assert lines == [row.split(maxsplit=12) for row in rows]


def test_csv_of_chosen_columns():
    told = run("-r", capture("everyday"), "--csv", "--no-header", "--columns=command,tid,result")
    for command, tid, result in csv.reader(io.StringIO(told), strict=True):
        assert command and int(tid) and int(result, 16) >= 0


def test_columns_in_any_order():
    """Each but a last COMMAND is one word."""
    names = ["command", "bytes", "cdw12", "uid", "time"]
    header, *rows = run("-r", capture("everyday"), f"--columns={','.join(names)}").splitlines()
    assert header.split() == ["COMMAND", "BYTES", "CDW12", "UID", "TIME"]
    whole = expected("everyday", "text").read_text().splitlines()[1:]
    assert ([row.split()[0] for row in rows]
            == [line.split(maxsplit=12)[12].replace(" ", "_") for line in whole])
    assert [len(row.split()) for row in rows] == [5] * len(whole)


def on_terminal(width, *arguments):
    """What the program prints on a terminal of this width, without colors."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    process = subprocess.Popen([BINARY, "--color=never", *arguments], env={"TZ": "UTC"}, stdout=its,
                               stderr=subprocess.DEVNULL)
    os.close(its)
    said = b""
    with contextlib.suppress(OSError): # how a terminal ends
        while more := os.read(ours, 65536):
            said += more
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return said.decode().replace("\r\n", "\n").splitlines()


# The columns that fit.
ON_TERMINAL = {
    80: "TIME COMM PID OPCODE COMMAND-ID NSID CDW10 STATUS",
    100: "TIME COMM PID OPCODE COMMAND-ID NSID CDW10 STATUS COMMAND",
    120: "TIME COMM PID OPCODE COMMAND-ID NSID CDW10 DEV STATUS LAT(us) COMMAND",
    150: "TIME COMM PID OPCODE COMMAND-ID NSID CDW10 DEV QID STATUS LAT(us) ORIGIN COMMAND",
}


@pytest.mark.parametrize("width", ON_TERMINAL)
@pytest.mark.parametrize("name", CAPTURES)
def test_rows_fit_the_terminal(name, width):
    """They keep their first columns, and COMMAND says when it was cut."""
    whole = expected(name, "text").read_text().splitlines()
    shown_rows = on_terminal(width, "-r", capture(name))
    assert shown_rows[0].split() == ON_TERMINAL[width].split()
    assert len(shown_rows) == len(whole)
    assert [row for row in shown_rows if len(row) > width] == []
    assert [row[:68].rstrip() for row in shown_rows] == [row[:68].rstrip() for row in whole]
    if "COMMAND" in ON_TERMINAL[width].split():
        assert [row for row, line in zip(shown_rows, whole)
                if not line.endswith(row[shown_rows[0].index("COMMAND", 50):])
                and not row.endswith("...")] == []


SCHEMAS = {"nvme_trace": ["-j", "-x4096"], "nvme_trace-summary": ["-s5ms", "-j", "--by=comm,device"]}


def schema_of(name):
    return json.loads((ROOT / f"{name}.schema.json").read_text())


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("name", CAPTURES)
def test_json_keeps_to_the_schema(name, schema):
    validator = jsonschema.Draft202012Validator(schema_of(schema))
    header, *lines = run("-r", capture(name), *SCHEMAS[schema]).splitlines()
    assert lines
    for line in (header, *lines):
        validator.validate(json.loads(line))
    assert run("-r", capture(name), "--no-header", *SCHEMAS[schema]).splitlines() == lines


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_header_names_the_schema(schema):
    """The program and the file say the same."""
    named = schema_of(schema)
    header = json.loads(run("-r", capture("everyday"), *SCHEMAS[schema]).splitlines()[0])
    properties = named["$defs"]["header"]["properties"]
    assert (header["schema"], header["version"]) == (schema, properties["version"]["const"])
    assert header["schema"] == properties["schema"]["const"]
    assert named["$id"] == f"{schema}.schema.json?version={header['version']}"
    assert header["tool"] == run("--version").splitlines()[0]


NAMES = ["comm", "device", "command"]


@pytest.mark.parametrize("by", [by for count in (1, 2, 3)
                                for by in itertools.combinations(NAMES, count)], ids=",".join)
def test_a_summary_by_any_names(by):
    """Its columns stand in one order, and its rows add up to the same."""
    events = objects("-r", capture("everyday"))
    groups = collections.Counter(tuple(event[name] for name in by) for event in events)
    asked = ["-r", capture("everyday"), "-s", f"--by={','.join(reversed(by))}"]
    found = objects(*asked)
    assert {tuple(row[name] for name in by): row["count"] for row in found} == groups
    assert [row for row in found if set(NAMES) & row.keys() != set(by)] == []
    headings = {"comm": "COMM", "device": "DEV", "command": "COMMAND"}
    assert run(*asked).split()[:len(by) + 1] == [*(headings[name] for name in by), "COUNT"]


@pytest.mark.parametrize("sort, key", [
    ("count", lambda row: row["count"]), ("errors", lambda row: row["errors"]),
    ("bytes", lambda row: row["bytes"]), ("p99", lambda row: row["latency_ns"]["p99"]),
    ("name", lambda row: 0)])
def test_a_summary_is_sorted(sort, key):
    """The greatest on top, and ties by name."""
    rows = objects("-r", capture("everyday"), "-s", f"--sort={sort}")
    assert len({key(row) for row in rows}) > 1 or sort == "name"
    assert rows == sorted(rows, key=lambda row: (-key(row), row["device"], row["command"]))


@pytest.mark.parametrize("name", CAPTURES)
def test_ok_is_what_failed_leaves_out(name):
    events = objects("-r", capture(name), "-x4096")
    failed = objects("-r", capture(name), "-x4096", "--failed")
    assert [event for event in events if event.get("ok") is False] == failed


@pytest.mark.parametrize("name", CAPTURES)
def test_written_again_it_says_the_same(tmp_path, name):
    """And a third time it is the same file: what is not in it is lost once, if at all."""
    second, third = tmp_path / "second", tmp_path / "third"
    run("-r", capture(name), "-w", second)
    run("-r", second, "-w", third)
    assert second.read_bytes() == third.read_bytes()
    for form in FORMS.values():
        assert run("-r", second, *form) == run("-r", capture(name), *form)


@pytest.mark.parametrize("name", CAPTURES)
def test_cut_off_it_shows_what_is_there(tmp_path, name):
    whole = capture(name).read_bytes()
    lines = run("-r", capture(name)).splitlines()
    path = tmp_path / "cut"
    path.write_bytes(whole[:len(whole) * 2 // 3 // 4 * 4 - 4])
    result = subprocess.run([BINARY, "-r", path], env={"TZ": "UTC"},
                            capture_output=True, text=True, timeout=60)
    got = result.stdout.splitlines()
    assert 1 <= len(got) < len(lines) and got == lines[:len(got)]
    assert result.returncode == 1 and f"'{path}' is damaged at offset " in result.stderr
