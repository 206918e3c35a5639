/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Outputs that write each record at once and remember none of them. */
#ifndef OUTPUT_LINES_H
#define OUTPUT_LINES_H

#include "output/clock.h"
#include "output/output.h"

struct lines {
	struct output output;
	struct output_config config;
	struct clock clock;
};

/* Formats times as `time` says. The caller owns the result, by its free(). NULL if out of memory.
 */
struct lines *lines__new(const struct output_config *config, enum output_time time,
			 int (*emit)(struct output *output, const struct nvme_trace_event *event));

/* The same for a larger structure that begins with *lines and is from malloc(). */
void lines__init(struct lines *lines, const struct output_config *config, enum output_time time,
		 int (*emit)(struct output *output, const struct nvme_trace_event *event));

/*
 * Flushes the heading of a new output. Returns the output, or if the heading could not be written
 * (error is not 0), releases it and returns NULL.
 */
struct output *lines__begun(struct output *output, int error);

#endif
