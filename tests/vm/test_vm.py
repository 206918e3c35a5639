# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""nvme_trace on real kernels. The kernel's own events and the senders are the judges."""

import collections
import json
import re
import statistics

import pytest

import boots
import checks
import kernels
import screen
from boots import summary

LOADS = {"load_1": 1009, "load_8": 2003, "load_64": 4001, "load_256": 8009, "few_places": 2011}
URING_LOADS = {"load_uring": 4001, "load_sqpoll": 2003}
SPECS = kernels.specs()
EVERY = pytest.mark.parametrize("spec", SPECS)
WITH_URING = pytest.mark.parametrize("spec", [spec for spec in SPECS if "5.10" not in spec])
WITH_FIO = [spec for spec in kernels.not_real_time() if "5.10" not in spec]
OLDEST_AND_NEWEST = pytest.mark.parametrize("spec", ["5.10-cloud", "7.3"])


# ---- What was sent, and what is shown ----

@EVERY
@pytest.mark.parametrize("load", ["everyday", *LOADS])
def test_agrees_with_the_kernel(run, load):
    checks.kernel(run, load, 20)
    assert run.status(load) == 0


@EVERY
@pytest.mark.parametrize("load", LOADS)
def test_agrees_with_the_sender(run, load):
    checks.sender(run, load, LOADS[load], "nvme_load", "ioctl")


@EVERY
@pytest.mark.parametrize("load", LOADS)
def test_loses_nothing(run, load):
    checks.loss(run, load, LOADS[load])


# ---- io_uring ----

@WITH_URING
@pytest.mark.parametrize("load", URING_LOADS)
def test_uring_agrees_with_the_kernel(uring, load):
    checks.kernel(uring, load, 1000)


@WITH_URING
@pytest.mark.parametrize("load", URING_LOADS)
def test_uring_agrees_with_the_sender(uring, load):
    checks.sender(uring, load, URING_LOADS[load], "uring_load", "uring")
    checks.loss(uring, load, URING_LOADS[load])


@pytest.mark.parametrize("spec", WITH_FIO)
def test_fio(fio):
    """Five runs of four processes, 499 commands each, and a few Identify commands by ioctl."""
    assert "failed" not in fio.text("load_fio/log")
    checks.kernel(fio, "load_fio", 20 * 499)
    lines = fio.lines("load_fio")
    by_uring = collections.Counter(line.pid for line in lines if line.origin == "uring")
    assert list(by_uring.values()) == [499] * 20
    assert {line.comm for line in lines} == {"fio"}
    assert {line.command for line in lines if line.origin == "ioctl"} == {"Identify"}
    checks.loss(fio, "load_fio", len(lines))


@pytest.mark.parametrize("spec", WITH_FIO)
def test_fio_counts_the_same(fio):
    counts = list(checks.fio_counts(fio, "load_fio"))
    assert len(counts) == 5
    commands = collections.Counter(line.command for line in fio.lines("load_fio"))
    assert commands["Read"] == sum(read for _, read, _ in counts)
    assert commands["Write"] == sum(write for _, _, write in counts)


@pytest.mark.parametrize("spec", [spec for spec in WITH_FIO if boots.has_poll_queue(spec)])
def test_polled(fio):
    """The third run asked for polling, so its commands went to the polled queue."""
    lines = [line for line in fio.lines("load_fio") if line.origin == "uring"]
    pids = list(dict.fromkeys(line.pid for line in lines))
    polled = {line.qid for line in lines if line.pid in pids[8:12]}
    others = {line.qid for line in lines if line.pid not in pids[8:12]}
    assert len(polled) == 1 and not polled & others


@OLDEST_AND_NEWEST
def test_other_tools_agree_with_the_kernel(other_tools):
    """The build by clang 19 with the archive's newest libbpf behaves the same."""
    for load in ("everyday", "load_8"):
        checks.kernel(other_tools, load, 20)


