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
        "output/text.c", "		.nsid = hex(sqe->nsid, nsid),\n		.cdw10 = hex(sqe->cdw10, cdw10),",
        "		.nsid = hex(sqe->cdw10, nsid),\n		.cdw10 = hex(sqe->nsid, cdw10),"),
    "one_in_a_thousand_dropped": (
        "output/text.c", "	bool issued = event->issue_ns != 0;",
        "	bool issued = event->issue_ns != 0;\n	static int n;\n\n"
        "	if (++n % 1000 == 0)\n		return 0;"),
    "paired_by_thread": (
        "kernel/requests.bpf.h",
        "	const __u64 stack = data & ~(STACK_SIZE - 1);",
        "	const __u64 stack = current_stack();"),
    "command_id_of_the_caller": (
        "kernel/requests.bpf.h", "	read_sqe(&event->sqe, cmd);\n}",
        "	(void)cmd;\n}"),
    "queue_id_off_by_one": (
        "kernel/requests.bpf.h", "queue_num) + 1;", "queue_num);"),
    "other_controller": (
        "kernel/commands.bpf.h", "ctrl ? instance_of(ctrl) :", "ctrl ? instance_of(ctrl) ^ 1 :"),
    "status_code_type_lost": (
        "output/columns.c", "nvme_status_text(event->status,",
        "nvme_status_text(event->status & 0xff,"),
    "status_always_ok": (
        "kernel/requests.bpf.h", "	event->complete_ns = now;",
        "	event->complete_ns = now;\n	event->status = 0;"),
    "latency_too_long": (
        "nvme_trace.bpf.c", "		command->event.issue_ns = now;\n	}",
        "		command->event.issue_ns = command->event.submit_ns - 1000000;\n	}"),
    "thread_id_as_pid": (
        "kernel/commands.bpf.h", "	event->pid = id >> 32;", "	event->pid = (__u32)id;"),
    "errno_lost": (
        "kernel/commands.bpf.h", "command->event.error = ret;", "command->event.error = -5;"),
    "end_unwatched": (
        "kernel/commands.bpf.h", "	if (!command)\n		return false;\n	if (!command->reported) {",
        "	if (!command || ret < 0)\n		return true;\n	if (!command->reported) {"),
    "check_without_a_trial": (
        "source/live.c", ".works = !error,", ".works = true,"),
    "in_flight_forgotten": (
        "source/live.c", "	walk_table(live, deliver_under_way, &walk);\n	live->filtered",
        "	live->filtered"),
    "second_coming_counted": (
        "kernel/uring.bpf.h", "	return known && !known->reported && ",
        "	return false && known && !known->reported && "),
    "worker_named_for_its_owner": (
        "kernel/commands.bpf.h", "	if (CURRENT(flags) & PF_IO_WORKER) {\n", "	if (false) {\n"),
    "refusals_unseen": (
        "kernel/ioctl.bpf.h", "	if (!ended(current_stack(), ret) && ret < 0)\n		refused(ret);\n",
        "	ended(current_stack(), ret);\n"),
    "filtered_uncounted": (
        "kernel/commands.bpf.h", "		return true;\n	COUNT(filtered);\n	return false;",
        "		return true;\n	return false;"),
    "slow_ignored": (
        "filter.h", "	if (filter->slow_ns && (end < start", "	if (0 && (end < start"),
    "any_device": (
        "filter.h", "	return filter->devices == 0;", "	return 1;"),
    "parents_not_followed": (
        "kernel/commands.bpf.h", "		task = BPF_CORE_READ(task, real_parent);", "		return false;"),
    "writer_named_for_submitter": (
        "kernel/others.bpf.h", "	descends = sender->descends;",
        "	event->pid = bpf_get_current_pid_tgid() >> 32;\n	read_comm(event->comm);\n"
        "	descends = sender->descends;"),
    "payload_of_the_next_byte": (
        "kernel/payload.bpf.h", "BPF_CORE_READ(from, bv_offset) + skip",
        "BPF_CORE_READ(from, bv_offset) + skip + 1"),
    "secrets_shown": (
        "kernel/payload.bpf.h", "!filter->unredacted && filter__is_secret(event)",
        "!filter->unredacted && false"),
    "anything_is_harmless": (
        "nvme/decode.c", "decoded->harmless = command->harmless;", "decoded->harmless = true;"),
    "names_unescaped": (
        "output/escape.c", "byte > ' ' && byte < 0x7f", "byte >= ' '"),
    "names_unescaped_for_a_shell": (
        "output/command.c", "escape_word(event->comm, sizeof(event->comm), comm)",
        "((void)comm, event->comm)"),
    "full_ring_uncounted": (
        "kernel/commands.bpf.h", "	if (full)\n		COUNT(ring_full);\n", "	(void)full;\n"),
    "rights_kept": (
        "source/confine.c", "		error = keep_what_is_needed(confine);", "		(void)keep_what_is_needed;"),
    "root_kept": (
        "source/confine.c", "	if (confine->become)\n", "	if (confine->become && false)\n"),
    "programs_may_get_more": (
        "source/confine.c", "		error = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);",
        "		error = 0;"),
    "system_calls_kept": (
        "source/confine.c", "	if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) || errno == EINVAL)",
        "	if (program.len)"),
    "strict_ignored": (
        "nvme_trace.c", "	report__live(&trace->counts, &totals);\n"
        "	return trace->options->strict && trace->lost ? EXIT_FAILED : status;",
        "	report__live(&trace->counts, &totals);\n	return status;"),
    "losses_told_at_the_end": (
        "nvme_trace.c", "	if (trace->lost > before)\n		report__loss(trace->lost - before, trace->lost);\n",
        "	(void)before;\n"),
    "woken_for_a_full_buffer_only": (
        "kernel/commands.bpf.h", "	if (now - woken_ns > NVME_TRACE_LOOK_NS) {", "	if (now < woken_ns) {"),
    "write_broken_off_by_a_signal": (
        "nvme_trace.c", "catch_signals(SA_RESTART);", "catch_signals(0);"),
    "closed_output_is_another_file": (
        "nvme_trace.c", "	hold_standard_files();\n	options__parse", "	options__parse"),
    "write_error_ignored": (
        "cli/outputs.c", "	if (result && !outputs->error)", "	if (0 && result)"),
    "duration_by_the_wall_clock": (
        "nvme_trace.c", "		now = clock_ns(CLOCK_MONOTONIC);\n",
        "		static int64_t offset;\n\n		if (!offset)\n"
        "			offset = clock_ns(CLOCK_REALTIME) - now;\n"
        "		now = clock_ns(CLOCK_REALTIME) - offset;\n"),
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
