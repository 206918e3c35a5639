/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Options that do not go together. */
#ifndef CLI_CONFLICTS_H
#define CLI_CONFLICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/options.h"

#define ORIGIN(name) (1U << NVME_TRACE_ORIGIN_##name)
#define MAX_DURATION (366ULL * 24 * 3600 * 1000000000) /* ns; so that no sum of times overflows */

/* What was typed, where the options alone do not tell. */
struct command_line {
	struct options *options;
	bool all, json, command;
	bool in_flight, output, time; /* were given */
	char **words;	  /* as they were typed, and in that order; ends with NULL */
	char **devices;	  /* what --device was given, of which --read decides what it means */
	size_t device_count;
	uint64_t given;		      /* likewise; a bit for each option with an argument */
};

/*
 * The first of what is wrong with the options together: which of them are meant and why, so that
 * one knows which to leave out. NULL if they go together.
 */
const char *conflicts__first(const struct command_line *line);

#endif
