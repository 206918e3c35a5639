/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The way that records take from the kernel: one ring buffer, or one for each CPU. */
#ifndef LIVE_RINGS_H
#define LIVE_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nvme_trace_bpf; /* the skeleton */
struct ring_buffer;

/* Starts as zeroes. */
struct rings {
	struct ring_buffer *ring; /* of libbpf: all of them; NULL until they are open */
	uint32_t size;		  /* of each, in bytes */
	int count;		  /* of those for each CPU; 0 = there is one for all */
	int *fds;		  /* of these */
};

typedef int (*rings_record_fn)(void *ctx, void *data, size_t size);

/*
 * Before loading. size is how many bytes there are to be in all, a power of two; of rings for each
 * CPU none has less than a page. Returns 0 or -errno.
 */
int rings__choose(struct rings *rings, struct nvme_trace_bpf *skel, uint32_t size,
		  bool for_each_cpu);

/* After loading. Returns 0 or -errno; what is open already stays so until rings__close. */
int rings__open(struct rings *rings, struct nvme_trace_bpf *skel, rings_record_fn on_record,
		void *ctx);

void rings__close(struct rings *rings);

#endif
