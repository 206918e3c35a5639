#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Breaks nvme_trace on purpose and wants the tests to notice: mutants.py [KERNEL [NAME...]].

Each mutant is one edit of one file. It is built in a copy of the tree and has to
fail the VM tests on one kernel; a mutant that passes them is a hole in the tests.
"""

import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".output/mutants"

MUTANTS = {
    "nsid_and_cdw10_swapped": (
        "output/text.c", "hex(sqe->nsid, nsid), hex(sqe->cdw10, cdw10)",
        "hex(sqe->cdw10, nsid), hex(sqe->nsid, cdw10)"),
    "one_in_a_thousand_dropped": (
        "output/text.c", "	bool issued = event->issue_ns != 0;",
        "	bool issued = event->issue_ns != 0;\n	static int n;\n\n"
        "	if (++n % 1000 == 0)\n		return 0;"),
    "paired_by_thread": (
        "nvme_trace.bpf.c",
        "	__u64 *key = bpf_map_lookup_elem(&requests, &request);\n"
        "	struct nvme_trace_command *command = key ? bpf_map_lookup_elem(&commands, key) : NULL;",
        "	__u64 self = bpf_get_current_pid_tgid();\n"
        "	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &self);"),
    "command_id_of_the_caller": (
        "nvme_trace.bpf.c", "	event->sqe = sqe;", "	(void)sqe;"),
    "queue_id_off_by_one": (
        "nvme_trace.bpf.c", "queue_num) + 1;", "queue_num);"),
    "other_controller": (
        "nvme_trace.bpf.c", "	event->ctrl = instance_of(ctrl);",
        "	event->ctrl = instance_of(ctrl) ^ 1;"),
    "status_code_type_lost": (
        "output/text.c", "nvme_status_text(event->status,", "nvme_status_text(event->status & 0xff,"),
    "status_always_ok": (
        "nvme_trace.bpf.c", "	command->event.complete_ns = now;",
        "	command->event.complete_ns = now;\n	command->event.status = 0;"),
    "latency_too_long": (
        "nvme_trace.bpf.c", "	command->event.issue_ns = bpf_ktime_get_ns();",
        "	command->event.issue_ns = command->event.submit_ns - 1000000;"),
    "thread_id_as_pid": (
        "nvme_trace.bpf.c", ".pid = key >> 32", ".pid = (__u32)key"),
    "errno_lost": (
        "nvme_trace.bpf.c", "command->event.error = ret;", "command->event.error = -5;"),
    "end_unwatched": (
        "nvme_trace.bpf.c", "	if (!command)\n		return;\n	if (!command->reported) {",
        "	if (!command || ret < 0)\n		return;\n	if (!command->reported) {"),
    "in_flight_forgotten": (
        "source/live.c", "	deliver_unfinished(live);\n}", "	(void)deliver_unfinished;\n}"),
    "second_coming_counted": (
        "nvme_trace.bpf.c", "	return known && !known->reported && ",
        "	return false && known && !known->reported && "),
    "worker_named_for_its_owner": (
        "nvme_trace.bpf.c", "	if (BPF_CORE_READ(task, flags) & PF_IO_WORKER)\n", "	if (false)\n"),
    "names_unescaped": (
        "output/escape.c", "byte > ' ' && byte < 0x7f", "byte >= ' '"),
}


def build(name, path, before, after):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".output", "nvme_trace"),
                    dirs_exist_ok=True)
    source = folder / path
    text = source.read_text()
    if text.count(before) != 1:
        sys.exit(f"mutant {name}: {path} has its text {text.count(before)} times, wanted once")
    source.write_text(text.replace(before, after))
    subprocess.run(["make", "-s", "test-programs"], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL)
    return folder


def is_noticed(name, kernel):
    """Returns what failed, "" if nothing did."""
    folder = build(name, *MUTANTS[name])
    run = subprocess.run(
        ["/usr/bin/python3", "-m", "pytest", "-c", "tests/pytest.ini", "tests/vm", "-q", "-x",
         f"--basetemp={folder}/.output/pytest", "-k", kernel],
        cwd=folder, capture_output=True, text=True, timeout=1200)
    failed = [line for line in run.stdout.splitlines() if line.startswith("FAILED")]
    if run.returncode == 1 and failed:
        return failed[0].split(" - ")[0]
    if run.returncode == 0:
        return ""
    sys.exit(f"mutant {name}: the tests did not run:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


def main(kernel="6.1-cloud", *names):
    names = names or tuple(MUTANTS)
    survivors = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, failed in zip(names, pool.map(lambda name: is_noticed(name, kernel), names)):
            print(f"{name:28} {failed or 'SURVIVED'}", flush=True)
            survivors += not failed
    print(f"{len(names) - survivors} passed, {survivors} failed, 0 skipped")
    return min(survivors, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
