# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The tree's own rules, read from its files: what the next change must not break unseen."""

import pathlib
import posixpath
import re
import shutil
import subprocess
import urllib.parse

import mutants

ROOT = pathlib.Path(__file__).resolve().parents[2]
LICENCE = "SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause"
MAX_FUNCTION, MAX_FILE = 60, 500

# The rooms of the house, from the bottom up, and what each is for. A room may use itself and those
# that its row names; whatever is in no row fails. README.md has the same purposes.
BASE = ["base/"]
NVME = ["nvme/", "nvme_trace.h", *BASE]
OUTPUT = ["output/", *NVME]
CAPTURE = ["capture/", "filter.h", *OUTPUT]
MACHINE = ["machine/", *BASE]
PROCESS = ["process/", *BASE]
LIVE = ["live/", "bpf/", "nvme_trace.skel.h", "nvme_trace.h", "filter.h", *MACHINE]
CLI = ["cli/", "live/live.h", "bpf/libbpf_version.h", *CAPTURE, *MACHINE, *PROCESS]
TRACE = ["trace/", *CLI, "live/"]
KERNEL = ["kernel/", "vmlinux.h", "bpf/bpf_", "nvme_trace.h", "filter.h"]
MAY_INCLUDE = {
    "base/": BASE,
    "nvme/": ["nvme/", "nvme_trace.h", "base/words.h"],
    "output/": OUTPUT,
    "capture/": CAPTURE,
    "machine/": MACHINE,
    "process/": PROCESS,
    "live/": LIVE,
    "cli/": CLI,
    "trace/": TRACE,
    "nvme_trace.c": TRACE,
    "nvme_trace.h": [],
    "filter.h": ["nvme_trace.h"],
    "nvme_trace.bpf.c": KERNEL,
    "kernel/": KERNEL,
    "vmlinux.h": [],
    "scripts/": [],
    "tests/build/": [],
    "tests/cli/": [],
    "tests/bench/": ["vmlinux.h", "bpf/", "hooks_bench.skel.h"],
    "tests/fuzz/": ["trace/", *CAPTURE],
    "tests/unit/": ["tests/unit/", "trace/", "live/live.h", *CLI],
    "tests/vm/": [],
}
GENERATED = {"system_calls.inc"}
# Nothing under nvme/ does I/O, allocates or keeps state.
PURE = {"stdbool.h", "stddef.h", "stdint.h", "string.h"}

ARCHIVE_HOST = re.compile(r"\b(?:deb|ftp\w*|security|snapshot|archive|mirrors?|registry|cdn)\."
                          r"(?:[\w-]+\.)+(?:org|com|net|io)\b")
# A place below one of the two, not a guest's home; $root/x and net/root/x are other places.
OWN_PATH = re.compile(r"(?<![\w.$})-])/(?:work\b|root/)")


def list_files():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return sorted({name for name in listed.decode().split("\0") if (ROOT / name).is_file()})


def is_source(name, text):
    path = pathlib.PurePath(name)
    return (path.suffix in {".c", ".h", ".py", ".sh", ".mk", ".ini", ".8", ".yml"}
            or path.name == "Makefile" or text.startswith("#!"))


FILES = {name: (ROOT / name).read_text(errors="replace") for name in list_files()}
SOURCES = {name: text for name, text in FILES.items() if is_source(name, text)}
C_FILES = {name: text for name, text in SOURCES.items() if name.endswith((".c", ".h"))}


def test_the_tree_is_read():
    assert {"Makefile", "nvme_trace.c", "tests/cli/test_tree.py"} <= FILES.keys()
    assert len(C_FILES) > 20


# ---- Who may include whom ----

def row_of(name):
    rows = [start for start in MAY_INCLUDE if name.startswith(start)]
    return MAY_INCLUDE[max(rows, key=len)] if rows else None


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.M)


def is_ours(header):
    return header in FILES or header.endswith(".skel.h") or header.startswith("bpf/")


def test_every_c_file_has_a_row():
    assert [name for name in C_FILES if row_of(name) is None] == []


def test_every_row_has_a_file():
    assert [start for start in MAY_INCLUDE
            if not any(name.startswith(start) for name in C_FILES)] == []


def test_includes_keep_their_direction():
    assert [(name, header) for name, text in C_FILES.items() for header in includes(text)
            if is_ours(header) and not header.startswith(tuple(row_of(name) or ()))] == []


def test_headers_are_named_from_the_top():
    """Else the table above would not know them."""
    quoted = [(name, header) for name, text in C_FILES.items()
              for header in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.M)]
    assert quoted
    assert [row for row in quoted if not is_ours(row[1]) and row[1] not in GENERATED] == []


