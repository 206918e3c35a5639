# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The command line of ./nvme_trace: help, misuse and the program as a file."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "nvme_trace"
MAN_PAGE = ROOT / "man/nvme_trace.8"
NOBODY = 65534

HINT = "Try `nvme_trace --help' or `nvme_trace --usage' for more information.\n"
NOT_PERMITTED = ("not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and CAP_PERFMON at "
                 "least); run: sudo nvme_trace")
NO_KPROBES = (f"this kernel ({os.uname().release}) has no kprobes; boot one with "
              "CONFIG_KPROBE_EVENTS=y, as distributions' kernels have "
              "(grep KPROBE /boot/config-$(uname -r))")

COUNT = "--count '{}': not a number from 1 up"
DURATION = ("--duration '{}': not a time like 500ms, 10s, 2m or 1h, longer than 0 and up to "
            "8784h")
BUFFER_SIZE = "--buffer-size '{}': not a size from 4K to 1G"

# What is typed, and what nvme_trace says of it.
MISUSES = [
    *((["--count", value], COUNT.format(value))
      for value in ("0", "x", "-1", "+1", "1x", "", " 1", "18446744073709551616", "0x", "1K")),
    *((["--duration", value], DURATION.format(value))
      for value in ("0", "0s", "5d", "", "-5s", "5S", "1.5s", "8785h", "18446744074s")),
    *((["--buffer-size", value], BUFFER_SIZE.format(value))
      for value in ("1K", "4095", "2G", "1073741825", "4k", "4KiB", "", "-4K", "17179869184G")),
    (["--count=0"], COUNT.format("0")),
    (["--coun", "0"], COUNT.format("0")),
    (["--debug", "--count", "0", "--duration", "5d"], COUNT.format("0")),
    (["--duration", "5d", "--help"], DURATION.format("5d")),
    (["--bogus"], "unrecognized option '--bogus'"),
    (["--bogus=1"], "unrecognized option '--bogus=1'"),
    (["-x"], "invalid option -- 'x'"),
    (["-?"], "invalid option -- '?'"),
    (["-"], "unexpected argument '-'"),
    (["--count"], "option '--count' requires an argument"),
    (["--duration"], "option '--duration' requires an argument"),
    (["--buffer-size"], "option '--buffer-size' requires an argument"),
    (["--no-header=1"], "option '--no-header' doesn't allow an argument"),
    (["stray"], "unexpected argument 'stray'"),
    (["--count", "1", "stray"], "unexpected argument 'stray'"),
    (["--", "stray"], "unexpected argument 'stray'"),
    (["--", "--help"], "unexpected argument '--help'"),
    ([""], "unexpected argument ''"),
]

# The ends of each range, and every way to write an option.
USES = [
    ["--count", "1"], ["--count=18446744073709551615"], ["--count=0x10"],
    ["--duration", "1ns"], ["--duration=8784h"], ["--duration", "10"],
    ["--buffer-size", "4K"], ["--buffer-size=4096"], ["--buffer-size=1G"], ["--buffer-size=5000"],
    ["--no-header"], ["--count", "1", "--duration", "10ms", "--no-header", "--"],
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

def listed_options():
    """The options that --help lists, each with its letter and argument: (h, help, None)."""
    options = re.findall(r"^ +(?:-(\w), |   +)--([a-z-]+)(?:=(\w+))?", run("--help").stdout, re.M)
    assert options
    return {tuple(word or None for word in option) for option in options}


def documented_options():
    """The same from the man page: the tags of the OPTIONS section."""
    section = re.search(r'^\.SH "?OPTIONS"?$(.*?)^\.SH ', MAN_PAGE.read_text(), re.M | re.S)[1]
    options = set()
    for tag in re.findall(r"^\.TP.*\n\.[BIR]+ (.*)$", section, re.M):
        tag = re.sub(r'\\f.|[" ]', "", tag).replace(r"\-", "-")
        match = re.fullmatch(r"(?:-(\w),)?--([a-z-]+)(?:=(\w+))?", tag)
        assert match, f"not an option: {tag}"
        options.add(match.groups())
    return options


def test_help():
    result = run("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: nvme_trace [OPTION...]\n")
    assert outcome(run("-h")) == outcome(result)
    assert outcome(run("--help", "stray", "--count", "0")) == outcome(result)


def test_help_fits_a_terminal():
    lines = run("--help").stdout.splitlines()
    assert [line for line in lines if len(line) > 80 or "\t" in line or line != line.rstrip()] == []


def test_help_and_man_page_agree():
    assert documented_options() == listed_options()


def test_examples_of_help_are_in_the_man_page():
    page = MAN_PAGE.read_text().replace(r"\-", "-")
    examples = re.findall(r"^  (sudo nvme_trace.*?)(?:  +#.*)?$", run("--help").stdout, re.M)
    assert len(examples) >= 4
    assert [example for example in examples if example not in page] == []


def test_man_page_names_every_column():
    titles = re.search(r'"TIME", .*?"COMMAND"', (ROOT / "output/text.c").read_text(), re.S)[0]
    section = re.search(r"^\.SH FIELDS$(.*?)^\.SH ", MAN_PAGE.read_text(), re.M | re.S)[1]
    fields = re.findall(r"^\.TP\n\.B (\S+)$", section.replace(r"\-", "-"), re.M)
    assert fields == re.findall(r'"([^"]+)"', titles)


def test_version():
    version = re.search(r"^VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.M)[1]
    assert outcome(run("--version")) == (0, f"nvme_trace {version}\n", "")
    assert outcome(run("-V")) == (0, f"nvme_trace {version}\n", "")
    assert f'"nvme_trace {version}"' in MAN_PAGE.read_text().splitlines()[1]


def test_usage():
    """argp's hint on misuse speaks of it."""
    result = run("--usage")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Usage: nvme_trace [-hV] [--count=N] ")


# ---- Misuse: nothing is opened, and the message names what was typed ----

@pytest.mark.parametrize("arguments, message", MISUSES, ids=[" ".join(row[0]) for row in MISUSES])
def test_misuse(arguments, message):
    assert outcome(run(*arguments)) == (2, "", f"nvme_trace: {message}\n{HINT}")


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


# ---- The program as a file ----

def test_is_static():
    result = subprocess.run(["ldd", BINARY], env={**os.environ, "LC_ALL": "C"},
                            capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.strip()) == (1, "not a dynamic executable")


def test_is_small(tmp_path):
    subprocess.run(["strip", "-o", tmp_path / "stripped", BINARY], check=True)
    assert (tmp_path / "stripped").stat().st_size < 2 << 20


@pytest.mark.parametrize("option", ["--help", "--version", "--usage"])
def test_says_when_standard_output_is_full(option):
    with open("/dev/full", "w") as full:
        run = subprocess.run([BINARY, option], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (run.returncode, run.stderr) == (
        1, "nvme_trace: cannot write to standard output: No space left on device\n")
