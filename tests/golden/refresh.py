#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Regenerates the expected outputs of the captures. With --record it also records the captures
anew, in a VM.

Review every line of `git diff` afterwards.
"""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests/vm"), str(ROOT / "tests/cli"), str(ROOT / "tests")]

KERNEL = "6.12-cloud"
PROGRAMS = ("refusals_load", "uring_load")


def record():
    import kernels
    import vm
    files = {"/bin/nvme_trace": ROOT / "nvme_trace", "/sbin/lib.sh": ROOT / "tests/vm/lib.sh",
             **{f"/bin/{name}": ROOT / ".output/tests" / name for name in PROGRAMS}}
    with tempfile.TemporaryDirectory() as folder:
        status = vm.run(kernels.fetch(KERNEL), HERE / "record.sh", folder, files, timeout=300)
        assert status == 0
        for capture in pathlib.Path(folder).glob("*.pcapng"):
            (HERE / capture.name).write_bytes(capture.read_bytes())


def main(arguments):
    import test_golden
    if "--record" in arguments:
        record()
    for capture in test_golden.CAPTURES:
        for form in test_golden.FORMS:
            test_golden.expected(capture, form).write_text(test_golden.shown(capture, form))
    return subprocess.run(["git", "diff", "--stat", "--", HERE], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
