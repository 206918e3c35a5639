/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The messages that account for every command that was seen. */
#ifndef TRACE_REPORT_H
#define TRACE_REPORT_H

#include <stdint.h>

#include "live/live.h"

/* What the source of records does not know. */
struct report_counts {
	uint64_t printed;
	uint64_t in_flight; /* printed commands that were in flight at the end */
	uint64_t overdue;   /* additional lines for commands in flight */
	uint64_t left_out;  /* seen after the last line that --count allows */
	uint64_t filtered;  /* records of a capture that user space filtered */
};

/*
 * Warns of each opcode that was given in decimal and did not occur. Whoever typed it may have meant
 * the OPCODE column, which is hexadecimal. Both arrays have a bit for each opcode.
 */
void report__bare_opcodes(const uint64_t asked[4], const uint64_t printed[4]);

/*
 * Reports commands that were just lost, and the total of lost commands. The causes come at the end.
 */
void report__loss(uint64_t just_now, uint64_t total);

/* Accounts for the commands of a trace: seen = printed + filtered + left out + lost, exactly. */
void report__live(const struct report_counts *counts, const struct live_totals *totals);

/* Accounts for the commands of a capture. The capture itself tells how many were `lost`. */
void report__capture(const struct report_counts *counts, uint64_t lost);

#endif
