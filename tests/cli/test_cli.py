# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The command line of ./nvme_trace: help, misuse and the program as a file."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

import screen
from program import BINARY, BUILT, ROOT

MAN_PAGE = ROOT / "man/nvme_trace.8"
NOBODY = 65534

HINT = "Try `nvme_trace --help' or `nvme_trace --usage' for more information.\n"
NOT_PERMITTED = ("not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and CAP_PERFMON at "
                 "least); run: sudo nvme_trace")
NO_KPROBES = (f"this kernel ({os.uname().release}) has no kprobes; boot one with "
              "CONFIG_KPROBE_EVENTS=y, as distributions' kernels have "
              "(grep KPROBE /boot/config-$(uname -r))")

# The ends of each range, and every way to write an option.
USES = [
    ["--count", "1"], ["--count=18446744073709551615"], ["--count=0x10"],
    ["--duration", "1ns"], ["--duration=8784h"], ["--duration", "10"],
    ["--buffer-size", "4K"], ["--buffer-size=4096"], ["--buffer-size=1G"], ["--buffer-size=5000"],
    ["--no-header"], ["--count", "1", "--duration", "10ms", "--no-header"],
    ["-d", "nvme0"], ["--device=/dev/nvme0n1,ng0n1", "-d", "nvme0c1n1"],
    ["-p", "1"], ["--pid=2147483647"], ["-p", ",".join(map(str, range(1, 17))), "-p", "16"],
    ["-c", "nvme"], ["--comm", "longer than the fifteen that a name has"], ["-c", ","],
    ["-u", "0"], ["--uid=4294967294,root"], ["-n", "0,0xffffffff"], ["--nsid=1"],
    ["-o", "0,0xff"], ["--opcode", "Get Log Page"], ["-o", "admin:6,io:read,identify"],
    ["-o", ",".join(map(str, range(256)))],
    ["-q", "admin,io"], ["--queue=0,65535"],
    ["--origin=ioctl,uring,kernel,block"], ["--origin", "kernel"], ["-a"], ["--all"],
    ["--origin", "kernel,ioctl", "-p", "1"],
    ["--failed"], ["--failed", "--slow", "1ns"], ["--failed", "--in-flight", "0"],
    ["--slow", "8784h"], ["--slow=6s"], ["--slow", "6s", "--in-flight=6s"],
    ["--in-flight", "0"], ["--in-flight", "8784h"], ["--slow", "6s", "--in-flight", "0"],
    ["-j"], ["--json", "--no-header", "--color=never"], ["-v", "-t", "iso"], ["--verbose"],
    ["-w", "/dev/null"], ["-w", "/dev/null", "-O", "/dev/null", "-j"], ["--write=-"],
    ["-x"], ["-x1", "-j"], ["--hexdump=4096", "-v"], ["-x4K", "--unredacted"],
    ["-w", "/dev/null", "-C", "1G", "-W", "10"], ["-w", "/dev/null", "-O", "-", "-x", "-s"],
    ["--strict"], ["--run-as", "nobody"], ["--run-as=0", "--strict"], ["--user", "nobody"],
    ["-s"], ["--summary=1ms", "-j"], ["-s8784h", "-t", "iso", "--in-flight", "0"],
    ["-e"], ["--nvme-cli-lines", "-t", "iso", "--no-header"], ["--command"],
    ["--columns", "result,time"], ["--columns=pid", "--columns=pid,tid", "-v", "-x"],
    ["--csv", "--columns=command-id,cdw15"], ["--csv", "--no-header", "-t", "utc"],
    ["-s", "--sort=p99", "--by", "comm,command"], ["--by=device", "-j", "-s1s", "--by=comm,device,command"],
    *(["--time", form] for form in ("wall", "iso", "utc", "mono", "delta")),
    *([f"--color={when}"] for when in ("auto", "always", "never")),
    ["--color=never", "--color=auto", "-t", "iso", "--time=mono", "-x", "-x512", "-v", "-v"],
    ["-s", "-s10s", "--summary"], ["--in-flight", "1s", "--in-flight", "0"],
    ["-O", "/dev/null"], ["--output=-"],
    ["--", "nvme", "list"], ["--", "--help"], ["--count", "1", "--", "sh", "-c", "exit 3", "--"],
    ["-d", "nvme0", "-u", "root", "--failed", "-a", "--", "nvme"],
]


