/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The sink of a run: passes what a source delivers to the outputs, and counts it. */
#ifndef TRACE_OUTPUT_SINK_H
#define TRACE_OUTPUT_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/event_sink.h"
#include "trace/outputs.h"
#include "trace/report.h"

struct output_sink {
	struct event_sink sink; /* for a source */
	struct outputs *outputs;
	uint64_t limit;	     /* of lines; all later records are only counted; 0 = no limit */
	bool reports_losses; /* logs a message when commands are lost */
	struct report_counts counts;
	uint64_t opcodes[4]; /* a bit for each opcode that was printed */
	uint64_t lost;	     /* commands lost so far */
};

/*
 * The caller keeps the outputs, and must open them before anything is delivered. The sink's ctx is
 * *output_sink itself, which must not move.
 */
void output_sink__init(struct output_sink *output_sink, struct outputs *outputs, uint64_t limit);

/* Whether the limit has been reached. */
bool output_sink__is_full(const struct output_sink *output_sink);

#endif
