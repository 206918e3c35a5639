// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trace/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

static void say(uint64_t count, const char *what)
{
	if (count)
		log_message("%" PRIu64 " %s", count, what);
}

/* Appends to a text of what is otherwise fixed, if there is anything to say. */
static void append(char *text, size_t size, const char *before, uint64_t count, const char *after)
{
	size_t length = strlen(text);

	if (count)
		snprintf(text + length, size - length, "%s%" PRIu64 "%s", before, count, after);
}

uint64_t report__lost(const struct live_totals *totals)
{
	return totals->kernel.ring_full + totals->kernel.table_full + totals->bad_records +
	       totals->probe_missed;
}

void report__loss(uint64_t more, uint64_t lost)
{
	log_message("%" PRIu64 " commands lost, %" PRIu64 " so far", more, lost);
}

void report__bare_opcodes(const uint64_t asked[4], const uint64_t printed[4])
{
	for (unsigned int opcode = 0; opcode < 256; opcode++)
		if (asked[opcode / 64] & ~printed[opcode / 64] & UINT64_C(1) << opcode % 64)
			log_message("--opcode %u is 0x%x, of which there was none; the OPCODE "
				    "column is "
				    "hexadecimal: --opcode 0x%u",
				    opcode, opcode, opcode);
}

void report__live(const struct report_counts *counts, const struct live_totals *totals)
{
	const struct nvme_trace_counters *kernel = &totals->kernel;
	char more[160] = "";

	append(more, sizeof(more), " (", counts->in_flight, " in flight)");
	append(more, sizeof(more), ", ", kernel->filtered, " filtered");
	append(more, sizeof(more), ", ", counts->left_out, " after --count");
	log_message("%llu seen, %" PRIu64 " printed%s, %llu lost", kernel->seen, counts->printed,
		    more, kernel->ring_full + kernel->table_full + totals->bad_records);
	if (totals->unread)
		log_message("this is not all: what the kernel has of it could not be read");
	say(counts->announced, "announced while under way");
	say(kernel->ring_full, "lost: ring buffer full; cure: a larger --buffer-size");
	say(kernel->table_full, "lost: too many commands under way at once");
	say(totals->bad_records, "lost: record of another version or size");
	say(totals->probe_missed, "times the kernel skipped the probe: up to as many commands are "
				  "missing");
	say(kernel->answer_missed, "whose answer was not seen: latency until the ioctl's end");
	say(kernel->setup_missed, "whose latency includes the way to the driver");
	say(kernel->end_missed, "whose end was not seen");
	say(kernel->args_differ, "whose arguments at the probe were not what the drive got; the "
				 "lines show what it got");
	say(totals->half_seen, "not shown: under way at the end, of whose beginning too little "
			       "was seen");
	say(kernel->payload_missed, "whose data could not be read");
	say(kernel->unpaired, totals->probe_missed || kernel->table_full
				      ? "not shown: begun before the trace, or missing as said"
				      : "not shown: begun before the trace");
}

void report__capture(const struct report_counts *counts, uint64_t lost)
{
	char more[96] = "";

	append(more, sizeof(more), ", ", counts->filtered, " filtered");
	append(more, sizeof(more), ", ", counts->left_out, " after --count");
	log_message("%" PRIu64 " printed%s", counts->printed, more);
	say(lost, "lost when the capture was made");
}
