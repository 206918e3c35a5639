#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Runs each load with each tool, inside the VM: measure.py CONTROLLER.

The plan is in /bench/plan.json. The results go to /out/results.json.
"""

import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import time

OUTPUT = pathlib.Path("/tmp/output")
STATS = pathlib.Path("/proc/sys/kernel/bpf_stats_enabled")

# How to start each tool. All write to stdout, which is a file on tmpfs.
RIVALS = "/bench/rivals"
TOOLS = {
    "nvme_trace": ["/bench/nvme_trace"],
    "nvme_trace-s": ["/bench/nvme_trace", "-j", "-s100ms", "--by", "comm"],
    "older": ["/bench/older"],
    "bpftrace": ["bpftrace", f"{RIVALS}/nvme.bt"],
    "bpftrace-answers": ["bpftrace", f"{RIVALS}/nvme_answers.bt"],
    "bcc": ["python3", f"{RIVALS}/nvme_bcc.py"],
    "ftrace": [f"{RIVALS}/events.sh"],
    "ftrace-kprobe": [f"{RIVALS}/kprobe.sh"],
    "trace-cmd": ["trace-cmd", "stream", "-e", "nvme:nvme_setup_cmd"],
    "perf": ["perf", "trace", "-a", "-e", "nvme:nvme_setup_cmd"],
    "strace": ["strace", "-f", "-Y", "-tt", "-e", "trace=ioctl", "-p", "SENDER"],
}
# How a line names the sender. strace also prints other ioctls, and resumed ones without their
# request.
SENDER = {"strace": rb"<%b>.*NVME_IOCTL_"}
# trace-cmd's lines lack the sender's name, and so do many of ftrace's. They have its thread id.
UNNAMED = re.compile(rb"<\.\.\.>-(\d+)")
FIRST = {"kind": "first", "threads": 1, "commands": 1}  # sent until its line appears
PATIENCE = 300  # seconds to wait for a tool's first line
LAG = 15  # seconds to wait after a load; lines that come later count as lost
TICK = 0.2  # seconds


# -- A tool's processes ------------------------------------------------------------------

def tree(pid):
    """Returns a process and its descendants."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = stat.read_text().rpartition(")")[2].split()[1]
            children.setdefault(int(parent), []).append(int(stat.parent.name))
    found = [pid]
    for process in found:
        found += children.get(process, [])
    return found


def read_all(pid, pattern):
    for process in tree(pid):
        for path in pathlib.Path(f"/proc/{process}").glob(pattern):
            with contextlib.suppress(OSError):
                yield path.read_text()


def cpu_ns(pid):
    return sum(int(text.split()[0]) for text in read_all(pid, "task/*/schedstat"))


def peak_kib(pid):
    return sum(int(number) for text in read_all(pid, "status")
               for number in re.findall(r"VmHWM:\s+(\d+)", text))


def bpf_ns(pid):
    """Returns the run time of all BPF programs of a tool, while bpf_stats_enabled is on."""
    programs = {}
    for text in read_all(pid, "fdinfo/*"):
        fields = dict(re.findall(r"^(\w+):\s+(\d+)$", text, re.M))
        if "run_time_ns" in fields:
            programs[fields["prog_id"]] = int(fields["run_time_ns"])
    return sum(programs.values())


# -- Senders -----------------------------------------------------------------------------

