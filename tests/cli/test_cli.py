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

COUNT = "--count '{}': not a number from 1 up"
DURATION = ("--duration '{}': not a time like 500ms, 10s, 2m or 1h, longer than 0 and up to "
            "8784h")
SLOW = DURATION.replace("duration", "slow")
IN_FLIGHT = "--in-flight '{}': not a time like 500ms, 10s, 2m or 1h, from 0 to 8784h"
BUFFER_SIZE = "--buffer-size '{}': not a size from 4K to 1G"
DEVICE = "--device '{}': not an NVMe device like nvme0, nvme0n1, ng0n1 or nvme0c1n1"
PARTITION = "--device '{}': a partition, which no command knows of; its whole disk is {}"
PID = "--pid '{}': not a process id from 1 up"
UID = "--uid '{}': neither a user id from 0 to 4294967294 nor a user in /etc/passwd"
NSID = "--nsid '{}': not a namespace id from 0 to 0xffffffff"
OPCODE = "--opcode '{}': neither a command's name nor a number from 0 to 0xff"
COMMAND_SET = "--opcode '{}': before the colon goes admin, io, fabrics, nvm, zns, kv, slm or cp"
VENDORS = ("ocp, amazon, dapustor, dera, ibm, innogrit, intel, kioxia, memblaze, micron, netapp, "
           "scaleflux, seagate, solidigm, wdc, auto")
QUEUE = "--queue '{}': not admin, io or a queue id from 0 to 65535"
ORIGIN = "--origin '{}': not one of ioctl, uring, kernel and block"
COLOR = "--color '{}': not auto, always or never"
TIME = "--time '{}': not wall, iso, utc, mono or delta"
ONE_TOO_MANY = "--{} '{}': one too many; there is room for 16"
TWICE = "--{} '{}': given before, and there can be only one"
SINGLE = [("-r", "read", "a", "b"), ("-w", "write", "a", "b"), ("-O", "output", "a", "b"),
          ("-C", "rotate-size", "1M", "2M"), ("-G", "rotate-every", "1m", "2m"),
          ("-W", "rotate-count", "2", "3"),
          *((f"--{name}", name, first, second) for name, first, second in (
              ("count", "1", "2"), ("duration", "1s", "2s"), ("slow", "1s", "2s"),
              ("buffer-size", "4K", "8K"), ("user", "root", "nobody")))]
SEVENTEEN = [str(number) for number in range(1, 18)]

# Options that exclude each other.
NO_COMMAND = "there is no command after --"
PID_OR_COMMAND = "--pid and a command to run: only that command and its children are traced"
ALL_OR_ORIGIN = "--all and --origin: all are all four origins"
KERNEL_OR_SENDER = ("--origin kernel and a sender (--pid, --comm, --uid or a command to run): nobody "
                    "sends the kernel's own commands")
JSON_OR_VERBOSE = "--json and --verbose: its objects have every field"
OVER = ("--read and a command to run, --wait, --duration, --in-flight or --rotate-every: what a capture "
        "tells of is over")
NOWHERE = ("--write and --json, --command, --verbose or --summary without --output: the lines would go "
           "nowhere")
NO_FILE = "--rotate-size or --rotate-every without --write FILE: there is no file to follow"
ONE_FILE = "--rotate-count without --rotate-size or --rotate-every: there is but one file"
NO_TIME = ("--rotate-every and a FILE without a time in its name: each would overwrite the one before; "
           "for example: --write trace-%H%M%S.pcapng")
