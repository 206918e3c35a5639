/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What every way to show records has in common, and the list of them. */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "nvme_trace.h"

/*
 * One output. emit() shows one record, flush() hands on what has been shown so
 * far, as whole lines; both return 0, or -1 with errno set when writing failed.
 * free() releases the output, not the file.
 */
struct output {
	int (*emit)(struct output *output, const struct nvme_trace_event *event);
	int (*flush)(struct output *output);
	void (*free)(struct output *output);
};

/*
 * Lines of text to `file`, which stays the caller's. wall_offset_ns is added to
 * the records' times to get the time since 1970. NULL if out of memory or if
 * the header line cannot be written; errno says which.
 */
struct output *text__new(FILE *file, bool header, int64_t wall_offset_ns);

#endif
