# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Signals to a tracer that has a command: what the man page says of them, in each phase."""

import pytest

# What is tested is no kernel's doing; one of each way to attach, with the driver as a module and not.
SOME = pytest.mark.parametrize("spec", ["5.10-cloud", "6.1", "7.3"])
NUMBERS = {"HUP": 1, "INT": 2, "QUIT": 3, "TERM": 15}
OWN = 7  # what the command ends with when a signal ends it
SOON = 10000  # ms, most of it the kernel's; the command itself goes on for half a minute


def outcome(run, name):
    """The tracer's exit status, and how many processes it left behind; and it was soon over."""
    status, ms, left = map(int, run.text(f"signals/{name}/outcome").split())
    assert ms < SOON, run.errors(f"signals/{name}")
    return status, left


def exists(run, name, what):
    return (run.folder / "signals" / name / what).exists()


def got(run, name):
    """Which signals reached the command."""
    return run.text(f"signals/{name}/got").split() if exists(run, name, "got") else []


def was_not_run(run, name):
    """By the time that the tracer is gone the command is, too, and it did nothing."""
    return not exists(run, name, "runs") and got(run, name) == []


@SOME
@pytest.mark.parametrize("signal", [*NUMBERS, "typed"])
def test_while_it_waits_for_the_driver(signals, signal):
    name = f"waits_{signal}"
    if signals.all_facts("builtin"):
        assert not exists(signals, name, "outcome")
        return
    assert outcome(signals, name) == (128 + NUMBERS.get(signal, NUMBERS["INT"]), 0)
    assert signals.errors(f"signals/{name}") == "nvme_trace: waiting for the NVMe driver\n"
    assert was_not_run(signals, name)


@SOME
@pytest.mark.parametrize("ms", [0, 10, 40, 80, 120])
def test_before_it_has_attached(signals, ms):
    """Two, so that one is for the tracer should the command have begun."""
    name = f"begins_{ms}"
    status, left = outcome(signals, name)
    assert status == 128 + NUMBERS["TERM"]
    assert was_not_run(signals, name) or got(signals, name)[:1] in ([], ["TERM"])
    assert left == (1 if exists(signals, name, "runs") else 0)


@SOME
def test_while_nobody_reads(signals):
    """The FIFO that lines were to go to; the command never began."""
    assert outcome(signals, "fifo") == (1, 0)
    assert was_not_run(signals, "fifo")


@SOME
@pytest.mark.parametrize("signal", NUMBERS)
def test_the_first_is_for_the_command(signals, signal):
    name = f"one_{signal}"
    assert outcome(signals, name) == (OWN, 0)
    assert got(signals, name) == [signal]
    assert ", 0 lost\n" in signals.errors(f"signals/{name}")


@SOME
@pytest.mark.parametrize("signal", NUMBERS)
def test_the_second_ends_the_trace(signals, signal):
    """And leaves the command alone."""
    name = f"two_{signal}"
    assert outcome(signals, name) == (128 + NUMBERS[signal], 1)
    assert got(signals, name) == [signal]
    assert ", 0 lost\n" in signals.errors(f"signals/{name}")


@SOME
@pytest.mark.parametrize("name, signal", [("typed", "INT"), ("typed_quit", "QUIT"),
                                          ("hangup", "HUP")])
def test_a_terminals_reaches_it_once(signals, name, signal):
    assert outcome(signals, name) == (OWN, 0)
    assert got(signals, name) == [signal]


@SOME
def test_typed_twice(signals):
    """The command gets both, and may ignore them; the tracer does not. With it goes the terminal.

    Of two signals that wait, a shell takes the one with the lower number first: HUP before INT.
    """
    status, _ = outcome(signals, "typed_twice")
    assert status == 128 + NUMBERS["INT"]
    assert sorted(got(signals, "typed_twice")) in (["INT", "INT"], ["HUP", "INT", "INT"])


@SOME
def test_two_before_it_looks(signals):
    status, left = outcome(signals, "burst")
    assert status in (128 + NUMBERS["INT"], 128 + NUMBERS["TERM"]) and left == 1
    assert len(got(signals, "burst")) == 1


@SOME
@pytest.mark.parametrize("option", ["count", "duration"])
def test_after_the_trace(signals, option):
    for name, signal in ((f"after_{option}_one", "TERM"), (f"after_{option}_typed", "INT")):
        assert outcome(signals, name) == (OWN, 0)
        assert got(signals, name) == [signal]
    name = f"after_{option}_two"
    assert outcome(signals, name) == (128 + NUMBERS["INT"], 1)
    assert got(signals, name) == ["INT"]


@SOME
def test_reader_is_gone_and_the_command_goes_on(signals):
    assert outcome(signals, "broken") == (5, 0)
    assert exists(signals, "broken", "runs")
    assert "Broken pipe" not in signals.errors("signals/broken")


@SOME
def test_what_the_command_left_behind(signals):
    """The signal is for the tracer, as the command has ended."""
    assert outcome(signals, "left") == (4, 1)
    assert got(signals, "left") == []


@SOME
@pytest.mark.parametrize("name, status, command, why", [
    ("not_found", 127, "no-such-command", "No such file or directory"),
    ("no_path", 127, "/no/such/command", "No such file or directory"),
    ("not_executable", 126, "/etc/passwd", "Permission denied"),
    ("a_folder", 126, "/etc", "Permission denied"),
])
def test_command_that_cannot_be_run(signals, name, status, command, why):
    """As a shell and env(1) end."""
    assert signals.status(f"signals/{name}") == status
    assert signals.errors(f"signals/{name}").startswith(
        f"nvme_trace: cannot run '{command}': {why}\n")
