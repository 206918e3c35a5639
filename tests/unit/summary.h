/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What tests of summaries share: a command to count, and rows to compare. */
#ifndef TESTS_UNIT_SUMMARY_H
#define TESTS_UNIT_SUMMARY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/sink.h"

static inline void send(struct sink *sink, uint8_t opcode, uint64_t latency_ns, uint16_t status)
{
	struct nvme_trace_event event = {
		.outcome = NVME_TRACE_COMPLETED,
		.queue = NVME_TRACE_QUEUE_IO,
		.issue_ns = 1000,
		.complete_ns = 1000 + latency_ns,
		.data_len = 4096,
		.status = status,
		.sqe.opcode = opcode,
		.disk = "nvme0n1",
	};

	assert_int_equal(sink->output->emit(sink->output, &event), 0);
}

/*
 * Compares the rows, with one blank between words and without RATE, which depends on the test's
 * speed.
 */
static inline void check_rows(const struct sink *sink, size_t rate, const char *expected)
{
	char text[4096] = "", *copy = strdup(sink->text), *rest = copy, *line;

	assert_non_null(copy);
	while ((line = strsep(&rest, "\n")) && *line) {
		char *save, *word = strtok_r(line, " ", &save);

		for (size_t i = 0; word; word = strtok_r(NULL, " ", &save), i++)
			if (i != rate)
				snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s ",
					 word);
		text[strlen(text) - 1] = '\n';
	}
	assert_string_equal(text, expected);
	free(copy);
}

#endif
