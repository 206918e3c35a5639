/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The lists of words that options accept. */
#ifndef CLI_CHOICES_H
#define CLI_CHOICES_H

#include <stddef.h>

#define PROBLEM_SIZE 512 /* of a text that says what is wrong with an argument */

/* Returns the word at a place, which is the value of its enum; NULL after the last word. */
typedef const char *(*choices_fn)(size_t place);

const char *choices__colors(size_t place);    /* enum options_color */
const char *choices__times(size_t place);     /* enum output_time */
const char *choices__nvme_clis(size_t place); /* enum everyday_version */
const char *choices__columns(size_t place);   /* enum output_column */
const char *choices__sorts(size_t place);     /* enum output_sort */
const char *choices__by(size_t place);	      /* bit numbers of enum output_by */
const char *choices__origins(size_t place);   /* enum nvme_trace_origin */
const char *choices__queues(size_t place);    /* admin is queue 0, io every other queue */
const char *choices__vendors(size_t place);   /* nvme_vendor_list, then "auto" */

/*
 * Returns the place of the typed word, or -1 after writing to `problem`: "not a, b or c; did you
 * mean b?"
 */
int choices__find(choices_fn words, const char *typed, char problem[PROBLEM_SIZE]);

/* Appends "; did you mean b?" if words of the list are near to the typed one. */
void choices__suggest(choices_fn words, const char *typed, char problem[PROBLEM_SIZE]);

#endif
