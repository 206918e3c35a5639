/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The regular files in use, so that no file is opened twice for writing under another name, through
 * a link, or as a standard file. Writing to devices and pipes overwrites nothing, so they are
 * ignored.
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
		const char *purpose; /* for messages; the caller keeps the string */
	} claim[CLAIMS_MAX];
	unsigned int count;
	const char *taken; /* the purpose of the file that was refused last; NULL = none */
};

/* Marks an open file as in use. Ignores closed descriptors and files that are not regular. */
void claims__add(struct claims *claims, int fd, const char *purpose);

/* The purpose for which the open file is in use; NULL if it is not. */
const char *claims__find(const struct claims *claims, int fd);

/*
 * Opens a file for writing and creates it if necessary, but does not truncate it: claims__empty()
 * does. Returns -1 with errno set; if the file is in use, EBUSY, and claims->taken is its purpose.
 */
int claims__open(struct claims *claims, const char *name);

/* Truncates a regular file. Returns 0, or -1 with errno set. */
int claims__empty(int fd);

#endif