def test_each_file_includes_its_own_header_first():
    """So that each header is seen to need nothing before it."""
    own = [name for name in C_FILES if name.endswith(".c") and name[:-1] + "h" in FILES
           and name != "nvme_trace.c"]
    assert own
    assert [name for name in own if includes(FILES[name])[0] != name[:-1] + "h"] == []


def test_nvme_is_pure():
    assert [(name, header) for name, text in C_FILES.items() if name.startswith("nvme/")
            for header in includes(text) if not is_ours(header) and header not in PURE] == []


# ---- Sizes ----

def functions(text):
    """Yields (line, lines) of each function: from { in the first column to the next } there."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            yield start, number - start + 1
            start = None


def without_tables(text):
    table = r"^static const (?:struct \{\n.*?^\} \w+|[^;{}]*)\[\w*\](?:\[\w*\])? = \{\n.*?^\};\n"
    return re.sub(table, "", text, flags=re.M | re.S)


def test_functions_are_short():
    found = {(name, *function) for name, text in C_FILES.items() for function in functions(text)}
    assert len(found) > 100
    assert {function for function in found if function[2] > MAX_FUNCTION} == set()


def test_files_are_short():
    """Tables not counted, nor the manual, which is one page by its nature."""
    assert [name for name, text in SOURCES.items() if not name.endswith(".8")
            and len(without_tables(text).splitlines()) > MAX_FILE] == []


# ---- What a stranger reads first ----

MAX_README = 150


def test_readme_is_short():
    assert len(FILES["README.md"].splitlines()) <= MAX_README


def test_readme_lists_every_room():
    """Each with its purpose, and no room that is not there."""
    listed = set(re.findall(r"^    (\w+/) +\S+ \S+", FILES["README.md"], re.M))
    assert listed == {row for row in MAY_INCLUDE
                      if row.count("/") == 1 and row not in ("kernel/", "scripts/")} | {"tests/"}


def links(name, text):
    """Where the links of a page lead to, named from the top; not those into the net."""
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), target.split("#")[0]))
            for target in re.findall(r"\]\(([^)#:][^):]*)\)", text)]


def test_links_lead_somewhere():
    found = [(name, target) for name, text in FILES.items() if name.endswith(".md")
             for target in links(name, text)]
    assert len(found) > 20
    assert [link for link in found if not (ROOT / link[1]).exists()] == []


# ---- What a file says ----

def test_mutants_fit_the_sources():
    """Each breaks the program at one place, which has to be there."""
    assert len(mutants.MUTANTS) > 20
    assert [name for name, (path, before, *_) in mutants.MUTANTS.items()
            if FILES[path].count(before) != 1] == []


def test_licence_on_top():
    """In the first line, or in the second where the first names an interpreter."""
    assert [name for name, text in SOURCES.items()
            if LICENCE not in text.split("\n")[text.startswith("#!")]] == []


def test_no_foreign_sources():
    """libbpf and bpftool are found or fetched, never kept here."""
    kept = {name: text for name, text in FILES.items()
            if name.startswith(("libbpf/", "bpftool/"))}
    assert kept
    assert [name for name, text in kept.items()
            if LICENCE not in text.split("\n")[0] or re.search(r"copyright", text, re.I)] == []


def test_nothing_is_left_to_be_done():
    assert [(name, word) for name, text in FILES.items()
            for word in re.findall(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b", text)] == []


def test_no_places_of_one_machine():
    assert [(name, line) for name, text in FILES.items() for line in text.splitlines()
            if OWN_PATH.search(line)] == []


def own_archive_hosts():
    """Where this machine's apt fetches from, if it has one."""
    if not shutil.which("apt-get"):
        return set()
    told = subprocess.run(["apt-get", "indextargets", "--no-release-info", "--format",
                           "$(REPO_URI)"], capture_output=True, text=True, check=True).stdout
    hosts = {urllib.parse.urlsplit(address).hostname for address in told.split()}
    return {host for host in hosts if host and re.search("[a-z].*[.]", host)}


def test_no_archive_hosts():
    hosts = own_archive_hosts()
    assert [(name, line) for name, text in FILES.items() for line in text.splitlines()
            if ARCHIVE_HOST.search(line) or any(host in line for host in hosts)] == []


def test_shell_scripts_are_clean():
    scripts = [name for name, text in FILES.items()
               if name.endswith(".sh") or re.match(r"#!.*\b(?:sh|bash|dash)\b", text)]
    assert len(scripts) > 5
    result = subprocess.run(["shellcheck", "-x", "--format=gcc", *scripts], cwd=ROOT,
                            capture_output=True, text=True, check=False)
    assert (result.stdout.splitlines(), result.returncode) == ([], 0)
