# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The boots that the tests ask for: which script runs in which machine, and what it left."""

import collections
import os
import pathlib
import re
import subprocess

import judge
import kernels
import vm

ROOT = pathlib.Path(__file__).resolve().parents[2]

# script in the machine, words of the kernel command line, what drives it has beside the usual ones,
# whether its clock counts instructions, whether it has fio, which brings 75 MB of libraries, and how
# many CPUs: two of the emulator's keep each other waiting, so there are two where they may meet
Scenario = collections.namedtuple("Scenario", "script words more_drives counted fio cpus",
                                  defaults=("", "", False, False, 2))

SCENARIOS = {
    "ready": Scenario("guest.sh", counted=True, cpus=1),
    "run": Scenario("guest.sh"),
    "other_tools": Scenario("guest.sh"),
    # So few tags that a command often finds none, and io_uring sends it again from a worker.
    "uring": Scenario("guest.sh", "nvme.io_queue_depth=8"),
    "fio": Scenario("guest.sh", fio=True),
    "meaning": Scenario("meaning.sh", more_drives="zoned", fio=True, cpus=1),
    "coverage": Scenario("coverage.sh", "nvme.io_queue_depth=64", fio=True),
    "multipath": Scenario("coverage.sh", more_drives="multipath"),
    "fabrics": Scenario("coverage.sh"),
    # All transfers go by way of 2 MiB of memory.
    "requeue": Scenario("coverage.sh", "swiotlb=1024,force"),
    "trust": Scenario("trust.sh", cpus=1),
    "signals": Scenario("signals.sh"),
    "faults": Scenario("faults.sh"),
    "suspend": Scenario("suspend.sh"),
    "soak": Scenario("coverage.sh", f"vm_count={os.environ.get('SOAK', 1000003)}"),
}

# A queue that is polled, for commands that ask for it. With one, Linux 6.1 panics in bio_poll()
# as soon as a passthrough command is polled, whether it is traced or not.
POLL_QUEUE = "nvme.poll_queues=1"

# Half the time that a tracer needs to begin and end is the kernel's wait until no CPU may be using
# what it changed. It asks the CPUs instead of waiting for them.
NO_WAITS = "rcupdate.rcu_expedited=1"


def has_poll_queue(spec):
    return not spec.startswith("6.1-") and spec != "6.1"


class Boot:
    """What one boot of a kernel left behind."""

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
    """Boots a kernel for a scenario; its results are in folder when this returns."""
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
    """The numbers of the summary: seen, printed, in flight, filtered, after --count, lost."""
    match = re.search(r"nvme_trace: (\d+) seen, (\d+) printed(?: \((\d+) in flight\))?"
                      r"(?:, (\d+) filtered)?(?:, (\d+) after --count)?, (\d+) lost\n", errors)
    return tuple(int(number or 0) for number in match.groups())


def replayed(run, name, *options):
    """What -r shows, with these options, of the capture that a trace left."""
    command = [ROOT / "nvme_trace", "-r", run.folder / name / "capture", *options]
    result = subprocess.run(command, capture_output=True, timeout=60, env={"TZ": "UTC"})
    assert result.returncode == 0, result.stderr
    return result.stdout.decode("ascii")
