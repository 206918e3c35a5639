/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The BPF object, before it is loaded. */
#ifndef LIVE_OBJECT_H
#define LIVE_OBJECT_H

#include <stdbool.h>

struct kernel_types;
struct nvme_trace_bpf; /* the skeleton */
struct targets;

/*
 * Opens the object with the types that the running kernel has, and finds its targets. `debug` shows
 * libbpf's messages. Returns the skeleton, which is the caller's, or NULL with errno.
 */
struct nvme_trace_bpf *object__open(struct kernel_types *types, struct targets *targets,
				    bool debug);

/*
 * Finds where the kernel maps memory. Only done to show data, because it takes a while. Returns 0,
 * or -ENODATA if kallsyms does not tell.
 */
int object__find_memory(struct nvme_trace_bpf *skel);

#endif
