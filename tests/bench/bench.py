#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Compares the ways to attach to the driver, in a VM: bench.py KERNEL.

Times are an emulator's: only their relation to each other, on one kernel, says anything.
"""

import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/vm"))

import kernels  # noqa: E402, found by the line above
import vm       # noqa: E402

FILES = {"/bin/hooks_bench": ROOT / ".output/tests/hooks_bench",
         "/sbin/lib.sh": ROOT / "tests/vm/lib.sh"}


def main(spec):
    kernel = kernels.fetch(spec)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        status = vm.run(kernel, ROOT / "tests/bench/bench.sh", folder, FILES, timeout=1200)
        table = (folder / "hooks").read_text()
    print(f"Linux {(kernel / 'release').read_text().strip()}")
    print(f"{'':18}{'added per command':>18}{'of the command':>16}{'seen by 64 threads':>20}")
    for row in table.splitlines():
        name, *values = row.split()
        if len(values) != 4:
            print(f"{name:18}{'not on this kernel':>18}")
            continue
        ns, none, seen, sent = map(float, values)
        print(f"{name:18}{ns - none:15.0f} ns{(ns - none) / none:15.1%}{seen:13.0f} of {sent:.0f}")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
