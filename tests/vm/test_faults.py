# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Faults around a tracer: every loss must be reported."""

import datetime
import errno
import json
import re

import pytest

import judge
import kernels
import screen
import wireshark
from boots import replayed, summary

EVERY = pytest.mark.parametrize("spec", kernels.specs())
# These cases do not depend on the kernel, but may on the way to attach. The same list is in
# faults.sh.
ONE_OF_EACH = pytest.mark.parametrize("spec", ["5.10-cloud", "6.12-cloud", "7.3-cloud"])
CANCELLED = 0x371  # Command Aborted By Host, the status with which the driver cancels commands


def took(run, name):
    """Returns how long it took, in seconds."""
    (before, after), = [times for of, *times in run.all_facts("took") if of == name]
    return float(after) - float(before)


def sent_rows(run, name, sent="sent"):
    """Returns {(opcode, cdw10): (what the ioctl returned, how long it took)}."""
    rows = {}
    for text in run.text(f"{name}/{sent}").splitlines():
        _, _, opcode, nsid, cdw10, returned, _, ns, pid = text.split()
        assert (opcode, cdw10) not in rows
        rows[opcode, cdw10] = (nsid, pid, int(returned), int(ns))
    return rows


def check_shown(run, name, sent="sent", unknown=()):
    """Checks that every line belongs to a command of the load and is correct. Returns the lines.

    `unknown` is what a line may hold in place of the sender.
    """
    rows, lines = sent_rows(run, name, sent), {}
    for line in run.lines(name):
        if line.comm not in ("nvme_load", *unknown):
            continue
        key = line.opcode, line.cdw10
        assert key not in lines, line
        lines[key] = line
        nsid, pid, returned, ns = rows[key]
        assert line.nsid == nsid and line.pid in (pid, *unknown), line
        check_answer(line, returned)
        assert line.lat == "-" or 0 < float(line.lat) * 1000 <= ns, (line, ns)
    return lines


def check_answer(line, returned):
    """For a command that the driver cancels, its sender gets EINTR."""
    if returned >= 0:
        assert judge.status_number(line.status) == returned & 0x7ff, (line, returned)
    elif returned != -errno.EINTR or judge.status_number(line.status) != CANCELLED:
        assert line.status == errno.errorcode[-returned], (line, returned)


def check_account(run, name, count, others=0):
    """Checks that each of `count` commands was printed or reported lost.

    Returns how many were lost.
    """
    assert len(sent_rows(run, name)) == count
    seen, printed, in_flight, filtered, after, lost = summary(run.errors(name))
    assert seen == count + others == printed + filtered + after + lost
    assert printed == len(run.lines(name)) == len(check_shown(run, name)) + others
    assert (in_flight, filtered, after) == (0, 0, 0)
    assert "skipped the probe" not in run.errors(name)
    assert run.status(name) == 0
    return lost


# ---- Where the output goes to ----

@EVERY
@pytest.mark.parametrize("name", ["pipe", "pipe_json", "pipe_capture"])
def test_reader_is_gone(faults, name):
    """The tracer exits with the next line, without a message."""
    assert (faults.folder / name / "trace").stat().st_size == 4
    assert faults.status(name) in (0, 128 + 13)
    assert faults.errors(name) == ""
    assert took(faults, name) < 10  # a real-time kernel takes long to detach the hooks


NO_SPACE, CLOSED = (f"nvme_trace: cannot write to {{}}: {reason}\n"
                    for reason in ("No space left on device", "Bad file descriptor"))
STANDARD_OUTPUT = "standard output"
UNWRITABLE = {
    "full_output": NO_SPACE.format("/dev/full"),
    "full_capture": NO_SPACE.format("/dev/full"),
    "full_stdout": NO_SPACE.format(STANDARD_OUTPUT),
    "closed_stdout": CLOSED.format(STANDARD_OUTPUT),
    "closed_capture": CLOSED.format("-"),
    "disk_capture": NO_SPACE.format("/tmp/small/capture"),
    "disk_output": NO_SPACE.format("/tmp/small/lines"),
}


