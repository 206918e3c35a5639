// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/hooks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <glob.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "filter.h" /* the skeleton contains a struct filter */
#include "live/targets.h"
#include "machine/kallsyms.h"
#include "nvme_trace.skel.h"

/* Tests build with other names, as if a compiler had renamed the function. */
#ifndef NVME_TRACE_SYMBOL
#define NVME_TRACE_SYMBOL "nvme_submit_user_cmd"
#endif

const char *hooks__symbol(void)
{
	return NVME_TRACE_SYMBOL;
}

/* Whether there is a multipath namespace: one of its paths is called nvme0c1n1, for example. */
static bool has_multipath(void)
{
	glob_t paths;
	bool found = glob("/sys/block/nvme*c*n*", GLOB_NOSORT, NULL, &paths) == 0;

	globfree(&paths);
	return found;
}

/* The programs on one of the driver's ioctl functions. */
struct call_hook {
	const char *function;
	bool of_multipath;
	struct bpf_program *entered, *ended;
	struct bpf_link **entered_link, **ended_link;
};

#define CALL_HOOKS 5

/* nvme_ns_chr_ioctl exists since 5.13, the functions of multipath devices since 5.14. */
static void list_call_hooks(struct nvme_trace_bpf *skel, struct call_hook hooks[CALL_HOOKS])
{
#define CALL_HOOK(function, of_multipath, name)                                                    \
	{                                                                                          \
		function, of_multipath, skel->progs.name, skel->progs.name##_ended,                \
			&skel->links.name, &skel->links.name##_ended                               \
	}
	const struct call_hook list[CALL_HOOKS] = {
		CALL_HOOK("nvme_dev_ioctl", false, ctrl_ioctl),
		CALL_HOOK("nvme_ioctl", false, block_ioctl),
		CALL_HOOK("nvme_ns_chr_ioctl", false, char_ioctl),
		CALL_HOOK("nvme_ns_head_ioctl", true, head_block_ioctl),
		CALL_HOOK("nvme_ns_head_chr_ioctl", true, head_char_ioctl),
	};

	memcpy(hooks, list, sizeof(list));
}

bool hooks__can_type_requests(const struct targets *targets)
{
	return targets__has(targets, TARGETS_TRACEPOINT "nvme_setup_cmd") &&
	       targets__has(targets, TARGETS_TRACEPOINT "nvme_complete_rq");
}

bool hooks__can_see_calls(const struct targets *targets)
{
	return targets__has(targets, "nvme_dev_ioctl") && targets__has(targets, "nvme_ioctl");
}

/* Programs of calls that there are none of are not loaded. */
static void choose_call_hooks(struct nvme_trace_bpf *skel, const struct hook_plan *plan,
			      const struct targets *targets)
{
	bool multipath = has_multipath();
	struct call_hook hooks[CALL_HOOKS];

	list_call_hooks(skel, hooks);
	for (size_t i = 0; i < CALL_HOOKS; i++) {
		bool exists = targets__has(targets, hooks[i].function) &&
			      (multipath || !hooks[i].of_multipath);

		bpf_program__set_autoload(hooks[i].entered, exists && plan->calls);
		bpf_program__set_autoload(hooks[i].ended, exists && plan->ends);
	}
}

void hooks__choose(struct nvme_trace_bpf *skel, const struct hook_plan *plan,
		   const struct targets *targets)
{
	struct bpf_program *manual[] = {
		skel->progs.nvme_submit_user_cmd,	skel->progs.driver_returned,
		skel->progs.nvme_setup_cmd_entered,	skel->progs.nvme_uring_cmd_io,
		skel->progs.nvme_uring_cmd_io_returned, skel->progs.request_ended,
		skel->progs.ioctl32_returned,
	};

	for (size_t i = 0; i < sizeof(manual) / sizeof(manual[0]); i++) {
		bpf_program__set_autoattach(manual[i], false);
		if (plan->fprobes)
			bpf_program__set_expected_attach_type(manual[i], BPF_TRACE_KPROBE_MULTI);
	}
	if (plan->returns)
		bpf_program__set_expected_attach_type(skel->progs.driver_returned,
						      BPF_TRACE_KPROBE_MULTI);
	choose_call_hooks(skel, plan, targets);
	bpf_program__set_autoattach(skel->progs.block_or_kernel_setup, false);
	bpf_program__set_autoload(skel->progs.block_getrq, plan->block);
	bpf_program__set_autoload(skel->progs.block_or_kernel_setup, plan->block_or_kernel);
	bpf_program__set_autoload(skel->progs.block_or_kernel_answer, plan->block_or_kernel);
	if (!plan->block)
		bpf_map__set_max_entries(skel->maps.senders, 1);
	if (!plan->block_or_kernel)
		bpf_map__set_max_entries(skel->maps.setups, 1);
	bpf_program__set_autoload(skel->progs.nvme_uring_cmd_io, plan->uring);
	bpf_program__set_autoload(skel->progs.nvme_uring_cmd_io_returned, plan->uring);
	bpf_program__set_autoload(skel->progs.request_ended, plan->fprobes);
	bpf_program__set_autoload(skel->progs.nvme_setup_cmd_entered, plan->fprobes);
	bpf_program__set_autoload(skel->progs.driver_returned, plan->returns);
	bpf_program__set_autoload(skel->progs.find_function, plan->returns);
	bpf_program__set_autoload(skel->progs.ioctl_returned, !plan->returns && !plan->ends);
	bpf_program__set_autoload(skel->progs.ioctl32_returned, !plan->returns && !plan->ends);
	skel->rodata->has_typed_requests = plan->typed_requests;
	skel->rodata->sees_calls = plan->calls;
	skel->rodata->recovers_commands = plan->recovery;
}

