# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Captures that were recorded in a VM, and what we have to say of them, byte for byte.

tests/golden/refresh.py makes the expectations anew; what it changes is to be looked at.
"""

import json
import re
import subprocess

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
def test_json_keeps_to_the_schema(name):
    schema = json.loads((ROOT / "nvme_trace.schema.json").read_text())
    lines = shown(name, "json").splitlines()
    assert lines
    for line in lines:
        jsonschema.validate(json.loads(line), schema)


@pytest.mark.parametrize("name", CAPTURES)
def test_ok_is_what_failed_leaves_out(name):
    objects = [json.loads(line) for line in shown(name, "json").splitlines()]
    failed = [json.loads(line) for line in run("-r", capture(name), "-j", "-x4096",
                                               "--failed").splitlines()]
    assert [event for event in objects if event.get("ok") is False] == failed


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
