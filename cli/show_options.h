/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lists of words that say how to show records. Each function adds the word at a place of its list
 * in choices.h. It returns 0, or -1 if the word is refused and problem says why.
 */
#ifndef CLI_SHOW_OPTIONS_H
#define CLI_SHOW_OPTIONS_H

#include "cli/choices.h"
#include "output/output.h"

int show_options__add_by(struct output_config *show, int place, char problem[PROBLEM_SIZE]);

/* Each column at most once. */
int show_options__add_column(struct output_config *show, int place, char problem[PROBLEM_SIZE]);

int show_options__add_vendor(struct output_config *show, int place, char problem[PROBLEM_SIZE]);

#endif
