/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The files of a long capture, one after the other, named as tcpdump names them. */
#ifndef CAPTURE_SERIES_H
#define CAPTURE_SERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/claims.h"

#define SERIES_NAME_SIZE 4096 /* PATH_MAX */

struct series_config {
	const char *name;   /* with a period a form for strftime(3) */
	uint64_t size;	    /* a file that has so many bytes is the last but one; 0 = any size */
	uint64_t period_ns; /* how long each file is written to; 0 = any time */
	uint32_t count;	    /* with a size, the first is written anew after so many; else the last
			       goes on; 0 = any number */
};

/* Starts as zeroes with its config and claims. */
struct series {
	struct series_config config;
	struct claims *claims; /* the caller's: of what may not be written to; or NULL */
	FILE *file;	   /* the one that is written to; ours */
	uint64_t begun_ns; /* CLOCK_MONOTONIC */
	uint32_t number;   /* of the file, of those of one name */
	uint32_t opened;   /* files, so far */
	size_t stem;	   /* so much of its name they have in common */
	char name[SERIES_NAME_SIZE];
};

/* Whether the file, which has so many bytes, is to be followed by the next one. */
bool series__is_due(const struct series *series, uint64_t bytes);

/*
 * Closes the file, if there is one, and opens the next. Returns it, or NULL with errno set and the
 * name in series->name. EBUSY: it is in use, as claims->taken says, and was left as it was.
 */
FILE *series__next(struct series *series);

/* Returns 0, or -1 with errno set if the rest of the last file could not be written. */
int series__close(struct series *series);

#endif
