/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Attaches the kernel side to tracepoints and to functions of the kernel. */
#ifndef LIVE_HOOKS_H
#define LIVE_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

struct nvme_trace_bpf; /* the skeleton */
struct targets;

/* Which parts of the kernel side a trace uses. */
struct hook_plan {
	bool uring;	      /* io_uring passthrough; only if the kernel has it */
	bool fprobes;	      /* use fprobes: a program on a tracepoint may be preempted */
	bool returns;	      /* fprobes on the returns of the driver's ioctl functions */
	bool typed_requests;  /* the programs on the driver's tracepoints get types */
	bool ends;	      /* programs on the driver's ioctl functions see them end */
	bool calls;	      /* others see who calls these functions; only with `ends` */
	bool recovery;	      /* find commands that all programs before the completion missed */
	bool block;	      /* block I/O */
	bool block_or_kernel; /* block I/O or the kernel's own commands */
};

/* The name of the driver's function through which every command of an ioctl passes. */
const char *hooks__symbol(void);

/* Whether the kernel has what the hook_plan's members of these names need. */
bool hooks__can_type_requests(const struct targets *targets);
bool hooks__can_see_calls(const struct targets *targets);

/* Before loading: selects the programs that the plan uses and this kernel can load. */
void hooks__choose(struct nvme_trace_bpf *skel, const struct hook_plan *plan,
		   const struct targets *targets);

/*
 * After loading: attaches everything. Entry hooks come last, so that no command enters the table
 * before the programs that follow it are attached. Returns 0 or -errno; after an error the caller
 * must still call hooks__detach.
 */
int hooks__attach(struct nvme_trace_bpf *skel, const struct hook_plan *plan);

/*
 * How often the kernel skipped an entry program, and so missed a command; 0 if the kernel does not
 * report that. If it skips another program, the command's record shows it.
 */
uint64_t hooks__missed(struct nvme_trace_bpf *skel, const struct hook_plan *plan);

/*
 * Detaches the entry hooks first, then those for the end of a command without a completion, then
 * the completion hooks. After it returns, no program runs any more.
 */
void hooks__detach(struct nvme_trace_bpf *skel);

#endif