def run(*arguments, program=BINARY, argv0="nvme_trace", **more):
    return subprocess.run([argv0, *arguments], executable=program, env={"LC_ALL": "C"},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                          **more)


def outcome(result):
    return result.returncode, result.stdout, result.stderr


@pytest.fixture(scope="module")
def run_unprivileged():
    """Runs the program as a user without rights, from a place that such a user can reach."""
    drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        program = shutil.copy(BINARY, folder)
        yield lambda *arguments: run(*arguments, program=program, cwd="/", **drop)


# ---- What it says of itself ----

def table():
    """The program's own table of options: letter, name, argument, and the words that it takes."""
    result = run("--list-options")
    assert (result.returncode, result.stderr) == (0, "")
    return [line.split("\t") for line in result.stdout.splitlines()]


def listed_options():
    """The options of the table, each with its letter and argument: (h, help, None)."""
    return {(letter[1:] or None, name[2:], argument.lstrip("?") or None)
            for letter, name, argument, *_ in table()}


def options_of_help():
    options = re.findall(r"^ +(?:-(\w), |   +)--([a-z-]+)(?:\[?=(\w+))?", run("--help").stdout, re.M)
    return {tuple(word or None for word in option) for option in options}


def documented_options():
    """The same from the man page: the tags of the OPTIONS section."""
    section = re.search(r'^\.SH "?OPTIONS"?$(.*?)^\.SH ', MAN_PAGE.read_text(), re.M | re.S)[1]
    options = set()
    for tag in re.findall(r"^\.TP.*\n\.[BIR]+ (.*)$", section, re.M):
        tag = re.sub(r'\\f.|[" ]', "", tag).replace(r"\-", "-")
        match = re.fullmatch(r"(?:-(\w),)?--([a-z-]+)(?:\[?=(\w+)\]?)?", tag)
        assert match, f"not an option: {tag}"
        options.add(match.groups())
    return options


def test_help():
    result = run("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: nvme_trace [OPTION...] [-- COMMAND [ARG]...]\n")
    assert outcome(run("-h")) == outcome(result)
    assert outcome(run("--help", "stray", "--count", "0")) == outcome(result)


def test_help_fits_a_terminal():
    lines = run("--help").stdout.splitlines()
    assert [line for line in lines if len(line) > 80 or "\t" in line or line != line.rstrip()] == []


def test_help_has_a_line_for_each_option():
    lines = run("--help").stdout.splitlines()
    assert [line for line in lines if re.match(r" +(?:-\w|--[a-z])", line)
            and not re.fullmatch(r" +(?:-\w, |   +)--[a-z-]+(?:=\w+|\[=\w+\])?  +\S.*",
                                 line)] == []
    assert [line for line in lines if line.startswith(" " * 20)] == []


def test_help_and_man_page_agree():
    assert len(listed_options()) > 40
    assert options_of_help() == listed_options()
    assert documented_options() == listed_options()


def test_man_page_names_every_word():
    """Of those that an option takes."""
    page = MAN_PAGE.read_text().replace(r"\-", "-")
    section = re.search(r"^\.SH OPTIONS$(.*?)^\.SH ", page, re.M | re.S)[1]
    paragraphs = {re.search(r"--([a-z-]+)", part)[1]: part for part in section.split("\n.TP\n")[1:]}
    assert [(name, word) for _, name, _, _, words in table() for word in words.split()
            if not re.search(rf"\b{word}\b", paragraphs[name[2:]])] == []


