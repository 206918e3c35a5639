/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The consecutive files of a long capture, named as tcpdump names them. */
#ifndef CAPTURE_SERIES_H
#define CAPTURE_SERIES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/claims.h"

#define SERIES_NAME_SIZE 4096 /* PATH_MAX */

struct series_config {
	const char *name;   /* with a period, a pattern for strftime(3) */
	uint64_t size;	    /* start the next file after so many bytes; 0 = never */
	uint64_t period_ns; /* start the next file after this time; 0 = never */
	uint32_t count;	    /* with a size, overwrite the first file after so many; else the last
			       one goes on; 0 = any number */
};

/* Starts with config and claims set and all others zero. */
struct series {
	struct series_config config;
	struct claims *claims; /* the caller's: files that must not be overwritten; or NULL */
	FILE *file;	       /* the current file; ours */
	uint64_t begun_ns;     /* CLOCK_MONOTONIC */
	uint32_t number;       /* the file's number among those of one name */
	uint32_t opened;       /* files, so far */
	size_t stem;	       /* length of the common part of the names */
	char name[SERIES_NAME_SIZE];
};

/* Whether to start the next file, if the current one has so many bytes. */
bool series__is_due(const struct series *series, uint64_t bytes);

/*
 * Closes the current file, if any, and opens the next. Returns it, or NULL with errno set and the
 * name in series->name. EBUSY means that the file is in use (claims->taken) and was not changed.
 */
FILE *series__next(struct series *series);

/* Returns 0, or -1 with errno set if the rest of the file could not be written. */
int series__close(struct series *series);

#endif
