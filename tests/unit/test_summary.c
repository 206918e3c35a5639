/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Summaries: what is counted, in which group, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "output/output.h"
#include "tests/unit/sink.h"
#include "tests/unit/summary.h"

static void each_command_has_its_figures(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){});
	for (int i = 0; i < 98; i++)
		send(&sink, 2, 10000, 0);
	send(&sink, 2, 1000, 0x4000); /* Do Not Retry alone is no failure */
	send(&sink, 2, 80000, 0x281);
	send(&sink, 1, 2000, 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_rows(&sink, 3,
		   "nvme0n1 Read 100 1 409600 1.0 9.7 10.2 80.0 0.5|. @ .|\n"
		   "nvme0n1 Write 1 0 4096 2.0 2.0 2.0 2.0 1.0|@|\n");
	sink__close(&sink);
}

static void what_has_no_answer_has_no_latency(void **state)
{
	struct nvme_trace_event event = {
		.outcome = NVME_TRACE_FAILED,
		.error = -14,
		.node = "nvme0",
		.sqe.opcode = 0x06,
		.ctrl = NVME_TRACE_NO_CTRL,
	};
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){});
	assert_int_equal(sink.output->emit(sink.output, &event), 0);
	event.outcome = NVME_TRACE_IN_FLIGHT; /* not ended: not counted */
	assert_int_equal(sink.output->emit(sink.output, &event), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_rows(&sink, 3, "nvme0 Identify 1 1 0 - - - - -||\n");
	sink__close(&sink);
}

static void nothing_is_printed_of_nothing(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){ .header = true });
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_int_equal(sink.size, 0);
	sink__close(&sink);
}

/* Each interval counts only its own commands. */
static void an_interval_forgets_the_one_before(void **state)
{
	struct sink sink;
	size_t first;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){ .interval_ns = 1000000, .time = OUTPUT_TIME_MONO });
	assert_int_equal(sink.output->tick(sink.output, 5000000), 0);
	send(&sink, 2, 1000, 0);
	assert_int_equal(sink.output->tick(sink.output, 5999999), 0);
	assert_int_equal(sink.size, 0);
	assert_int_equal(sink.output->tick(sink.output, 6000000), 0);
	first = sink.size;
	assert_memory_equal(sink.text, "0.006000\n", 9);
	assert_non_null(strstr(sink.text, "Read "));
	send(&sink, 1, 1000, 0);
	assert_int_equal(sink.output->tick(sink.output, 7500000), 0);
	assert_memory_equal(sink.text + first, "0.007000\n", 9);
	assert_non_null(strstr(sink.text + first, "Write "));
	assert_null(strstr(sink.text + first, "Read "));
	sink__close(&sink);
}

#define SECOND_NS 1000000000LL
#define EPOCH	  (1700000000 * SECOND_NS) /* 2023-11-14T22:13:20Z */

/* Replays a command that takes 1 ms and ends so many milliseconds after its machine booted. */
static void replay(struct sink *sink, struct wall *wall, uint32_t host, int64_t booted_ns,
		   uint64_t ended_ms)
{
	struct nvme_trace_event event = {
		.outcome = NVME_TRACE_COMPLETED,
		.queue = NVME_TRACE_QUEUE_IO,
		.submit_ns = (ended_ms - 1) * 1000000,
		.issue_ns = (ended_ms - 1) * 1000000,
		.complete_ns = ended_ms * 1000000,
		.disk = "nvme0n1",
	};

	wall->host = host;
	wall__reset(wall, booted_ns);
	assert_int_equal(sink->output->tick(sink->output, event.submit_ns), 0);
	assert_int_equal(sink->output->tick(sink->output, event.complete_ns), 0);
	assert_int_equal(sink->output->emit(sink->output, &event), 0);
	assert_int_equal(sink->output->flush(sink->output), 0);
}

/* Compares the first word of each line and the count, ignoring everything else. */
static void check_lines(const struct sink *sink, const char *expected)
{
	char text[1024] = "", *copy = strdup(sink->text), *rest = copy, *line;

	assert_non_null(copy);
	while ((line = strsep(&rest, "\n")) && *line) {
		unsigned int commands;

		if (sscanf(line, "nvme0n1 Flush %u", &commands) == 1)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), " %u", commands);
		else
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s",
				 *text ? "\n" : "", line);
	}
	assert_string_equal(text, expected);
	free(copy);
}

/*
 * For a capture, the records' times determine the intervals. An interval without records is not
 * shown.
 */
static void intervals_of_a_capture_are_its_records(void **state)
{
	static const uint64_t ended_ms[] = { 10001, 10400, 11000, 10999, 15700, 15800 };
	struct wall wall = {};
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){
			   .interval_ns = SECOND_NS, .time = OUTPUT_TIME_MONO, .wall = &wall });
	for (size_t i = 0; i < sizeof(ended_ms) / sizeof(ended_ms[0]); i++)
		replay(&sink, &wall, 1, EPOCH, ended_ms[i]);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_lines(&sink, "11.000000 2\n12.000000 2\n15.800000 2");
	sink__close(&sink);
}

