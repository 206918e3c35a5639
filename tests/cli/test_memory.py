# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The same program built to find misuse of memory, and what runs it once more so."""

import os
import subprocess
import sys

import pytest

from program import ROOT

SANITIZED = ROOT / ".output/sanitized/nvme_trace"
DYNAMIC = ROOT / ".output/dynamic/nvme_trace"


@pytest.mark.parametrize("tests", ["test_cli", "test_hints", "test_golden", "test_outputs"])
def test_sanitizers_find_nothing(tmp_path, tests):
    """What a sanitizer finds goes to standard error, or ends the program as nothing else does."""
    run = subprocess.run([sys.executable, "-m", "pytest", "-c", "tests/pytest.ini", "-q",
                          f"--basetemp={tmp_path}/nested", f"tests/cli/{tests}.py"], cwd=ROOT,
                         env=os.environ | {"NVME_TRACE": str(SANITIZED)}, text=True,
                         capture_output=True, timeout=600, check=False)
    assert run.returncode == 0, run.stdout[-8000:]


def test_the_sanitized_program_is_one():
    told = subprocess.run(["nm", SANITIZED], capture_output=True, text=True, check=True).stdout
    assert "__asan_report_load8" in told and "__ubsan_handle_shift_out_of_bounds_abort" in told


# ---- valgrind, which sees what the sanitizers do not: values that were never set ----

# Everything that shows a capture, and with it every output.
FORMS = [["--time=delta", "--color=always"], ["-v", "-x", "-t", "iso"], ["-j", "-x4096", "--unredacted"],
         ["-e"], ["-s1ms", "-j"], ["-s", "--failed", "-o", "identify"],
         ["-w", "/dev/null", "-O", "/dev/null"], ["-w", "trace-%H.pcapng", "-C", "10K", "-W", "2"]]
CAPTURES = sorted((ROOT / "tests/golden").glob("*.pcapng"))
MISUSES = [["--help"], ["--usage"], ["-V"], ["--no-such"], ["-o", "identifi"], ["-d", "nvme0n1p1"],
           ["-u", "nobodi"], ["--slow", "1x"], ["-j", "-e"], ["-w", "-", "-O", "-"], ["stray"],
           ["-r", "/no/such"], ["-r", "/dev/null"], ["-r", str(ROOT / "Makefile")], ["-r", "."],
           ["-r", str(CAPTURES[0]), "-O", "/no/such/file"],
           ["-r", str(CAPTURES[0]), "-w", "/dev/full"]]
FOUND = 99


# Of a misuse argp ends the program, and leaves its own memory.
LOST = "--errors-for-leak-kinds=definite,indirect,possible"
ANY_KEPT = "--errors-for-leak-kinds=all"


def watched(folder, kinds, arguments):
    """What valgrind has to say of a run: nothing, or what is wrong."""
    run = subprocess.run(["valgrind", "-q", f"--log-file={folder}/log", "--leak-check=full", kinds,
                          kinds.replace("errors-for", "show"), f"--error-exitcode={FOUND}",
                          DYNAMIC, *arguments], cwd=folder, capture_output=True, timeout=120,
                         env={"TZ": "UTC", "PATH": os.environ["PATH"]}, check=False)
    said = (folder / "log").read_text()
    assert run.returncode in (0, 1, 2) or said, run.stderr
    return said


@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_valgrind_finds_nothing_in_what_is_shown(tmp_path, form):
    assert CAPTURES
    assert [(capture.name, said) for capture in CAPTURES
            if (said := watched(tmp_path, ANY_KEPT, ["-r", capture, *form]))] == []


@pytest.mark.parametrize("arguments", MISUSES, ids=" ".join)
def test_valgrind_finds_nothing_in_misuse(tmp_path, arguments):
    assert watched(tmp_path, LOST, arguments) == ""
