# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Misused options: nothing is opened, and the message names what was typed."""

import re

import pytest

from test_cli import HINT, outcome, run

COUNT = "--count '{}': not a number from 1 up"
DURATION = ("--duration '{}': not a time like 500ms, 10s, 2m or 1h, longer than 0 and up to "
            "8784h")
SLOW = DURATION.replace("duration", "slow")
IN_FLIGHT = "--in-flight '{}': not a time like 500ms, 10s, 2m or 1h, from 0 to 8784h"
BUFFER_SIZE = "--buffer-size '{}': not a size from 4K to 1G"
DEVICE = "--device '{}': not an NVMe device like nvme0, nvme0n1, ng0n1 or nvme0c1n1"
PARTITION = "--device '{}': a partition, which commands do not name; its whole disk is {}"
PID = "--pid '{}': not a process id from 1 up"
UID = "--uid '{}': neither a user id from 0 to 4294967294 nor a user in /etc/passwd"
NSID = "--nsid '{}': not a namespace id from 0 to 0xffffffff"
OPCODE = "--opcode '{}': neither a command's name nor a number from 0 to 0xff"
COMMAND_SET = "--opcode '{}': before the colon goes admin, io, fabrics, nvm, zns, kv, slm or cp"
VENDOR = ("--vendor '{}': not ocp, amazon, dapustor, dera, ibm, innogrit, intel, kioxia, memblaze, micron, "
          "netapp, scaleflux, seagate, solidigm, wdc or auto")
QUEUE = "--queue '{}': not admin, io or a queue id from 0 to 65535"
ORIGIN = "--origin '{}': not ioctl, uring, kernel or block"
COLOR = "--color '{}': not auto, always or never"
TIME = "--time '{}': not wall, iso, utc, mono or delta"
ONE_TOO_MANY = "--{} '{}': one too many; the limit is 16"
TWICE = "--{} '{}': given before, and there can be only one"
SINGLE = [("-r", "read", "a", "b"), ("-w", "write", "a", "b"), ("-O", "output", "a", "b"),
          ("-C", "rotate-size", "1M", "2M"), ("-G", "rotate-every", "1m", "2m"),
          ("-W", "rotate-count", "2", "3"),
          *((f"--{name}", name, first, second) for name, first, second in (
              ("count", "1", "2"), ("duration", "1s", "2s"), ("slow", "1s", "2s"),
              ("buffer-size", "4K", "8K"), ("run-as", "root", "nobody")))]
SEVENTEEN = [str(number) for number in range(1, 18)]

# Options that exclude each other.
NO_COMMAND = "there is no command after --"
PID_OR_COMMAND = "--pid and a command to run: only that command and its children are traced"
ALL_OR_ORIGIN = "--all and --origin: --all means all four origins"
KERNEL_OR_SENDER = "--origin and {}: no program sends the kernel's own commands"
OVER = "--read and {}: the commands in a capture have ended"
FULL_OBJECTS = "{}: JSON objects have every field"
ONE_FORM = "{}: records have one form at a time"
NOWHERE = "--write and {} without --output: no lines are written"
NO_FILE = "{} without --write: there is no file to rotate"
NO_PIPE = "{} and --write: standard output cannot be rotated"
ONE_FILE = "--rotate-count without --rotate-every or --rotate-size: there is only one file"
NO_TIME = ("--rotate-every and --write: without a time in its name, each file would overwrite the one before; "
           "for example: --write trace-%H%M%S.pcapng")
TOO_LONG = "--rotate-every and --rotate-count: so many files would take more than 8784h"
ROTATE_COUNT = "--rotate-count '{}': not a number from 1 to 1000000"
ROTATE_SIZE = "--rotate-size '{}': not a size like 500K, 10M or 1G"
ROTATE_EVERY = DURATION.replace("duration", "rotate-every")
RUN_AS = "--run-as '{}': not a user in /etc/passwd"
BOTH_STANDARD = "--write and --output: standard output can be only one of them"
HEXDUMP = "--hexdump '{}': not a number from 1 to 4096"
NO_DATA = "--hexdump and {}: no data would be shown"
UNREDACTED_ALONE = "--unredacted without --hexdump: no data is shown"
NO_SINGLE_COMMAND = "--summary and {}: a summary shows no single command"
SUMMARY_OR_IN_FLIGHT = "--summary and --in-flight: a summary counts commands that have ended"
SUMMARY = DURATION.replace("duration", "summary")
LINES_OR_VERBOSE = "--nvme-cli-lines and --verbose: nvme-cli's commands have no explanations"
JSON_OR_TIME = "--json and --time: JSON objects have the time in two forms"
FAILED_OR_IN_FLIGHT = "--failed and --in-flight: a command in flight has not failed"
CHECK_AS_IT_IS = "--check and {}: --check looks at this machine as it is and traces nothing"
CHECK_ENDS = "--check and {}: --check ends by itself"
CHECK_OUTPUT = "--check and {}: --check writes to standard output"
CHECK_FORM = "--check and {}: --check shows no commands"
IN_FLIGHT_OR_SLOW = ("--slow and --in-flight: commands in flight for less than the time of --slow would be "
                     "shown")
