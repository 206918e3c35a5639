#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs two builds of nvme_trace beside one load, on each kernel, and compares their records.

Each writes a capture, and the new build reads both. So every difference is one of the records, and
not of names in the output. All fields must be equal except times.

The exit status is 0 if all records are equal, or differ only where a tracer itself reported that it
missed something.
"""

import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/vm"))

import archive  # noqa: E402, found by the line above
import boots    # noqa: E402
import kernels  # noqa: E402
import vm       # noqa: E402

FOLDER = ROOT / ".output/same-records"
PROGRAMS = ("nvme_load", "uring_load", "refusals_load", "compat_load", "crowd_load")
SIDES = ("old", "new")
# So few tags that commands often wait for one. io_uring then retries them from a worker.
FEW_TAGS = "nvme.io_queue_depth=8"

# Each tracer reads the clock itself.
TIMES = {"time", "submit_ns", "latency_ns"}
# What identifies a command in both traces. Several may have the same key.
KEY = ("origin", "comm", "pid", "tid", "opcode", "nsid", "cdw10", "qid", "cid")
# Messages about commands that a tracer knows it did not see, or not completely.
MISSED = re.compile(r"nvme_trace: (?:up to )?(\d+) (?:commands? (?:missed:|with) "
                    r"|whose |times the kernel skipped )")  # the last two are older wordings
PSDT = 0xc0  # the bits of flags: Base Specification 2.1, section 4.1
SHOWN_DIFFERENCES = 20


def boot(spec, programs, folder):
    """Runs the load under both programs. The results are in `folder`."""
    files = {f"/bin/nvme_trace.{side}": path for side, path in programs.items()}
    files |= {f"/bin/{name}": ROOT / ".output/tests" / name for name in PROGRAMS}
    files |= {"/sbin/lib.sh": ROOT / "tests/vm/lib.sh", "/bin/fio": vm.find_tool("fio")}
    status = vm.run(kernels.fetch(spec), ROOT / "tests/bench/same_records.sh", folder, files,
                    append=f"{boots.NO_WAITS} {FEW_TAGS}", timeout=900)
    if status:
        raise vm.VmError(f"the load failed, see {folder}/console.log")


class Trace:
    """What one tracer recorded and reported."""

    def __init__(self, folder, reader):
        self.messages = (folder / "err").read_text()
        self.status = int((folder / "status").read_text())
        command = [reader, "-j", "--no-header", "-r", folder / "capture"]
        lines = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
        objects = [json.loads(line) for line in lines]
        self.records = [without(record, TIMES) for record in objects if "lost" not in record]
        self.fields = {field for record in self.records for field in record}

    def leave_out(self, comms):
        """Removes the records of these senders, and returns their number."""
        kept = [record for record in self.records if record.get("comm") not in comms]
        left_out = len(self.records) - len(kept)
        self.records = kept
        return left_out

    def missed(self):
        """Returns how many commands it reports as lost or seen incompletely."""
        counts = [int(count) for count in MISSED.findall(self.messages)]
        return boots.summary(self.messages)[-1] + sum(counts)


def without(record, fields):
    return {field: value for field, value in record.items() if field not in fields}


def leaves(value, path=""):
    """Yields (path, value) for each value of a record, those of nested objects included."""
    if not isinstance(value, dict):
        yield path, value
        return
    for name, inner in value.items():
        yield from leaves(inner, f"{path}.{name}" if path else name)


def differences_of(old, new):
    """Returns (path, old value, new value) for each value that differs."""
    old, new = dict(leaves(old)), dict(leaves(new))
    return [(path, old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)]


def frozen(record):
    return json.dumps(record, sort_keys=True)


def key_of(record):
    return tuple(record.get(field) for field in KEY)


def name_of(record):
    return " ".join(f"{field}={record[field]}" for field in KEY if field in record)


def take_partner(record, others):
    """Takes from `others` the record of the same command, or returns None.

    A tracer that missed the set-up knows neither qid nor cid, so these need not be equal.
    """
    for length in (len(KEY), len(KEY) - 2):
        for number, other in enumerate(others):
            if key_of(other)[:length] == key_of(record)[:length]:
                return others.pop(number)
    return None


def is_read_later(old, new):
    """Returns whether only the bits differ that the driver sets after nvme_setup_cmd.

    A preemptible kernel may skip the program on nvme_setup_cmd. The tracer then reads the command
    when it completes. By then the driver has set PSDT, which says that it uses SGLs.
    """
    if "flags" not in old.keys() & new.keys() or (old["flags"] ^ new["flags"]) & ~PSDT:
        return False
    return all(path == "flags" or path.startswith("fields.psdt.")
               for path, *_ in differences_of(old, new))


class Comparison:
    """Which records of two traces differ."""

    def __init__(self, traces):
        self.traces = traces
        # A field that the old build did not record yet is no difference.
        self.added = traces["new"].fields - traces["old"].fields
        counts = {side: collections.Counter(frozen(without(record, self.added))
                                            for record in traces[side].records)
                  for side in SIDES}
        left = {side: [json.loads(text) for text in (counts[side] - counts[other]).elements()]
                for side, other in zip(SIDES, reversed(SIDES))}
        self.equal = (counts["old"] & counts["new"]).total()
        self.read_later, self.pairs, self.only = [], [], {"old": [], "new": left["new"]}
        for record in left["old"]:
            partner = take_partner(record, left["new"])
            if not partner:
                self.only["old"].append(record)
            elif is_read_later(record, partner):
                self.read_later.append((record, partner))
            else:
                self.pairs.append((record, partner))

    def is_equal(self):
        return not (self.pairs or self.only["old"] or self.only["new"])

    def is_reported(self):
        """Returns whether the tracers report as many misses as there are differences."""
        missed = {side: self.traces[side].missed() for side in SIDES}
        return (len(self.only["old"]) <= missed["new"] and len(self.only["new"]) <= missed["old"]
                and len(self.pairs) <= missed["old"] + missed["new"])

    def lines(self):
        """Yields a line for each difference."""
        for old, new in self.pairs:
            differences = (f"{path}: old {value}, new {other}"
                           for path, value, other in differences_of(old, new))
            yield f"{name_of(old)}: {'; '.join(differences)}"
        for side in SIDES:
            for record in self.only[side]:
                yield f"only {side}: {name_of(record)} outcome={record['outcome']}"

    def verdict(self):
        if self.is_equal():
            return "identical"
        counts = (f"{len(self.pairs)} differ, {len(self.only['old'])} only old, "
                  f"{len(self.only['new'])} only new")
        return counts + (", and the tracers report as many misses" if self.is_reported() else "")


def report(spec, compared, left_out):
    """Prints the result of one kernel."""
    commands = compared.equal + len(compared.read_later) + len(compared.pairs)
    print(f"{spec}: {commands} commands, {compared.verdict()}", flush=True)
    if any(left_out.values()):
        print(f"  not compared because of --except: {left_out['old']} old, {left_out['new']} new")
    if compared.added:
        print(f"  fields that only the new build records: {', '.join(sorted(compared.added))}")
    if compared.read_later:
        print(f"  {len(compared.read_later)} commands are equal but for PSDT: one tracer read them "
              "at their completion, because the kernel skipped its program on nvme_setup_cmd")
    lines = list(compared.lines())
    for line in lines[:SHOWN_DIFFERENCES]:
        print(f"  {line}")
    if len(lines) > SHOWN_DIFFERENCES:
        print(f"  ... and {len(lines) - SHOWN_DIFFERENCES} more")
    for side, trace in compared.traces.items():
        if lines or trace.missed() or trace.status != 0:
            for message in trace.messages.splitlines():
                print(f"  {side}: {message}")


def examine(spec, programs, excepted):
    """Runs the load on a kernel and compares. Returns whether the result is good."""
    folder = FOLDER / spec
    shutil.rmtree(folder, ignore_errors=True)
    boot(spec, programs, folder)
    for side in SIDES:
        if not (folder / side / "capture").exists():
            message = (folder / side / "err").read_text().strip()
            raise vm.VmError(f"the {side} build did not trace: {message}")
    traces = {side: Trace(folder / side, programs["new"]) for side in SIDES}
    sent = len((folder / "sent").read_text().splitlines())
    if len(traces["new"].records) + traces["new"].missed() < sent:
        raise vm.VmError(f"{sent} commands were sent, but the new build recorded fewer; "
                         f"see {folder}")
    left_out = {side: trace.leave_out(excepted) for side, trace in traces.items()}
    compared = Comparison(traces)
    report(spec, compared, left_out)
    return (all(trace.status == 0 for trace in traces.values())
            and (compared.is_equal() or compared.is_reported()))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", type=pathlib.Path, help="the build to compare with")
    parser.add_argument("kernels", nargs="*", help="such as 6.12-cloud; without any, the matrix")
    parser.add_argument("--new", type=pathlib.Path, default=ROOT / "nvme_trace")
    parser.add_argument("--except", nargs="+", default=[], dest="excepted", choices=PROGRAMS,
                        help="do not compare what these programs sent")
    return parser.parse_args()


def main():
    args = parse_arguments()
    programs = {"old": args.old, "new": args.new}
    failed = False
    for spec in args.kernels or kernels.specs():
        try:
            failed |= not examine(spec, programs, args.excepted)
        except vm.VmError as problem:
            print(f"{spec}: not compared; {problem}", flush=True)
            failed = True
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (archive.ArchiveError, OSError) as problem:
        sys.exit(f"same_records: {problem}")
