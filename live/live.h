/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The source of records from the running kernel: load, attach, deliver, stop. */
#ifndef LIVE_LIVE_H
#define LIVE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/event_sink.h"
#include "filter.h"
#include "machine/diagnose.h"
#include "nvme_trace.h"

struct live;

/* What to add up in the kernel, for a summary. */
struct live_sums {
	bool only;	      /* whether to deliver sums instead of records */
	bool by_comm;	      /* each sum is of commands with the same comm */
	uint64_t interval_ns; /* how often to deliver them; 0 = at the end only */
};

struct live_config {
	struct filter filter; /* which commands to deliver */
	uint32_t buffer_size; /* of the ring buffer: a power of two, at least a page */
	struct live_sums sums;
	bool debug;	       /* show the messages of libbpf */
	int wake_fd;	       /* a file that ends a wait when it becomes ready; -1 = none */
	uint64_t in_flight_ns; /* age at which a command is overdue; 0 = never */
};

/*
 * Loads the kernel side and attaches it. The sink stays the caller's and gets nothing before
 * live__deliver. Returns a source that the caller frees with live__free, or NULL after a message
 * that names the cause and its cure.
 */
struct live *live__open(const struct live_config *config, const struct event_sink *sink);

/* Loads the kernel side, attaches it and detaches it, to see whether that works. */
void live__try(const struct live_config *config, struct trial *trial);

/* Waits up to timeout_ms for records, a signal or wake_fd. May return earlier. */
void live__wait(const struct live *live, int timeout_ms);

/*
 * Delivers all pending records or the sums that are due, overdue commands, the losses (at most once
 * a second), and the time: now_ns, of CLOCK_MONOTONIC. Returns 0, or -1 after a message.
 */
int live__deliver(struct live *live, uint64_t now_ns);

/* Whether this process may still read the maps of the kernel side; ctx is the struct live. */
bool live__can_go_on(void *ctx);

/*
 * Detaches, then delivers what is left: records in the ring buffer, or sums; commands in flight, as
 * NVME_TRACE_IN_FLIGHT as of now_ns; losses; the time. Every command that began before this call
 * is then delivered or counted.
 */
void live__stop(struct live *live, uint64_t now_ns);

/* What was seen and lost so far, over all CPUs; exact after live__stop. */
struct live_totals {
	struct nvme_trace_counters kernel;
	uint64_t probe_missed; /* upper bound: commands missed because the kernel skipped a probe */
	uint64_t bad_records;  /* of an unknown size or version */
	uint64_t lost;	       /* all losses: no room, bad_records and probe_missed */
	uint64_t half_seen;    /* only their set-up was seen; not part of kernel.seen */
	bool unread;	       /* a map could not be read, so these numbers are incomplete */
};

/* Counters that cannot be read keep the values read last. */
void live__totals(struct live *live, struct live_totals *totals);

/* Detaches if necessary and releases everything. NULL is allowed. */
void live__free(struct live *live);

#endif
