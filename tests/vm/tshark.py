# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Finds the tshark of each Debian release, installed or fetched."""

import functools
import re
import shutil
import subprocess

import archive
import suites

PROGRAM = PACKAGE = "tshark"
SUITES = suites.SUITES  # 4.0, 4.4 and the newest


def series(version):
    """Returns 4.0 for 4.0.17-0+deb12u3, or "" if there is no version."""
    match = re.search(r"\d+\.\d+", version)
    return match.group() if match else ""


def installed_series():
    program = shutil.which(PROGRAM)
    if not program:
        return ""
    return series(subprocess.run([program, "--version"], capture_output=True, text=True).stdout)


@functools.lru_cache
def find(suite, program=PROGRAM):
    """Returns the start of a command line for a suite's tshark, or for its editcap and the like."""
    with archive.cache_locked():
        version = suites.version_of(PACKAGE, suites.closure(PACKAGE, suite))
    if installed_series() == series(version):
        return [program]
    folder = suites.fetch(PACKAGE, suite)
    return ["env", f"WIRESHARK_DATA_DIR={folder / 'usr/share/wireshark'}",
            *suites.command_of(folder, f"usr/bin/{program}")]
