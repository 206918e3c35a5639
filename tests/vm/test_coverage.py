# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Commands from every source, and filters, on every kernel of the matrix."""

import errno
import os
import re

import pytest

import checks
import judge
import kernels
from boots import summary

SPECS = kernels.specs()
EVERY = pytest.mark.parametrize("spec", SPECS)
HAS_URING = [spec for spec in SPECS if "5.10" not in spec]
WITH_URING = pytest.mark.parametrize("spec", HAS_URING)


# ---- Everything at once ----

@EVERY
def test_everything_agrees_with_the_kernel(coverage):
    """Users' commands, the driver's own and file systems', all at the same time."""
    assert not (coverage.folder / "everything/failed").exists()
    checks.kernel(coverage, "everything", 1500, everyone=True)
    checks.loss(coverage, "everything", None)


@EVERY
def test_everything_agrees_with_the_senders(coverage, spec):
    checks.sender(coverage, "everything", 2003, "nvme_load", "ioctl")
    if spec in HAS_URING:
        checks.sender(coverage, "everything", 1009, "uring_load", "uring", "uring/sent")


@WITH_URING
def test_everything_agrees_with_fio(coverage):
    lines = [line for line in coverage.lines("everything")
             if (line.comm, line.origin) == ("fio", "uring")]
    (_, read, write), = checks.fio_counts(coverage, "everything")
    assert read + write == 4 * 499
    assert [line.command for line in lines].count("Read") == read
    assert [line.command for line in lines].count("Write") == write
    assert {line.dev for line in lines} == {coverage.controller("A") + "n1"}


@EVERY
def test_origins(coverage):
    """Which commands name a sender, and which cannot."""
    lines = coverage.lines("everything")
    by_origin = {origin: [line for line in lines if line.origin == origin]
                 for origin in ("ioctl", "uring", "kernel", "block")}
    assert sum(map(len, by_origin.values())) == len(lines)
    assert {(line.comm, line.pid) for line in by_origin["kernel"]} == {("-", "-")}
    assert {line.qid for line in by_origin["kernel"]} == {"0"}
    assert {line.command for line in by_origin["kernel"]} >= {"Identify"}
    assert "0" not in {line.qid for line in by_origin["block"]}
    assert {"Read", "Write"} <= {line.command for line in by_origin["block"]}
    senders = {line.comm for line in by_origin["block"]}
    # A reader waits for its data, so it is named. Written data may be sent by another process.
    assert {"cat", "mke2fs"} & senders
    assert not senders & {"nvme_load", "uring_load", "fio", "nvme_trace", "swapper/0"}
    for line in lines:
        assert (line.comm == "-") == (line.pid == "-"), line


# ---- Filters ----

def through(run, line):
    """Returns the name in /dev of the node that the sender used. Only the sender knows it."""
    for name in ("sent", "other_sent"):
        for row in run.text(f"filters/{name}").splitlines():
            _, node, opcode, _, cdw10, *_ = row.split()
            if (opcode, cdw10) == (line.opcode, line.cdw10):
                return node.removeprefix("/dev/")
    return None


def is_to(run, line, disk):
    """Returns whether an I/O command went to the disk, or an admin command through its node."""
    return line.dev == disk or through(run, line) == disk


# What each filter of coverage.sh must let through, as a predicate on the unfiltered trace's lines.
FILTERS = {
    "controller": lambda run, line: line.dev.startswith(run.controller("A")),
    "namespace": lambda run, line: is_to(run, line, run.controller("B") + "n2"),
    "two_devices": lambda run, line: (is_to(run, line, run.controller("B") + "n1") or
                                      is_to(run, line, run.controller("B") + "n2")),
    "link": lambda run, line: is_to(run, line, run.controller("B") + "n1"),
    "own_node": lambda run, line: is_to(run, line, run.controller("B") + "n2"),
    "serial": lambda run, line: line.dev.startswith(run.controller("B")),
    "model": lambda run, line: True,
    "pid": lambda run, line: line.pid == run.fact("chosen"),
    "comm": lambda run, line: line.comm == r"other\x20name",
    "nsid": lambda run, line: line.nsid == "2",
    "identify": lambda run, line: line.command == "Identify",
    "log_page": lambda run, line: line.command == "Get Log Page",
    "read": lambda run, line: line.command == "Read",
    "number": lambda run, line: line.opcode in ("2", "14"),
    "admin_queue": lambda run, line: line.qid == "0",
    "io_queues": lambda run, line: line.qid not in ("-", "0"),
    "queue_1": lambda run, line: line.qid == "1",
    "failed": lambda run, line: line.status != "ok",
    "slow": lambda run, line: False,
    "fast": lambda run, line: line.lat != "-",
    "ioctl": lambda run, line: line.origin == "ioctl",
    "uring": lambda run, line: line.origin == "uring",
    "combined": lambda run, line: (line.comm == "nvme_load" and line.command == "Read" and
                                   line.dev.startswith(run.controller("B")) and
                                   line.status != "ok"),
}
LETS_NOTHING_THROUGH = ("log_page", "slow")