@EVERY
@pytest.mark.parametrize("name", UNWRITABLE)
def test_cannot_write(faults, name):
    """The error is reported and ends the trace, which would otherwise run for a minute."""
    assert UNWRITABLE[name] in faults.errors(name)
    assert faults.status(name) == 1
    assert took(faults, name) < 30
    assert faults.text(f"{name}/trace") == ""


@EVERY
def test_all_standard_files_closed(faults):
    """An output file must not get the descriptor of a closed standard stream."""
    text = (faults.folder / "closed_all/lines").read_text().splitlines()
    assert text[0].startswith("TIME ") and len(text) == 1 + 3
    assert replayed(faults, "closed_all", "--no-header").splitlines() == text[1:]
    assert faults.status("closed_all") == 0


@EVERY
def test_what_a_full_disk_has(faults):
    """A capture can be read up to the last whole record."""
    assert len(faults.lines("disk_capture_read")) > 10
    cut = re.match(r"nvme_trace: '/tmp/small/capture' is damaged at offset \d+: "
                   "it ends within a block\n", faults.errors("disk_capture_read"))
    assert faults.status("disk_capture_read") == (1 if cut else 0)
    text = (faults.folder / "disk_output/lines").read_text()
    assert len(text) == 64 * 1024
    *whole, _ = text.splitlines()[1:]
    assert {judge.our_line(line).comm for line in whole} == {"nvme_load"}


# ---- Killed ----

@EVERY
@pytest.mark.parametrize("name", ["sigkill", "oom"])
def test_nothing_stays_attached(faults, name):
    before, during, after = (faults.text(path) for path in (
        "attached_before", f"{name}/during", f"{name}/after"))
    assert faults.status(name) == 128 + 9
    assert " name commands\n" in during and " name commands\n" not in before
    assert after == before


@EVERY
def test_killed_by_want_of_memory(faults):
    assert "oom_kill 1\n" in faults.text("oom/events")


@EVERY
def test_capture_of_a_killed_one(faults):
    """All lines are there, except for those of the last moment."""
    lines, captured = (faults.text(f"{name}/trace").splitlines()
                       for name in ("sigkill", "sigkill_read"))
    count = min(len(lines), len(captured)) - 1
    assert count > 20 and lines[:count] == captured[:count]
    assert abs(len(lines) - len(captured)) <= 11  # the records of one read
    assert faults.status("sigkill_read") in (0, 1)


# ---- Stopped, slow, many at once ----

# How many commands each load sent, and whether some of them must have been lost.
PRESSURE = {
    "stopped": (1009, False),
    "stopped_small": (1009, True),
    "small_64": (2003, None),
    "small_fault": (10007, None),
    "fault": (2003, False),
    "late": (1009, False),
    "late_small": (1009, True),
    "trickle": (1009, None),
    "interrupted": (1009, False),
    "cpu": (4001, False),
}


@EVERY
@pytest.mark.parametrize("name", PRESSURE)
def test_account_is_exact(faults, name):
    """Full ring buffers, blocked readers, signals during both, and CPUs that go offline."""
    count, loses = PRESSURE[name]
    lost = check_account(faults, name, count)
    assert loses is None or bool(lost) == loses


@EVERY
def test_child_ends_while_the_reader_waits(faults):
    lines = check_shown(faults, "child_ends")
    assert len(lines) == 1009
    assert summary(faults.errors("child_ends"))[:3] == (1009, 1009, 0)
    assert faults.status("child_ends") == 7


@EVERY
def test_many_at_once(faults):
    """Each tracer sees everything, even after another one is killed."""
    reference = {line._replace(time="", lat="") for line in faults.lines("together/1")}
    assert len(reference) == 2 * 499
    for number in range(1, 10):
        name = f"together/{number}"
        lines = {line._replace(time="", lat="") for line in faults.lines(name)}
        assert lines == reference
        assert summary(faults.errors(name)) == (998, 998, 0, 0, 0, 0)
    shown = {(line.opcode, line.cdw10) for line in faults.lines("together/1")}
    assert shown == {*sent_rows(faults, "together", "sent_before"), *sent_rows(faults, "together")}
    # The killed tracer's last line may be cut.
    whole = faults.text("together/10/trace").rpartition("\n")[0].splitlines()[1:]
    last = {judge.our_line(line)._replace(time="", lat="") for line in whole}
    assert last <= reference and len(last) <= 499


