/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From what people type to struct filter. Each function below adds one value to
 * those of its kind; one that is there already is not added again. It returns 0, or
 * -1 when nothing was added and problem says what is wrong with the text ("not a
 * process id from 1 up"). Nothing is printed; the caller knows the option.
 */
#ifndef CLI_FILTER_OPTIONS_H
#define CLI_FILTER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "filter.h"

#define FILTER_PROBLEM_SIZE 256

/* "nvme0", "nvme0n1", "ng0n1", "nvme0c1n1", each also below /dev/; nothing is looked up. */
int filter_options__add_device(struct filter *filter, const char *text,
			       char problem[FILTER_PROBLEM_SIZE]);

/*
 * The same, and also the path of a node of this machine whatever it is called, "serial:NUMBER" and
 * "model:NAME", which add a value for each controller that has it.
 */
int filter_options__find_device(struct filter *filter, const char *text,
				char problem[FILTER_PROBLEM_SIZE]);

int filter_options__add_pid(struct filter *filter, const char *text,
			    char problem[FILTER_PROBLEM_SIZE]);

/* Cut as the kernel cuts a process's name. */
int filter_options__add_comm(struct filter *filter, const char *text,
			     char problem[FILTER_PROBLEM_SIZE]);

/* A number, or a name that /etc/passwd has. */
int filter_options__add_uid(struct filter *filter, const char *text,
			    char problem[FILTER_PROBLEM_SIZE]);

int filter_options__add_nsid(struct filter *filter, const char *text,
			     char problem[FILTER_PROBLEM_SIZE]);

/* "admin", "io", or a queue id. */
int filter_options__add_queue(struct filter *filter, const char *text,
			      char problem[FILTER_PROBLEM_SIZE]);

/* "ioctl", "uring", "kernel", "block". */
int filter_options__add_origin(struct filter *filter, const char *text,
			       char problem[FILTER_PROBLEM_SIZE]);

#endif