def identity(line):
    """What two tracers must agree on. Each takes its own times."""
    return line._replace(time="", lat="")


@EVERY
@pytest.mark.parametrize("number", [1, 2, 3])
def test_begins_amid_others(coverage, number):
    """The end of every command is seen, except for one read in flight when the trace stops."""
    name = f"amid_{number}"
    seen, printed, in_flight, *others = summary(coverage.errors(name))
    assert seen == printed == len(coverage.lines(name)) > 10
    assert in_flight <= 1 and others == [0, 0, 0]
    assert {line.status for line in coverage.lines(name)} <= {"ok", "in-flight"}


@EVERY
@pytest.mark.parametrize("number", [1, 2])
def test_ends_amid_others(coverage, number):
    """A command that ends while the tracer detaches must not count as missed."""
    name = f"busy_{number}"
    seen, printed, in_flight, *others = summary(coverage.errors(name))
    assert seen == printed > 10 and in_flight <= 1 and others == [0, 0, 0]
    for told in ("not shown", "missed answer", "missed end", "missed set-up"):
        assert told not in coverage.errors(name) + coverage.errors(f"full_{number}")


@EVERY
@pytest.mark.parametrize("name", FILTERS)
def test_filter(coverage, spec, name):
    everything = coverage.lines("filters/everything")
    wanted = [identity(line) for line in everything if FILTERS[name](coverage, line)]
    got = [identity(line) for line in coverage.lines(f"filters/{name}")]
    assert judge.differences(got, wanted) == ([], [])
    empty = name in LETS_NOTHING_THROUGH or (name == "uring" and spec not in HAS_URING)
    assert bool(wanted) != empty
    check_filtered(coverage, name, everything)


def check_filtered(run, name, everything):
    """Filtered commands are counted and take no record: none is lost and none printed."""
    seen, printed, in_flight, filtered, after, lost = summary(run.errors(f"filters/{name}"))
    watched = [line for line in everything if name not in ("ioctl", "uring")
               or line.origin == name]
    assert (seen, printed + filtered) == (len(watched), len(watched))
    assert printed == len(run.lines(f"filters/{name}"))
    assert (in_flight, after, lost) == (0, 0, 0)


@EVERY
def test_devices_that_there_are_not(coverage):
    """A partition by any name, a device that may still appear, and an unknown serial number."""
    disk = coverage.controller("B") + "n1"
    assert coverage.errors("device_part").startswith(
        "nvme_trace: --device '/tmp/part': a partition, which commands do not name; its whole disk "
        f"is {disk}\n")
    assert coverage.errors("device_missing") == "".join(
        f"nvme_trace: there is no {name}; waiting for it\n"
        for name in ("nvme77", "nvme77n3", "nvme78n1")) + "nvme_trace: 0 seen, 0 printed, 0 lost\n"
    assert coverage.errors("device_serial").startswith(
        "nvme_trace: --device 'serial:ctrlX': no drive of this machine has it; run: "
        "cat /sys/class/nvme/*/serial; did you mean ctrl")
    assert [coverage.status(f"device_{name}") for name in ("part", "missing", "serial")] == [2, 0, 2]


@EVERY
def test_filter_by_user(coverage):
    lines = coverage.lines("filters/uid")
    sent = coverage.text("filters/nobody_sent").splitlines()
    assert len(sent) == 101 == len(lines)
    assert {line.pid for line in lines} == {sent[0].split()[-1]}
    check_filtered(coverage, "uid", coverage.lines("filters/everything"))