def may_skip_probes(run):
    """Returns whether the kernel is preemptible (PREEMPT_LAZY or real-time)."""
    release = run.fact("release")
    return release.startswith(("6.18.", "7.")) or "-rt-" in release


@EVERY
def test_summary_counts_each_of_a_burst(faults):
    """The smallest buffer holds few of these commands. A preemptible kernel may skip probes."""
    sent = {node.removeprefix("/dev/").split("n1")[0]: (int(count), int(count), 4096 * int(count))
            for node, returned, count in map(str.split, faults.text("burst/sent").splitlines())
            if int(returned) == -errno.EFAULT}
    total = sum(count for count, *_ in sent.values())
    assert len(sent) == 2 and total >= 100003
    rows = [json.loads(line) for line in faults.text("burst/trace").splitlines()[1:]]
    counted = {row["device"]: (row["count"], row["errors"], row["bytes"]) for row in rows}
    seen, printed, *others = summary(faults.errors("burst"))
    assert seen == printed == sum(count for count, *_ in counted.values())
    assert others == [0, 0, 0, 0] and {row["command"] for row in rows} == {"Identify"}
    skipped = probes_skipped(faults.errors("burst"))
    if not may_skip_probes(faults):
        assert (counted, skipped) == (sent, 0)
    # The oldest real-time kernels do not report skipped probes for commands that the driver refuses.
    if not faults.fact("release").startswith(("5.10.", "6.1.")):
        assert total - skipped <= seen <= total


# ---- The machine around it ----

def check_times(run, name, size):
    """Checks that each load's times lie between the wall clock before and after it."""
    walls = [int(wall) for wall, in run.all_facts("wall")]
    times = [datetime.datetime.fromisoformat(line.time).timestamp() for line in run.lines(name)]
    assert len(times) == len(walls) // 2 * size
    for load, (before, after) in enumerate(zip(walls[::2], walls[1::2])):
        assert all(before <= time < after + 1 for time in times[load * size:][:size]), load
    assert replayed(run, name, "-t", "iso") == run.text(f"{name}/trace")
    return walls


@EVERY
def test_clock_jumps(faults):
    """Times follow the wall clock at the moment of each command. Latencies ignore the jumps.

    So does --duration. Readers of the capture need not know about them, and Wireshark's latencies
    are right too.
    """
    assert check_account(faults, "clock", 3 * 101) == 0
    walls = check_times(faults, "clock", 101)
    assert walls[2] - walls[1] > 290_000_000 and walls[3] - walls[4] > 590_000_000
    events = [json.loads(line)
              for line in replayed(faults, "clock", "-j", "--no-header").splitlines()]
    found = wireshark.packets("bookworm", faults.folder / "clock/capture")
    wireshark.check_commands("bookworm", found, events)
    assert 2 <= took(faults, "jumping") < 30
    assert summary(faults.errors("jumping")) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("spec", ["5.10-cloud", "6.12-cloud"])
def test_suspended(suspend):
    """CLOCK_MONOTONIC stands still during a suspend.

    In QEMU, Linux 7.3 does not resume completely, traced or not.
    """
    assert not suspend.all_facts("failed")
    assert check_account(suspend, "suspended", 2 * 101) == 0
    walls = check_times(suspend, "suspended", 101)
    assert walls[2] - walls[1] >= 3


@EVERY
@pytest.mark.parametrize("name", ["files_3", "files_8", "files_16", "files_32", "memory"])
def test_limits_are_raised(faults, name):
    assert faults.errors(name) == "nvme_trace: 0 seen, 0 printed, 0 lost\n"
    assert faults.status(name) == 0


@EVERY
def test_too_few_files(faults):
    assert faults.errors("files_refused") == "nvme_trace: too many open files; run: ulimit -n 256\n"
    assert faults.status("files_refused") == 1


