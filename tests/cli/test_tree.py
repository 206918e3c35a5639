# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The house rules of the tree, as data: RULES at the end of this file.

A rule judges the text of the files it applies to and returns what it finds wrong. Each rule runs over
the tree, where it must find nothing, and over an example that breaks it, where it must find something.
"""

import ast
import pathlib
import posixpath
import re
import shutil
import subprocess
import tempfile
import typing
import urllib.parse

import mutants
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LICENCE = "SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause"
MAX_FUNCTION, MAX_FILE, MAX_README = 60, 500, 150

# Which folder may include what, from the bottom up. README.md lists the same folders with their
# purpose. A new folder needs a row in both.
BASE = ["base/", "sums.h"]
NVME = ["nvme/", "nvme_trace.h", *BASE]
OUTPUT = ["output/", *NVME]
CAPTURE = ["capture/", "filter.h", *OUTPUT]
MACHINE = ["machine/", *BASE]
PROCESS = ["process/", *BASE]
LIVE = ["live/", "bpf/", "nvme_trace.skel.h", "nvme_trace.h", "filter.h", *MACHINE]
CLI = ["cli/", "live/live.h", "bpf/libbpf_version.h", *CAPTURE, *MACHINE, *PROCESS]
TRACE = ["trace/", *CLI, "live/"]
KERNEL = ["kernel/", "vmlinux.h", "bpf/bpf_", "nvme_trace.h", "filter.h", "sums.h"]
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
    "sums.h": ["nvme_trace.h"],
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
# The only system headers for nvme/, which does no I/O, allocates nothing and keeps no state.
PURE = {"stdbool.h", "stddef.h", "stdint.h", "string.h"}

ARCHIVE_HOST = re.compile(r"\b(?:deb|ftp\w*|security|snapshot|archive|mirrors?|registry|cdn)\."
                          r"(?:[\w-]+\.)+(?:org|com|net|io)\b")
# An absolute path on the author's machine. $root/x and net/root/x are harmless.
OWN_PATH = re.compile(r"(?<![\w.$})-])/(?:work\b|root/)")


class Rule(typing.NamedTuple):
    name: str
    applies_to: typing.Callable  # (file's name, text) -> bool
    judge: typing.Callable       # {name: text} -> list of what is wrong
    broken: dict                 # {name: text}: a tree that the rule must reject


def list_files():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return sorted({name for name in listed.decode().split("\0") if (ROOT / name).is_file()})


FILES = {name: (ROOT / name).read_text(errors="replace") for name in list_files()}


# ---- What a rule applies to ----

def every_file(_name, _text):
    return True


def c_files(name, _text):
    return name.endswith((".c", ".h"))


def sources(name, text):
    path = pathlib.PurePath(name)
    return (path.suffix in {".c", ".h", ".py", ".sh", ".mk", ".ini", ".8", ".yml"}
            or path.name == "Makefile" or text.startswith("#!"))


def sources_but_the_manual(name, text):
    """The manual is one page, so its length is not limited."""
    return sources(name, text) and not name.endswith(".8")


def python_files(name, text):
    return name.endswith(".py") or bool(re.match(r"#!.*python", text))


def shell_scripts(name, text):
    return name.endswith(".sh") or bool(re.match(r"#!.*\b(?:sh|bash|dash)\b", text))


def c_and_shell(name, text):
    return c_files(name, text) or shell_scripts(name, text)


def pages(name, _text):
    return name.endswith(".md")


def below(*folders):
    return lambda name, _text: name.startswith(folders)


def only(wanted):
    return lambda name, _text: name == wanted


# ---- How it is judged ----

def each(problems_of):
    """Returns a judge that looks at one file at a time: problems_of(name, text) returns a list."""
    return lambda files: [(name, problem) for name, text in files.items()
                          for problem in problems_of(name, text)]


def each_line(pattern):
    return each(lambda _name, text: [line for line in text.splitlines() if pattern.search(line)])


def row_of(name):
    rows = [start for start in MAY_INCLUDE if name.startswith(start)]
    return MAY_INCLUDE[max(rows, key=len)] if rows else None


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.M)


def is_ours(header):
    return header in FILES or header.endswith(".skel.h") or header.startswith("bpf/")


def without_a_row(name, _text):
    return [] if row_of(name) is not None else ["add a row to MAY_INCLUDE"]


def rows_without_a_file(files):
    return [start for start in MAY_INCLUDE if not any(name.startswith(start) for name in files)]


def forbidden_includes(name, text):
    return [header for header in includes(text)
            if is_ours(header) and not header.startswith(tuple(row_of(name) or ()))]


def relative_includes(_name, text):
    return [header for header in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.M)
            if not is_ours(header) and header not in GENERATED]


def own_header_is_late(name, text):
    own = name[:-1] + "h"
    if not name.endswith(".c") or own not in FILES or name == "nvme_trace.c":
        return []
    first = includes(text)[:1]
    return first if first != [own] else []


def impure_includes(_name, text):
    return [header for header in includes(text) if not is_ours(header) and header not in PURE]


def long_functions(_name, text):
    """Of C and shell: from a { in the first column to the next } there. Here-documents do not count."""
    found, start = [], None
    text = re.sub(r"(<<-?'?(\w+)\b)[^\n]*\n.*?^\t*\2$", r"\1", text, flags=re.M | re.S)
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            if number - start + 1 > MAX_FUNCTION:
                found.append(f"{number - start + 1} lines")
            start = None
    return found


def long_python_functions(_name, text):
    return [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
            and node.end_lineno - node.lineno + 1 > MAX_FUNCTION]


def too_long(_name, text):
    """Counts no lines of constant tables, because a table has as many rows as there are facts."""
    table = r"^static const (?:struct \{\n.*?^\} \w+|[^;{}]*)\[\w*\](?:\[\w*\])? = \{\n.*?^\};\n"
    lines = len(re.sub(table, "", text, flags=re.M | re.S).splitlines())
    return [lines] if lines > MAX_FILE else []


def more_than_a_readme(_name, text):
    lines = len(text.splitlines())
    return [lines] if lines > MAX_README else []


def misfits_of_the_folder_list(_name, text):
    listed = set(re.findall(r"^    (\w+/) +\S+ \S+", text, re.M))
    folders = {row for row in MAY_INCLUDE if row.count("/") == 1} - {"kernel/", "scripts/"}
    return sorted(listed ^ (folders | {"tests/"}))


def dead_links(name, text):
    """Links to other files. Addresses on the web are not looked up."""
    targets = re.findall(r"\]\(([^)#:][^):]*)\)", text)
    paths = [posixpath.normpath(posixpath.join(posixpath.dirname(name), target.split("#")[0]))
             for target in targets]
    return [path for path in paths if not (ROOT / path).exists()]


def misfits_of_mutants(files):
    return [name for name, (path, before, *_) in mutants.MUTANTS.items()
            if files.get(path, "").count(before) != 1]


def no_licence(_name, text):
    """The licence is in the first line, or in the second after an interpreter's name."""
    lines = text.split("\n")
    at = text.startswith("#!")
    return [] if LICENCE in "".join(lines[at:at + 1]) else ["no SPDX line on top"]


