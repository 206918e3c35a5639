/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of places: an array with a place for each thread that is in an ioctl which sends a
 * command. The address of the thread's kernel stack tells where to look, so that a place is found,
 * taken and given back without a call of a helper. Stacks lie next to each other in the kernel's
 * memory, so they spread well over the table. User space maps the table into its memory, because
 * the kernel runs no kprobe on a CPU while a system call reads a map there.
 */
#ifndef KERNEL_PLACES_BPF_H
#define KERNEL_PLACES_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/differences.bpf.h"

#define WAYS	      4			 /* places at which a stack may be */
#define STACK_SPACING (2 * STACK_SIZE) /* an unmapped page separates two stacks */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* a power of two; user space sets it before loading */
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct nvme_trace_place);
} places SEC(".maps");

/* The number of places minus 1. Set before loading. */
const volatile __u32 place_mask = 0;

/* Whether a thread ever found its first place taken. Until then nobody has to look further. */
bool places_collided;

static __always_inline struct nvme_trace_place *place_at(__u64 stack, __u32 way)
{
	__u32 index = ((__u32)(stack / STACK_SPACING) + way) & place_mask;

	return bpf_map_lookup_elem(&places, &index);
}

/* Returns the place of the thread with this kernel stack, or NULL. */
static __always_inline struct nvme_trace_place *find_place(__u64 stack)
{
	struct nvme_trace_place *place = place_at(stack, 0);

	if (place && place->stack == stack)
		return place;
	if (!places_collided)
		return NULL;
	FILTER_LOOP (__u32 way = 1; way < WAYS; way++) {
		place = place_at(stack, way);
		if (place && place->stack == stack)
			return place;
	}
	return NULL;
}

/* How often a place or another thing is claimed. Other CPUs change it at any time. */
#define CLAIMS(thing) (*(volatile typeof((thing)->claims) *)&(thing)->claims)

/*
 * Takes a place for the thread with this kernel stack, which must have none. Returns NULL if all
 * its places are taken. Linux 5.10 has no atomic addition that returns the sum. So if two CPUs add
 * at the same time, both may see 2, and then both go on to the next place.
 */
static __always_inline struct nvme_trace_place *claim_place(__u64 stack)
{
	FILTER_LOOP (__u32 way = 0; way < WAYS; way++) {
		struct nvme_trace_place *place = place_at(stack, way);

		if (!place)
			break;
		if (way)
			places_collided = true;
		if (CLAIMS(place))
			continue;
		__sync_fetch_and_add(&place->claims, 1);
		if (CLAIMS(place) == 1) {
			place->stack = stack;
			return place;
		}
		__sync_fetch_and_add(&place->claims, -1);
	}
	return NULL;
}

static __always_inline void release_place(struct nvme_trace_place *place)
{
	place->stack = 0;
	__sync_fetch_and_add(&place->claims, -1);
}

#endif
