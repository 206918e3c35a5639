# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What a mistyped command line may have meant, and devices by all that they are called."""

import os

import pytest

from test_cli import HINT, outcome, run
from test_misuse import COUNT, DEVICE, PARTITION

NO_SUCH = "no drive of this machine has it; run: cat /sys/class/nvme/*/{}"
OF_CAPTURE = "a capture holds only names of devices, like nvme0 or nvme0n1"

MISUSES = [
    # An argument that has to be joined to its option, and a command that has no -- before it.
    *((words, f"unexpected argument '{stray}'; type: {joined}") for words, stray, joined in (
        (["-x", "512"], "512", "-x512"), (["-s", "10s"], "10s", "-s10s"),
        (["-jvx", "64", "-O", "f"], "64", "-jvx64"), (["--hexdump", "4K"], "4K", "--hexdump=4K"),
        (["--summary", "1m"], "1m", "--summary=1m"), (["--summ", "5", "x"], "5", "--summ=5"))),
    (["-x", "8", "--", "nvme"], "unexpected argument '8'; type: -x8"),
    *((words, f"unexpected argument '{stray}'; to trace a command: nvme_trace {line}")
      for words, stray, line in (
        (["nvme", "list"], "nvme", "-- nvme list"),
        (["-v", "nvme", "list", "-o", "json"], "nvme", "-v -- nvme list -o json"),
        (["-x", "./smart", "-a"], "./smart", "-x -- ./smart -a"),
        (["-p", "1", "/bin/true"], "/bin/true", "-p 1 -- /bin/true"))),
    (["sh", "-c", "a b"], "unexpected argument 'sh'; to trace a command, put -- before it"),
    (["-x512", "7"], "unexpected argument '7'"), (["-v", "7"], "unexpected argument '7'"),
    # Options that there are not, but near ones; not where they are another one's argument.
    *(([typed, "--count", "0"], f"unrecognized option '{typed}'; did you mean {meant}?")
      for typed, meant in (("--buffersize", "--buffer-size"), ("--dbug", "--debug"),
                           ("--hexdmp=1", "--hexdump"), ("--no-headers", "--no-header"),
                           ("--flight", "--in-flight"),
                           ("--rotate-sze", "--rotate-size or --rotate-every"))),
    (["-O", "--dbug", "--count", "0"], COUNT.format("0")),
    (["--output", "--dbug", "--count", "0"], COUNT.format("0")),
    (["--count", "0", "--", "nvme", "--dbug"], COUNT.format("0")),
    *((["-d", value], f"--device '{value}': {why}") for value, why in (
        ("/dev/null", "not an NVMe device but null"), ("/etc/passwd", "not a device"),
        ("/dev/", "not a device"), ("/no/such", "No such file or directory"),
        ("./nvme0", "No such file or directory"), ("disk/nvme0n1", "No such file or directory"),
        ("/dev/disk/by-id/nvme-x", "No such file or directory"), ("/", "not a device"),
        ("serial:", NO_SUCH.format("serial")), ("serial:no-such-number", NO_SUCH.format("serial")),
        ("model:no such drive", NO_SUCH.format("model")))),
    *((["-d", value, "-r", "f"], f"--device '{value}': {why}") for value, why in (
        ("serial:x", OF_CAPTURE), ("model:x", OF_CAPTURE), ("nvme0n1p1", PARTITION.format(
            "nvme0n1p1", "nvme0n1").split(": ", 1)[1]),
        ("/dev/null", DEVICE.split(": ", 1)[1]))),
]


@pytest.mark.parametrize("arguments, message", MISUSES, ids=[" ".join(row[0]) for row in MISUSES])
def test_misuse(arguments, message):
    assert outcome(run(*arguments)) == (2, "", f"nvme_trace: {message}\n{HINT}")


def test_links_are_followed(tmp_path):
    """To what they lead to, whatever they are called; where they lead to nothing, that is said."""
    for name, target, why in (("nvme0n1", "/dev/null", "not an NVMe device but null"),
                              ("by-id", "nvme0n1", "not an NVMe device but null"),
                              ("loop", "loop", os.strerror(40)),
                              ("nowhere", "gone", os.strerror(2))):
        (tmp_path / name).symlink_to(target)
        path = str(tmp_path / name)
        assert outcome(run("-d", path)) == (2, "", f"nvme_trace: --device '{path}': {why}\n{HINT}")
