# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Copies of the tree to build in."""

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The environment for make in a copy. It must not inherit the variables of the make that runs us.
MAKE_ENVIRONMENT = {name: value for name, value in os.environ.items()
                    if not name.startswith(("MAKE", "MFLAGS"))}


def copy_tree(target):
    """Copies the project's files, including uncommitted changes, into a folder."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    names = {name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()}
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