TOO_LONG = "--rotate-every and --rotate-count: so many files are to take more than 8784h"
ROTATE_COUNT = "--rotate-count '{}': not a number from 1 to 1000000"
ROTATE_SIZE = "--rotate-size '{}': not a size like 500K, 10M or 1G"
ROTATE_EVERY = DURATION.replace("duration", "rotate-every")
USER = "--user '{}': not a user in /etc/passwd"
BOTH_STANDARD = "--write - and --output -: standard output can be only one of them"
HEXDUMP = "--hexdump '{}': not a number from 1 to 4096"
HEXDUMP_OR_NONE = "--hexdump and --command or --summary: they show no data"
UNREDACTED_ALONE = "--unredacted without --hexdump: no data is shown anyway"
SUMMARY_OR_LINES = "--summary and --command or --verbose: it shows no single command"
SUMMARY_OR_IN_FLIGHT = "--summary and --in-flight: it counts what has ended"
SUMMARY = DURATION.replace("duration", "summary")
JSON_OR_COMMAND = "--json and --command: one form at a time"
COMMAND_OR_VERBOSE = "--command and --verbose: it sends again, and explains nothing"
JSON_OR_TIME = "--json and --time: its objects have the time in two ways"
FAILED_OR_IN_FLIGHT = "--failed and --in-flight: what is under way has not failed"
CHECK_AS_IT_IS = ("--check and a command to run, --read or --wait: it looks at this machine as it is, and "
                  "traces nothing")
CHECK_ENDS = "--check and --count or --duration: it ends by itself"
CHECK_OUTPUT = "--check and --write or --output: it goes to standard output"
CHECK_FORM = "--check and --command, --time, --verbose or --summary: it shows no command"
IN_FLIGHT_OR_SLOW = "--in-flight shorter than --slow: what takes no longer is not to be shown"