@EVERY
def test_filter_by_generic_device(coverage, spec):
    """The filter matches commands through the generic device and commands to its namespace."""
    disk = coverage.controller("A") + "n1"
    by_disk = [line for line in coverage.lines("filters/everything") if line.dev == disk]
    got = {identity(line) for line in coverage.lines("filters/generic")}
    assert {identity(line) for line in by_disk} <= got
    # This includes admin commands through the namespace's nodes.
    assert {line.dev for line in got} <= {disk, coverage.controller("A")}
    assert all(line.command == "Identify" for line in got if line.dev != disk)


@EVERY
def test_filter_that_lets_nothing_through(coverage):
    assert coverage.lines("filters/nothing") == []
    check_filtered(coverage, "nothing", coverage.lines("filters/everything"))


@WITH_URING
def test_unwanted_is_counted_once(coverage):
    """Each counts once, although a command that finds no tag is tried twice."""
    assert coverage.lines("unwanted") == []
    assert summary(coverage.errors("unwanted")) == (2003, 0, 0, 2003, 0, 0)


# ---- Refused, failed, hung ----

def refusals(run, folder):
    """Yields (name, node, returned, our line) for the commands of refusals_load."""
    lines = {}
    for line in run.lines(folder):
        if line.comm == "refusals_load":
            assert (line.opcode, line.cdw10) not in lines, line
            lines[line.opcode, line.cdw10] = line
    sent = [text.split() for text in run.text(f"{folder}/sent").splitlines()]
    assert len(sent) == len(lines)
    for name, node, opcode, nsid, cdw10, returned in sent:
        line = lines[opcode, cdw10]
        assert line.nsid == nsid, line
        yield name, node.removeprefix("/dev/"), int(returned), line


@EVERY
def test_refusals(coverage):
    found = {}
    for name, node, returned, line in refusals(coverage, "refusals"):
        found[name] = returned
        assert line.dev in (node, node.replace("ng", "nvme"), coverage.controller("A")), line
        if returned < 0:
            assert line.status == errno.errorcode[-returned], line
            assert (line.cid, line.qid, line.lat) == ("-", "-", "-"), line
        else:
            assert judge.status_number(line.status) == returned & 0x7ff, line
            assert "-" not in (line.cid, line.qid, line.lat), line
    assert found["flags"] == found["flags_of_namespace"] == -errno.EINVAL
    assert found["vendor"] == found["vendor_io"] == -errno.EACCES
    assert found["too_long"] in (-errno.EINVAL, -errno.EFAULT)  # the driver may check either first
    assert found["bad_buffer"] == -errno.EFAULT
    assert found["good_admin"] == found["good_io"] == 0
    # On 5.10 the drive rejects the namespace, not the driver.
    assert found["wrong_nsid"] in (-errno.EINVAL, 0x4002)
    checks.loss(coverage, "refusals", len(found))


@EVERY
def test_compat(coverage):
    """A 32-bit program's commands, refused or not, by either entry into the kernel."""
    lines = {}
    for line in coverage.lines("compat"):
        assert (line.comm, line.origin) == ("compat_load", "ioctl"), line
        assert (line.opcode, line.cdw10) not in lines, line
        lines[line.opcode, line.cdw10] = line
    sent = [text.split() for text in coverage.text("compat/sent").splitlines()]
    assert len(sent) == len(lines) == 14
    for name, node, opcode, nsid, cdw10, returned in sent:
        line = lines[opcode, cdw10]
        assert line.nsid == nsid, line
        if int(returned) < 0:
            assert line.status == errno.errorcode[-int(returned)], line
        else:
            assert judge.status_number(line.status) == int(returned) & 0x7ff, line
    returned = {name: int(value) for name, *_, value in sent}
    assert returned["flags"] == -errno.EINVAL and returned["bad_buffer"] == -errno.EFAULT
    assert returned["good_admin"] == returned["good_io"] == 0
    # Only 5.10 knows the 32-bit number of this ioctl.
    assert (returned["submit_io"], returned["submit_refused"]) in (
        (0, -errno.EINVAL), (-errno.ENOTTY, -errno.ENOTTY))
    checks.loss(coverage, "compat", 14)


