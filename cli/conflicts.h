/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Options that must not be given together. */
#ifndef CLI_CONFLICTS_H
#define CLI_CONFLICTS_H

#include <stdbool.h>

#include "cli/option_table.h"

/*
 * Finds the first conflict between the given options. Returns false if there is none. Otherwise
 * `problem` names the options and gives the reason.
 */
bool conflicts__find(const struct options *options, option_set given, char problem[PROBLEM_SIZE]);

#endif
