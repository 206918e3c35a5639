/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Suggestions for a mistyped command line. Nothing here prints or allocates. */
#ifndef CLI_HINTS_H
#define CLI_HINTS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#define HINTS_SIZE 256

/*
 * Returns the first unknown long option as it was typed, or NULL if all are known. `hint` becomes
 * "; did you mean ...?", or "" if no option is similar. `rows` ends as argp's rows do.
 */
const char *hints__unknown(const struct argp_option *rows, char *const *argv,
			   char hint[HINTS_SIZE]);

/*
 * Suggests what to type instead of a stray word. If the option before it has an optional argument,
 * the word may belong to it, without a blank. If has_command is false, the word may be a command,
 * which belongs after "--". `words` is the command line as it was typed and ends with NULL. `hint`
 * is "" if there is no suggestion.
 */
void hints__stray(const struct argp_option *rows, char *const *words, const char *stray,
		  bool has_command, char hint[HINTS_SIZE]);

#endif
