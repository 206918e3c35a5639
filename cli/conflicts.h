/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Options that do not go together. */
#ifndef CLI_CONFLICTS_H
#define CLI_CONFLICTS_H

#include <stdbool.h>

#include "cli/options.h"

#define ORIGIN(name) (1U << NVME_TRACE_ORIGIN_##name)

/* What was typed, where the options alone do not tell. */
struct command_line {
	struct options *options;
	bool all, json, command;
	bool in_flight, output, time; /* were given */
};

/*
 * The first of what is wrong with the options together: which of them are meant and why, so that
 * one knows which to leave out. NULL if they go together.
 */
const char *conflicts__first(const struct command_line *line);

#endif
