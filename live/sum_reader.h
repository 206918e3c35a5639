/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the sums that the kernel side makes of commands, and delivers what has been added. */
#ifndef LIVE_SUM_READER_H
#define LIVE_SUM_READER_H

#include <stdint.h>

#include "base/event_sink.h"
#include "live/live.h"
#include "sums.h"

struct nvme_trace_bpf; /* the skeleton */
struct known_sum;

/* Starts as zeroes, and then all functions below do nothing unless sums__choose() was told to sum.
 */
struct sums {
	struct live_sums config;
	uint32_t cpus;		    /* possible CPUs */
	uint32_t slots;		    /* for each CPU, except the one for commands without room */
	struct sum_slot *memory;    /* of the kernel side; may only be read */
	struct known_sum *known;    /* uthash's list */
	struct sum_of_group others; /* of several groups, when last delivered */
	__u64 *epoch;		    /* in the kernel side's memory */
	uint64_t now_ns, end_ns;    /* the time of the last call; the end of the interval */
	uint64_t due_ns;	    /* when to read next */
	int unread;		    /* errno if a sum could not be read; 0 = all could be read */
};

/* Before loading. Returns 0 or -errno. */
int sums__choose(struct sums *sums, struct nvme_trace_bpf *skel, const struct live_sums *config);

/* After loading. Returns 0 or -errno; the caller must call sums__close in either case. */
int sums__open(struct sums *sums, struct nvme_trace_bpf *skel);

/* Shortens a wait in ms so that it ends when the sums are due. */
int sums__timeout(const struct sums *sums, int timeout_ms);

/*
 * Delivers what has been added since the last delivery, if it is due. If memory runs out, logs a
 * message the first time and sets sums->unread.
 */
void sums__deliver(struct sums *sums, const struct event_sink *sink, uint64_t now_ns);

/* Delivers the rest. Nothing may be attached any more. */
void sums__deliver_last(struct sums *sums, const struct event_sink *sink);

void sums__close(struct sums *sums);

#endif
