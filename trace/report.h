/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What became of the commands that were seen, in messages. */
#ifndef TRACE_REPORT_H
#define TRACE_REPORT_H

#include <stdint.h>

#include "live/live.h"

/* What only the program itself knows. */
struct report_counts {
	uint64_t printed;
	uint64_t in_flight; /* of those printed */
	uint64_t announced; /* lines said of commands while they were under way */
	uint64_t left_out;  /* seen, but after the last line that --count asked for */
	uint64_t filtered;  /* by user space, of a capture */
};

/* How many commands are known not to have been shown, though they were asked for. */
uint64_t report__lost(const struct live_totals *totals);

/*
 * That opcodes were asked for as decimal numbers and none came, where somebody may have meant what
 * the OPCODE column has, which is hexadecimal. Both are a bit for each opcode.
 */
void report__bare_opcodes(const uint64_t asked[4], const uint64_t printed[4]);

/* That some were lost just now; the whole account comes at the end. */
void report__loss(uint64_t more, uint64_t lost);

/* The account of a trace: seen = printed + filtered + left out + lost, exactly. */
void report__live(const struct report_counts *counts, const struct live_totals *totals);

/* The account of a capture that was shown, of which so many were lost when it was made. */
void report__capture(const struct report_counts *counts, uint64_t lost);

#endif
