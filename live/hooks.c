// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/hooks.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <glob.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "filter.h" /* the skeleton has one */
#include "machine/kallsyms.h"
#include "nvme_trace.skel.h"

/* Tests build with another name, to see what happens where a kernel has renamed it. */
#ifndef NVME_TRACE_SYMBOL
#define NVME_TRACE_SYMBOL "nvme_submit_user_cmd"
#endif

const char *hooks__symbol(void)
{
	return NVME_TRACE_SYMBOL;
}

void hooks__choose(struct nvme_trace_bpf *skel, const struct hooks_use *use)
{
	struct bpf_program *by_hand[] = {
		skel->progs.nvme_submit_user_cmd,	skel->progs.driver_returned,
		skel->progs.nvme_setup_cmd_entered,	skel->progs.nvme_uring_cmd_io,
		skel->progs.nvme_uring_cmd_io_returned, skel->progs.request_ended,
		skel->progs.ioctl32_returned,
	};

	for (size_t i = 0; i < sizeof(by_hand) / sizeof(by_hand[0]); i++) {
		bpf_program__set_autoattach(by_hand[i], false);
		if (use->fprobes)
			bpf_program__set_expected_attach_type(by_hand[i], BPF_TRACE_KPROBE_MULTI);
	}
	bpf_program__set_autoattach(skel->progs.block_or_kernel_setup, false);
	bpf_program__set_autoload(skel->progs.block_getrq, use->block);
	bpf_program__set_autoload(skel->progs.block_or_kernel_setup, use->others);
	bpf_program__set_autoload(skel->progs.block_or_kernel_answer, use->others);
	if (!use->block)
		bpf_map__set_max_entries(skel->maps.senders, 1);
	if (!use->others)
		bpf_map__set_max_entries(skel->maps.setups, 1);
	bpf_program__set_autoload(skel->progs.nvme_uring_cmd_io, use->uring);
	bpf_program__set_autoload(skel->progs.nvme_uring_cmd_io_returned, use->uring);
	bpf_program__set_autoload(skel->progs.request_ended, use->fprobes);
	bpf_program__set_autoload(skel->progs.nvme_setup_cmd_entered, use->fprobes);
	bpf_program__set_autoload(skel->progs.driver_returned, use->fprobes);
	bpf_program__set_autoload(skel->progs.ioctl_returned, !use->fprobes);
	bpf_program__set_autoload(skel->progs.ioctl32_returned, !use->fprobes);
	skel->rodata->recovers_entries = !use->fprobes;
}

/* At a function's entry, or for a kretprobe at its return. */
static int attach_function(struct bpf_program *program, const char *symbol, bool fprobes,
			   struct bpf_link **link)
{
	bool is_return = strstr(bpf_program__section_name(program), "kretprobe") != NULL;
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = &symbol, .cnt = 1, .retprobe = is_return);

	*link = fprobes ? bpf_program__attach_kprobe_multi_opts(program, NULL, &opts)
			: bpf_program__attach_kprobe(program, is_return, symbol);
	return *link ? 0 : -errno;
}

/* Whether there is a namespace with more than one way to it, a path of which is nvme0c1n1. */
static bool has_multipath(void)
{
	glob_t found;
	bool has = glob("/sys/block/nvme*c*n*", GLOB_NOSORT, NULL, &found) == 0;

	globfree(&found);
	return has;
}

/*
 * The returns of the driver's ways in, and the ends of requests: of an ioctl's
 * (blk_end_sync_rq), of io_uring's, and where others are asked for of all. Each
 * for itself, as the kernel walks over all names to find more than one.
 */
static int attach_more(struct nvme_trace_bpf *skel, const struct hooks_use *use,
		       struct bpf_link *links[HOOKS_MORE])
{
	bool multipath = has_multipath();
	const struct {
		const char *symbol;
		struct bpf_program *program;
		bool wanted;
	} more[HOOKS_MORE] = {
		{ "nvme_dev_ioctl", skel->progs.driver_returned, true },
		{ "nvme_ioctl", skel->progs.driver_returned, true },
		{ "nvme_ns_chr_ioctl", skel->progs.driver_returned, true },
		{ "nvme_ns_head_ioctl", skel->progs.driver_returned, multipath },
		{ "nvme_ns_head_chr_ioctl", skel->progs.driver_returned, multipath },
		{ "blk_end_sync_rq", skel->progs.request_ended, true },
		{ "nvme_uring_cmd_end_io", skel->progs.request_ended, use->uring },
		{ "blk_mq_end_request", skel->progs.request_ended, use->others },
	};
	int error = 0;

	for (size_t i = 0; !error && i < HOOKS_MORE; i++)
		if (more[i].wanted)
			error = attach_function(more[i].program, more[i].symbol, true, &links[i]);
	return error;
}

static int attach_uring(struct nvme_trace_bpf *skel, bool fprobes)
{
	int error = attach_function(skel->progs.nvme_uring_cmd_io_returned, "nvme_uring_cmd_io",
				    fprobes, &skel->links.nvme_uring_cmd_io_returned);

	if (!error)
		error = attach_function(skel->progs.nvme_uring_cmd_io, "nvme_uring_cmd_io", fprobes,
					&skel->links.nvme_uring_cmd_io);
	return error;
}

