# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Signals to a tracer with a command: what the man page promises, in each phase."""

import pytest

# These do not depend on the kernel. One for each way to attach, with a module and with a built-in
# driver.
SOME = pytest.mark.parametrize("spec", ["5.10-cloud", "6.1", "7.3"])
NUMBERS = {"HUP": 1, "INT": 2, "QUIT": 3, "TERM": 15}
OWN = 7  # the command's exit status after a signal
SOON = 10000  # ms, most of which the kernel needs; the command alone would run for half a minute


def outcome(run, name):
    """Checks that the tracer ended in time.

    Returns its exit status and how many processes it left behind.
    """
    status, ms, left = map(int, run.text(f"signals/{name}/outcome").split())
    assert ms < SOON, run.errors(f"signals/{name}")
    return status, left


def exists(run, name, what):
    return (run.folder / "signals" / name / what).exists()


def got(run, name):
    """Returns the signals that reached the command."""
    return run.text(f"signals/{name}/got").split() if exists(run, name, "got") else []


def was_not_run(run, name):
    """Returns whether the command never started."""
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
    """If the command has started, the first signal goes to it and the second ends the tracer."""
    name = f"begins_{ms}"
    status, left = outcome(signals, name)
    assert status == 128 + NUMBERS["TERM"]
    assert was_not_run(signals, name) or got(signals, name)[:1] in ([], ["TERM"])
    assert left == (1 if exists(signals, name, "runs") else 0)


@SOME
def test_while_nobody_reads(signals):
    """The tracer blocks while it opens a FIFO for its output, so the command never starts."""
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
    """A second signal ends the tracer and leaves the command alone."""
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
    """The command gets both signals and may ignore them. The second one ends the tracer.

    The terminal closes with the tracer, so the command may get HUP too. Of two pending signals, a shell handles the lower number first: HUP before INT.
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
    """The command has ended, so the signal is for the tracer."""
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
    """The exit statuses are those of a shell and env(1)."""
    assert signals.status(f"signals/{name}") == status
    assert signals.errors(f"signals/{name}").startswith(
        f"nvme_trace: cannot run '{command}': {why}\n")