# What is typed, and what nvme_trace says of it.
MISUSES = [
    *((["--count", value], COUNT.format(value))
      for value in ("0", "x", "-1", "+1", "1x", "", " 1", "18446744073709551616", "0x", "1K")),
    *((["--duration", value], DURATION.format(value))
      for value in ("0", "0s", "5d", "", "-5s", "5S", "1.5s", "8785h", "18446744074s")),
    *((["--buffer-size", value], BUFFER_SIZE.format(value))
      for value in ("1K", "4095", "2G", "1073741825", "4k", "4KiB", "", "-4K", "17179869184G")),
    *((["--slow", value], SLOW.format(value))
      for value in ("0", "0ms", "5d", "", "-5s", "1.5s", "8785h")),
    *((["--in-flight", value], IN_FLIGHT.format(value))
      for value in ("5d", "", "-5s", "1.5s", "8785h", "never")),
    *((["--device", value], DEVICE.format(value))
      for value in ("", "sda", "nvme", "nvme0n0", "nvme00", "ng0", "ng0c1n1", "ng0n1p1",
                    "/dev/no-such-node", "nvme0n1 ", "nvme2147483648", "nvme-subsys0")),
    (["-d", "nvme0n1p2"], PARTITION.format("nvme0n1p2", "nvme0n1")),
    (["--device=/dev/nvme10n1p1"], PARTITION.format("/dev/nvme10n1p1", "nvme10n1")),
    (["-d", "nvme0c1n1p1"], PARTITION.format("nvme0c1n1p1", "nvme0c1n1")),
    *((["--pid", value], PID.format(value))
      for value in ("0", "x", "", "-1", "1x", "2147483648", "18446744073709551617")),
    (["--comm", ""], "--comm '': not a name"),
    *((["--uid", value], UID.format(value))
      for value in ("", "nobody-of-that-name", "-1", "4294967295", "0x", "root:")),
    *((["--nsid", value], NSID.format(value))
      for value in ("", "x", "-1", "ffffffff", "4294967296")),
    *((["--opcode", value], OPCODE.format(value))
      for value in ("", "xyzzy", "256", "0x100", "-1")),
    (["--opcode", "identfy"], OPCODE.format("identfy") + "; did you mean identify?"),
    (["-o", "get featur"],
     OPCODE.format("get featur") + "; did you mean get-features or set-features?"),
    (["-o", "firmware"],
     OPCODE.format("firmware") + "; did you mean firmware-commit or firmware-image-download?"),
    (["-o", "zone"],
     OPCODE.format("zone")
     + "; did you mean zone-management-send, zone-management-receive or zone-append?"),
    (["-o", "admin:xyzzy"], OPCODE.format("admin:xyzzy")),
    (["-o", "admin:0x100"], OPCODE.format("admin:0x100")),
    (["-o", "io:"], OPCODE.format("io:")),
    (["-o", "admin:read"], OPCODE.format("admin:read") + "; did you mean io:read?"),
    (["-o", "io:identfy"], OPCODE.format("io:identfy") + "; did you mean admin:identify?"),
    *((["--opcode", value], COMMAND_SET.format(value)) for value in ("nvme:6", ":6", "amdin:read")),
    (["-o", "admin:store"], OPCODE.format("admin:store") + "; did you mean kv:store?"),
    (["--vendor", "ocp,acme"], "--vendor 'acme': not one of " + VENDORS),
    (["--vendor", ""], "--vendor '': not one of " + VENDORS),
    (["-e", "--nvme-cli", "4"], "--nvme-cli '4': not 2 or 3"),
    (["--nvme-cli=3"], "--nvme-cli without --command: only that has nvme-cli's words"),
    *((["--queue", value], QUEUE.format(value)) for value in ("", "-1", "65536", "0x10000", "x")),
    (["--queue", "amdin"], QUEUE.format("amdin") + "; did you mean admin?"),
    (["-q", "i"], QUEUE.format("i") + "; did you mean io?"),
    *((["--origin", value], ORIGIN.format(value)) for value in ("", "all", "0", "x")),
    (["--origin", "iocl"], ORIGIN.format("iocl") + "; did you mean ioctl?"),
    (["--origin", "io_uring"], ORIGIN.format("io_uring") + "; did you mean uring?"),
    (["--output", ""], "--output '': not a file's name"),
    (["-O", ""], "--output '': not a file's name"),
    # Lists: what is wrong with which of them.
    (["-p", "1,x,2"], PID.format("x")),
    (["-p", "1,"], PID.format("")),
    (["-p", ",1"], PID.format("")),
    (["-p", "1, 2"], PID.format(" 2")),
    (["-p", "1;2"], PID.format("1;2")),
    (["-d", "nvme0,nvme0n1p1"], PARTITION.format("nvme0n1p1", "nvme0n1")),
    (["-u", "0,nobody-of-that-name"], UID.format("nobody-of-that-name")),
    (["-n", "1,x"], NSID.format("x")),
    (["-o", "read,wirte"], OPCODE.format("wirte") + "; did you mean write?"),
    (["-q", "admin,x"], QUEUE.format("x")),
    (["--origin", "ioctl,kernal"], ORIGIN.format("kernal") + "; did you mean kernel?"),
    # Of each kind there are at most so many.
    *(([f"-{letter}", ",".join(SEVENTEEN)], ONE_TOO_MANY.format(name, 17))
      for letter, name in (("p", "pid"), ("u", "uid"), ("n", "nsid"), ("q", "queue"))),
    (["-d", ",".join(f"nvme{number}" for number in SEVENTEEN)],
     ONE_TOO_MANY.format("device", "nvme17")),
    ([word for number in SEVENTEEN for word in ("-c", number)], ONE_TOO_MANY.format("comm", 17)),
    ([f"-p{number}" for number in SEVENTEEN], ONE_TOO_MANY.format("pid", 17)),
    # What does not go together, in either order.
    (["--all", "--origin", "ioctl"], ALL_OR_ORIGIN),
    (["--origin", "ioctl,uring,kernel,block", "-a"], ALL_OR_ORIGIN),
    (["-p", "1", "--", "nvme"], PID_OR_COMMAND),
    (["--origin", "kernel", "-p", "1"], KERNEL_OR_SENDER),
    (["-c", "nvme", "--origin", "kernel"], KERNEL_OR_SENDER),
    (["--origin", "kernel", "-u", "0"], KERNEL_OR_SENDER),
    (["--origin", "kernel", "--", "nvme"], KERNEL_OR_SENDER),
    (["--failed", "--in-flight", "1s"], FAILED_OR_IN_FLIGHT),
    (["--in-flight", "5s", "--failed"], FAILED_OR_IN_FLIGHT),
    (["--slow", "2s", "--in-flight", "1999ms"], IN_FLIGHT_OR_SLOW),
    (["--in-flight", "1ns", "--slow", "2ns"], IN_FLIGHT_OR_SLOW),
    *((["--color", value], COLOR.format(value)) for value in ("", "yes")),
    *((["--color", value], COLOR.format(value) + f"; did you mean {word}?")
      for value, word in (("Auto", "auto"), ("always ", "always"), ("nevr", "never"))),
    *((["-t", value], TIME.format(value)) for value in ("", "gmt", "wall,iso")),
    (["-t", "dleta"], TIME.format("dleta") + "; did you mean delta?"),
    (["-j", "-v"], JSON_OR_VERBOSE),
    (["--time", "wall", "--json"], JSON_OR_TIME),
    (["-e", "-j"], JSON_OR_COMMAND), (["--json", "-v", "--command"], JSON_OR_COMMAND),
    (["-ve"], COMMAND_OR_VERBOSE),
    *((["-s" + value], SUMMARY.format(value)) for value in ("0", "x", "v")),
    (["--summary="], SUMMARY.format("")),
    *((["-x" + value], HEXDUMP.format(value)) for value in ("0", "4097", "x", "-1", "8K")),
    (["--hexdump="], HEXDUMP.format("")),
    (["-x", "-e"], HEXDUMP_OR_NONE), (["-s", "-x1"], HEXDUMP_OR_NONE),
    (["--unredacted"], UNREDACTED_ALONE),
    *((["-r", "f", *more], OVER) for more in (["--wait"], ["--duration", "1"], ["--", "nvme"],
                                              ["--in-flight", "0"])),
    *((["-w", "f", option], NOWHERE) for option in ("-j", "-e", "-v", "-s")),
    (["-w", "-", "-O", "-"], BOTH_STANDARD),
    *((["-w", "f%S", "-G", value], ROTATE_EVERY.format(value)) for value in ("0", "x", "")),
    *((["-w", "f", "-C", value], ROTATE_SIZE.format(value)) for value in ("0", "x", "", "1T")),
    *((["-w", "f", "-C1", "-W", value], ROTATE_COUNT.format(value)) for value in ("0", "", "1000001")),
    (["-C", "1M"], NO_FILE), (["-w", "-", "-C1M"], NO_FILE), (["-G", "1s"], NO_FILE),
    (["-w", "f%S", "-G", "8784h", "-W", "2"], TOO_LONG),
    (["-w", "f%S", "-G", "2h", "-W", "1000000"], TOO_LONG),
    (["-w", "f", "-W", "3"], ONE_FILE), (["-w", "f", "-G", "1s"], NO_TIME),
    (["-w", "f%S", "-r", "f", "-G1"], OVER),
    *((["--user", value], USER.format(value)) for value in ("", "nobody-of-that-name", "4000000000")),
    (["-r", ""], "--read '': not a file's name"), (["--write="], "--write '': not a file's name"),
    (["-s", "-v"], SUMMARY_OR_LINES), (["-es1s"], SUMMARY_OR_LINES),
    (["-s", "--in-flight", "1s"], SUMMARY_OR_IN_FLIGHT),
    *((["--check", *more], CHECK_AS_IT_IS) for more in (["--", "nvme"], ["-r", "f"], ["--wait"])),
    (["--count", "1", "--check"], CHECK_ENDS), (["--check", "--duration", "1s"], CHECK_ENDS),
    *((["--check", *more], CHECK_OUTPUT) for more in (["-w", "f"], ["-O", "f"], ["-O", "-"])),
    *((["--check", *more], CHECK_FORM) for more in (["-e"], ["-v"], ["-s"], ["-t", "iso"])),
    (["--"], NO_COMMAND),
    (["--count", "1", "--"], NO_COMMAND),
    # What is wrong with one option comes before what is wrong with two.
    (["--all", "--origin", "x"], ORIGIN.format("x")),
    (["--count", "0", "--", "nvme"], COUNT.format("0")),
    (["stray", "--", "nvme"], "unexpected argument 'stray'"),
    (["--pid", "--", "nvme"], "option '--pid' requires an argument"),
    (["-O", "--", "nvme"], "option requires an argument -- 'O'"),
    (["-y", "--", "nvme"], "invalid option -- 'y'"),
    (["--o", "1"], "option '--o' is ambiguous; possibilities: '--opcode' '--origin' '--output'"),
    (["--failed=1"], "option '--failed' doesn't allow an argument"),
    (["--count=0"], COUNT.format("0")),
    (["--coun", "0"], COUNT.format("0")),
    (["--debug", "--count", "0", "--duration", "5d"], COUNT.format("0")),
    (["--duration", "5d", "--help"], DURATION.format("5d")),
    (["--bogus"], "unrecognized option '--bogus'"),
    (["--bogus=1"], "unrecognized option '--bogus=1'"),
    (["-y"], "invalid option -- 'y'"),
    (["-?"], "invalid option -- '?'"),
    (["-"], "unexpected argument '-'"),
    (["--count"], "option '--count' requires an argument"),
    (["--duration"], "option '--duration' requires an argument"),
    (["--buffer-size"], "option '--buffer-size' requires an argument"),
    (["--no-header=1"], "option '--no-header' doesn't allow an argument"),
    # Twice where only one can be meant.
    *(([option, first, option, second], TWICE.format(name, second))
      for option, name, first, second in SINGLE),
    (["-r", "a", "--read=a"], TWICE.format("read", "a")),
    (["-w", "-", "--write", "b"], TWICE.format("write", "b")),
    (["-O", "-", "-O", "-"], TWICE.format("output", "-")),
    (["stray"], "unexpected argument 'stray'; to trace a command: nvme_trace -- stray"),
    (["--count", "1", "stray"],
     "unexpected argument 'stray'; to trace a command: nvme_trace --count 1 -- stray"),
    ([""], "unexpected argument ''"),
]

