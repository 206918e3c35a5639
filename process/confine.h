/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is left of root's rights once they are not needed any more: nothing, for what comes from
 * traced processes and from files is hostile, and is read after this.
 */
#ifndef PROCESS_CONFINE_H
#define PROCESS_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

struct confine {
	bool become; /* another user */
	uint32_t uid, gid;
	bool signals; /* to a process of any user have to go on working */
	/* Whether what is to go on does so, without further rights; NULL = it needs none. */
	bool (*works)(void *ctx);
	void *ctx;
};

/*
 * Becomes the user, and gives up all capabilities but those that it has to keep: CAP_KILL for
 * signals, and the least that works() wants. No program that this one starts can get more. Returns
 * 0, or -1 after a message.
 */
int confine__give_up(const struct confine *confine);

/*
 * From now on no system calls but those that reading records and writing them takes. Returns 0, or
 * -1 after a message.
 */
int confine__seal(void);

#endif
