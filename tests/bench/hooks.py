#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Compares the ways to attach to the driver, in a VM: hooks.py KERNEL.

It runs twice: on one CPU with a clock that counts instructions, to measure the cost, and on two
CPUs, to see what each way misses.
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


def measure(kernel, **machine):
    """Returns {way: (ns with it, ns without, commands seen, sent)}.

    The value is None for a way that the kernel lacks.
    """
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        status = vm.run(kernel, ROOT / "tests/bench/hooks.sh", folder, FILES, timeout=1200,
                        **machine)
        if status:
            sys.exit(f"hooks: the measurement failed:\n{(folder / 'hooks').read_text()}")
        rows = [row.split() for row in (folder / "hooks").read_text().splitlines()]
    return {name: tuple(map(float, values)) if len(values) == 4 else None
            for name, *values in rows}


def main(spec):
    kernel = kernels.fetch(spec)
    counted = measure(kernel, cpus=1, emulation=vm.COUNTING)
    seen = measure(kernel)
    print(f"Linux {(kernel / 'release').read_text().strip()}")
    print(f"{'':18}{'added instructions':>20}{'of the command':>16}{'seen by 64 threads':>20}")
    for name, values in counted.items():
        if not values or not seen.get(name):
            print(f"{name:18}{'not on this kernel':>20}")
            continue
        added, none = values[0] - values[1], values[1]
        print(f"{name:18}{added:20.0f}{added / none:15.1%}"
              f"{seen[name][2]:13.0f} of {seen[name][3]:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
