# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Finds the tshark of each Debian release, and what comes with it: installed, or fetched by apt.

That one brings all its libraries and runs by their own loader, so it needs nothing of the machine.
"""

import functools
import re
import shutil
import subprocess

import archive

PROGRAM = PACKAGE = "tshark"
SUITES = ("bookworm", "trixie", "sid")  # 4.0, 4.4, and the newest
LIBRARIES = "usr/lib/x86_64-linux-gnu"


def series(version):
    """Returns 4.0 of 4.0.17-0+deb12u3, "" of what has no version."""
    match = re.search(r"\d+\.\d+", version)
    return match.group() if match else ""


def installed_series():
    program = shutil.which(PROGRAM)
    if not program:
        return ""
    return series(subprocess.run([program, "--version"], capture_output=True, text=True).stdout)


def closure(suite):
    """Returns the packages that tshark of a suite consists of, the program's own last."""
    return archive.remembered(f"{PACKAGE}-{suite}", lambda: archive.closure(PACKAGE, suite))


def version_of(packages):
    return packages[-1].split("=")[1]


def build_folder(suite, packages, folder):
    archive.say(f"fetching {PACKAGE} {version_of(packages)} of {suite} with its libraries (50 MB)")
    archive.unpack(packages, folder)
    # Documents, and what only a network card needs.
    for unwanted in ("usr/share/doc", "usr/share/man", "usr/share/locale"):
        shutil.rmtree(folder / unwanted, ignore_errors=True)


def fetch_locked(suite):
    packages = closure(suite)
    return archive.install(archive.cache_dir() / PACKAGE / suite / version_of(packages),
                           lambda folder: build_folder(suite, packages, folder))


def command_of(folder, program):
    """Returns what runs a program of such a folder."""
    libraries = folder / LIBRARIES
    # Where libc's package does not know yet that /lib is /usr/lib.
    old = folder / LIBRARIES.removeprefix("usr/")
    loader, = {path for path in (libraries / "ld-linux-x86-64.so.2", old / "ld-linux-x86-64.so.2")
               if path.exists()}
    return ["env", f"WIRESHARK_DATA_DIR={folder / 'usr/share/wireshark'}", str(loader),
            "--library-path", f"{libraries}:{old}", str(folder / "usr/bin" / program)]


@functools.lru_cache
def find(suite, program=PROGRAM):
    """Returns the start of a command line that runs the tshark of a suite, or editcap or the like."""
    with archive.cache_locked():
        version = version_of(closure(suite))
    if installed_series() == series(version):
        return [program]
    return command_of(archive.fetched(f"{PACKAGE}/{suite}", lambda: fetch_locked(suite)), program)
