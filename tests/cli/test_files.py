# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""No file that is in use is written to a second time, by whatever name it comes."""

import os
import shutil
import subprocess

import pytest

from program import BINARY, ROOT

EVERYDAY = ROOT / "tests/golden/everyday.pcapng"
READ, OUTPUT, STDIN, STDOUT, STDERR = ("the file that is read", "the file of --output",
                                       "standard input", "standard output", "standard error")
LEFT = "nvme_trace: cannot write to '{}': it is {} as well, and was left as it was\n"
LEFT_OUTPUT = "nvme_trace: cannot write to standard output: it is {} as well\n"


@pytest.fixture
def folder(tmp_path):
    """A capture by three names, and a file that somebody still needs."""
    shutil.copy(EVERYDAY, tmp_path / "capture")
    os.symlink("capture", tmp_path / "symbolic")
    os.link(tmp_path / "capture", tmp_path / "hard")
    (tmp_path / "old").write_text("needed\n")
    return tmp_path


def nvme_trace(folder, *arguments, **files):
    """Standard files by their names, which are read, or appended to."""
    opened = {name: open(folder / path, "rb" if name == "stdin" else "ab")
              for name, path in files.items()}
    run = subprocess.run([BINARY, *arguments], cwd=folder, env={"TZ": "UTC"}, timeout=60,
                         check=False, **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                                         "stderr": subprocess.PIPE} | opened)
    for file in opened.values():
        file.close()
    return run


def nothing_happened(folder):
    return ((folder / "capture").read_bytes() == EVERYDAY.read_bytes()
            and (folder / "old").read_text() == "needed\n")


def refused(folder, message, *arguments, **files):
    run = nvme_trace(folder, *arguments, **files)
    assert nothing_happened(folder)
    assert (run.returncode, (run.stderr or b"").decode()) == (2, message)
    assert not run.stdout


# ---- What is read ----

NAMES = pytest.mark.parametrize("name", ["capture", "./capture", "symbolic", "hard"])
OPTIONS = pytest.mark.parametrize("option", ["-O", "-w"])


@NAMES
@OPTIONS
def test_what_is_read_is_not_written(folder, option, name):
    refused(folder, LEFT.format(name, READ), "-r", "capture", option, name)
    refused(folder, LEFT.format("capture", READ), "-r", name, option, "capture")


@NAMES
@OPTIONS
def test_standard_input_that_is_read_is_not_written(folder, option, name):
    refused(folder, LEFT.format(name, READ), "-r", "-", option, name, stdin="capture")
    refused(folder, LEFT.format(name, READ), "-r", "/dev/stdin", option, name, stdin="hard")


@NAMES
@pytest.mark.parametrize("options", [(), ("-w", "-"), ("-j",), ("-O", "-", "-w", "new")],
                         ids=" ".join)
def test_standard_output_that_is_read_is_not_written(folder, options, name):
    refused(folder, LEFT_OUTPUT.format(READ), "-r", name, *options, stdout="capture")
    refused(folder, LEFT_OUTPUT.format(READ), "-r", "-", *options, stdin=name, stdout="capture")


def test_nothing_else_is_emptied_either(folder):
    """By the time that the second file is refused."""
    refused(folder, LEFT.format("capture", READ), "-r", "capture", "-O", "old", "-w", "capture")
    refused(folder, LEFT.format("capture", READ), "-r", "capture", "-O", "capture", "-w", "old")
    refused(folder, LEFT.format("hard", READ), "-r", "symbolic", "-O", "old", "-w", "hard")


def test_a_capture_that_cannot_be_made_empties_no_lines(folder):
    run = nvme_trace(folder, "-r", "capture", "-O", "old", "-w", "no/such")
    assert run.returncode == 1 and nothing_happened(folder)


# ---- What is written ----

def test_lines_and_a_capture_go_to_two_files(folder):
    os.symlink("old", folder / "other")
    for lines, capture in (("old", "old"), ("old", "./old"), ("old", "other"), ("other", "old")):
        refused(folder, LEFT.format(capture, OUTPUT), "-r", "capture", "-O", lines, "-w", capture)