@EVERY
def test_drive_removed_under_an_open_node(coverage):
    found = 0
    for _, _, returned, line in refusals(coverage, "removed"):
        assert returned < 0 and line.status == errno.errorcode[-returned], line
        assert (line.cid, line.qid, line.lat) == ("-", "-", "-"), line
        found += 1
    assert found == 2


def stages(run, folder, opcode):
    """Returns our lines for the one command with this opcode, which hung."""
    return [line for line in run.lines(folder)
            if line.opcode == opcode and line.origin == "ioctl"]


@EVERY
def test_aborted(coverage):
    """Announced while it hangs, and answered when the drive aborts it."""
    announced, ended = stages(coverage, "aborted", "c")
    assert (announced.status, announced.status_name) == ("in-flight", "")
    assert (ended.status, ended.status_name) == ("0/07", "Command-Abort-Requested")
    assert 1e6 <= float(announced.lat) < 2.4e6 < float(ended.lat)
    assert announced.cid == ended.cid
    assert "1 command reported while in flight" in coverage.errors("aborted")
    # The tracer counts two commands: this one and the Abort.
    assert summary(coverage.errors("aborted")) == (2, 2, 0, 0, 0, 0)


@EVERY
def test_timed_out(coverage):
    """The driver resets the controller. With --all, its reinitialisation is shown."""
    announced, ended = stages(coverage, "timed_out", "c")
    assert (announced.status, announced.status_name) == ("in-flight", "")
    assert (ended.status, ended.status_name) == ("3/71", "Command-Aborted-By-Host")
    assert float(ended.lat) >= 2e6
    started = [line.command for line in coverage.lines("timed_out") if line.origin == "kernel"]
    assert {"Identify", "Set Features", "Create I/O Completion Queue"} <= set(started)


@EVERY
def test_stalled(coverage):
    """The driver asks the drive to abort the command before it gives up."""
    announced, ended = stages(coverage, "stalled", "2")
    assert announced.status == "in-flight"
    assert 5e5 <= float(announced.lat) < float(ended.lat)
    assert (ended.status, ended.status_name) in (
        ("3/71", "Command-Aborted-By-Host"), ("0/07", "Command-Abort-Requested"), ("ok", ""))
    aborts = [line for line in coverage.lines("stalled") if line.command == "Abort"]
    assert [(line.origin, line.comm, line.qid) for line in aborts] == [("kernel", "-", "0")]
    # The Abort names the command by its id and queue.
    assert int(aborts[0].cdw10, 16) == int(ended.cid, 16) << 16 | int(ended.qid)


# ---- One command only ----

@EVERY
def test_only_the_command(coverage):
    """--count works while another program floods the drives."""
    lines = coverage.lines("child")
    assert lines and {line.comm for line in lines} == {"nvme"}
    reference = [identity(line) for line in coverage.lines("child_reference")]
    assert judge.differences([identity(line) for line in lines], reference) == ([], [])
    assert coverage.status("child") == 0
    assert "/dev/nvme" in coverage.text("child/log")
    assert "Identify" not in coverage.text("child/log")
    assert summary(coverage.errors("child"))[3] > 0  # the other program's commands, filtered out


@EVERY
def test_command_and_its_children(coverage):
    """-- COMMAND traces until the last process exits, and returns the command's exit status."""
    lines = coverage.lines("offspring")
    assert [(line.comm, line.dev, line.command) for line in lines] == [
        ("nvme", coverage.controller(letter), "Identify") for letter in "AB"]
    assert coverage.status("offspring") == 7
    assert coverage.text("offspring/log") == "said\n"
    assert coverage.status("killed") == 128 + 9


# ---- Drivers and drives that come and go ----

@EVERY
def test_waits_for_the_driver(coverage):
    lines = coverage.lines("wait")
    assert [line.command for line in lines if line.comm == "nvme"] == ["Identify"]
    assert coverage.status("wait") == 0
    if coverage.all_facts("builtin"):
        assert "waiting" not in coverage.errors("wait")
        return
    assert coverage.errors("wait").startswith("nvme_trace: waiting for the NVMe driver\n")
    # The drive existed when the driver was loaded.
    kernels_own = [line.command for line in lines if line.origin == "kernel"]
    assert kernels_own[0] == "Identify"
    assert {"Set Features", "Create I/O Submission Queue"} <= set(kernels_own)
    # The trace holds the module and releases it.
    assert coverage.text("wait/rmmod").strip() != "0"
    assert coverage.text("wait/rmmod_after").strip() == "0"


