#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Breaks nvme_trace on purpose and checks that the tests notice: mutants.py [KERNEL [NAME...]].

Each mutant is one edit of one file. It is built in a copy of the tree and must fail the VM tests
on one kernel. A mutant that passes shows a gap in the tests. Some mutants name the one test that
must fail, or the file of unit tests, and some the only kernel that shows the fault.
"""

import collections
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".output/mutants"

ATTACH = "	if (!error)\n		set_tracing(live->skel, true);\n"
PINNED = ("	if (!error)\n		bpf_link__pin(live->skel->links.nvme_complete_rq, "
          "\"/sys/fs/bpf/left\");\n" + ATTACH)

Mutant = collections.namedtuple("Mutant", "path before after test kernel", defaults=("", ""))

# The values are the fields of a Mutant.
MUTANTS = {
    "nsid_and_cdw10_swapped": (
        "output/cells.c", "\"nsid\", write_nsid, 8 },\n"
        "	[OUTPUT_COLUMN_CDW10] = { \"CDW10\", \"cdw10\", write_cdw10, 8 },",
        "\"nsid\", write_cdw10, 8 },\n"
        "	[OUTPUT_COLUMN_CDW10] = { \"CDW10\", \"cdw10\", write_nsid, 8 },"),
    "one_in_a_thousand_dropped": (
        "output/text.c", "	nvme_decode(event, &config->vendors, &decoded);",
        "	static int n;\n\n	if (++n % 1000 == 0)\n		return 0;\n"
        "	nvme_decode(event, &config->vendors, &decoded);"),
    "paired_by_thread": (
        "kernel/requests.bpf.h",
        "	struct nvme_trace_place *place = find_place(stack_of_waiter(data));\n\n	facts->key",
        "	struct nvme_trace_place *place = find_place(current_stack());\n\n	facts->key",
        "test_everything_agrees_with_the_kernel"),
    "command_id_of_the_caller": (
        "kernel/requests.bpf.h", "	sqe->command_id = common->command_id;\n", "",
        "test_agrees_with_the_kernel"),
    "queue_id_off_by_one": (
        "kernel/requests.bpf.h", "event->qid = queue_num + 1;", "event->qid = queue_num;"),
    "other_controller": (
        "kernel/commands.bpf.h", "ctrl ? ctrl_instance(ctrl) :",
        "ctrl ? ctrl_instance(ctrl) ^ 1 :"),
    "status_code_type_lost": (
        "output/columns.c", "nvme_status_number(event->status,",
        "nvme_status_number(event->status & 0xff,"),
    "status_always_ok": (
        "kernel/requests.bpf.h", "	event->complete_ns = facts->now;",
        "	event->complete_ns = facts->now;\n	event->status = 0;"),
    "latency_too_long": (
        "nvme_trace.bpf.c", "		command->event.issue_ns = facts.now;\n	}",
        "		command->event.issue_ns = command->event.submit_ns - 1000000;\n	}"),
    "thread_id_as_pid": (
        "kernel/commands.bpf.h", "	event->pid = id >> 32;", "	event->pid = (__u32)id;"),
    "errno_lost": (
        "kernel/commands.bpf.h", "event->error = ret;", "event->error = -5;"),
    "end_unwatched": (
        "kernel/commands.bpf.h", "	if (command->reported)\n		return NULL;\n	if (event->issue_ns",
        "	if (command->reported || ret < 0)\n		return NULL;\n	if (event->issue_ns"),
    "check_without_a_trial": (
        "live/live.c", ".works = !error,", ".works = true,"),
    "in_flight_forgotten": (
        "live/live.c",
        "	tables__walk_commands(&live->tables, deliver_in_flight, &search);\n	live->filtered",
        "	live->filtered"),
    "second_coming_counted": (
        "kernel/uring.bpf.h", "	return known && !known->reported && ",
        "	return false && known && !known->reported && "),
    "worker_named_for_its_owner": (
        "kernel/commands.bpf.h", "	if (CURRENT(flags) & PF_IO_WORKER) {\n", "	if (false) {\n",
        "test_uring_agrees_with_the_sender"),
    "refusals_unseen": (
        "kernel/ioctl.bpf.h",
        "	return read_user_command(event, call) && ",
        "	return false && read_user_command(event, call) && "),
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
        "kernel/block_and_kernel.bpf.h", "	is_descendant = sender->is_descendant;",
        "	event->pid = bpf_get_current_pid_tgid() >> 32;\n	read_comm(event->comm);\n"
        "	is_descendant = sender->is_descendant;"),
    "payload_of_the_next_byte": (
        "kernel/payload.bpf.h", "BPF_CORE_READ(from, bv_offset) + skip",
        "BPF_CORE_READ(from, bv_offset) + skip + 1"),
    "secrets_shown": (
        "kernel/sending.bpf.h", "!filter.unredacted && filter__is_secret(event)",
        "!filter.unredacted && false"),
    "anything_is_harmless": (
        "nvme/decode.c", "decoded->harm = harm_of(&decoding, command);", "decoded->harm = NULL;"),
    "set_unknown": (
        "kernel/differences.bpf.h", "	READ_DRIVER(&event->csi, head, ids.csi, NO_BTF_HEAD_CSI);\n",
        "", "test_meaning"),
    "connect_in_the_admin_queue": (
        "kernel/requests.bpf.h", "is_connect(&event->sqe) && event->sqe.cdw10 >> 16", "false",
        "test_connect_is_in_the_queue_that_it_makes"),
    "names_unescaped": (
        "base/words.c", "c > ' ' && c < 0x7f", "c >= ' '",
        "test_nothing_gets_out"),
    "names_unescaped_for_a_shell": (
        "output/command.c", "escape_word(event->comm, sizeof(event->comm), comm)",
        "((void)comm, event->comm)",
        "test_a_shell_runs_nvme_alone"),
    "full_ring_uncounted": (
        "kernel/sending.bpf.h", "	if (full)\n		COUNT(ring_full);\n", "	(void)full;\n",
        "test_account_is_exact"),
    "rights_kept": (
        "process/confine.c", "		error = keep_what_is_needed(confine);", "		(void)keep_what_is_needed;",
        "test_rights_are_given_up"),
    "root_kept": (
        "process/confine.c", "	if (confine->become)\n", "	if (confine->become && false)\n",
        "test_files_are_the_callers"),
    "programs_may_get_more": (
        "process/confine.c", "		error = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);",
        "		error = 0;",
        "test_rights_are_given_up"),
    "system_calls_kept": (
        "process/confine.c", "	if (!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) || errno == EINVAL)",
        "	if (program.len)",
        "test_one_who_takes_it_over_gets_nowhere"),
    "strict_ignored": (
        "nvme_trace.c", "	if (trace->options->strict && trace->sink.lost)\n", "	if (0)\n",
        "test_losses_are_told_and_add_up"),
    "losses_told_at_the_end": (
        "nvme_trace.c", "	trace->sink.reports_losses = true;\n", "",
        "test_losses_are_told_and_add_up"),
    "skipped_probes_not_counted": (
        "live/hooks.c", "	return info.recursion_misses;", "	return 0;",
        "test_probe_skipped_by_the_kernel", "7.3-cloud"),
    "loses_the_cpu_as_it_searches": (
        "live/live.c", "	policy = cpu__hold();", "	policy = -1;",
        "test_skips_no_probe_itself"),
    "woken_for_a_full_buffer_only": (
        "kernel/sending.bpf.h", "	if (now - reader_woken_ns > NVME_TRACE_READER_POLL_NS) {",
        "	if (now < reader_woken_ns) {",
        "test_lone_command_is_shown_at_once"),
    "write_broken_off_by_a_signal": (
        "nvme_trace.c", "signals__catch(SA_RESTART);", "signals__catch(0);",
        "test_child_ends_while_the_reader_waits"),
    "closed_output_is_another_file": (
        "nvme_trace.c", "	hold_standard_files();\n	options__parse", "	options__parse",
        "test_cannot_write"),
    "write_error_ignored": (
        "trace/outputs.c", "	if (result && !outputs->error)", "	if (0 && result)",
        "test_cannot_write"),
    "duration_by_the_wall_clock": (
        "nvme_trace.c", "		now = clock_ns(CLOCK_MONOTONIC);\n",
        "		static int64_t offset;\n\n		if (!offset)\n"
        "			offset = clock_ns(CLOCK_REALTIME) - now;\n"
        "		now = clock_ns(CLOCK_REALTIME) - offset;\n",
        "test_clock_jumps"),
    "clock_read_once": (
        "nvme_trace.c", "		clocks__follow(&trace->wall);\n		error = live__deliver",
        "		error = live__deliver", "test_clock_jumps"),
    "clock_read_late": (
        "machine/clocks.c", "	if (fd < 0 ||\n", "	if (fd < 0 || true ||\n", "test_clock_jumps"),
    "suspend_unnoticed": (
        "machine/clocks.c", "	wall__follow(wall, &best);\n",
        "	if (!wall->count)\n		wall__follow(wall, &best);\n", "test_suspended"),
    "broken_pipe_told": (
        "nvme_trace.c", "	if (options.command)\n		signal(SIGPIPE, SIG_IGN);\n",
        "	signal(SIGPIPE, SIG_IGN);\n",
        "test_reader_is_gone"),
    "attached_for_ever": ("live/live.c", ATTACH, PINNED, "test_nothing_stays_attached"),
    "driver_held_for_ever": (
        "live/live.c", ATTACH, PINNED, "test_waits_for_the_driver", "6.12 and not cloud"),
    "capture_written_in_large_pieces": (
        "capture/capture_file.c", "	file->pending_length = 0;\n",
        "	if (length < sizeof(file->pending) - 4096)\n		return 0;\n"
        "	file->pending_length = 0;\n",
        "test_capture_of_a_killed_one"),
    "buffer_too_small": (
        "cli/options.c", "		.live.buffer_size = default_buffer_size(),",
        "		.live.buffer_size = default_buffer_size() ? 4096 : 0,", "test_account_is_exact"),
    "counters_of_online_cpus_only": (
        "live/tables.c", "	for (uint32_t cpu = 0; cpu < tables->cpu_count;",
        "	int get_nprocs(void);\n\n	for (uint32_t cpu = 0; cpu < (uint32_t)get_nprocs();",
        "test_account_is_exact"),
    "files_not_raised": (
        "live/failure.c", "	setrlimit(RLIMIT_NOFILE, &limit);\n", "", "test_limits_are_raised"),
    "memory_not_raised": (
        "live/failure.c", "	struct rlimit limit;\n\n	if (getrlimit(RLIMIT_NOFILE",
        "	struct rlimit limit;\n	int libbpf_set_memlock_rlim(size_t bytes);\n\n"
        "	getrlimit(RLIMIT_MEMLOCK, &limit);\n"
        "	if (!limit.rlim_cur)\n		libbpf_set_memlock_rlim(0);\n	if (getrlimit(RLIMIT_NOFILE",
        "test_limits_are_raised", "5.10-cloud"),
    "limit_of_files_unnamed": (
        "live/failure.c", "	else if (error == -EMFILE)\n",
        "	else if (0 && error == -EMFILE)\n", "test_too_few_files"),
    "one_tracer_at_a_time": (
        "live/live.c",
        "static int load_and_attach(struct live *live, const struct live_config *config)\n"
        "{\n	int error;\n\n",
        "#include <fcntl.h>\n#include <sys/file.h>\n"
        "static int load_and_attach(struct live *live, const struct live_config *config)\n"
        "{\n	int error, fd = open(\"/run/nvme_trace\", O_CREAT | O_RDWR | O_CLOEXEC, 0600);\n\n"
        "	if (flock(fd, LOCK_EX | LOCK_NB))\n		return -EBUSY;\n",
        "test_many_at_once"),
    "name_of_the_last_sender": (
        "kernel/commands.bpf.h",
        "static __always_inline void read_comm(char comm[NVME_TRACE_COMM_SIZE])\n{\n"
        "	struct task_struct *process;\n\n"
        "	bpf_get_current_comm(comm, NVME_TRACE_COMM_SIZE);\n",
        "char last_comm[NVME_TRACE_COMM_SIZE];\n__u64 named_ns;\n\n"
        "static __always_inline void read_comm(char comm[NVME_TRACE_COMM_SIZE])\n{\n"
        "	struct task_struct *process;\n	__u64 now = bpf_ktime_get_ns();\n\n"
        "	if (now - named_ns > 1000000) {\n		named_ns = now;\n"
        "		bpf_get_current_comm(last_comm, NVME_TRACE_COMM_SIZE);\n	}\n"
        "	__builtin_memcpy(comm, last_comm, NVME_TRACE_COMM_SIZE);\n",
        "test_each_of_a_crowd"),
    "cancelled_unseen": (
        "kernel/requests.bpf.h", "	read_answer(&command->event, facts);\n",
        "	read_answer(&command->event, facts);\n	if (command->event.status == 0x371)\n"
        "		return true;\n",
        "test_reset_under_load"),
    "given_up_is_ok": (
        "nvme_trace.bpf.c", "	if (error && !request_status(rq)) {\n", "	if (false) {\n",
        "test_removed_under_load", "7.3-cloud"),
    "left_in_the_table": (
        "kernel/uring.bpf.h", "	remove_command(key);\n	return 0;\n",
        "	if (ret >= 0)\n		remove_command(key);\n	return 0;\n",
        "test_no_command_is_left_in_a_table"),
    "names_in_json_as_they_are": (
        "output/json_lines.c", "memchr(bytes, DELETE, length) ? NULL :", "0 ? NULL :",
        "test_names_in_json"),
    "names_in_captures_as_they_are": (
        "capture/pcapng.c", "		 escape_word(event->comm, sizeof(event->comm), comm), event->pid,",
        "		 ((void)comm, event->comm), event->pid,", "test_names_in_wireshark"),
    "data_as_it_is": (
        "output/text.c", "bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.'",
        "bytes[i] != '\\n' ? bytes[i] : '.'", "test_nothing_gets_out"),
    "node_unescaped_for_a_shell": (
        "output/command.c", "		return escape_word(event->node, sizeof(event->node), word);",
        "		return event->node;", "test_a_shell_runs_nvme_alone"),
    "losses_not_in_json": (
        "trace/output_sink.c", "	if (output->lost)\n", "	if (0 && output->lost)\n",
        "test_losses_are_in_json_and_captures"),
    "waits_for_the_command_for_ever": (
        "nvme_trace.c", "child__all_gone(child) && !child->ended && !is_stopped(trace)",
        "child__all_gone(child) && !child->ended", "test_after_the_trace", "5.10-cloud"),
    "typed_signal_passed_on": (
        "nvme_trace.c", "!(signals__was_typed() && child__is_in_our_group(child))", "true",
        "test_typed_twice", "5.10-cloud"),
    "ended_is_before_the_trace": (
        "live/live.c", "	set_tracing(live->skel, false);\n", "", "test_ends_amid_others"),
    "always_as_much_room": (
        "kernel/sending.bpf.h", "bytes <= SOME_BYTES && ", "false && ", "test_little_data"),
    "id_of_the_first_set_up": (
        "nvme_trace.bpf.c", "		describe_requeued_command(command, &facts, cmd);\n", "",
        "test_requeue", "5.10-cloud"),
    "id_of_the_first_set_up_of_block_io": (
        "kernel/block_and_kernel.bpf.h", "		describe_requeued_command(known, &facts, cmd);\n",
        "		known->event.issue_ns = facts.now;\n", "test_requeue", "5.10-cloud"),
    "policy_lost": (
        "live/cpu.c", "		sched_setscheduler(0, policy, &none);\n",
        "		sched_setscheduler(0, SCHED_OTHER, &none);\n", "test_policy_that_was_given"),
    "registers_of_64_bits_only": (
        "kernel/differences.bpf.h", "regs.orig_ax == NR32_IOCTL && (__u16)regs.cs == USER32_CS",
        "false", "test_compat"),
    "returns_of_64_bits_only": (
        "live/hooks.c", "\"__ia32_compat_sys_ioctl\"", "\"no_such_function\"",
        "test_compat", "5.10-cloud"),
    "links_kept_when_it_fails": (
        "live/live.c", "	end_trace(live);\n	free(live);",
        "	release(live);\n	free(live);", "test_files_are_closed", "7.3-cloud"),
    "locks_of_one_size": (
        "kernel/differences.bpf.h", "	 bpf_core_type_size(struct mutex) + 5 * sizeof(void *))",
        "	 32 + 5 * sizeof(void *))", "test_agrees_with_the_kernel", "5.10-rt"),
    "not_recovered": (
        "kernel/recovery.bpf.h", "	if (has_sender) {",
        "	if (stack)\n		return false;\n	if (has_sender) {", "test_probe_skipped_by_the_kernel", "6.1-rt"),
    "place_claimed_twice": (
        "kernel/places.bpf.h", "		if (CLAIMS(place))\n			continue;\n"
        "		__sync_fetch_and_add(&place->claims, 1);\n		if (CLAIMS(place) == 1) {",
        "		__sync_fetch_and_add(&place->claims, 1);\n		if (CLAIMS(place)) {",
        "few_places"),
    "bystander_named": (
        "kernel/recovery.bpf.h", "	return (__u64)BPF_CORE_READ(task, stack) == stack ? task : NULL;",
        "	return task ? current : NULL;", "test_answered_commands_are_shown", "7.3-cloud"),
    "unread_is_whole": (
        "live/tables.c", "	tables->unread = error;\n", "", "test_account_that_cannot_be_read"),
    "stale_names": (
        "kernel/nodes.bpf.h", " && known->generation == node_generation;", ";",
        "test_reused_memory"),
    "sum_that_wraps": (
        "base/sum_of_group.c", "total->bytes += cpu.bytes;",
        "total->bytes += (__u32)cpu.bytes;", "test_sums.c"),
    "rows_beyond_count_uncounted": (
        "trace/output_sink.c", "		output_sink->counts.left_out++;\n", "", "test_count_and_duration"),
}


def build(name, path, before, after, goal):
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".output", "nvme_trace"),
                    dirs_exist_ok=True)
    source = folder / path
    text = source.read_text()
    if text.count(before) != 1:
        raise RuntimeError(f"{path} has its text {text.count(before)} times, wanted once")
    source.write_text(text.replace(before, after))
    subprocess.run(["make", "-s", goal], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def tests_of(mutant, kernel):
    """Returns what to build, the tests' folder or file, and which of them to run."""
    if mutant.test.endswith(".c"):
        return f".output/tests/{mutant.test[:-2]}", f"tests/unit/{mutant.test}", ""
    wanted = filter(None, (mutant.kernel or kernel, mutant.test))
    return "vm-programs", "tests/vm", " and ".join(wanted)


