/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the kernel side is attached: which functions, by which of their names. */
#ifndef LIVE_HOOKS_H
#define LIVE_HOOKS_H

#include <stdbool.h>
#include <stdint.h>

struct nvme_trace_bpf; /* the skeleton */
struct bpf_link;

#define HOOKS_MORE 8 /* links that the skeleton has no place for */

/* What of the kernel side this trace is about to use. */
struct hooks_use {
	bool uring;   /* there is io_uring passthrough */
	bool fprobes; /* functions by fprobes, as programs on tracepoints may lose the CPU */
	bool block;   /* block I/O is asked for */
	bool others;  /* that, or the kernel's own commands */
};

/* The function of the driver that every ioctl's command goes through. */
const char *hooks__symbol(void);

/* Before loading: programs that would not be used, or could not be loaded, are left out. */
void hooks__choose(struct nvme_trace_bpf *skel, const struct hooks_use *use);

/*
 * After loading: attaches everything, entries last, so that no command is in the
 * table before all that follows it up is there. Returns 0 or -errno; then what is
 * attached already stays so until hooks__detach.
 */
int hooks__attach(struct nvme_trace_bpf *skel, const struct hooks_use *use,
		  struct bpf_link *more[HOOKS_MORE]);

/*
 * How often the kernel left out one of the programs that see a command enter:
 * as many commands went unseen. Whatever else is left out shows in the command
 * that it concerns. 0 where the kernel does not say.
 */
uint64_t hooks__missed(const struct nvme_trace_bpf *skel);

/*
 * Entries first, then what ends a command without the drive's answer, then the answers. When it
 * returns, none of the programs runs any more.
 */
void hooks__detach(struct nvme_trace_bpf *skel, struct bpf_link *more[HOOKS_MORE]);

#endif
