# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Hostile names and data, made by faults.sh. All output must be safe."""

import json
import re
import subprocess

import pytest

import judge
import kernels
from boots import replayed, summary

EVERY = pytest.mark.parametrize("spec", kernels.specs())


def crowd(run):
    """Returns {cdw10: (pid, name as bytes)} for the processes."""
    rows = {}
    for text in run.text("hostile/sent").splitlines():
        name, pid, cdw10, returned = text.split()
        assert returned == "0"
        rows[cdw10] = (pid, bytes.fromhex(name.removeprefix("-")))
    assert len(rows) == 503 and len({name for _, name in rows.values()}) == 22
    return rows


def escaped(name):
    return "".join(chr(byte) if 0x20 < byte < 0x7f and byte != 0x5c else f"\\x{byte:02x}"
                   for byte in name) or "-"


def is_crowd(line):
    return line.opcode == "6" and line.nsid == "0"


@EVERY
def test_each_of_a_crowd(faults):
    """503 processes at once, each shown with its pid and its name."""
    rows = crowd(faults)
    lines = [line for line in map(judge.our_line, replayed(faults, "hostile", "--no-header")
                                  .splitlines()) if is_crowd(line)]
    *lines, by_node = lines
    found = {line.cdw10: (line.pid, line.comm) for line in lines}
    assert found == {cdw10: (pid, escaped(name)) for cdw10, (pid, name) in rows.items()}
    assert len(lines) == 503
    assert by_node.dev == faults.controller("A")
    seen, printed, *others = summary(faults.errors("hostile"))
    assert seen == printed == 503 + 3 and others == [0, 0, 0, 0]


@EVERY
def test_names_in_json(faults):
    """Names that are UTF-8 stay unchanged; others are escaped as in the text."""
    rows, found = crowd(faults), {}
    for text in replayed(faults, "hostile", "-j", "--no-header").splitlines():
        event = json.loads(text)
        if (event["comm"], event["nsid"]) != ("nvme", 1):
            found.setdefault(f"{event['cdw10']:x}", (str(event["pid"]), event["comm"]))
    for cdw10, (pid, name) in rows.items():
        assert found[cdw10] in ((pid, escaped(name)), (pid, name.decode(errors="ignore")))
        assert b"\x7f" not in name or found[cdw10][1] == escaped(name)


FORMS = {
    "text": (),
    "verbose": ("-v", "-x512"),
    "json": ("-j", "-x512"),
    "command": ("-e",),
    "summary": ("-s",),
    "summary_json": ("-s", "-j"),
}


@EVERY
@pytest.mark.parametrize("form", FORMS)
def test_nothing_gets_out(faults, form):
    """Whatever the names and data, the output is lines of printable ASCII."""
    text = replayed(faults, "hostile", *FORMS[form])
    assert len(text) > 300 and set(text) <= {chr(code) for code in range(0x20, 0x7f)} | {"\n"}


@EVERY
def test_nothing_gets_out_live(faults):
    live = (faults.folder / "hostile/trace").read_bytes()
    assert replayed(faults, "hostile").encode() == live


@EVERY
def test_hostile_data(faults):
    """Every byte value is shown as itself."""
    block = (faults.folder / "hostile/block").read_bytes()
    assert len(block) == 512 and len(set(block)) == 256
    events = map(json.loads, replayed(faults, "hostile", "-j", "-x512").splitlines())
    read, = [event for event in events if event.get("command") == "Read"]
    assert bytes.fromhex(read["payload"]) == block


@EVERY
def test_names_in_wireshark(faults):
    result = subprocess.run(
        ["tshark", "-r", faults.folder / "hostile/capture", "-T", "fields", "-e", "frame.comment"],
        capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    comments = [line for line in result.stdout.split("\n") if line.startswith("comm=")]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.stdout)
    for _, name in crowd(faults).values():
        assert any(comment.startswith(f"comm={escaped(name).replace(chr(92), chr(92))} ")
                   for comment in comments), name


@EVERY
def test_a_shell_runs_nvme_alone(faults, tmp_path):
    """Whatever the names, the shell runs each command once, and nothing else."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "here").mkdir()
    nvme = tmp_path / "bin/nvme"
    nvme.write_text(f"#!/bin/sh\necho \"$*\" >>'{tmp_path}/log'\n")
    nvme.chmod(0o755)
    script = tmp_path / "script"
    script.write_text(replayed(faults, "hostile", "-e"))
    result = subprocess.run(["/bin/sh", script], env={"PATH": str(tmp_path / "bin")},
                            cwd=tmp_path / "here", capture_output=True, timeout=120)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert list((tmp_path / "here").iterdir()) == []
    ran = (tmp_path / "log").read_text().splitlines()
    a = faults.controller("A")
    assert len(ran) == 503 + 3
    assert all(re.match(rf"(admin-passthru /dev/{a}(n1)?|io-passthru /dev/{a}n1) --opcode=0x0[26] ",
                        line) for line in ran)
