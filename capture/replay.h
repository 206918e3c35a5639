/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The source of records from a capture file. */
#ifndef CAPTURE_REPLAY_H
#define CAPTURE_REPLAY_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#include "base/event_sink.h"
#include "base/wall.h"
#include "filter.h"
#include "nvme_trace.h"

struct replay;

/*
 * Reads a capture far enough to know that it is one; `name` is for messages. The caller keeps the
 * file and `wall`. This sets `wall` to the clock at the start of the capture, and for each record
 * to the clock of its machine at that time. Returns a source that the caller frees, or NULL after a
 * message.
 */
struct replay *replay__open(FILE *file, const char *name, struct wall *wall);

/*
 * Delivers records in the order of the file, each after the time and the losses that precede it.
 * Stops at the end, or when *stop is not 0. Does not call the sink's overdue() and flush(). Returns
 * 0, or -1 after a message that says where the file is damaged; everything before that place was
 * delivered.
 */
int replay__run(struct replay *replay, const struct filter *filter, const struct event_sink *sink,
		const volatile sig_atomic_t *stop);

/* How many records the filter rejected. */
uint64_t replay__filtered(const struct replay *replay);

/* NULL is allowed. */
void replay__free(struct replay *replay);

#endif