def test_examples_of_help_are_in_the_man_page():
    page = MAN_PAGE.read_text().replace(r"\-", "-")
    examples = re.findall(r"^  (sudo nvme_trace.*?)(?:  +#.*)?$", run("--help").stdout, re.M)
    assert len(examples) >= 4
    assert [example for example in examples if example not in page] == []


def test_man_page_names_every_column():
    """And in their order; some share a paragraph."""
    titles = re.findall(r'^\t\[OUTPUT_COLUMN_\w+\] = \{ "([^"]+)"',
                        (ROOT / "output/cells.c").read_text(), re.M)
    section = re.search(r"^\.SH FIELDS$(.*?)^\.SH ", MAN_PAGE.read_text(), re.M | re.S)[1]
    fields = re.findall(r"^\.TP\n\.BR? (.+)$", section.replace(r"\-", "-"), re.M)
    assert len(titles) == 22 and fields == [*titles[:13], 'TID ", " UID', 'CDW11 " to " CDW15',
                                            *titles[-2:]]


def test_version():
    version = re.search(r"^VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.M)[1]
    result = run("--version")
    assert re.fullmatch(rf"nvme_trace {re.escape(version)}\n"
                        r"libbpf \d+\.\d+\n"
                        r"needs: Linux 5\.10 or newer with BTF, kprobes and tracefs\n"
                        r"built by: (gcc|clang) \d+\..* for x86-64\n", result.stdout)
    assert outcome(run("-V")) == outcome(result) and result.stderr == ""
    assert f'"nvme_trace {version}"' in MAN_PAGE.read_text().splitlines()[1]


def test_json_schema():
    """Of records or, in either order, of a summary."""
    for arguments, name in ((["--json-schema"], "nvme_trace"), (["--json-schema", "-j"], "nvme_trace"),
                            (["--json-schema", "-s"], "nvme_trace-summary"),
                            (["-s1s", "--json-schema", "-j"], "nvme_trace-summary")):
        assert outcome(run(*arguments)) == (0, (ROOT / f"{name}.schema.json").read_text(), "")


def test_usage():
    """argp's hint on misuse speaks of it."""
    result = run("--usage")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: nvme_trace [-aejvhV] [-c NAME] [-d NAME] ")
    assert result.stdout.endswith(" [-- COMMAND [ARG]...]\n")


# ---- Command lines that are right ----

@pytest.mark.parametrize("argv0", ["/opt/other/name", "./nvme_trace", "-nvme_trace", "a b", ""])
def test_messages_begin_with_the_program_whatever_its_path(argv0):
    assert outcome(run("--count", "0", argv0=argv0)) == outcome(run("--count", "0"))
    assert outcome(run("--bogus", argv0=argv0)) == outcome(run("--bogus"))
    assert outcome(run("--help", argv0=argv0)) == outcome(run("--help"))


@pytest.mark.parametrize("arguments", USES, ids=" ".join)
def test_use(run_unprivileged, arguments):
    """Past the command line, where it then is not permitted to go on."""
    assert outcome(run_unprivileged(*arguments)) == (1, "", f"nvme_trace: {NOT_PERMITTED}\n")


# ---- When it cannot trace here ----

def has_capabilities():
    """CAP_SYS_ADMIN, or CAP_PERFMON and CAP_BPF."""
    status = pathlib.Path("/proc/self/status").read_text()
    effective = int(re.search(r"^CapEff:\s*([0-9a-f]+)$", status, re.M)[1], 16)
    return bool(effective >> 21 & 1 or effective >> 38 & 3 == 3)


def has_kprobes():
    return any(map(os.path.exists, ("/sys/bus/event_source/devices/kprobe",
                                    "/sys/kernel/tracing/kprobe_events",
                                    "/sys/kernel/debug/tracing/kprobe_events")))


def test_says_why_it_cannot_trace_here(run_unprivileged):
    """Without rights anywhere; with them where the kernel has no kprobes (else see tests/vm)."""
    assert outcome(run_unprivileged()) == (1, "", f"nvme_trace: {NOT_PERMITTED}\n")
    if has_capabilities() and not has_kprobes():
        assert outcome(run()) == (1, "", f"nvme_trace: {NO_KPROBES}\n")


def read_check(result, started):
    """What --check says, which has to be what a trace then says."""
    rows, arrows = screen.read(result.stdout)
    assert (result.returncode, result.stderr) == (started.returncode, "")
    if started.returncode:
        assert f"nvme_trace: {arrows[0]}\n" == started.stderr
    else:
        assert arrows == ["tracing works"]
    assert rows[0] == ("kernel", os.uname().release, "ok")
    return {row.label: row for row in rows}


def test_check_agrees_with_a_trace(run_unprivileged):
    rows = read_check(run_unprivileged("--check"), run_unprivileged("--duration", "1ms"))
    assert rows["privileges"].verdict == "missing"
    assert rows["BPF ring buffer"][1:] == ("not known without privileges", "note")
    rows = read_check(run("--check"), run("--duration", "1ms"))
    assert rows["kprobes"].value.startswith("none") == (not has_kprobes())
    assert (rows["privileges"].verdict != "missing") == has_capabilities()
    assert (rows["driver"].value == "not loaded") != os.path.exists("/sys/module/nvme_core")


def test_check_as_json(run_unprivileged):
    """Row for row what the text says, and each cure is one of its arrows."""
    for runner in (run, run_unprivileged):
        text, result = runner("--check"), runner("--check", "--json")
        rows, arrows = screen.read(text.stdout)
        told = json.loads(result.stdout)
        assert (result.returncode, result.stderr) == (text.returncode, "")
        assert result.stdout.count("\n") == 1
        assert told["works"] == (text.returncode == 0)
        assert [(row["label"], row["value"], row["verdict"]) for row in told["rows"]] == rows
        cures = [row["cure"] for row in told["rows"] if "cure" in row]
        assert {told.get("cause", "tracing works"), *cures} == set(arrows)
        assert all(("cure" in row) == (row["verdict"] == "missing") for row in told["rows"])


def test_man_page_names_every_row_of_check():
    source = (ROOT / "machine/check.c").read_text()
    adds = r'(?:tell|tell_unknown|judge_row|findings__add)\(\w+,\s+"(\w+)"'
    keys = set(re.findall(adds, source))
    section = re.search(r"^\.SH CHECK$(.*?)^\.SH ", MAN_PAGE.read_text(), re.M | re.S)[1]
    tags = re.findall(r"^\.TP\n\.BR? (.*)$", section, re.M)
    assert set(re.findall(r"\w+", " ".join(tags))) == keys and len(keys) > 10


# ---- The program as a file ----

def test_is_static():
    result = subprocess.run(["ldd", BUILT], env={**os.environ, "LC_ALL": "C"},
                            capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "statically linked"


def test_is_hardened():
    """At an address of its own each time, no data that runs, tables of addresses read only."""
    told = subprocess.run(["readelf", "-hldsW", BUILT], capture_output=True, text=True,
                          check=True).stdout
    assert re.search(r"Type: +DYN", told) and re.search(r"FLAGS_1.*\bNOW\b.*\bPIE\b", told)
    assert re.search(r"GNU_RELRO .* R  ", told) and re.search(r"GNU_STACK .* RW  ", told)
    assert not re.search(r"LOAD .* RWE ", told) and "TEXTREL" not in told
    assert "__stack_chk_fail" in told and "__memcpy_chk" in told


def test_is_small(tmp_path):
    subprocess.run(["strip", "-o", tmp_path / "stripped", BUILT], check=True)
    assert (tmp_path / "stripped").stat().st_size < 2 << 20


@pytest.mark.parametrize("option", ["--help", "--version", "--usage", "--check", "--json-schema"])
def test_says_when_standard_output_is_full(option):
    with open("/dev/full", "w") as full:
        run = subprocess.run([BINARY, option], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (run.returncode, run.stderr) == (
        1, "nvme_trace: cannot write to standard output: No space left on device\n")
