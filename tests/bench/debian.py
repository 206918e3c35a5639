# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Builds a disk with Debian 12 and the other tracers, and says how much space each takes."""

import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/vm"))

import archive  # noqa: E402, found by the line above

SUITE = "/^bookworm(-security)?$/"
# What debootstrap would install, and what measuring needs.
MINIMAL = ("?narrow(?codename(^bookworm$),?priority(required))", "usr-is-merged", "usrmerge-")
NEEDED = ("python3", "fio")
FOLDERS = ("bench", "dev", "out", "proc", "sys", "tmp")
UNWANTED = ("usr/share/doc", "usr/share/man", "usr/share/locale")


def packages_of(release):
    """Returns the packages to install for each tool, for a kernel release."""
    return {"bpftrace": ["bpftrace"],
            # BCC compiles against the kernel's headers each time it runs.
            "bcc": ["python3-bpfcc", f"linux-headers-{release}"],
            "trace-cmd": ["trace-cmd"],
            "perf": ["linux-perf"],
            "strace": ["strace"]}


def installed_sizes(names):
    """Returns the installed size in bytes of each package, given as NAME=VERSION."""
    shown = archive.apt("apt-cache", "show", *names, check=True).stdout
    sizes = {}
    for stanza in shown.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Installed-Size): (.*)$", stanza, re.M))
        if fields:
            sizes[f"{fields['Package']}={fields['Version']}"] = int(fields["Installed-Size"]) << 10
    return sizes


def closure(*packages):
    return archive.closure(MINIMAL[0], SUITE, *MINIMAL[1:], *packages)


def plan(release):
    """Returns the packages on the disk, and the bytes that each tool adds to a minimal Debian."""
    minimal = set(closure())
    closures = {tool: set(closure(*packages)) for tool, packages in packages_of(release).items()}
    every = sorted(minimal.union(closure(*NEEDED), *closures.values()))
    sizes = installed_sizes(every)
    return {"packages": every, "sizes": {tool: sum(sizes[name] for name in names - minimal)
                                         for tool, names in closures.items()}}


def make_image(names, folder):
    tree = folder / "tree"
    tree.mkdir()
    archive.say(f"fetching {len(names)} packages of Debian 12 (250 MB)")
    archive.unpack(names, tree)
    for unwanted in UNWANTED:
        shutil.rmtree(tree / unwanted, ignore_errors=True)
    for name in FOLDERS:
        (tree / name).mkdir(exist_ok=True)
    subprocess.run(["/sbin/mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", tree,
                    folder / "disk", "2G"], check=True)
    shutil.rmtree(tree)


def fetch_locked(release):
    planned = archive.remembered(f"rivals-{release}", lambda: plan(release))
    digest = hashlib.sha256(repr(planned["packages"]).encode()).hexdigest()[:8]
    folder = archive.cache_dir() / "rivals" / f"{release}-{digest}"
    archive.install(folder, lambda new: make_image(planned["packages"], new))
    return folder / "disk", planned["sizes"]


def fetch(release):
    """Returns the disk for a kernel, and the bytes that each tool adds to a minimal Debian."""
    with archive.cache_locked():
        return fetch_locked(release)
