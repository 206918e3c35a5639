# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Finds a QEMU whose NVMe device loses no doorbells.

If the installed one does, apt fetches another.
"""

import functools
import pathlib
import re
import shutil
import subprocess

import archive

PROGRAM = "qemu-system-x86_64"
PACKAGE = "qemu-system-x86"
# Apart from libraries, all that a VM without a display needs.
PACKAGES = (PACKAGE, "qemu-system-common", "qemu-system-data", "seabios")
CURE = f"install QEMU 10.0 or newer (package {PACKAGE})"


class QemuError(archive.ArchiveError):
    """There is no suitable QEMU."""


def nvme_properties(command):
    """Returns QEMU's help on its NVMe device, or nothing if QEMU does not run."""
    return subprocess.run([*command, "-device", "nvme,help"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def will_do(command):
    """Returns whether shadow doorbells (Doorbell Buffer Config) can be turned off.

    They depend on the guest's memory barriers, which the emulation may omit. Then a doorbell is
    lost, and with it a command. QEMU has the property from 10.0 on.
    """
    return "dbcs=" in nvme_properties(command)


def backports():
    release = pathlib.Path("/etc/os-release").read_text()
    codename = re.search(r'^VERSION_CODENAME="?(\w+)', release, re.MULTILINE)
    suite = (codename.group(1) if codename else "unknown") + "-backports"
    if suite not in archive.SUITES:
        raise QemuError(f"the installed QEMU is too old or missing; {CURE}")
    return suite


def version_in(suite):
    """Returns the suite's version, or "" if it has none."""
    table = archive.apt("apt-cache", "madison", PACKAGE, check=True).stdout
    for line in table.splitlines():
        _, version, source = line.split("|")
        if f" {suite}/main " in source:
            return version.strip()
    return ""


def build_folder(suite, folder):
    archive.say(f"fetching {PACKAGE} of {suite} (14 MB)")
    archive.unpack([f"{name}/{suite}" for name in PACKAGES], folder)


def fetch_locked():
    suite = backports()
    version = archive.remembered(f"qemu-{suite}", lambda: version_in(suite))
    if not version:
        raise QemuError(f"{suite} has no {PACKAGE}; {CURE}")
    return archive.install(archive.cache_dir() / "qemu" / version.split(":")[-1],
                           lambda folder: build_folder(suite, folder))


def fetch():
    """Returns the folder of the backported QEMU."""
    return archive.fetched("qemu", fetch_locked)


@functools.lru_cache
def find():
    """Returns the start of a command line that runs QEMU."""
    installed = shutil.which(PROGRAM)
    if installed and will_do([installed]):
        return [installed]
    folder = fetch()
    command = [str(folder / "usr/bin" / PROGRAM), "-L", str(folder / "usr/share/qemu"),
               "-L", str(folder / "usr/share/seabios")]
    if not nvme_properties(command):
        raise QemuError(f"QEMU of {folder} does not run; install the package {PACKAGE}, "
                        "which brings the libraries that it needs")
    if not will_do(command):
        raise QemuError(f"QEMU {folder.name} is too old; {CURE}")
    return command
