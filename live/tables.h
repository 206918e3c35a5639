/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps of the kernel side that user space reads: commands in flight, set-ups, counters. */
#ifndef LIVE_TABLES_H
#define LIVE_TABLES_H

#include <stdint.h>

#include "nvme_trace.h"

struct tables_batch;
struct nvme_trace_bpf; /* the skeleton */

/* Starts as zeroes. */
struct tables {
	int commands_fd, setups_fd, places_fd;
	const struct nvme_trace_cpu *cpus; /* mapped memory; the programs change it */
	uint32_t place_count, cpu_count;
	int unread; /* errno of a map that could not be read; 0 = all could be read */
	struct tables_batch *batch; /* from the start, because no memory may be left at the end */
};

/*
 * Before loading: gives each CPU its part of the maps, and chooses the number of places for threads
 * that are in an ioctl. Returns 0 or -errno.
 */
int tables__choose_size(struct nvme_trace_bpf *skel);

/* After loading: finds the maps. Returns 0 or -errno. */
int tables__open(struct tables *tables, const struct nvme_trace_bpf *skel);

/* Allocates what reading needs. Returns 0 or -errno; the caller frees in either case. */
int tables__allocate(struct tables *tables);
void tables__free(struct tables *tables);

/*
 * Calls fn for each command in flight whose record was not sent yet. If a map cannot be read, this
 * and tables__count_setups() log a message the first time and set tables->unread.
 */
void tables__walk_commands(struct tables *tables,
			   void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx);

/* How many commands in flight were seen only when the driver set them up. */
uint64_t tables__count_setups(struct tables *tables);

/* Adds up the counters of all CPUs. */
void tables__sum_counters(const struct tables *tables, struct nvme_trace_counters *sum);

#endif
