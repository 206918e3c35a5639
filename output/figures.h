/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rows of a summary: what they count, and how they are shown. */
#ifndef OUTPUT_FIGURES_H
#define OUTPUT_FIGURES_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#include "nvme/decode.h"
#include "nvme_trace.h"
#include "output/columns.h"
#include "output/histogram.h"
#include "output/output.h"

/*
 * What a row stands for. Members by which rows are not grouped are zeroes, and so is an unknown
 * comm.
 */
struct figures_name {
	char comm[NVME_TRACE_COMM_SIZE]; /* as the kernel has it, padded with zeroes */
	char device[DEVICE_SIZE];
	char command[NVME_COMMAND_SIZE];
};

struct figures {
	uint64_t count, errors, bytes;
	struct histogram latency; /* in ns, of commands with a known latency */
};

/*
 * The three below print one line, and return 0, or -1 with errno set. `by` has bits of enum
 * output_by. span_ns is how long the figures were counted; 0 = unknown.
 */
int figures__print_title(unsigned int by, FILE *file);
int figures__print(unsigned int by, const struct figures_name *name, const struct figures *figures,
		   uint64_t span_ns, FILE *file);
int figures__print_legend(FILE *file);

/* Adds what figures__print() shows to an object. */
void figures__add(json_t *object, unsigned int by, const struct figures_name *name,
		  const struct figures *figures, uint64_t span_ns);

#endif