/* Returns the address of a function, or 0. The kernel may keep it secret. */
static unsigned long find_function(struct nvme_trace_bpf *skel, const char *name)
{
	struct nvme_trace_function function = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts, .ctx_in = &function, .ctx_size_in = sizeof(function));

	snprintf(function.name, sizeof(function.name), "%s", name);
	if (bpf_prog_test_run_opts(bpf_program__fd(skel->progs.find_function), &opts))
		return 0;
	return function.address;
}

static bool is_return(const struct bpf_program *program)
{
	return strstr(bpf_program__section_name(program), "kretprobe") != NULL;
}

#define MOST_FUNCTIONS 5

/* Functions to which one program attaches. */
struct functions {
	const char *names[MOST_FUNCTIONS];
	size_t count;
};

static void add_function(struct functions *functions, const char *name, bool wanted)
{
	if (wanted)
		functions->names[functions->count++] = name;
}

/*
 * Attaches a program by fprobes: with one link, because that takes as long for several functions as
 * for one. If their addresses are secret, the kernel searches all symbols for their names.
 */
static int attach_fprobes(struct nvme_trace_bpf *skel, struct bpf_program *program,
			  const struct functions *functions, struct bpf_link **link)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .cnt = functions->count,
		    .retprobe = is_return(program));
	unsigned long addresses[MOST_FUNCTIONS];
	bool found = true;

	for (size_t i = 0; i < functions->count; i++) {
		addresses[i] = find_function(skel, functions->names[i]);
		found = found && addresses[i];
	}
	if (found)
		opts.addrs = addresses;
	else
		opts.syms = (const char **)functions->names;
	*link = bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);
	return *link ? 0 : -errno;
}

/* Attaches a program to a function's entry or, if it is a kretprobe, to its return. */
static int attach_function(struct nvme_trace_bpf *skel, struct bpf_program *program,
			   const char *symbol, bool fprobes, struct bpf_link **link)
{
	const struct functions functions = { .names = { symbol }, .count = 1 };

	if (fprobes)
		return attach_fprobes(skel, program, &functions, link);
	*link = bpf_program__attach_kprobe(program, is_return(program), symbol);
	return *link ? 0 : -errno;
}

/* Attaches to the returns of the driver's ioctl functions. */
static int attach_returns(struct nvme_trace_bpf *skel)
{
	struct functions functions = {};
	struct call_hook hooks[CALL_HOOKS];
	bool multipath = has_multipath();

	list_call_hooks(skel, hooks);
	for (size_t i = 0; i < CALL_HOOKS; i++)
		add_function(&functions, hooks[i].function, multipath || !hooks[i].of_multipath);
	return attach_fprobes(skel, skel->progs.driver_returned, &functions,
			      &skel->links.driver_returned);
}

#define END_OF_IOCTL "blk_end_sync_rq"

/*
 * Attaches to the functions that end requests: blk_end_sync_rq for ioctls, nvme_uring_cmd_end_io
 * for io_uring, and blk_mq_end_request, which ends all requests, for block I/O and the kernel's
 * commands.
 */
static int attach_request_ends(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	struct functions functions = {};

	add_function(&functions, END_OF_IOCTL, true);
	add_function(&functions, "nvme_uring_cmd_end_io", plan->uring);
	add_function(&functions, "blk_mq_end_request", plan->block_or_kernel);
	return attach_fprobes(skel, skel->progs.request_ended, &functions,
			      &skel->links.request_ended);
}

