# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The same program built to find misuse of memory, and everything that runs it once more with it."""

import os
import subprocess
import sys

import pytest

from program import ROOT

SANITIZED = ROOT / ".output/sanitized/nvme_trace"


@pytest.mark.parametrize("tests", ["test_cli", "test_golden"])
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
