# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The same program built to find misuse of memory, and what runs it once more so."""

import os
import subprocess
import sys

import pytest

from program import ROOT

SANITIZED = ROOT / ".output/sanitized/nvme_trace"
DYNAMIC = ROOT / ".output/dynamic/nvme_trace"


@pytest.mark.parametrize("tests", ["test_cli", "test_misuse", "test_hints", "test_golden", "test_outputs",
                                   "test_files", "test_joined"])
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


# ---- No memory left, from any moment on ----

ENOUGH = 5000  # allocations; a run has fewer


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("few") / "few_allocations.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", path, ROOT / "tests/build/few_allocations.c"],
                   check=True)
    return path


def with_allocations(library, count, *arguments):
    return subprocess.run([DYNAMIC, *arguments], capture_output=True, text=True, timeout=60,
                          env={"TZ": "UTC", "LD_PRELOAD": str(library), "ALLOCATIONS": str(count)})


@pytest.mark.parametrize("form", [["-s"], ["-s", "-j"], ["-j", "-x4096"], ["-v"], ["-e"],
                                  ["-w", "/dev/null", "-O", "/dev/stdout"]], ids=" ".join)
def test_want_of_memory_is_told(library, form):
    """Whenever it comes: never an end without a word, nor fewer lines than the account has."""
    capture = ROOT / "tests/golden/everyday.pcapng"
    whole = with_allocations(library, ENOUGH, "-r", capture, *form)
    assert (whole.returncode, whole.stderr) == (0, "nvme_trace: 16 printed\n")
    told = 0
    for count in [*range(64), *range(64, ENOUGH, 101)]:
        run = with_allocations(library, count, "-r", capture, *form)
        if (run.returncode, run.stderr) == (0, whole.stderr):
            assert run.stdout.count("\n") == whole.stdout.count("\n")
            break
        assert run.returncode == 1 and "Cannot allocate memory\n" in run.stderr, (count, run)
        assert all(line.startswith("nvme_trace: ") for line in run.stderr.splitlines())
        told += 1
    assert told > 20
