# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The boots that the tests need: which script runs in which VM, and its results."""

import collections
import os
import pathlib
import re
import subprocess

import judge
import kernels
import vm

ROOT = pathlib.Path(__file__).resolve().parents[2]

# script: runs in the VM; words: added to the kernel command line; more_drives: added to the usual
# drives; counted: the clock counts instructions; fio: adds fio, whose libraries take 75 MB; cpus:
# one where possible, because two emulated CPUs slow each other down.
Scenario = collections.namedtuple("Scenario", "script words more_drives counted fio cpus",
                                  defaults=("", "", False, False, 2))

SCENARIOS = {
    "ready": Scenario("guest.sh", counted=True, cpus=1),
    "run": Scenario("guest.sh"),
    "other_tools": Scenario("guest.sh"),
    # So few tags that commands often find none. io_uring then retries them from a worker.
    "uring": Scenario("guest.sh", "nvme.io_queue_depth=8"),
    "fio": Scenario("guest.sh", fio=True),
    "meaning": Scenario("meaning.sh", more_drives="zoned", fio=True, cpus=1),
    "coverage": Scenario("coverage.sh", "nvme.io_queue_depth=64", fio=True),
    "multipath": Scenario("coverage.sh", more_drives="multipath"),
    "fabrics": Scenario("coverage.sh"),
    # All transfers go through a bounce buffer of 2 MiB.
    "requeue": Scenario("coverage.sh", "swiotlb=1024,force"),
    "trust": Scenario("trust.sh", cpus=1),
    "signals": Scenario("signals.sh"),
    "faults": Scenario("faults.sh"),
    "suspend": Scenario("suspend.sh"),
    "soak": Scenario("coverage.sh", f"vm_count={os.environ.get('SOAK', 1000003)}"),
}

# A queue for commands that ask for polling. Linux 6.1 panics in bio_poll() when it polls a
# passthrough command, traced or not, so it has no such queue.
POLL_QUEUE = "nvme.poll_queues=1"

# Half of a tracer's time to start and stop is spent in RCU grace periods. Expedited, they are
# short.
NO_WAITS = "rcupdate.rcu_expedited=1"


def has_poll_queue(spec):
    return not spec.startswith("6.1-") and spec != "6.1"


class Boot:
    """The results of one boot of a kernel."""

    def __init__(self, folder):
        self.folder = folder
        facts = folder / "facts"
        self.facts = [line.split() for line in facts.open()] if facts.exists() else []
        self.disks = {}
        for disk in self.all_facts("disk"):
            controller, name = disk[0].split("/")[-2:]
            self.disks[name] = int(controller.removeprefix("nvme"))

    def text(self, name):
        return (self.folder / name).read_text(errors="surrogateescape")

    def all_facts(self, name):
        return [fact[1:] for fact in self.facts if fact[0] == name]

    def fact(self, name):
        return self.all_facts(name)[0][0]

    def lines(self, name):
        return judge.our_lines(self.folder / name / "trace")

    def controller(self, letter):
        return self.fact(letter).removeprefix("/dev/")

    def status(self, name):
        return int(self.text(f"{name}/status"))

    def errors(self, name):
        return self.text(f"{name}/err")


def boot(spec, name, folder, files):
    """Boots a kernel for a scenario. When this returns, the results are in `folder`."""
    scenario = SCENARIOS[name]
    words = f"vm_scenario={name} vm_spec={spec} {scenario.words}"
    if name == "fio" and has_poll_queue(spec):
        words += " " + POLL_QUEUE
    if not scenario.counted:
        words += " " + NO_WAITS
    if scenario.fio:
        files = files | {"/bin/fio": vm.find_tool("fio")}
    status = vm.run(kernels.fetch(spec), vm.HERE / scenario.script, folder, files, append=words,
                    timeout=6 * 3600 if name == "soak" else 900, more_drives=scenario.more_drives,
                    cpus=scenario.cpus, emulation=vm.COUNTING if scenario.counted else vm.EMULATION)
    assert status == 0, (folder / "console.log").read_text(errors="replace")[-4000:]
    return Boot(folder)


def summary(errors):
    """Returns the summary: seen, printed, in flight, filtered, after --count, lost."""
    match = re.search(r"nvme_trace: (\d+) seen, (\d+) printed(?: \((\d+) in flight\))?"
                      r"(?:, (\d+) filtered)?(?:, (\d+) after --count)?, (\d+) lost\n", errors)
    return tuple(int(number or 0) for number in match.groups())


def replayed(run, name, *options):
    """Returns the output of -r, with these options, for the capture that a trace left."""
    command = [ROOT / "nvme_trace", "-r", run.folder / name / "capture", *options]
    result = subprocess.run(command, capture_output=True, timeout=60, env={"TZ": "UTC"})
    assert result.returncode == 0, result.stderr
    return result.stdout.decode("ascii")