class Sender:
    """A shell that sends the commands. strace needs a process to attach to before they are sent."""

    def __init__(self):
        self.shell = subprocess.Popen(["sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pid = self.shell.pid

    def run(self, *command):
        """Returns a command's output, and the range of ids that it and its threads can have."""
        first_pid = next_pid()
        self.shell.stdin.write(shlex.join(command).encode() + b" >/tmp/printed; echo $?\n")
        self.shell.stdin.flush()
        if self.shell.stdout.readline() != b"0\n":
            sys.exit(f"measure: {command} failed")
        return pathlib.Path("/tmp/printed").read_text(), range(first_pid, next_pid())

    def close(self):
        self.shell.stdin.close()
        self.shell.wait()


def next_pid():
    return int(pathlib.Path("/proc/sys/kernel/ns_last_pid").read_text()) + 1


def load_command(load, controller):
    node = controller + "n1" * (load["kind"] == "flush")
    return ["/bench/load", load["kind"], str(load["threads"]), str(load["commands"]), node]


def parse_load(printed):
    return dict(zip(("sent", "ns", "p50", "p99", "sender_ns"), map(int, printed.split())))


def fio_command(load, controller):
    node = "/dev/ng" + controller.removeprefix("/dev/nvme") + "n1"
    return ["fio", "--name=fio", "--ioengine=io_uring_cmd", "--cmd_type=nvme", "--thread",
            f"--filename={node}", "--rw=randread", "--bs=4k", "--size=16m", "--iodepth=16",
            f"--io_size={4 * load['commands']}k", "--output-format=json"]


def parse_fio(printed):
    job = json.loads(printed)["jobs"][0]
    read = job["read"]
    return {"sent": read["total_ios"], "ns": read["runtime"] * 1_000_000,
            "p50": read["clat_ns"]["percentile"]["50.000000"],
            "p99": read["clat_ns"]["percentile"]["99.000000"],
            "sender_ns": (job["usr_cpu"] + job["sys_cpu"]) / 100 * job["job_runtime"] * 1e6}


# -- One tool --------------------------------------------------------------------------------

def lines_of(tool, name, pids):
    """Returns how many of a sender's commands the tool has shown."""
    output = OUTPUT.read_bytes()
    if tool == "nvme_trace-s":
        whole = output.split(b"\n")[:-1]
        groups = [json.loads(line) for line in whole if line.startswith(b"{")]
        return sum(group["count"] for group in groups if group.get("comm") == name)
    pattern = SENDER.get(tool, b"%b") % name.encode()
    return len(re.findall(pattern, output)) + sum(int(pid) in pids
                                                  for pid in UNNAMED.findall(output))


def wait_for_first_line(tool, process, sender, controller):
    """Sends commands until the tool shows one."""
    start, first_pid = time.monotonic(), next_pid()
    while not lines_of(tool, "first-1", range(first_pid, next_pid())):
        if process.poll() is not None or time.monotonic() > start + PATIENCE:
            sys.exit(f"measure: no line of {process.args}:\n"
                     + OUTPUT.read_text(errors="replace")[-2000:])
        sender.run(*load_command(FIRST, controller))


def wait_until_shown():
    """Waits until the tool's output stops growing, for at most LAG seconds."""
    sizes = [None] * 4
    end = time.monotonic() + LAG
    while time.monotonic() < end and (None in sizes or len(set(sizes)) > 1):
        time.sleep(TICK)
        sizes = [*sizes[1:], OUTPUT.stat().st_size]


def stop(process):
    """Interrupts the tool until it ends.

    A BCC script inside a callback ignores the first signal.
    """
    for _ in range(20):
        for pid in reversed(tree(process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return
    sys.exit(f"measure: {process.args} does not end")


@contextlib.contextmanager
def started(tool, sender, controller):
    """Yields the process and the seconds until its first line, or (None, None) for no tool."""
    if tool == "none":
        yield None, None
        return
    command = [str(sender.pid) if word == "SENDER" else word for word in TOOLS[tool]]
    with open(OUTPUT, "wb") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_for_first_line(tool, process, sender, controller)
        first_line = time.monotonic() - start
        wait_until_shown()
        yield process, first_line
    finally:
        stop(process)


# -- The plan ----------------------------------------------------------------------------------

def measure_load(load, process, sender, controller):
    pid = process.pid if process else None
    before = (cpu_ns(pid), bpf_ns(pid)) if pid else (0, 0)
    command, parse = ((fio_command, parse_fio) if load["kind"] == "fio" else
                      (load_command, parse_load))
    printed, pids = sender.run(*command(load, controller))
    result = parse(printed) | {"load": load["name"], "pids": pids}
    if pid:
        wait_until_shown()
        result["tool_ns"] = cpu_ns(pid) - before[0]
        result["bpf_ns"] = bpf_ns(pid) - before[1]
    return result


def measure_tool(tool, loads, controller):
    sender = Sender()
    with started(tool, sender, controller) as (process, first_line):
        results = [measure_load(load, process, sender, controller) for load in loads]
        peak = peak_kib(process.pid) if process else 0
    sender.close()
    for result in results:
        pids = result.pop("pids")
        result |= {"tool": tool, "first_line": first_line, "peak_kib": peak,
                   "seen": lines_of(tool, result["load"], pids) if process else 0}
    if process:
        # Kept so that a reader can look at the tool's lines.
        pathlib.Path(f"/out/{tool}.tail").write_bytes(OUTPUT.read_bytes()[-20_000:])
    return results


def measure_pass(plan, controller):
    """Yields the results of one pass of the plan."""
    STATS.write_text(str(int(plan["bpf_stats"])))
    tools = plan["tools"]
    for number in range(plan["rounds"]):
        # Each round starts with a different tool, so that none is always first.
        turn = number % len(tools)
        for tool in tools[turn:] + tools[:turn]:
            start = time.monotonic()
            results = measure_tool(tool, plan["loads"], controller)
            print(f"{plan['name']}, round {number + 1} of {plan['rounds']}: {tool}, "
                  f"{time.monotonic() - start:.0f} s", flush=True)
            for result in results:
                yield result | {"pass": plan["name"], "round": number}


def main(controller):
    passes = json.loads(pathlib.Path("/bench/plan.json").read_text())
    results = [result for plan in passes if plan["tools"]
               for result in measure_pass(plan, controller)]
    pathlib.Path("/out/results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