def foreign_sources(_name, text):
    ours = LICENCE in text.split("\n")[0] and not re.search(r"copyright", text, re.I)
    return [] if ours else ["not written here"]


def own_archive_hosts():
    """Returns the hosts that this machine's apt fetches from."""
    if not shutil.which("apt-get"):
        return set()
    listed = subprocess.run(["apt-get", "indextargets", "--no-release-info", "--format",
                             "$(REPO_URI)"], capture_output=True, text=True, check=True).stdout
    hosts = {urllib.parse.urlsplit(address).hostname for address in listed.split()}
    return {host for host in hosts if host and re.search("[a-z].*[.]", host)}


def archive_hosts(files):
    hosts = "|".join(map(re.escape, own_archive_hosts()))
    return each_line(re.compile(f"{ARCHIVE_HOST.pattern}|{hosts}" if hosts else ARCHIVE_HOST))(files)


def shellcheck(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = subprocess.run(["shellcheck", "-x", "--format=gcc", *files], cwd=folder,
                             capture_output=True, text=True, check=False)
    return run.stdout.splitlines() or ([run.stderr] if run.returncode else [])


# ---- The rules ----

HEAD = f"/* {LICENCE} */\n"
LONG = "\tx++;\n" * MAX_FUNCTION

RULES = [
    Rule("includes: every C file has a row in MAY_INCLUDE", c_files, each(without_a_row),
         {"new/new.c": HEAD}),
    Rule("includes: every row has a file", c_files, rows_without_a_file,
         {"base/parse.c": HEAD}),
    Rule("includes: only what the row allows", c_files, each(forbidden_includes),
         {"base/parse.c": '#include "output/output.h"\n'}),
    Rule("includes: headers are named from the top", c_files, each(relative_includes),
         {"base/parse.c": '#include "parse.h"\n'}),
    # This shows that a header needs no other header before it.
    Rule("includes: a file's own header comes first", c_files, each(own_header_is_late),
         {"base/parse.c": '#include <stdio.h>\n#include "base/parse.h"\n'}),
    Rule("includes: nvme/ is pure", below("nvme/"), each(impure_includes),
         {"nvme/decode.c": "#include <stdio.h>\n"}),

    Rule("size: functions of C and shell", c_and_shell, each(long_functions),
         {"base/parse.c": "static void x(void)\n{\n" + LONG + "}\n"}),
    Rule("size: functions of Python", python_files, each(long_python_functions),
         {"tests/x.py": "def x():\n" + "    pass\n" * MAX_FUNCTION}),
    Rule("size: files", sources_but_the_manual, each(too_long),
         {"base/parse.c": "\n" * (MAX_FILE + 1)}),
    Rule("size: README.md", only("README.md"), each(more_than_a_readme),
         {"README.md": "\n" * (MAX_README + 1)}),

    Rule("README.md lists every folder with its purpose", only("README.md"),
         each(misfits_of_the_folder_list), {"README.md": "    nowhere/   not there\n"}),
    Rule("links lead to a file", pages, each(dead_links),
         {"docs/x.md": "[x](nowhere.md)\n"}),

    # A mutant is an edit of one place in the sources, so that place must exist exactly once.
    Rule("mutants fit the sources", every_file, misfits_of_mutants,
         {"output/text.c": HEAD}),

    Rule("licence on top", sources, each(no_licence),
         {"scripts/x": "#!/bin/sh\n# A script\n"}),
    # libbpf and bpftool are installed or fetched; the folders hold only instructions.
    Rule("no foreign sources", below("libbpf/", "bpftool/"), each(foreign_sources),
         {"libbpf/x.c": HEAD + "/* Copyright Somebody */\n"}),
    Rule("nothing is left to do", every_file,
         each_line(re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X])\b")),
         {"base/parse.c": "/* TO" "DO */\n"}),
    Rule("no paths of one machine", every_file, each_line(OWN_PATH),
         {"docs/x.md": "cd /ro" "ot/x\n"}),
    # Which mirror to use is the user's choice.
    Rule("no archive hosts", every_file, archive_hosts,
         {"scripts/x": "fetch https://deb" ".debian.org/\n"}),
    Rule("shellcheck is content", shell_scripts, shellcheck,
         {"x.sh": "#!/bin/sh\necho $1\n"}),
]


def problems(rule, files):
    return rule.judge({name: text for name, text in files.items() if rule.applies_to(name, text)})


def test_rules_have_names_of_their_own():
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_tree_keeps(rule):
    assert any(rule.applies_to(name, text) for name, text in FILES.items())
    assert problems(rule, FILES) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_reports(rule):
    assert problems(rule, rule.broken) != []