def is_noticed(name, kernel):
    """Returns the test that failed, or "" if none did."""
    mutant = Mutant(*MUTANTS[name])
    goal, tests, wanted = tests_of(mutant, kernel)
    folder = build(name, mutant.path, mutant.before, mutant.after, goal)
    run = subprocess.run(
        ["/usr/bin/python3", "-m", "pytest", "-c", "tests/pytest.ini", tests, "-q", "-x",
         f"--basetemp={folder}/.output/pytest", "-k", wanted],
        cwd=folder, capture_output=True, text=True, timeout=1200)
    failed = [line for line in run.stdout.splitlines() if line.startswith("FAILED")]
    if run.returncode == 1 and failed:
        return failed[0].split(" - ")[0].removeprefix("FAILED ")
    if run.returncode == 0:
        return ""
    raise RuntimeError(f"the tests did not run:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


def main(kernel="6.12-cloud", *names):
    names = names or tuple(MUTANTS)
    noticed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {pool.submit(is_noticed, name, kernel): name for name in names}
        for run in concurrent.futures.as_completed(runs):
            what = run.exception() or run.result() or "SURVIVED"
            print(f"{runs[run]:31} {what}", flush=True)
            noticed += not run.exception() and bool(run.result())
    print(f"{noticed} passed, {len(names) - noticed} failed, 0 skipped")
    return int(noticed < len(names))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