@EVERY
def test_drive_comes_and_goes(coverage, spec):
    c = coverage.controller("C")
    lines = [line for line in coverage.lines("hotplug") if line.dev.startswith(c)]
    users = [(line.dev, line.command, line.status) for line in lines if line.origin == "ioctl"]
    # nvme-cli asks for the namespace's block size before it reads.
    expected = [(c, "Identify", "ok"), (c, "Identify", "ok"), (c + "n1", "Read", "ok"),
                (c, "Identify", "ok")]
    if kernels.has_a_ring_for_each_cpu(spec):
        users, expected = sorted(users), sorted(expected)
    assert users == expected
    creations = [line for line in lines if line.command == "Create I/O Submission Queue"]
    assert len(creations) >= 2  # when the drive appeared, and after the reset
    last = coverage.lines("hotplug")[-1]
    assert (last.comm, last.dev) == ("nvme", coverage.controller("A"))
    assert coverage.status("hotplug") == 0


# ---- More than PCIe ----

@EVERY
def test_multipath(multipath, spec):
    """Path and multipath device are both named, and nothing is counted twice."""
    head = multipath.fact("head")
    checks.kernel(multipath, "paths", 800, everyone=True)
    checks.sender(multipath, "paths", 1009, "nvme_load", "ioctl")
    if spec in HAS_URING:
        checks.sender(multipath, "paths", 1009, "uring_load", "uring", "uring/sent")
    checks.loss(multipath, "paths", None)
    lines = multipath.lines("paths")
    devices = {line.dev for line in lines if line.command == "Read"}
    assert devices and all(re.fullmatch(rf"{head}/nvme\d+c\d+n\d+", dev) for dev in devices)
    assert {line.origin for line in lines} >= {"ioctl", "block"}


@EVERY
def test_filter_by_multipath_head(multipath):
    head = multipath.fact("head")
    sent = [text.split() for text in multipath.text("by_head/sent").splitlines()]
    through_head = {(opcode, cdw10) for _, node, opcode, _, cdw10, *_ in sent
                    if node == "/dev/" + head}
    assert {(line.opcode, line.cdw10) for line in multipath.lines("by_head")} == through_head
    refused, = multipath.lines("refused_head")
    assert refused.dev.split("/")[0] == head


# ---- Set up again ----

@pytest.mark.parametrize("spec", ["5.10-cloud", "6.12-cloud", "7.3-cloud"])
def test_requeue(requeue):
    """Id and time belong to the last set-up, which is the one that the drive received."""
    assert int(requeue.text("requeue/setups")) > 2 * 48
    checks.kernel(requeue, "requeue", 48, everyone=True)
    checks.loss(requeue, "requeue", None)
    reads = [line for line in requeue.lines("requeue")
             if line.command == "Read" and "nlb=256" in line.fields]
    assert len(reads) == 48
    for origin in ("ioctl", "block"):
        long = [line for line in reads if line.origin == origin and float(line.lat) > 1.5e6]
        # This many fit into the bounce buffer. Commands that waited for it did not wait for the
        # drive.
        assert len(long) <= 16, origin


# ---- A great many commands ----

@pytest.mark.parametrize("spec", [os.environ.get("SOAK_KERNEL", "6.12-cloud")])
def test_soak(soak):
    """A million commands: each counted once, flat memory, nothing left in a table.

    SOAK=... sets another number.
    """
    sent = int(soak.fact("sent"))
    assert sent >= int(os.environ.get("SOAK", 1000003))
    assert summary(soak.errors("soak")) == (sent, sent, 0, 0, 0, 0)
    assert int(soak.text("soak/lines")) == sent
    assert soak.all_facts("elements") == [["commands", "0"], ["entering", "0"], ["setups", "0"]]
    memory = [int(kib) for kib, _ in soak.all_facts("VmRSS")]
    assert len(memory) > 10 and max(memory) - memory[0] <= 64, memory
