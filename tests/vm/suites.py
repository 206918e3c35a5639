# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Programs from each Debian release, fetched by apt.

They come with all their libraries and their own loader, so they need nothing from the machine.
"""

import shutil

import archive

SUITES = ("bookworm", "trixie", "sid")
LIBRARIES = "usr/lib/x86_64-linux-gnu"


def closure(package, suite):
    """Returns the packages that a suite's program consists of."""
    return archive.remembered(f"{package}-{suite}", lambda: archive.closure(package, suite))


def version_of(package, packages):
    return next(name.split("=")[1] for name in packages if name.startswith(f"{package}="))


def build_folder(package, suite, packages, folder):
    archive.say(f"fetching {package} {version_of(package, packages)} of {suite} with its libraries")
    archive.unpack(packages, folder)
    # Documentation, and files that only a network card needs.
    for unwanted in ("usr/share/doc", "usr/share/man", "usr/share/locale"):
        shutil.rmtree(folder / unwanted, ignore_errors=True)


def fetch_locked(package, suite):
    packages = closure(package, suite)
    return archive.install(archive.cache_dir() / package / suite / version_of(package, packages),
                           lambda folder: build_folder(package, suite, packages, folder))


def fetch(package, suite):
    """Returns the folder with a suite's package and all its dependencies."""
    return archive.fetched(f"{package}/{suite}", lambda: fetch_locked(package, suite))


def command_of(folder, program, *options):
    """Returns the start of a command line that runs such a program by its own loader."""
    libraries = folder / LIBRARIES
    # In older suites, libc is in /lib and not in /usr/lib.
    old = folder / LIBRARIES.removeprefix("usr/")
    loader, = {path for path in (libraries / "ld-linux-x86-64.so.2", old / "ld-linux-x86-64.so.2")
               if path.exists()}
    return [str(loader), "--library-path", f"{libraries}:{old}", *options, str(folder / program)]
