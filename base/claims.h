/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Files that are in use, so that none of them is written to a second time: by another name, by a
 * link, or as a standard file. Only regular files; what is written to others destroys nothing.
 */
#ifndef BASE_CLAIMS_H
#define BASE_CLAIMS_H

#include <stdbool.h>
#include <sys/types.h>

#define CLAIMS_MAX 8

/* Starts as zeroes. */
struct claims {
	struct claim {
		dev_t device;
		ino_t inode;
		const char *as; /* what it is used as, in words that last */
	} claim[CLAIMS_MAX];
	unsigned int count;
	const char *taken; /* as what the file is in use that was refused last; NULL = none was */
};

/* From now on the open file is in use. What is closed, or no regular file, is none. */
void claims__add(struct claims *claims, int fd, const char *as);

/* As what the open file is in use; NULL if it is not. */
const char *claims__find(const struct claims *claims, int fd);

/*
 * Opens a file to be written, which is made if there is none, and is as it was if there is one:
 * claims__empty() empties it. Returns -1 with errno set, EBUSY and claims->taken if it is in use.
 */
int claims__open(struct claims *claims, const char *name);

/* Returns 0, or -1 with errno set. */
int claims__empty(int fd);

#endif