static int attach_uring_entry(struct nvme_trace_bpf *skel, bool fprobes)
{
	int error =
		attach_function(skel, skel->progs.nvme_uring_cmd_io_returned, "nvme_uring_cmd_io",
				fprobes, &skel->links.nvme_uring_cmd_io_returned);

	if (!error)
		error = attach_function(skel, skel->progs.nvme_uring_cmd_io, "nvme_uring_cmd_io",
					fprobes, &skel->links.nvme_uring_cmd_io);
	return error;
}

/* If a compiler renamed the function, it may also have changed its arguments. */
static int attach_ioctl_entry(struct nvme_trace_bpf *skel, bool fprobes)
{
	struct bpf_program *program = skel->progs.nvme_submit_user_cmd;
	struct bpf_link **link = &skel->links.nvme_submit_user_cmd;
	struct symbol symbol = { .name = NVME_TRACE_SYMBOL };
	int error = attach_function(skel, program, symbol.name, fprobes, link);

	if (!error)
		return 0;
	kallsyms__find(&symbol, 1);
	if (!symbol.found[0] || kallsyms__is_exact(&symbol))
		return error;
	error = attach_function(skel, program, symbol.found, fprobes, link);
	if (!error)
		log_message("warning: this kernel has %s only as %s; its arguments may differ, "
			    "which is checked for each command",
			    symbol.name, symbol.found);
	return error;
}

/*
 * Attaches the programs that run when the driver sets a command up. Block I/O and the kernel's
 * commands enter the table there. The completion hooks are attached before, because they remove
 * what nvme_setup_cmd_entered records.
 */
static int attach_setup(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	int error = 0;

	if (plan->fprobes)
		error = attach_function(skel, skel->progs.nvme_setup_cmd_entered, "nvme_setup_cmd",
					true, &skel->links.nvme_setup_cmd_entered);
	if (error || !plan->block_or_kernel)
		return error;
	skel->links.block_or_kernel_setup = bpf_program__attach(skel->progs.block_or_kernel_setup);
	return skel->links.block_or_kernel_setup ? 0 : -errno;
}

/* A kernel that does not run 32-bit programs lacks the function. */
static int attach_system_call(struct nvme_trace_bpf *skel)
{
	int error;

	skel->links.ioctl_returned = bpf_program__attach_tracepoint(skel->progs.ioctl_returned,
								    "syscalls", "sys_exit_ioctl");
	if (!skel->links.ioctl_returned)
		return -errno;
	error = attach_function(skel, skel->progs.ioctl32_returned, "__ia32_compat_sys_ioctl",
				false, &skel->links.ioctl32_returned);
	return error == -ENOENT ? 0 : error;
}

/* Attaches to a tracepoint of the driver: by its type if the program was loaded so. */
static int attach_tracepoint(struct bpf_program *program, const char *name, bool typed,
			     struct bpf_link **link)
{
	*link = typed ? bpf_program__attach_trace(program)
		      : bpf_program__attach_raw_tracepoint(program, name);
	return *link ? 0 : -errno;
}

static int attach_tracepoints(struct nvme_trace_bpf *skel, bool typed)
{
	int error = attach_tracepoint(skel->progs.nvme_complete_rq, "nvme_complete_rq", typed,
				      &skel->links.nvme_complete_rq);

	if (!error)
		error = attach_tracepoint(skel->progs.nvme_complete_rq_nested, "nvme_complete_rq",
					  typed, &skel->links.nvme_complete_rq_nested);
	if (!error)
		error = attach_tracepoint(skel->progs.nvme_setup_cmd, "nvme_setup_cmd", typed,
					  &skel->links.nvme_setup_cmd);
	return error;
}

/* Attaches programs to the ends or to the entries of the driver's ioctl functions. */
static int attach_calls(struct nvme_trace_bpf *skel, bool ends)
{
	struct call_hook hooks[CALL_HOOKS];

	list_call_hooks(skel, hooks);
	for (size_t i = 0; i < CALL_HOOKS; i++) {
		struct bpf_program *program = ends ? hooks[i].ended : hooks[i].entered;
		struct bpf_link **link = ends ? hooks[i].ended_link : hooks[i].entered_link;

		if (!bpf_program__autoload(program))
			continue;
		*link = bpf_program__attach_trace(program);
		if (!*link)
			return -errno;
	}
	return 0;
}

/* Attaches what sees the end of an ioctl, and of a request if another program may miss it. */
static int attach_ends(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	int error;

	if (plan->ends)
		return attach_calls(skel, true);
	if (!plan->returns)
		return attach_system_call(skel);
	skel->bss->end_of_ioctl = find_function(skel, END_OF_IOCTL);
	error = attach_returns(skel);
	return error || !plan->fprobes ? error : attach_request_ends(skel, plan);
}

