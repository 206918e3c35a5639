/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records from a capture file. */
#ifndef CAPTURE_REPLAY_H
#define CAPTURE_REPLAY_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#include "base/wall.h"
#include "filter.h"
#include "nvme_trace.h"

struct replay;

/* Where it goes. Both are called in the order of the file. */
struct replay_to {
	const struct filter *filter; /* which records are delivered */
	void (*event)(void *ctx, const struct nvme_trace_event *event);
	void (*lost)(void *ctx, uint64_t total); /* so many, by now, when the capture was made */
	void *ctx;
	uint64_t filtered; /* records that were not delivered; the caller sets it to 0 */
};

/*
 * Reads the beginning of a capture, up to where it is known to be one; `name` is for messages. The
 * file and `wall` stay the caller's; `wall` is what the beginning says, and of each record that is
 * delivered its own machine and clock. Returns a source that the caller frees, or NULL after a
 * message.
 */
struct replay *replay__open(FILE *file, const char *name, struct wall *wall);

/*
 * Delivers every record that is wanted, with its data behind it, until the end or until *stop is
 * not 0. Returns 0, or -1 after a message that says where the file is damaged; what lies before has
 * been delivered.
 */
int replay__run(struct replay *replay, struct replay_to *to, const volatile sig_atomic_t *stop);

/* NULL is fine. */
void replay__free(struct replay *replay);

#endif