def test_a_file_that_there_was_not_is_found_out_too(folder):
    run = nvme_trace(folder, "-r", "capture", "-O", "new", "-w", "./new")
    assert (run.returncode, run.stderr.decode()) == (2, LEFT.format("./new", OUTPUT))
    assert (folder / "new").read_bytes() == b""


@OPTIONS
@pytest.mark.parametrize("file, name", [("stdin", STDIN), ("stdout", STDOUT)])
def test_standard_files_are_no_files_of_ours(folder, option, file, name):
    refused(folder, LEFT.format("old", name), "-r", "capture", option, "old", **{file: "old"})


@OPTIONS
def test_messages_have_a_file_of_their_own(folder, option):
    run = nvme_trace(folder, "-r", "capture", option, "old", stderr="old")
    assert run.returncode == 2
    assert (folder / "old").read_text() == "needed\n" + LEFT.format("old", STDERR)


def test_no_file_of_a_series_is_in_use(folder):
    """By the time that its name comes up, which ends it: what there is by then stays."""
    os.symlink("capture", folder / "part2")
    run = nvme_trace(folder, "-r", "capture", "-w", "part", "-C", "4K")
    assert run.returncode == 1 and nothing_happened(folder)
    assert run.stderr.decode().startswith(LEFT.format("part2", READ))
    assert (folder / "part1").stat().st_size > 4096
    run = nvme_trace(folder, "-r", "capture", "-O", "part1", "-w", "part", "-C", "4K")
    assert run.returncode == 1 and run.stderr.decode().startswith(LEFT.format("part1", OUTPUT))
    lines = (folder / "part1").read_text()
    assert lines.startswith("TIME ")
    os.rename(folder / "old", folder / "part01")
    run = nvme_trace(folder, "-r", "capture", "-w", "part", "-C", "4K", "-W", "11", stdout="part01")
    assert run.returncode == 1 and run.stderr.decode().startswith(LEFT.format("part01", STDOUT))
    assert (folder / "part01").read_text() == "needed\n"


# ---- What nothing can happen to ----

def test_what_is_no_file_may_be_named_twice(folder):
    """And files may lie there already, also larger ones than what they get."""
    assert nvme_trace(folder, "-r", "capture", "-O", "/dev/null", "-w", "/dev/null").returncode == 0
    assert nvme_trace(folder, "-r", "capture", "-w", "/dev/null", stdout="/dev/null").returncode == 0
    run = nvme_trace(folder, "-r", "capture", "-O", "/dev/stdout", "-w", "/dev/null")
    assert run.returncode == 0 and run.stdout.startswith(b"TIME ")
    assert nvme_trace(folder, "-r", "capture", "-O", "old", "-w", "new").returncode == 0
    with open(folder / "old", "ab") as old, open(folder / "new", "ab") as new:
        old.write(bytes(100000))
        new.write(bytes(100000))
    before = run.stdout
    assert nvme_trace(folder, "-r", "capture", "-O", "old", "-w", "new").returncode == 0
    assert (folder / "old").read_bytes() == before
    assert nvme_trace(folder, "-r", "new").stdout == before


def test_a_fifo_may_be_both_ends(folder):
    """Of one program and the next."""
    os.mkfifo(folder / "fifo")
    reader = subprocess.Popen([BINARY, "-r", "fifo"], cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env={"TZ": "UTC"})
    assert nvme_trace(folder, "-r", "capture", "-w", "fifo").returncode == 0
    assert reader.communicate(timeout=60)[0] == nvme_trace(folder, "-r", "capture").stdout


def test_what_the_shell_has_emptied_is_not_appended_to(folder):
    """nvme_trace -r X >X: there is nothing left to show, and it says so."""
    run = subprocess.run(f"'{BINARY}' -r hard >hard", shell=True, cwd=folder, capture_output=True,
                         timeout=60, check=False)
    assert (run.returncode, run.stderr) == (1, b"nvme_trace: 'hard' is empty\n")
    assert (folder / "hard").read_bytes() == b""