@EVERY
def test_cpu_went(faults):
    assert not [fact for fact in faults.all_facts("failed") if fact[0] == "cpu"]
    text = faults.text("dmesg")
    assert text.count("CPU 1 is now offline") == 2


def probes_skipped(errors):
    """Returns how many commands the tracer reports as missed."""
    match = re.search(r"nvme_trace: (?:up to )?(\d+) commands? missed: ", errors)
    return int(match[1]) if match else 0


@EVERY
def test_probe_skipped_by_the_kernel(faults):
    """On preemptible kernels (PREEMPT_LAZY or real-time), a map reader may be preempted.

    How many probes are skipped then, and whether any is on a fast machine, is chance. Commands that
    the drive answers are shown all the same, though some without their sender. Some kernels do not
    report skipped probes for commands that the driver refuses. For others the number of missing
    commands is reported, or a few less.
    """
    errors, release = faults.errors("maps"), faults.fact("release")
    skipped = probes_skipped(errors)
    seen, printed, *others = summary(errors)
    rows, lines = sent_rows(faults, "maps"), check_shown(faults, "maps", unknown=["-"])
    missing = rows.keys() - lines.keys()
    assert seen == printed == len(lines) and others == [0, 0, 0, 0]
    if not may_skip_probes(faults):
        assert (missing, skipped) == (set(), 0)
    assert not {key for key in missing if rows[key][2] != -errno.EFAULT}
    if not release.startswith(("5.10.", "6.1.")):
        assert abs(len(missing) - skipped) <= 10


def beside_map_readers(run):
    """Returns what was answered, what was refused, and the lines, each by (opcode, cdw10)."""
    answered, refused = (sent_rows(run, "map_readers", name) for name in ("answered", "refused"))
    assert len(refused) == 10 * len(answered) >= 10000
    assert {row[2] for row in answered.values()} == {0}
    assert {row[2] for row in refused.values()} == {-errno.EFAULT}
    lines = run.lines("map_readers")
    shown = {(line.opcode, line.cdw10): line for line in lines}
    assert len(shown) == len(lines) and shown.keys() <= answered.keys() | refused.keys()
    return answered, refused, shown


@EVERY
def test_answered_commands_are_shown_beside_many_map_readers(faults):
    answered, _, shown = beside_map_readers(faults)
    missing = len(answered.keys() - shown.keys())
    assert missing == 0
    assert {shown[key].status for key in answered} == {"ok"}
    # A command that is found again may lack its sender, but does not name a bystander.
    assert all(shown[key].pid in (answered[key][1], "-") for key in answered)


@EVERY
def test_account_is_exact_beside_many_map_readers(faults):
    """Each command is shown or counted as lost or missed.

    Real-time kernels before 6.7 do not count the probes that they skip. Other preemptible kernels
    sometimes miss a few.
    """
    answered, refused, shown = beside_map_readers(faults)
    errors, release = faults.errors("map_readers"), faults.fact("release")
    *_, lost = summary(errors)
    account, sent = len(shown) + lost + probes_skipped(errors), len(answered) + len(refused)
    if "-rt-" in release and release.startswith(("5.10.", "6.1.")):
        assert account <= sent, errors
    elif may_skip_probes(faults):
        assert sent - 10 <= account <= sent, errors
    else:
        assert account == sent, errors
    statuses = {shown[key].status for key in refused.keys() & shown.keys()}
    # The program at the return may have been skipped.
    assert statuses <= {"EFAULT", "unknown", "in-flight"}


@EVERY
def test_skips_no_probe_itself(faults):
    """While it reads maps, it uses a scheduling policy under which it is not preempted."""
    calls = faults.text("calls").partition('"TIME')[2].partition(" membarrier(")[0]
    asked = re.findall(r" (?:bpf\((BPF_MAP_\w+)|sched_setscheduler\(0, (SCHED_\w+))", calls)
    words = [call or policy for call, policy in asked]
    assert "BPF_MAP_LOOKUP_BATCH" in words
    policy = "SCHED_OTHER"
    for word in words:
        if word.startswith("SCHED"):
            policy = word
        else:
            assert policy == "SCHED_FIFO", words
    assert policy == "SCHED_OTHER"
    assert faults.status("looks") == 0