/*
 * Attaches the completion hooks first: the end of each command that enters the table must be seen.
 * The skeleton attaches those that are always attached in the same way.
 */
int hooks__attach(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	int error = nvme_trace_bpf__attach(skel);

	if (!error)
		error = attach_tracepoints(skel, plan->typed_requests);
	if (!error)
		error = attach_ends(skel, plan);
	if (!error)
		error = attach_setup(skel, plan);
	if (!error)
		error = attach_ioctl_entry(skel, plan->fprobes);
	if (!error && plan->uring)
		error = attach_uring_entry(skel, plan->fprobes);
	if (!error && plan->calls)
		error = attach_calls(skel, false);
	return error;
}

/*
 * How often the kernel skipped a kprobe or an fprobe; 0 if it does not report that. bpf_link_info
 * has the number since 3acf8ace6823 (6.7). Its layout is repeated here because Debian 12's headers
 * are older.
 */
static uint64_t probe_missed(const struct bpf_link *link)
{
	struct {
		__u32 type, id, prog_id, pad;
		union {
			struct {
				__u32 type, pad;
				__u64 name;
				__u32 name_size, offset;
				__u64 address, missed;
			} perf_event;
			struct {
				__u64 addresses;
				__u32 count, flags;
				__u64 missed;
			} kprobe_multi;
			__u8 room[64];
		};
	} info = {};
	__u32 size = sizeof(info);

	if (!link || bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size))
		return 0;
	if (info.type == BPF_LINK_TYPE_PERF_EVENT)
		return info.perf_event.missed;
	return info.type == BPF_LINK_TYPE_KPROBE_MULTI ? info.kprobe_multi.missed : 0;
}

/*
 * How often the kernel skipped a program because it was already running on that CPU. The kernel
 * reports this since 5.12.
 */
static uint64_t program_missed(const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd = bpf_program__fd(program);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.recursion_misses;
}

/* The first hook of an ioctl's command counts: what it misses and a later hook sees is known. */
static uint64_t ioctls_missed(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	struct call_hook hooks[CALL_HOOKS];
	uint64_t missed = 0;

	if (!plan->calls)
		return probe_missed(skel->links.nvme_submit_user_cmd) +
		       program_missed(skel->progs.nvme_submit_user_cmd);
	list_call_hooks(skel, hooks);
	for (size_t i = 0; i < CALL_HOOKS; i++)
		missed += program_missed(hooks[i].entered);
	return missed;
}

uint64_t hooks__missed(struct nvme_trace_bpf *skel, const struct hook_plan *plan)
{
	return ioctls_missed(skel, plan) + probe_missed(skel->links.nvme_uring_cmd_io) +
	       program_missed(skel->progs.nvme_uring_cmd_io);
}

static void destroy_link(struct bpf_link **link)
{
	bpf_link__destroy(*link);
	*link = NULL;
}

/*
 * Detaches the completion hooks last. A command that meanwhile fails without a completion is shown
 * as in flight, which it was when the trace ended. If its completion were missed instead, it would
 * be shown as ended, but without its status.
 */
void hooks__detach(struct nvme_trace_bpf *skel)
{
	struct bpf_link **entries_and_ends[] = {
		&skel->links.nvme_submit_user_cmd,
		&skel->links.nvme_uring_cmd_io,
		&skel->links.nvme_setup_cmd_entered,
		&skel->links.block_or_kernel_setup,
		&skel->links.ioctl_returned,
		&skel->links.ioctl32_returned,
		&skel->links.nvme_uring_cmd_io_returned,
	};
	struct call_hook hooks[CALL_HOOKS];

	list_call_hooks(skel, hooks);
	for (size_t i = 0; i < CALL_HOOKS; i++)
		destroy_link(hooks[i].entered_link);
	for (size_t i = 0; i < sizeof(entries_and_ends) / sizeof(entries_and_ends[0]); i++)
		destroy_link(entries_and_ends[i]);
	for (size_t i = 0; i < CALL_HOOKS; i++)
		destroy_link(hooks[i].ended_link);
	destroy_link(&skel->links.driver_returned);
	destroy_link(&skel->links.request_ended);
	destroy_link(&skel->links.nvme_complete_rq);
	destroy_link(&skel->links.nvme_complete_rq_nested);
	nvme_trace_bpf__detach(skel);
	/* Like synchronize_rcu(), a global membarrier waits for programs that are still running. */
	syscall(__NR_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}
