/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a source delivers what it has: this machine's kernel (live/), or a capture. */
#ifndef BASE_EVENT_SINK_H
#define BASE_EVENT_SINK_H

#include <stdint.h>

struct nvme_trace_event;
struct sum_of_group;

/*
 * A record and the data that follows it are valid only during the call. Times are in ns of
 * CLOCK_MONOTONIC of the machine that the records are from.
 */
struct event_sink {
	/* A record that the filter lets through. */
	void (*event)(void *ctx, const struct nvme_trace_event *event);
	/* A command that has been in flight for too long; its record comes when it ends. */
	void (*overdue)(void *ctx, const struct nvme_trace_event *event);
	/* Commands of one group that have ended, of a source that sends no records. */
	void (*sum)(void *ctx, const struct sum_of_group *sum);
	/* How many commands have been lost so far. */
	void (*lost)(void *ctx, uint64_t total);
	/* It is now_ns. A tick comes before each record of that time. */
	void (*tick)(void *ctx, uint64_t now_ns);
	/* There is nothing more for now. */
	void (*flush)(void *ctx);
	void *ctx;
};

#endif
