/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records from the running kernel: load, attach, poll, stop. */
#ifndef LIVE_LIVE_H
#define LIVE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "filter.h"
#include "machine/diagnose.h"
#include "nvme_trace.h"

struct live;

struct live_config {
	struct filter filter; /* what is wanted */
	uint32_t buffer_size; /* of the ring buffer: a power of two, at least a page */
	bool debug;	      /* show what libbpf says */
	int wake_fd;	      /* a file whose becoming ready ends a wait, too; -1 = none */
};

/* Called for each record; the record, and its data behind it, is valid only during the call. */
typedef void (*live_event_fn)(void *ctx, const struct nvme_trace_event *event);

/*
 * Loads the kernel side and attaches it. Returns a source that the caller frees
 * with live__free, or NULL after a message that names the cause and its cure.
 */
struct live *live__open(const struct live_config *config, live_event_fn on_event, void *ctx);

/* Loads the kernel side, attaches it and takes it away again, to see whether that can be done. */
void live__try(const struct live_config *config, struct trial *trial);

/* Waits up to timeout_ms until there are records, or a signal comes, or wake_fd is ready. */
void live__wait(const struct live *live, int timeout_ms);

/* Delivers all records that there are. Returns 0, or -1 after a message. */
int live__deliver(struct live *live);

/* Whether this process may still read what the kernel side keeps; ctx is the struct live. */
bool live__can_go_on(void *ctx);

/*
 * Delivers to fn, as NVME_TRACE_IN_FLIGHT as of now_ns, the commands that are under
 * way and were submitted after from_ns and not after until_ns. Their records still
 * come when they end. Times are of CLOCK_MONOTONIC.
 */
void live__under_way(struct live *live, uint64_t from_ns, uint64_t until_ns, uint64_t now_ns,
		     live_event_fn fn, void *ctx);

/*
 * Detaches, then delivers what is left: records in the ring buffer, and the
 * commands that are still under way as NVME_TRACE_IN_FLIGHT as of now_ns. Commands
 * that began before this call are all delivered or counted when it returns.
 */
void live__stop(struct live *live, uint64_t now_ns);

/* What was seen and lost so far, over all CPUs; exact after live__stop. */
struct live_totals {
	struct nvme_trace_counters kernel;
	uint64_t probe_missed; /* times that the kernel skipped one of our probes */
	uint64_t bad_records;  /* of a size or version that is not ours */
	uint64_t half_seen;    /* not in seen: of these no more than their set-up was noticed */
	bool unread;	       /* a table or a counter could not be read: all this is not whole */
};

/* Where the counters cannot be read, they are as they were. */
void live__totals(struct live *live, struct live_totals *totals);

/* Detaches if need be and releases everything. NULL is fine. */
void live__free(struct live *live);

#endif
