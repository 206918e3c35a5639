# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Finds a QEMU whose NVMe device loses no doorbells, by apt if the installed one does."""

import functools
import pathlib
import re
import shutil
import subprocess

import archive

PROGRAM = "qemu-system-x86_64"
PACKAGE = "qemu-system-x86"
# What a machine without a display needs, apart from libraries.
PACKAGES = (PACKAGE, "qemu-system-common", "qemu-system-data", "seabios")
CURE = f"install QEMU 10.0 or newer (package {PACKAGE})"


class QemuError(archive.ArchiveError):
    """There is no QEMU that will do."""


def nvme_properties(command):
    """Returns what QEMU says of its NVMe device, nothing if it does not run."""
    return subprocess.run([*command, "-device", "nvme,help"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def will_do(command):
    """Can its shadow doorbells (Doorbell Buffer Config) be turned off?

    Driver and device need the guest's memory barriers for them, which the emulation may leave
    out; a doorbell gets lost then, and with it a command. The property came with QEMU 10.0.
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
    """Returns the version that the suite has, "" if it has none."""
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
