/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ring buffers that bring records from the kernel: one for all CPUs, or one for each. */
#ifndef LIVE_RINGS_H
#define LIVE_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nvme_trace_bpf; /* the skeleton */
struct ring_buffer;

/* Starts as zeroes. */
struct rings {
	struct ring_buffer *ring; /* libbpf's reader of all of them; NULL until they are open */
	uint32_t size;		  /* of each, in bytes */
	int count;		  /* one for each CPU; 0 = one for all CPUs */
	int *fds;		  /* count of them */
};

typedef int (*rings_record_fn)(void *ctx, void *data, size_t size);

/*
 * Before loading: chooses the number and size of the rings. size is the sum of their bytes, a power
 * of two; a ring for one CPU has at least a page. Returns 0 or -errno.
 */
int rings__choose(struct rings *rings, struct nvme_trace_bpf *skel, uint32_t size,
		  bool for_each_cpu);

/* After loading. Returns 0 or -errno; after an error the caller must still call rings__close. */
int rings__open(struct rings *rings, struct nvme_trace_bpf *skel, rings_record_fn on_record,
		void *ctx);

void rings__close(struct rings *rings);

#endif
