#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Compares nvme_trace with other tracers in one VM.

The results go to .output/bench as tables (Markdown and CSV).
"""

import argparse
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/vm"))

import archive  # noqa: E402, found by the line above
import debian   # noqa: E402
import kernels  # noqa: E402
import report   # noqa: E402
import vm       # noqa: E402

HERE = ROOT / "tests/bench"
FOLDER = ROOT / ".output/bench"
TOOLS = ("nvme_trace", "nvme_trace-s", "bpftrace", "bpftrace-answers", "bcc", "ftrace",
         "ftrace-kprobe", "trace-cmd", "perf", "strace")
BPF_TOOLS = ("nvme_trace", "nvme_trace-s", "older", "bpftrace", "bpftrace-answers", "bcc")
# The number of commands in each load. A load's name ends with its number of threads.
LOADS = {"flush-1": 4_000, "flush-4": 4_000, "identify-1": 4_000, "identify-4": 4_000,
         "fault-1": 100_000, "fio": 4_000}
COUNTED = {"flush-1": 1_000, "identify-1": 1_000, "fault-1": 10_000, "getppid-1": 100_000}
# The thread of a load also pays for interrupts, which come at other moments in each round.
COUNTED_ROUNDS = 3
ALL_LOADS = tuple(dict.fromkeys((*LOADS, *COUNTED)))


def plan_loads(counts, names):
    """Returns the loads as measure.py reads them. A load is called KIND-THREADS, or fio."""
    chosen = []
    for name in names:
        if name in counts:
            kind, _, threads = name.partition("-")
            chosen.append({"name": name, "kind": kind, "threads": int(threads or 1),
                           "commands": counts[name]})
    return chosen


def plan_wall(args):
    """Measures time, memory and losses, on two CPUs."""
    return [{"name": "wall", "tools": ["none", *args.tools],
             "loads": plan_loads(LOADS, args.loads), "rounds": args.rounds, "bpf_stats": False}]


def plan_counted(args):
    """Counts instructions. BPF statistics cost some themselves, so they get a pass of their own."""
    loads = plan_loads(COUNTED, args.loads)
    return [{"name": "counted", "tools": ["none", *args.tools], "loads": loads,
             "rounds": COUNTED_ROUNDS, "bpf_stats": False},
            {"name": "stats", "tools": [tool for tool in args.tools if tool in BPF_TOOLS],
             "loads": loads, "rounds": 1, "bpf_stats": True}]


def run(kernel, disk, passes, args, **machine):
    """Runs the passes in a VM and returns the rows that measure.py wrote."""
    files = {"/bench/measure.py": HERE / "measure.py", "/bench/load": args.load,
             "/bench/nvme_trace": args.nvme_trace, "/sbin/lib.sh": ROOT / "tests/vm/lib.sh"}
    if args.older:
        files["/bench/older"] = args.older
    files |= {f"/bench/rivals/{path.name}": path for path in (HERE / "rivals").iterdir()}
    with tempfile.TemporaryDirectory() as folder:
        plan = pathlib.Path(folder) / "plan.json"
        plan.write_text(json.dumps(passes))
        out = FOLDER / passes[0]["name"]
        status = vm.run(kernel, HERE / "guest.sh", out, files | {"/bench/plan.json": plan},
                        timeout=3600, memory="3G", disk=disk, console="stdio", **machine)
    if status:
        sys.exit(f"bench: the measurement failed, see {out}/console.log")
    return json.loads((out / "results.json").read_text())


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kernel", help="such as 6.1")
    parser.add_argument("--load", required=True, help="the program that sends commands")
    parser.add_argument("--nvme-trace", default=ROOT / "nvme_trace", type=pathlib.Path)
    parser.add_argument("--older", type=pathlib.Path, help="another build, measured as one more tool")
    parser.add_argument("--tools", nargs="+", choices=("none", *TOOLS), default=TOOLS)
    parser.add_argument("--loads", nargs="+", choices=ALL_LOADS, default=ALL_LOADS)
    parser.add_argument("--rounds", type=int, default=3,
                        help="in which time is measured; 0: instructions are counted only")
    args = parser.parse_args()
    args.tools = [tool for tool in args.tools if tool != "none"]  # "none" always runs
    if args.older:
        args.tools.append("older")
    return args


def main():
    args = parse_arguments()
    kernel = kernels.fetch(args.kernel)
    release = (kernel / "release").read_text().strip()
    disk, sizes = debian.fetch(release)
    sizes["nvme_trace"] = args.nvme_trace.stat().st_size
    sizes["nvme_trace-s"] = sizes["nvme_trace"]
    sizes["bpftrace-answers"] = sizes["bpftrace"]
    if args.older:
        sizes["older"] = args.older.stat().st_size
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = []
    if args.rounds:
        rows += run(kernel, disk, plan_wall(args), args)
    if any(load in COUNTED for load in args.loads):
        rows += run(kernel, disk, plan_counted(args), args, cpus=1, emulation=vm.COUNTING)
    report.write(FOLDER, release, rows, sizes)
    print((FOLDER / "bench.md").read_text())
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (vm.VmError, archive.ArchiveError, OSError) as problem:
        sys.exit(f"bench: {problem}")
