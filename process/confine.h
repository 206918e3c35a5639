/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Drops root's privileges once they are no longer needed. Input from traced processes and from
 * files is hostile, and is read only after this.
 */
#ifndef PROCESS_CONFINE_H
#define PROCESS_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

struct confine {
	bool become; /* change to the user below */
	uint32_t uid, gid;
	bool signals; /* keep the right to signal processes of any user */
	/* Tests whether the rights we still have suffice for reading maps; NULL = no test needed.
	 */
	bool (*can_still_read)(void *ctx);
	void *ctx;
};

/*
 * Becomes the user and drops all capabilities but CAP_KILL, if signals is set, and the weakest one
 * with which can_still_read() succeeds. No program started from here can gain more. Returns 0, or
 * -1 after a message.
 */
int confine__give_up(const struct confine *confine);

/*
 * Forbids all system calls but those needed to read and write records. Returns 0, or -1 after a
 * message.
 */
int confine__seal(void);

#endif
