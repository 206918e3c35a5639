# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""--ready-fd: which file descriptors are refused. tests/vm/test_vm.py has one that is told."""

import os
import subprocess

import pytest

from program import BINARY

NOT_ONE = "nvme_trace: --ready-fd '{}': not a file descriptor from 3 up that is open for writing\n"
TWICE = "nvme_trace: --ready-fd '{}': given before, and there can be only one\n"
NO_TRACE = "nvme_trace: --ready-fd and {}: there is no trace to wait for\n"


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def refused(message, *arguments, pass_fds=()):
    run = subprocess.run([BINARY, *arguments], env={}, stdin=subprocess.DEVNULL, timeout=60,
                         capture_output=True, text=True, pass_fds=pass_fds, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(message)


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1", "2", "3x", "2147483648", "4294967299",
                                   "999", "2147483647"])
def test_what_is_no_open_file_is_refused(value):
    refused(NOT_ONE.format(value), "--ready-fd", value)


def test_a_file_that_is_only_read_is_refused(pipe):
    refused(NOT_ONE.format(pipe[0]), "--ready-fd", str(pipe[0]), pass_fds=pipe)


def test_there_is_one(pipe):
    number = str(pipe[1])
    refused(TWICE.format(number), "--ready-fd", number, f"--ready-fd={number}", pass_fds=pipe)


@pytest.mark.parametrize("options", [("--read", "/dev/null"), ("--check",)], ids=" ".join)
def test_without_a_trace_it_is_refused(pipe, options):
    refused(NO_TRACE.format(options[0]), "--ready-fd", str(pipe[1]), *options, pass_fds=pipe)