/*
 * The clock is set, and then another machine's records follow. Times in the headings keep
 * increasing.
 */
static void headings_of_a_capture_are_by_its_clocks(void **state)
{
	struct wall wall = {};
	struct sink sink;

	(void)state;
	setenv("TZ", "UTC0", 1);
	sink__open(&sink, summary__new,
		   (struct output_config){ .interval_ns = 10 * SECOND_NS,
					   .time = OUTPUT_TIME_WALL,
					   .wall = &wall });
	replay(&sink, &wall, 1, EPOCH, 1);
	replay(&sink, &wall, 1, EPOCH + 3600 * SECOND_NS, 9000);
	replay(&sink, &wall, 1, EPOCH + 3600 * SECOND_NS, 19000);
	replay(&sink, &wall, 2, EPOCH + 3600 * SECOND_NS - 50 * SECOND_NS, 71000);
	assert_int_equal(sink.output->finish(sink.output), 0);
	check_lines(&sink, "23:13:30 2\n23:13:40 1\n23:13:41 1");
	sink__close(&sink);
}

static void objects_of_a_capture_have_its_times(void **state)
{
	struct wall wall = {};
	struct sink sink;
	json_t *object;

	(void)state;
	setenv("TZ", "UTC0", 1);
	sink__open(&sink, summary__new,
		   (struct output_config){ .format = OUTPUT_JSON, .wall = &wall });
	replay(&sink, &wall, 1, EPOCH, 2001);
	replay(&sink, &wall, 1, EPOCH, 5250);
	assert_int_equal(sink.output->finish(sink.output), 0);
	object = json_loads(sink.text, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(object, "time")),
			    "2023-11-14T22:13:25.250000+00:00");
	assert_int_equal(json_integer_value(json_object_get(object, "since_ns")), 2000000000);
	json_decref(object);
	sink__close(&sink);
}

/* An interval ends, whatever times the records have. */
static void impossible_times_end_an_interval(void **state)
{
	static const uint64_t times[] = { 5, UINT64_MAX / 1000000, 1, UINT64_MAX / 2000000, 7 };
	struct wall wall = {};
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){ .interval_ns = 1000000, .wall = &wall });
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		replay(&sink, &wall, (uint32_t)i / 2, INT64_MAX - (int64_t)i, times[i]);
	assert_int_equal(sink.output->finish(sink.output), 0);
	sink__close(&sink);
}

static void objects_have_the_same_figures(void **state)
{
	struct sink sink;
	json_t *object, *latency, *buckets;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){ .format = OUTPUT_JSON });
	send(&sink, 2, 1000, 0);
	send(&sink, 2, 70000, 0x281);
	assert_int_equal(sink.output->finish(sink.output), 0);
	object = json_loads(sink.text, 0, NULL);
	assert_non_null(object);
	assert_string_equal(json_string_value(json_object_get(object, "device")), "nvme0n1");
	assert_string_equal(json_string_value(json_object_get(object, "command")), "Read");
	assert_int_equal(json_integer_value(json_object_get(object, "count")), 2);
	assert_int_equal(json_integer_value(json_object_get(object, "errors")), 1);
	assert_int_equal(json_integer_value(json_object_get(object, "bytes")), 8192);
	latency = json_object_get(object, "latency_ns");
	assert_int_equal(json_integer_value(json_object_get(latency, "min")), 1000);
	assert_int_equal(json_integer_value(json_object_get(latency, "max")), 70000);
	buckets = json_object_get(object, "histogram");
	assert_int_equal(json_array_size(buckets), 8); /* 512 ns to 64 us */
	assert_int_equal(json_integer_value(json_object_get(json_array_get(buckets, 7), "from_ns")),
			 65536);
	json_decref(object);
	sink__close(&sink);
}

/* A sender may make up any opcodes and devices. */
static void groups_are_bounded(void **state)
{
	unsigned int lines = 0;
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){});
	for (unsigned int i = 0; i < 5000; i++) {
		struct nvme_trace_event event = { .outcome = NVME_TRACE_COMPLETED,
						  .ctrl = (int32_t)i };

		assert_int_equal(sink.output->emit(sink.output, &event), 0);
	}
	assert_int_equal(sink.output->finish(sink.output), 0);
	for (const char *c = sink.text; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 1025);
	assert_non_null(strstr(sink.text, "(others)   (others)                          3976 "));
	sink__close(&sink);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_has_its_figures),
		cmocka_unit_test(what_has_no_answer_has_no_latency),
		cmocka_unit_test(nothing_is_printed_of_nothing),
		cmocka_unit_test(an_interval_forgets_the_one_before),
		cmocka_unit_test(intervals_of_a_capture_are_its_records),
		cmocka_unit_test(headings_of_a_capture_are_by_its_clocks),
		cmocka_unit_test(objects_of_a_capture_have_its_times),
		cmocka_unit_test(impossible_times_end_an_interval),
		cmocka_unit_test(objects_have_the_same_figures),
		cmocka_unit_test(groups_are_bounded),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
