# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The cache, and a private apt in it.

This apt knows all suites and leaves the machine's apt alone.
"""

import contextlib
import fcntl
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SUITES = ("bullseye", "bookworm", "bookworm-backports", "trixie", "trixie-backports",
          "forky", "sid")
SECURITY_SUITES = ("bullseye-security", "bookworm-security", "trixie-security")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
LISTS_MAX_AGE = 24 * 3600
LISTS_FRESH = 3600  # seconds; younger lists are not fetched again when a package is missing

APT_CONF = """\
Dir::State "{root}/";
Dir::State::lists "{root}/lists";
Dir::State::status "{root}/status";
Dir::Cache "{root}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::SourceList "{root}/sources.list";
Dir::Etc::SourceParts "{root}/no-sources";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "{root}/no-preferences";
#clear APT::Architectures;
APT::Architecture "amd64";
APT::Architectures {{ "amd64"; }};
Acquire::Languages "none";
// Old suites are signed no more, and a mirror may lag; the signature is what counts.
Acquire::Check-Valid-Until "false";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
"""


class ArchiveError(Exception):
    """A package cannot be found in the archive or fetched from it."""


class DownloadError(ArchiveError):
    """apt could not fetch a package."""


class GoneError(DownloadError):
    """The package lists name a package that the archive no longer has."""


def say(text):
    print("archive: " + text, file=sys.stderr, flush=True)


# -- The cache -----------------------------------------------------------------------------

def cache_dir():
    own = os.environ.get("NVME_TRACE_CACHE")
    if own:
        return pathlib.Path(own).absolute()
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base).absolute() / "nvme_trace"


@contextlib.contextmanager
def cache_locked():
    cache_dir().mkdir(parents=True, exist_ok=True)
    with open(cache_dir() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_atomically(path, text):
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text)
    temporary.replace(path)


def install(target, build):
    """Returns the folder `target`. If it does not exist, build(folder) fills it."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = pathlib.Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        build(temporary)
        temporary.chmod(0o755)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def newest_of_earlier(kind):
    folders = (cache_dir() / kind).glob("[0-9]*")
    return max(folders, key=lambda folder: folder.stat().st_ctime, default=None)


def fetched(kind, fetch):
    """Returns what fetch() stores in the cache below kind/, or without network the cached one."""
    with cache_locked():
        try:
            return fetch()
        except ArchiveError as error:
            earlier = newest_of_earlier(kind)
            if not earlier:
                raise
            say(f"{error}; using {kind} {earlier.name} of an earlier run")
            return earlier


# -- The private apt root --------------------------------------------------------------

def archives():
    """Returns the addresses of the main and the security archive, as the machine's apt has them."""
    main = os.environ.get("NVME_TRACE_ARCHIVE")
    security = os.environ.get("NVME_TRACE_SECURITY_ARCHIVE")
    # Before the machine's first `apt-get update`, the Origin at the end is empty.
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(ORIGIN)",
         "Created-By: Packages"],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    for line in targets.splitlines():
        uri, release, *origin = line.split()
        if origin and origin[0] not in ("Debian", "$(ORIGIN)"):
            continue
        if release in SECURITY_SUITES:
            security = security or uri
        elif release in SUITES or release in ("oldstable", "stable", "testing", "unstable"):
            main = main or uri
    if not main:
        raise ArchiveError("this machine's apt has no Debian archive; "
                           "name one in NVME_TRACE_ARCHIVE")
    return main, security or re.sub("/?$", "-security/", main.rstrip("/"))


def source_lines():
    main, security = archives()
    # Suites past their end of life get no new signature dates. The signature is still checked.
    options = f"[signed-by={KEYRING} check-valid-until=no]"
    lines = [f"deb {options} {main} {suite} main" for suite in SUITES]
    lines += [f"deb {options} {security} {suite} main" for suite in SECURITY_SUITES]
    return "\n".join(lines) + "\n"


def write_root():
    root = cache_dir() / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "no-sources", "no-preferences"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "status").touch()
    (root / "sources.list").write_text(source_lines())
    conf = APT_CONF.format(root=root)
    if os.geteuid() == 0:
        # The cache may be below root's home, where the user _apt has no access.
        conf += 'APT::Sandbox::User "root";\n'
    (root / "apt.conf").write_text(conf)


def apt(program, *arguments, **options):
    command = [program, "-c", str(cache_dir() / "apt/apt.conf"), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)


def updated():
    """The file whose age is the age of the package lists."""
    return cache_dir() / "apt/updated"


def update_lists():
    """Returns False if nothing could be fetched."""
    say("reading the archive's package lists")
    write_root()
    output = apt("apt-get", "update").stdout
    for line in output.splitlines():
        if line.startswith(("E:", "W:")):
            say("apt: " + line)
    if not re.search("^(Get|Hit):", output, re.MULTILINE):
        return False
    updated().touch()
    return True


def age(path):
    return time.time() - path.stat().st_mtime if path.exists() else float("inf")


def remembered(name, find):
    """Returns the result of find() on the package lists, cached as long as the lists are.

    With network access, the lists are at most a day old.
    """
    path = cache_dir() / f"apt/{name}.json"
    reached = age(updated()) < LISTS_MAX_AGE or update_lists()
    if reached and age(path) > age(updated()):
        value = find()
        write_atomically(path, json.dumps(value, indent=1))
        return value
    if not path.exists():
        raise ArchiveError("the archive cannot be reached")
    if not reached:
        say("the archive cannot be reached; using the package lists of "
            + time.ctime(path.stat().st_mtime))
    return json.loads(path.read_text())


def closure(package, suite, *more):
    """Returns packages of a suite with all their dependencies, as names for download()."""
    plan = apt("apt-get", "install", "--simulate", "--no-install-recommends",
               f"--target-release={suite}", package, *more)
    if plan.returncode:
        raise ArchiveError(f"{suite} has no {package} with all that it needs")
    return [f"{name}={version}"
            for name, version in re.findall(r"^Inst (\S+) \((\S+) ", plan.stdout, re.MULTILINE)]


def gone():
    """Returns {package: time} for packages that download() did not find within the last day."""
    path = cache_dir() / "apt/gone.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    return {name: then for name, then in found.items() if time.time() - then < LISTS_MAX_AGE}


def note_gone(name):
    write_atomically(cache_dir() / "apt/gone.json",
                     json.dumps(gone() | {name: time.time()}, indent=1))


def download(names, folder):
    """Fetches packages into a folder. A name is apt-get's: NAME=VERSION or NAME/SUITE."""
    write_root()
    result = apt("apt-get", "download", *names, cwd=folder)
    if not result.returncode:
        return sorted(folder.glob("*.deb"))
    errors = " ".join(line for line in result.stdout.splitlines() if line.startswith("E:"))
    is_gone = re.search(r"\b404\b", errors)
    if is_gone and age(updated()) < LISTS_FRESH:
        note_gone(names[0])
    else:
        # The lists may be older than the archive. The next call updates them.
        updated().unlink(missing_ok=True)
    raise (GoneError if is_gone else DownloadError)(f"cannot fetch {names[0]}: {errors}")


def unpack(names, folder):
    for package in download(names, folder):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
        package.unlink()