# The ends of each range, and every way to write an option.
USES = [
    ["--count", "1"], ["--count=18446744073709551615"], ["--count=0x10"],
    ["--duration", "1ns"], ["--duration=8784h"], ["--duration", "10"],
    ["--buffer-size", "4K"], ["--buffer-size=4096"], ["--buffer-size=1G"], ["--buffer-size=5000"],
    ["--no-header"], ["--count", "1", "--duration", "10ms", "--no-header"],
    ["-d", "nvme0"], ["--device=/dev/nvme0n1,ng0n1", "-d", "nvme0c1n1"],
    ["-p", "1"], ["--pid=2147483647"], ["-p", ",".join(SEVENTEEN[:16]), "-p", "16"],
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
    ["-w", "/dev/null", "-C", "1G", "-W", "10"],
    ["--strict"], ["--user", "nobody"], ["--user=0", "--strict"],
    ["-s"], ["--summary=1ms", "-j"], ["-s8784h", "-t", "iso", "--in-flight", "0"],
    ["-e"], ["--command", "-t", "iso", "--no-header"],
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

def listed_options():
    """The options that --help lists, each with its letter and argument: (h, help, None)."""
    options = re.findall(r"^ +(?:-(\w), |   +)--([a-z-]+)(?:\[?=(\w+))?", run("--help").stdout, re.M)
    assert options
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
    assert documented_options() == listed_options()


def test_examples_of_help_are_in_the_man_page():
    page = MAN_PAGE.read_text().replace(r"\-", "-")
    examples = re.findall(r"^  (sudo nvme_trace.*?)(?:  +#.*)?$", run("--help").stdout, re.M)
    assert len(examples) >= 4
    assert [example for example in examples if example not in page] == []


def test_man_page_names_every_column():
    titles = re.search(r'"TIME",.*?"COMMAND",', (ROOT / "output/text.c").read_text(), re.S)[0]
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
    assert result.stdout.startswith("Usage: nvme_trace [-aejvhV] [-c NAME] [-d NAME] ")
    assert result.stdout.endswith(" [-- COMMAND [ARG]...]\n")


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


@pytest.mark.parametrize("option", ["--help", "--version", "--usage", "--check"])
def test_says_when_standard_output_is_full(option):
    with open("/dev/full", "w") as full:
        run = subprocess.run([BINARY, option], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (run.returncode, run.stderr) == (
        1, "nvme_trace: cannot write to standard output: No space left on device\n")
