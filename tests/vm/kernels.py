#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Debian kernels for the tests: apt finds and verifies them; they are unpacked once and cached.

    kernels.py fetch SPEC...   prints the folder of each kernel
    kernels.py list            prints "SPEC PACKAGE VERSION" for the matrix

SPEC is a series such as 6.12, or "newest". With "-cloud" or "-rt" appended it is that flavour.
"""

import collections
import functools
import hashlib
import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile

import archive

FLAVOURS = ("", "-cloud", "-rt")
MATRIX = [series + flavour
          for series in ("5.10", "6.1", "6.12", "6.18", "7.3", "newest")
          for flavour in ("", "-cloud")]
# Real-time kernels, for the series in which they behave differently from the others.
MATRIX += ["5.10-rt", "6.1-rt", "6.12-rt"]

# In kB. Metapackages, and image packages without modules, are far smaller.
REAL_KERNEL_SIZE = 5000

# Only modules whose path below kernel/ contains one of these are kept.
KEPT_MODULES = (
    "arch/x86/crypto/", "block/", "crypto/", "lib/",
    "drivers/block/", "drivers/char/virtio_console", "drivers/char/hw_random/virtio",
    "drivers/net/dummy", "drivers/net/net_failover", "drivers/net/virtio_net",
    "drivers/nvme/", "drivers/virtio/",
    "fs/9p/", "fs/configfs/", "fs/ext4/", "fs/fscache/", "fs/jbd2/", "fs/mbcache",
    "fs/netfs/", "net/9p/", "net/core/",
)

Kernel = collections.namedtuple("Kernel", "suffix version packages size")


class KernelError(archive.ArchiveError):
    """There is no such kernel, or it is incomplete."""


# -- The index: apt's data on kernel packages, in one small file ------------------------

def kernel_package(name):
    return (re.fullmatch(r"linux-(image|binary|modules|base)-\d.*-amd64(-unsigned)?", name)
            and not re.search("-dbg-", name))


def parse_package(fields):
    depends = re.findall(r"(linux-[^ ,]+) \(= ([^)]+)\)", fields.get("Depends", ""))
    return {"name": fields["Package"], "version": fields["Version"],
            "size": int(fields["Size"]), "installed": int(fields.get("Installed-Size", 0)),
            "depends": [name for name, version in depends
                        if version == fields["Version"] and kernel_package(name)]}


def read_packages(text):
    packages = []
    for stanza in text.split("\n\n"):
        name = re.match(r"Package: (\S+)", stanza)
        if name and kernel_package(name.group(1)):
            fields = dict(re.findall(r"^([A-Z][\w-]*): (.*)$", stanza, re.MULTILINE))
            packages.append(parse_package(fields))
    return packages


@functools.lru_cache
def index():
    """Returns the archive's kernel packages."""
    return archive.remembered("kernels-of-each-flavour", lambda: read_packages(
        archive.apt("apt-cache", "dumpavail", check=True).stdout))


# -- From SPEC to a kernel ---------------------------------------------------------------

def newer(version, other):
    return subprocess.run(["dpkg", "--compare-versions", version, "gt", other]).returncode == 0


def by_version(kernel, other):
    """Sort key: oldest first, and for the same version the signed package last."""
    if kernel.version != other.version:
        return 1 if newer(kernel.version, other.version) else -1
    return unsigned(other) - unsigned(kernel)


def unsigned(kernel):
    return kernel.packages[0].endswith("-unsigned")


def split_spec(spec):
    match = re.fullmatch(r"(newest|\d+\.\d+)(-cloud|-rt)?", spec)
    if not match:
        raise KernelError(f"not a kernel: {spec} (examples: 6.12, 6.12-cloud, 6.1-rt, newest)")
    return match.group(1), match.group(2) or ""


def flavour_of(suffix):
    """Returns the flavour in a package's name: "", "-cloud" or "-rt"."""
    return next((name for name in FLAVOURS if name and f"{name}-" in suffix), "")


def fits(spec, suffix, version):
    series, flavour = split_spec(spec)
    return (flavour_of(suffix) == flavour
            and (series == "newest" or re.match(re.escape(series) + r"[.~-]", version)))


def with_parts(image, known):
    """Returns the Kernel for an image package and its parts, or None if it is not a kernel."""
    # Unsplit kernels also depend on a linux-base- package, which is not needed.
    parts = [known.get((name, image["version"])) for name in image["depends"]
             if not name.startswith("linux-base-") or (name, image["version"]) in known]
    if not all(parts) or any(part["name"].startswith("linux-image-") for part in parts):
        return None
    if sum(part["installed"] for part in [image] + parts) < REAL_KERNEL_SIZE:
        return None
    packages = [part["name"] for part in [image] + parts]
    suffix = packages[0].removeprefix("linux-image-").removesuffix("-unsigned")
    return Kernel(suffix, image["version"], packages,
                  sum(part["size"] for part in [image] + parts))


@functools.lru_cache
def candidates(spec):
    """Returns the kernels that match, best first."""
    packages = index()
    known = {(package["name"], package["version"]): package for package in packages}
    kernels = [with_parts(package, known) for package in packages
               if package["name"].startswith("linux-image-")
               and fits(spec, package["name"], package["version"])]
    kernels = [kernel for kernel in kernels if kernel]
    return sorted(kernels, key=functools.cmp_to_key(by_version), reverse=True)


