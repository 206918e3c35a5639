// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trace/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/words.h"

#define ACCOUNT_SIZE 160

/* Logs "3 commands" and what is special about them. */
static void log_commands(uint64_t count, const char *what)
{
	char words[COUNT_SIZE];

	if (count)
		log_message("%s %s", count_words(count, "command", words), what);
}

static void append(char *text, const char *before, uint64_t count, const char *after)
{
	size_t length = strlen(text);

	if (count)
		snprintf(text + length, ACCOUNT_SIZE - length, "%s%" PRIu64 "%s", before, count,
			 after);
}

void report__loss(uint64_t just_now, uint64_t total)
{
	char words[COUNT_SIZE];

	log_message("%s lost, %" PRIu64 " so far", count_words(just_now, "command", words), total);
}

void report__bare_opcodes(const uint64_t asked[4], const uint64_t printed[4])
{
	for (unsigned int opcode = 0; opcode < 256; opcode++)
		if (asked[opcode / 64] & ~printed[opcode / 64] & UINT64_C(1) << opcode % 64)
			log_message("--opcode %u is 0x%x, and no such command was seen; the OPCODE "
				    "column is hexadecimal: --opcode 0x%u",
				    opcode, opcode, opcode);
}

/*
 * The first line has the number of lost commands. The causes repeat it only if there are several.
 */
static void log_losses(const struct live_totals *totals)
{
	const struct {
		uint64_t count;
		const char *why;
	} causes[] = {
		{ totals->kernel.ring_full,
		  "the ring buffer was full; use a larger --buffer-size" },
		{ totals->kernel.table_full, "too many commands were in flight" },
		{ totals->bad_records, "the record had an unknown version or size" },
	};
	unsigned int several = 0;

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		several += causes[i].count != 0;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (causes[i].count && several > 1)
			log_message("%" PRIu64 " lost because %s", causes[i].count, causes[i].why);
		else if (causes[i].count)
			log_message("lost because %s", causes[i].why);
}

void report__live(const struct report_counts *counts, const struct live_totals *totals)
{
	const struct nvme_trace_counters *kernel = &totals->kernel;
	char others[ACCOUNT_SIZE] = "", words[COUNT_SIZE];

	append(others, " (", counts->in_flight, " in flight)");
	append(others, ", ", kernel->filtered, " filtered");
	append(others, ", ", counts->left_out, " after --count");
	log_message("%llu seen, %" PRIu64 " printed%s, %llu lost", kernel->seen, counts->printed,
		    others, kernel->ring_full + kernel->table_full + totals->bad_records);
	if (totals->unread)
		log_message("these numbers are incomplete: the kernel's could not be read");
	log_losses(totals);
	if (totals->probe_missed)
		log_message("up to %s missed: the kernel skipped the probe",
			    count_words(totals->probe_missed, "command", words));
	log_commands(counts->overdue, "reported while in flight");
	log_commands(kernel->answer_missed,
		     "with a missed answer: status and latency are those of the ioctl");
	log_commands(kernel->setup_missed,
		     "with a missed set-up: the latency starts at the driver's entry");
	log_commands(kernel->end_missed, "with a missed end: the status is unknown");
	log_commands(kernel->args_differ, "with wrong arguments at the probe: the lines show what "
					  "the drive got");
	log_commands(kernel->payload_missed, "with data that could not be read");
	log_commands(totals->half_seen,
		     "not shown: in flight at the end, and only the set-up was seen");
	log_commands(kernel->unpaired, totals->probe_missed || kernel->table_full
					       ? "not shown: sent before the trace, or missed"
					       : "not shown: sent before the trace");
}

void report__capture(const struct report_counts *counts, uint64_t lost)
{
	char others[ACCOUNT_SIZE] = "";

	append(others, ", ", counts->filtered, " filtered");
	append(others, ", ", counts->left_out, " after --count");
	log_message("%" PRIu64 " printed%s", counts->printed, others);
	if (lost)
		log_message("%" PRIu64 " lost when the capture was made", lost);
}