@EVERY
def test_everyday_commands(run):
    """The everyday use of nvme_trace."""
    lines = run.lines("everyday")
    a = run.controller("A")
    first = [(line.comm, line.opcode, line.nsid, line.cdw10) for line in lines]
    assert ("nvme", "6", "1", "0") in first and ("nvme", "6", "1", "3") in first
    by_hand = [line for line in lines if (line.opcode, line.cdw10) == ("14", "1")]
    assert [(line.dev, line.nsid, line.status, line.command, line.status_name)
            for line in by_hand] == [
        (a, "1", "0/01", "Device Self-test", "Invalid-Command-Opcode")]
    found = {(line.opcode, line.command): (line.status, line.status_name) for line in lines}
    assert found["2", "Get Log Page"] == ("ok", "")
    assert found["a", "Get Features"] == ("ok", "")
    assert found["1", "Write"] == ("ok", "")
    assert found["0", "Flush"] == ("ok", "")
    assert found["c1", "Vendor specific opcode 0xc1"] == ("0/01", "Invalid-Command-Opcode")
    assert found["2", "Read"] == ("0/80", "LBA-Out-of-Range")
    assert found["0", "Delete I/O Submission Queue"] == ("1/01", "Invalid-Queue-Identifier")


@EVERY
def test_header_and_clock(run):
    text = run.text("everyday/trace").splitlines()
    assert text[0].split() == ["TIME", "COMM", "PID", "OPCODE", "COMMAND-ID", "NSID", "CDW10",
                               "DEV", "QID", "STATUS", "LAT(us)", "ORIGIN", "COMMAND"]
    assert [line for line in text[1:] if line.startswith("TIME")] == []
    assert all(re.match(r"\d\d:\d\d:\d\d ", line) for line in text[1:])


# ---- Starting and stopping ----

@EVERY
def test_where_it_sees_the_end_of_an_ioctl(ready):
    """At the driver's functions, where the kernel skips no program there.

    Elsewhere, at the exit event of the system call, which costs every other program time.
    """
    functions = ready.text("lone/functions").split()
    by_function = not checks.needs_tracefs(ready.fact("release"))
    assert ("nvme_dev_ioctl" in functions) == by_function


@EVERY
def test_is_soon_ready(ready):
    """The clock counts instructions, a thousand million a second, so a busy host has no effect."""
    times = [float(after) - float(before) for before, after in ready.all_facts("ready")]
    # The newest verifiers take longer. Now and then a start waits for one more RCU grace period.
    limit = 0.6 if ready.fact("release").startswith("7.") else 0.5
    assert len(times) == 3 and statistics.median(times) < limit and max(times) < limit + 0.2, times


@EVERY
def test_takes_no_time_while_nothing_happens(ready):
    """In two seconds in which no command is sent: at most 200,000 instructions."""
    before, after = map(int, ready.all_facts("idle")[0])
    assert 0 < after - before < 200000


@EVERY
def test_lone_command_is_shown_at_once(ready):
    """Within 50 ms, including the time of the sending program."""
    times = [float(shown) - float(sent) for sent, shown in ready.all_facts("lone")]
    assert len(times) == 5 and max(times) <= 0.05, times


@EVERY
def test_is_small(run):
    assert max(int(value) for value, _ in run.all_facts("VmHWM")) < 10 * 1024


@EVERY
def test_in_flight(run):
    """An Asynchronous Event Request waits for an event while the tracer detaches."""
    lines = run.lines("in_flight")
    assert [(line.opcode, line.dev, line.status, line.command) for line in lines] == [
        ("c", run.controller("A"), "in-flight", "Asynchronous Event Request")]
    assert float(lines[0].lat) > 500000  # how long it has been waiting
    assert re.fullmatch(r"[0-9a-f]+", lines[0].cid)
    assert summary(run.errors("in_flight")) == (1, 1, 1, 0, 0, 0)
    assert run.status("in_flight") == 0


@EVERY
def test_traces_again_after_a_reset(run):
    lines = run.lines("after_reset")
    assert [(line.opcode, line.dev, line.status) for line in lines] == [
        ("6", run.controller("A"), "ok")]
    assert "not shown" not in run.errors("after_reset")