/* A compiler may have renamed the function, and then may have changed its arguments as well. */
static int attach_submit(struct nvme_trace_bpf *skel, bool fprobes)
{
	struct bpf_program *program = skel->progs.nvme_submit_user_cmd;
	struct bpf_link **link = &skel->links.nvme_submit_user_cmd;
	struct symbol symbol = { .name = NVME_TRACE_SYMBOL };
	int error = attach_function(program, symbol.name, fprobes, link);

	if (!error)
		return 0;
	kallsyms__find(&symbol, 1);
	if (!symbol.found[0] || kallsyms__is_exact(&symbol))
		return error;
	error = attach_function(program, symbol.found, fprobes, link);
	if (!error)
		log_message("warning: this kernel has %s only as %s; its arguments may differ, "
			    "which is checked for each command",
			    symbol.name, symbol.found);
	return error;
}

/* Where commands of no program enter the table. What the first notes, an answer takes away. */
static int attach_others(struct nvme_trace_bpf *skel, const struct hooks_use *use)
{
	int error = 0;

	if (use->fprobes)
		error = attach_function(skel->progs.nvme_setup_cmd_entered, "nvme_setup_cmd", true,
					&skel->links.nvme_setup_cmd_entered);
	if (error || !use->others)
		return error;
	skel->links.block_or_kernel_setup = bpf_program__attach(skel->progs.block_or_kernel_setup);
	return skel->links.block_or_kernel_setup ? 0 : -errno;
}

/* Not every kernel runs 32-bit programs. */
static int attach_ioctl32(struct nvme_trace_bpf *skel)
{
	int error = attach_function(skel->progs.ioctl32_returned, "__ia32_compat_sys_ioctl", false,
				    &skel->links.ioctl32_returned);

	return error == -ENOENT ? 0 : error;
}

/* Answers first: a command that is seen to begin has to be seen to end. */
int hooks__attach(struct nvme_trace_bpf *skel, const struct hooks_use *use,
		  struct bpf_link *more[HOOKS_MORE])
{
	int error = nvme_trace_bpf__attach(skel);

	if (!error)
		error = use->fprobes ? attach_more(skel, use, more) : attach_ioctl32(skel);
	if (!error)
		error = attach_others(skel, use);
	if (!error)
		error = attach_submit(skel, use->fprobes);
	if (!error && use->uring)
		error = attach_uring(skel, use->fprobes);
	return error;
}

/*
 * How often the kernel left out the perf event's kprobe: bpf_link_info since
 * 3acf8ace6823 (6.7), laid out here because Debian 12's headers are older. 0
 * where the kernel does not say.
 */
static uint64_t kprobe_missed(const struct bpf_link *link)
{
	struct {
		__u32 type, id, prog_id, pad;
		__u32 perf_type, perf_pad;
		__u64 name;
		__u32 name_size, offset;
		__u64 address, missed, cookie;
	} info = {};
	__u32 size = sizeof(info);

	if (!link || bpf_obj_get_info_by_fd(bpf_link__fd(link), &info, &size) ||
	    info.type != BPF_LINK_TYPE_PERF_EVENT || size < sizeof(info) - sizeof(info.cookie))
		return 0;
	return info.missed;
}

/* How often the kernel left out a program because one was running on that CPU; since 5.12. */
static uint64_t program_missed(const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd = bpf_program__fd(program);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.recursion_misses;
}

uint64_t hooks__missed(const struct nvme_trace_bpf *skel)
{
	return kprobe_missed(skel->links.nvme_submit_user_cmd) +
	       program_missed(skel->progs.nvme_submit_user_cmd) +
	       kprobe_missed(skel->links.nvme_uring_cmd_io) +
	       program_missed(skel->progs.nvme_uring_cmd_io);
}

static void destroy(struct bpf_link **link)
{
	bpf_link__destroy(*link);
	*link = NULL;
}

/*
 * The answers go last: a command that fails meanwhile without one is still shown as under way, as
 * it was when the trace ended; one whose answer alone went unseen would be shown with less than it
 * had.
 */
void hooks__detach(struct nvme_trace_bpf *skel, struct bpf_link *more[HOOKS_MORE])
{
	struct bpf_link **first[] = {
		&skel->links.nvme_submit_user_cmd,
		&skel->links.nvme_uring_cmd_io,
		&skel->links.nvme_setup_cmd_entered,
		&skel->links.block_or_kernel_setup,
		&skel->links.ioctl_returned,
		&skel->links.ioctl32_returned,
		&skel->links.nvme_uring_cmd_io_returned,
	};

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		destroy(first[i]);
	for (size_t i = 0; i < HOOKS_MORE; i++)
		destroy(&more[i]);
	destroy(&skel->links.nvme_complete_rq);
	destroy(&skel->links.nvme_complete_rq_nested);
	nvme_trace_bpf__detach(skel);
	/* A global membarrier waits, as synchronize_rcu() does, for programs that still run. */
	syscall(__NR_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}
