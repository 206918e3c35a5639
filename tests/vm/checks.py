# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Checks for every traced load: the kernel, the sender and our counters must agree."""

import errno
import json

import judge
import screen
from boots import summary


def kernel(run, load, at_least, everyone=False):
    """Our lines must be the commands in the kernel's own events."""
    theirs = judge.kernel_commands(run.folder / load, everyone)
    ours = judge.our_commands(run.lines(load), run.disks)
    only_ours, only_theirs = judge.differences(ours, theirs)
    # With the tracer's messages, to help when the test fails.
    assert (only_ours[:5], only_theirs[:5]) == ([], []), run.errors(load)
    assert len(theirs) >= at_least


def sender(run, load, count, comm, origin, sent="sent"):
    """Every command must appear once, with its sender and the answer that the sender got."""
    lines = {}
    for line in run.lines(load):
        if (line.comm, line.origin) == (comm, origin):
            assert (line.opcode, line.cdw10) not in lines, line
            lines[line.opcode, line.cdw10] = line
    rows = [text.split() for text in run.text(f"{load}/{sent}").splitlines()]
    assert len(rows) == count == len(lines)
    for kind, node, opcode, nsid, cdw10, returned, _, ns, pid in rows:
        line = lines[opcode, cdw10]
        assert (line.nsid, line.pid) == (nsid, pid), line
        answer(line, int(returned), int(ns), kind)
        device(run, line, node.removeprefix("/dev/").replace("ng", "nvme"))


def fio_counts(run, load):
    """Returns fio's report of each run: its name, and the number of reads and writes."""
    reports = sorted((run.folder / load / "fio").iterdir())
    assert reports
    for report in reports:
        # Warnings may precede the report.
        jobs = json.loads("{" + report.read_text().partition("{")[2])["jobs"]
        assert [job["error"] for job in jobs] == [0] * 4
        yield report.name, *(sum(job[way]["total_ios"] for job in jobs)
                             for way in ("read", "write"))


def answer(line, returned, ns, kind):
    if "fault" in kind or "refused" in kind:
        assert returned == -errno.EFAULT if "fault" in kind else -errno.EINVAL
        assert (line.status, line.lat, line.cid, line.qid) == (
            errno.errorcode[-returned], "-", "-", "-"), line
        return
    assert judge.status_number(line.status) == returned & 0x7ff, (line, returned)
    assert 0 < float(line.lat) * 1000 <= ns, (line, ns)


def device(run, line, node):
    """Returns the controller of an admin command, or the block device of an I/O command."""
    is_admin = int(line.opcode, 16) != 2
    if not is_admin:
        assert line.dev.split("/")[0] == node, line  # a multipath device, before its path
    elif node in run.disks:
        assert line.dev == f"nvme{run.disks[node]}", line
    elif node.count("n") == 1:
        assert line.dev == node, line
    if line.qid != "-":
        assert (line.qid == "0") == is_admin, line


def loss(run, load, count):
    """Nothing may be missing, and our counters must say so.

    `count` is the number of commands sent, or None if it is unknown.
    """
    seen, printed, *others = summary(run.errors(load))
    assert seen == printed == (count or seen) and others == [0, 0, 0, 0]
    for lost in ("lost because", "missed answer", "missed end", "skipped", "at the probe",
                 "not shown"):
        assert lost not in run.errors(load)


def screen_agrees(run, name):
    """Compares --check with the error of a trace under the same conditions.

    Returns the rows of --check, and the cause if there is one.
    """
    rows, arrows = screen.read(run.text(f"{name}.check/trace"))
    status = run.status(name)
    assert (run.status(f"{name}.check"), run.errors(f"{name}.check")) == (status, ""), name
    missing = [row.label for row in rows if row.verdict == "missing"]
    if status == 0:
        assert (arrows, missing) == (["tracing works"], []), name
    else:
        assert len(missing) == len(arrows), name  # each missing row has an arrow; the first is the cause
        assert f"nvme_trace: {arrows[0]}\n" == run.errors(name)
    return {row.label: row for row in rows}, arrows[0] if status else None


def needs_tracefs(release):
    """Returns whether the system call's exit event, which is in tracefs, shows an ioctl's end."""
    return release.startswith("5.10.") or (release.startswith("6.") and "-rt-" in release)


def uses_fprobes(release):
    """Returns whether fprobes hook all functions."""
    return release.startswith("7.")