@ONE_OF_EACH
@pytest.mark.parametrize("given, calls", [
    ("batch", ["0x40000001", "0x40000003"]), ("idle", ["0x40000001", "0x40000005"]),
    ("fifo", []), ("nice:5", ["SCHED_FIFO", "SCHED_OTHER"]),
])
def test_policy_that_was_given_is_kept(faults, given, calls):
    """Afterwards it restores its policy, SCHED_RESET_ON_FORK included.

    It does not change a real-time policy at all.
    """
    told = faults.text(f"policy_{given}.calls")
    asked = re.findall(r"sched_setscheduler\(0, (\w+).* = 0\n", told)
    assert asked == calls * (len(asked) // 2) and bool(asked) == bool(calls)
    assert "setpriority" not in told and "= -1" not in told
    assert faults.text(f"policy_{given}/trace").split()[0] == "0"


@EVERY
def test_account_that_cannot_be_read(faults):
    """The account is reported as unknown, and with --strict that is a failure."""
    errors = faults.errors("unread")
    assert len(check_shown(faults, "unread")) == 101
    assert re.search(r"nvme_trace: cannot read the [a-z -]+: Cannot allocate memory\n", errors)
    assert "nvme_trace: these numbers are incomplete: the kernel's could not be read\n" in errors
    assert faults.status("unread") == 1


@EVERY
@pytest.mark.parametrize("kind", ["selftest", "read"])
def test_little_data_takes_little_room(faults, kind):
    """The reader was stopped. With 4096 bytes for each, the records would not have fit."""
    assert len(sent_rows(faults, f"little_{kind}")) == 307
    assert summary(faults.errors(f"little_{kind}")) == (307, 307, 0, 0, 0, 0)


@ONE_OF_EACH
def test_files_are_closed_before_it_looks(faults):
    """The rows of --check about the machine are right even if a trace had too few files."""
    refused = 0
    for number in (24, 27):
        name = f"few_files_{number}"
        table, arrows = screen.read(faults.text(f"{name}.check/trace"))
        rows = {row.label: row for row in table}
        if faults.status(name):
            assert arrows == ["too many open files; run: ulimit -n 256"]
            assert faults.errors(name) == f"nvme_trace: {arrows[0]}\n"
            refused += 1
        assert rows["driver's function"].value == "nvme_submit_user_cmd"
        assert rows["tracepoints"].value == "nvme_setup_cmd nvme_complete_rq"
        assert {row.verdict for row in rows.values()} <= {"ok", "note"}
    assert refused


@EVERY
def test_reset_under_load(faults):
    """Whatever the driver answers in place of the drive, the line shows what the sender got."""
    assert not [fact for fact in faults.all_facts("failed") if fact[0] == "reset"]
    assert check_account(faults, "reset", 2003, others=1) == 0
    cancelled, = [line for line in faults.lines("reset") if line.opcode == "c"]
    is_cancelled = judge.status_number(cancelled.status) == CANCELLED
    # After a doorbell that was written during a reset, the drive may report an event first.
    assert is_cancelled or "aei=Write-to-Invalid-Doorbell-Register" in cancelled.fields
    assert ("Interrupted system call" in faults.text("reset/log")) == is_cancelled


@EVERY
def test_removed_under_load(faults):
    rows = sent_rows(faults, "gone")
    assert check_account(faults, "gone", len(rows)) == 0
    answers = {returned for _, _, returned, _ in rows.values()}
    assert answers & {-errno.ENODEV, -errno.ENXIO, -errno.EIO}, answers
    assert "ok" in {line.status for line in faults.lines("gone")}


@EVERY
def test_no_command_is_left_in_a_table(faults):
    """After the resets, and after the drive was removed."""
    assert faults.all_facts("elements") == 2 * [
        [table, "0"] for table in ("commands", "entering", "setups")]