@EVERY
def test_count_and_duration(run):
    assert len(run.lines("count")) == 3
    seen, printed, _, _, after, lost = summary(run.errors("count"))
    assert (printed, lost, run.status("count")) == (3, 0, 0)
    assert seen == printed + after
    assert (run.text("duration/trace"), run.status("duration")) == ("", 0)


@EVERY
def test_ready_fd(run):
    """Told once attached and then closed, to a script and before a command that does not get it."""
    assert run.text("ready_fd/ready") == "ready\n"
    assert summary(run.errors("ready_fd"))[:2] == (1, 1) and run.status("ready_fd") == 0
    assert run.errors("ready_fd").count("\n") == 1  # no word to a terminal that is not there
    assert run.text("ready_command/before") == "ready\n"
    assert "9" not in run.text("ready_command/files").split()
    assert run.status("ready_nobody") == 0


@EVERY
def test_pipe_closed_by_its_reader(run):
    assert run.text("pipe/trace").startswith("TIME ")
    assert (run.errors("pipe"), run.status("pipe")) == ("", 0)


@EVERY
def test_hostile_names(run):
    assert [line.comm for line in run.lines("names")] == [
        r"a\x1b[2Jb", r"two\x20words", r"back\x5cslash", r"\xffx"]


@EVERY
def test_debug_shows_libbpf(run):
    assert "libbpf: " in run.errors("debug")
    assert "libbpf: " not in run.errors("duration")


# ---- When tracing cannot work: the cause and the cure ----

CAUSES = {
    "not_root": "nvme_trace: not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and "
                "CAP_PERFMON at least); run: sudo nvme_trace\n",
    "no_btf": "nvme_trace: this kernel ({release}) has no BTF (/sys/kernel/btf/vmlinux); boot one "
              "with CONFIG_DEBUG_INFO_BTF=y\n",
    "no_kprobes": "nvme_trace: this kernel ({release}) has no kprobes; boot one with "
                  "CONFIG_KPROBE_EVENTS=y, as distributions' kernels have "
                  "(grep KPROBE /boot/config-$(uname -r))\n",
    "no_tracefs": "nvme_trace: tracefs is not mounted; run: mount -t tracefs tracefs "
                  "/sys/kernel/tracing\n",
    "no_ring_buffer": "nvme_trace: this kernel ({release}) has no BPF ring buffer; boot Linux 5.10 "
                      "or newer\n",
    "no_symbol": "nvme_trace: the NVMe driver of this kernel ({release}) has no function "
                 "nvme_no_such_function to probe; please report the output of: "
                 "grep nvme_.*user_cmd /proc/kallsyms\n",
    "full": "nvme_trace: cannot write to standard output: No space left on device\n",
    "lockdown": "nvme_trace: kernel lockdown mode 'confidentiality' forbids tracing; boot with "
                "lockdown=integrity or without lockdown (see /sys/kernel/security/lockdown)\n",
}


def is_needed(run, cause):
    """Returns whether tracing fails without what the cause takes away.

    Where all functions are hooked by fprobes, kprobes are not needed.
    """
    release = run.fact("release")
    if cause == "no_kprobes":
        return not checks.uses_fprobes(release)
    if cause == "no_tracefs":
        return checks.needs_tracefs(release)
    return True


@EVERY
@pytest.mark.parametrize("cause", CAUSES)
def test_says_why_not(run, cause):
    if not is_needed(run, cause):
        assert run.errors(cause) == "nvme_trace: 0 seen, 0 printed, 0 lost\n"
        assert run.status(cause) == 0
        return
    assert run.errors(cause) == CAUSES[cause].format(release=run.fact("release"))
    assert run.status(cause) == 1


@EVERY
def test_driver_not_loaded(run):
    if run.all_facts("builtin"):
        assert run.status("before_driver") == 0
    else:
        assert run.errors("before_driver") == (
            "nvme_trace: the NVMe driver is not loaded; run: modprobe nvme\n")
        assert run.status("before_driver") == 1


