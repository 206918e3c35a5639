/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Options that do not go together. */
#ifndef CLI_CONFLICTS_H
#define CLI_CONFLICTS_H

#include <stdbool.h>

#include "cli/option_table.h"

/*
 * Finds the first conflict between the given options. Returns false if there is none; else the
 * problem names the options and gives the reason.
 */
bool conflicts__find(const struct options *options, option_set given, char problem[PROBLEM_SIZE]);

#endif
