/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Converts words of the command line to struct filter. Each function adds one value to those of its
 * kind, unless it is there already. It returns 0, or -1 if the text is wrong. Then it adds nothing,
 * and `problem` says what is wrong ("not a process id from 1 up").
 */
#ifndef CLI_FILTER_OPTIONS_H
#define CLI_FILTER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/choices.h"
#include "filter.h"

/* "nvme0", "nvme0n1", "ng0n1" or "nvme0c1n1", also with /dev/ before it. Does not look it up. */
int filter_options__add_device(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/*
 * Adds the same, the path of any node of this machine, and "serial:NUMBER" and "model:NAME", which
 * add every controller of this machine with that serial number or model.
 */
int filter_options__find_device(struct filter *filter, const char *text,
				char problem[PROBLEM_SIZE]);

int filter_options__add_pid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/* The name is cut to the length that the kernel keeps. */
int filter_options__add_comm(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/* An id, or a name in /etc/passwd. */
int filter_options__add_uid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

int filter_options__add_nsid(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/* "admin", "io", or a queue id. */
int filter_options__add_queue(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/* "ioctl", "uring", "kernel", "block". */
int filter_options__add_origin(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

#endif