def resolve(spec):
    with archive.cache_locked():
        return resolve_locked(spec)


def resolve_locked(spec):
    kernels = candidates(spec)
    if not kernels:
        raise KernelError(f"the archive has no kernel {spec}")
    return kernels[0]


def matrix():
    """Returns (spec, kernel) for the matrix, each kernel once."""
    seen = {}
    for spec in MATRIX:
        kernel = resolve(spec)
        seen.setdefault(kernel.suffix, (spec, kernel))
    return list(seen.values())


def specs():
    """Returns the SPEC of each kernel of the matrix."""
    return [spec for spec, _ in matrix()]


def is_real_time(spec):
    return split_spec(spec)[1] == "-rt"


def has_a_ring_for_each_cpu(spec):
    """Returns whether lines of commands that ended on different CPUs may be out of order."""
    return spec == "5.10-rt"


def not_real_time():
    """Returns the matrix without real-time kernels, which take seconds to detach each hook.

    For tests that depend on the commands and not on the kernel.
    """
    return [spec for spec in specs() if not is_real_time(spec)]


# -- Downloading and unpacking -----------------------------------------------------------

def wanted_path(name):
    """Returns where to store a member of the package, or None to skip it."""
    name = name.removeprefix("./").removeprefix("usr/")
    if re.fullmatch(r"boot/vmlinuz-[^/]+|lib/modules/[^/]+/vmlinuz", name):
        return "vmlinuz"
    if re.fullmatch(r"boot/config-[^/]+|lib/modules/[^/]+/config", name):
        return "config"
    if re.fullmatch(r"lib/modules/[^/]+/modules\.(order|builtin|builtin\.modinfo)", name):
        return name
    module = re.fullmatch(r"(lib/modules/[^/]+/kernel/(.+)\.ko)(\.xz)?", name)
    if module and module.group(2).startswith(KEPT_MODULES):
        return module.group(1)
    return None


def unpack(package, folder):
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package],
                          stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
            for member in archive:
                path = wanted_path(member.name) if member.isfile() else None
                if not path:
                    continue
                data = archive.extractfile(member).read()
                if member.name.endswith(".xz"):
                    # Decompressing modules inside an emulated VM is slow.
                    data = lzma.decompress(data)
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
    if process.returncode:
        raise KernelError(f"cannot unpack {package.name}")


def names(kernel):
    """Returns the names of the packages to download."""
    return [f"{name}={kernel.version}" for name in kernel.packages]


def build_folder(kernel, folder):
    archive.say(f"fetching {kernel.packages[0]} ({kernel.size / 1e6:.0f} MB)")
    for package in archive.download(names(kernel), folder):
        unpack(package, folder)
        package.unlink()
    releases = [path.name for path in (folder / "lib/modules").glob("*")]
    if len(releases) != 1 or not (folder / "vmlinuz").exists():
        raise KernelError(f"{kernel.packages[0]} has no kernel or no modules")
    depmod = shutil.which("depmod", path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin")
    if not depmod:
        raise KernelError("depmod is not installed (package kmod)")
    subprocess.run([depmod, "-b", folder, releases[0]], check=True)
    (folder / "release").write_text(releases[0] + "\n")
    (folder / "package").write_text(f"{kernel.packages[0]} {kernel.version} {kernel.size}\n")


def home():
    """Names the cache entry. It changes when other modules are kept."""
    kept = hashlib.sha256(repr(KEPT_MODULES).encode()).hexdigest()[:8]
    return archive.cache_dir() / f"kernels/kept-{kept}"


def install(kernel):
    return archive.install(home() / kernel.suffix, lambda folder: build_folder(kernel, folder))


def newest_cached(spec):
    best = None
    for folder in home().glob("[0-9]*"):
        version = (folder / "package").read_text().split()[1]
        if fits(spec, folder.name, version) and (not best or newer(version, best[0])):
            best = version, folder
    return best[1] if best else None


def fetch_locked(spec):
    """Fetches a kernel.

    For suites past their end of life, the lists name kernels that the archive no longer has; then an older kernel is used.
    """
    problem = KernelError(f"the archive has no kernel {spec}")
    for kernel in candidates(spec):
        if names(kernel)[0] in archive.gone() and not (home() / kernel.suffix).exists():
            continue
        try:
            return install(kernel)
        except archive.GoneError as error:
            archive.say(str(error))
            problem = error
    raise problem


def fetch(spec):
    """Returns the folder of the newest matching kernel: vmlinuz, lib/modules and release."""
    split_spec(spec)
    with archive.cache_locked():
        try:
            return fetch_locked(spec)
        except archive.ArchiveError as error:
            cached = newest_cached(spec)
            if not cached:
                raise
            archive.say(f"{error}; using {cached.name} of an earlier run")
            return cached


def main(arguments):
    if len(arguments) >= 2 and arguments[0] == "fetch":
        for spec in arguments[1:]:
            print(fetch(spec), flush=True)
    elif arguments == ["list"]:
        for spec, kernel in matrix():
            print(spec, kernel.packages[0], kernel.version)
    else:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except archive.ArchiveError as problem:
        sys.exit(f"kernels: {problem}")