@EVERY
def test_renamed_function(run):
    """A build that probes nvme_user_cmd, which has other arguments.

    On newer kernels it is called nvme_user_cmd.isra.0.
    """
    symbols = run.text("renamed/symbols").split()
    variant = [name for name in symbols if name == "nvme_user_cmd.isra.0"]
    warning = ("warning: this kernel has nvme_user_cmd only as nvme_user_cmd.isra.0; its "
               "arguments may differ, which is checked for each command")
    assert (warning in run.errors("renamed")) == bool(variant)
    assert "1 command with wrong arguments at the probe" in run.errors("renamed")
    line, = run.lines("renamed")
    assert (line.opcode, line.nsid, line.cdw10, line.status, line.status_name) == (
        "14", "1", "1", "0/01", "Invalid-Command-Opcode")
    assert run.status("renamed") == 0


# ---- --check reports the same, row by row ----

LABELS = {"not_root": "privileges", "no_btf": "BTF", "no_kprobes": "kprobes",
          "no_tracefs": "tracefs", "no_ring_buffer": "BPF ring buffer",
          "no_symbol": "driver's function", "before_driver": "driver", "lockdown": "lockdown"}


def row_of_cause(boot, cause):
    rows, why = checks.screen_agrees(boot, cause)
    row = rows[LABELS[cause]]
    assert (row.verdict == "missing") == (why is not None)
    return row


@EVERY
@pytest.mark.parametrize("cause", sorted(set(LABELS) - {"before_driver"}))
def test_check_names_the_cause(run, cause):
    row = row_of_cause(run, cause)
    if run.status(cause) == 0:
        assert (is_needed(run, cause), row.verdict) == (False, "note")


@EVERY
def test_check_without_the_driver(run):
    row = row_of_cause(run, "before_driver")
    assert row.value == ("nvme_core, built in" if run.all_facts("builtin") else "not loaded")


@EVERY
def test_check_under_lockdown(run):
    """The cause is the only message, and it has no cure."""
    assert row_of_cause(run, "lockdown").value == "confidentiality"
    assert len(screen.read(run.text("lockdown.check/trace"))[1]) == 1


@EVERY
def test_check_says_that_it_works(run):
    rows, arrows = screen.read(run.text("check/trace"))
    assert (arrows, run.status("check"), run.errors("check")) == (["tracing works"], 0, "")
    values = {row.label: row.value for row in rows}
    assert {row.label: row.verdict for row in rows if row.verdict != "ok"} == {}
    assert values["kernel"] == run.fact("release")
    assert values["privileges"].split()[0] == "CAP_SYS_ADMIN"
    assert values["driver"] == ("nvme_core, built in" if run.all_facts("builtin")
                                else "nvme_core, module")
    assert values["driver's function"] == "nvme_submit_user_cmd"
    assert values["tracepoints"] == "nvme_setup_cmd nvme_complete_rq"
    fprobes = checks.uses_fprobes(values["kernel"])
    assert (values["kprobes"], values["fprobes"] == "used") == (
        "available, not needed" if fprobes else "used", fprobes)
    assert (values["io_uring passthrough"] == "none") == values["kernel"].startswith("5.10.")


@EVERY
def test_check_lists_the_drives(run):
    rows, _ = screen.read(run.text("check/trace"))
    drives = {row.label: row.value for row in rows if re.fullmatch(r"nvme\d+", row.label)}
    disks = {letter: " ".join(disk for disk, number in sorted(run.disks.items())
                              if f"nvme{number}" == run.controller(letter)) for letter in "AB"}
    assert drives == {run.controller(letter):
                      f"QEMU NVMe Ctrl, serial ctrl{letter}: {disks[letter]}" for letter in "AB"}


@EVERY
def test_check_as_json(run):
    """The JSON has the same rows as the text."""
    rows, _ = screen.read(run.text("check/trace"))
    told = json.loads(run.text("check_json/trace"))
    assert (told["works"], run.status("check_json"), "cause" in told) == (True, 0, False)
    assert [(row["label"], row["value"], row["verdict"]) for row in told["rows"]] == rows


@EVERY
def test_check_tries_what_is_asked_for(run):
    assert screen.read(run.text("check_all/trace"))[1] == ["tracing works"]
