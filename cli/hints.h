/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What somebody meant who typed a command line that is none. Pure but for the words it is given. */
#ifndef CLI_HINTS_H
#define CLI_HINTS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#define HINTS_SIZE 256

/*
 * The first long option of the command line that there is none of, as it was typed, and "; did you
 * mean ...?" of those that are near; NULL if there is no such option. rows ends as argp has it.
 */
const char *hints__unknown(const struct argp_option *rows, char *const *argv,
			   char hint[HINTS_SIZE]);

/*
 * What to type instead of a word that stands alone: together with the option before it, where that
 * one may go without an argument; or behind "--", where it may be a command. words are the command
 * line as it was typed, with an end; has_command: behind "--" there is one already. "" if nothing
 * comes to mind.
 */
void hints__stray(const struct argp_option *rows, char *const *words, const char *stray,
		  bool has_command, char hint[HINTS_SIZE]);

#endif