NO_COLUMNS = "--columns and {}: it has no such columns"
ONE_LINE = "--csv and {}: CSV has one line for each command"
CSV_OR_SUMMARY = "--csv and --summary: a summary is printed as text or as JSON"
ONLY_SUMMARY = "{} without --summary: only a summary has such rows"
COLUMNS = ("--columns '{}': not time, comm, pid, opcode, command-id, nsid, cdw10, dev, qid, status, latency, "
           "origin, command, tid, uid, cdw11, cdw12, cdw13, cdw14, cdw15, bytes or result")
SORT = "--sort '{}': not name, count, errors, bytes or p99"
BY = "--by '{}': not comm, device or command"

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
      for value in ("", "nobody-of-that-name", "-1", "4294967295", "0x")),
    (["--uid", "root:"], UID.format("root:") + "; did you mean root?"),
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
    (["-o", ":6"], COMMAND_SET.format(":6")),
    (["-o", "nvme:6"], COMMAND_SET.format("nvme:6") + "; did you mean nvm?"),
    (["--opcode", "amdin:read"], COMMAND_SET.format("amdin:read") + "; did you mean admin?"),
    (["-o", "admin:store"], OPCODE.format("admin:store") + "; did you mean kv:store?"),
    (["--vendor", "ocp,acme"], VENDOR.format("acme")),
    (["--vendor", "ocp,intell"], VENDOR.format("intell") + "; did you mean intel?"),
    (["--vendor", ""], VENDOR.format("")),
    (["-e", "--nvme-cli", "4"], "--nvme-cli '4': not 2 or 3"),
    (["--nvme-cli=3"], "--nvme-cli without --nvme-cli-lines: no other form has nvme-cli's words"),
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
    (["--origin", "kernel", "-p", "1"], KERNEL_OR_SENDER.format("--pid")),
    (["-c", "nvme", "--origin", "kernel"], KERNEL_OR_SENDER.format("--comm")),
    (["--origin", "kernel", "-u", "0"], KERNEL_OR_SENDER.format("--uid")),
    (["--origin", "kernel", "--", "nvme"], KERNEL_OR_SENDER.format("a command to run")),
    (["--failed", "--in-flight", "1s"], FAILED_OR_IN_FLIGHT),
    (["--in-flight", "5s", "--failed"], FAILED_OR_IN_FLIGHT),
    (["--slow", "2s", "--in-flight", "1999ms"], IN_FLIGHT_OR_SLOW),
    (["--in-flight", "1ns", "--slow", "2ns"], IN_FLIGHT_OR_SLOW),
    *((["--color", value], COLOR.format(value)) for value in ("", "yes")),
    *((["--color", value], COLOR.format(value) + f"; did you mean {word}?")
      for value, word in (("Auto", "auto"), ("always ", "always"), ("nevr", "never"))),
    *((["-t", value], TIME.format(value)) for value in ("", "gmt", "wall,iso")),
    (["-t", "dleta"], TIME.format("dleta") + "; did you mean delta?"),
    (["-j", "-v"], FULL_OBJECTS.format("--json and --verbose")),
    (["--time", "wall", "--json"], JSON_OR_TIME),
    *((line, ONE_FORM.format("--json and --nvme-cli-lines"))
      for line in (["-e", "-j"], ["--json", "-v", "--nvme-cli-lines"], ["--json", "--command"])),
    (["-ve"], LINES_OR_VERBOSE),
    # Columns, CSV, and the order of a summary.
    *((["--columns", value], COLUMNS.format(value)) for value in ("", "all", "TIME", "lat us")),
    (["--columns", "time,pdi"], COLUMNS.format("pdi") + "; did you mean pid?"),
    (["--columns", "time,pid,time"], "--columns 'time': twice in the list"),
    (["--columns", "pid", "-j"], FULL_OBJECTS.format("--columns and --json")),
    (["--columns", "pid", "-e"], NO_COLUMNS.format("--nvme-cli-lines")),
    (["-s", "--columns=pid"], NO_COLUMNS.format("--summary")),
    (["--csv", "-j"], ONE_FORM.format("--csv and --json")),
    (["-e", "--csv"], ONE_FORM.format("--csv and --nvme-cli-lines")),
    (["-s1s", "--csv"], CSV_OR_SUMMARY),
    (["-v", "--csv"], ONE_LINE.format("--verbose")), (["--csv", "-x1"], ONE_LINE.format("--hexdump")),
    *((["-s", "--sort", value], SORT.format(value)) for value in ("", "p50", "name,count")),
    (["-s", "--sort", "byte"], SORT.format("byte") + "; did you mean bytes?"),
    *((["-s", "--by", value], BY.format(value)) for value in ("", "x")),
    (["-s", "--by", "comm,dvice"], BY.format("dvice") + "; did you mean device?"),
    (["--sort", "name"], ONLY_SUMMARY.format("--sort")), (["--by=comm"], ONLY_SUMMARY.format("--by")),
    *((["-s" + value], SUMMARY.format(value)) for value in ("0", "x", "v")),
    (["--summary="], SUMMARY.format("")),
    *((["-x" + value], HEXDUMP.format(value)) for value in ("0", "4097", "x", "-1", "8K")),
    (["--hexdump="], HEXDUMP.format("")),
    (["-x", "-e"], NO_DATA.format("--nvme-cli-lines")), (["-s", "-x1"], NO_DATA.format("--summary")),
    (["--unredacted"], UNREDACTED_ALONE),
    *((["-r", "f", *more], OVER.format(name))
      for name, *more in (("--wait", "--wait"), ("--duration", "--duration", "1"),
                          ("a command to run", "--", "nvme"), ("--in-flight", "--in-flight", "0"))),
    *((["-w", "f", option], NOWHERE.format(name))
      for option, name in (("-j", "--json"), ("-e", "--nvme-cli-lines"), ("-v", "--verbose"),
                           ("-s", "--summary"), ("--csv", "--csv"), ("--columns=pid", "--columns"))),
    (["-w", "-", "-O", "-"], BOTH_STANDARD),
    *((["-w", "f%S", "-G", value], ROTATE_EVERY.format(value)) for value in ("0", "x", "")),
    *((["-w", "f", "-C", value], ROTATE_SIZE.format(value)) for value in ("0", "x", "", "1T")),
    *((["-w", "f", "-C1", "-W", value], ROTATE_COUNT.format(value)) for value in ("0", "", "1000001")),
    (["-C", "1M"], NO_FILE.format("--rotate-size")), (["-G", "1s"], NO_FILE.format("--rotate-every")),
    (["-w", "-", "-C1M"], NO_PIPE.format("--rotate-size")),
    (["-w", "f%S", "-G", "8784h", "-W", "2"], TOO_LONG),
    (["-w", "f%S", "-G", "2h", "-W", "1000000"], TOO_LONG),
    (["-w", "f", "-W", "3"], ONE_FILE), (["-w", "f", "-G", "1s"], NO_TIME),
    (["-w", "f%S", "-r", "f", "-G1"], OVER.format("--rotate-every")),
    *((["--run-as", value], RUN_AS.format(value)) for value in ("", "nobody-of-that-name", "4000000000")),
    (["--run-as", "rooot"], RUN_AS.format("rooot") + "; did you mean root?"),
    (["--user", ""], RUN_AS.format("")), (["--user=0", "--run-as=0"], TWICE.format("run-as", "0")),
    (["-r", ""], "--read '': not a file's name"), (["--write="], "--write '': not a file's name"),
    (["-s", "-v"], NO_SINGLE_COMMAND.format("--verbose")),
    (["-es1s"], NO_SINGLE_COMMAND.format("--nvme-cli-lines")),
    (["-s", "--in-flight", "1s"], SUMMARY_OR_IN_FLIGHT),
    *((["--check", *more], message.format(name)) for message, name, *more in (
        (CHECK_AS_IT_IS, "a command to run", "--", "nvme"), (CHECK_AS_IT_IS, "--read", "-r", "f"),
        (CHECK_AS_IT_IS, "--wait", "--wait"), (CHECK_ENDS, "--count", "--count", "1"),
        (CHECK_ENDS, "--duration", "--duration", "1s"), (CHECK_OUTPUT, "--write", "-w", "f"),
        (CHECK_OUTPUT, "--output", "-O", "f"), (CHECK_OUTPUT, "--output", "-O", "-"),
        (CHECK_FORM, "--nvme-cli-lines", "-e"), (CHECK_FORM, "--verbose", "-v"),
        (CHECK_FORM, "--summary", "-s"), (CHECK_FORM, "--time", "-t", "iso"),
        (CHECK_FORM, "--csv", "--csv"), (CHECK_FORM, "--columns", "--columns", "pid"))),
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


@pytest.mark.parametrize("arguments, message", MISUSES, ids=[" ".join(row[0]) for row in MISUSES])
def test_misuse(arguments, message):
    """Which devices are near depends on the machine; tests/unit/test_filter_options.c checks that."""
    status, lines, errors = outcome(run(*arguments))
    if message.startswith("--device"):
        errors = re.sub(r"; did you mean nvme.*\?", "", errors)
    assert (status, lines, errors) == (2, "", f"nvme_trace: {message}\n{HINT}")
