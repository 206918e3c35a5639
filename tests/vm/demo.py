#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs the demonstration or a shell in a VM: demo.py demo|shell KERNEL."""

import pathlib
import sys
import tempfile

import archive
import kernels
import vm

ROOT = vm.HERE.parent.parent
FILES = {"/bin/nvme_trace": ROOT / "nvme_trace"}


def demo(kernel_dir, release):
    print(f"nvme_trace on Linux {release} in QEMU, with two emulated NVMe controllers:\n",
          flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        status = vm.run(kernel_dir, vm.HERE / "demo.sh", folder, FILES)
        if status:
            raise vm.VmError((folder / "console.log").read_text(errors="replace"))
        print((folder / "demo").read_text(), end="")


def main(mode, spec):
    kernel_dir = kernels.fetch(spec)
    release = (kernel_dir / "release").read_text().strip()
    if mode == "demo":
        demo(kernel_dir, release)
        return
    print(f"Linux {release} with two NVMe controllers, nvme_trace and nvme-cli. To try:\n"
          "    nvme_trace &\n"
          "    nvme list\n"
          "`exit` or Ctrl-A X ends it.", flush=True)
    vm.shell(kernel_dir, FILES)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (vm.VmError, archive.ArchiveError) as problem:
        sys.exit(f"nvme_trace: {problem}")
