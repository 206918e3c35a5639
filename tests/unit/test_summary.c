/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Summaries: what is counted, in which group, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "output/figures.h"
#include "output/output.h"
#include "tests/unit/sink.h"

#define SECOND_NS 1000000000LL

/* Byte for byte. */
static void figures_stand_below_their_title(void **state)
{
	static const struct figures_name name = { "dd", "nvme0n1", "Read" };
	struct figures figures = { .count = 3, .errors = 1, .bytes = 4096 };
	unsigned int all = OUTPUT_BY_COMM | OUTPUT_BY_DEVICE | OUTPUT_BY_COMMAND;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	assert_non_null(file);
	histogram__add(&figures.latency, 1000);
	histogram__add(&figures.latency, 80000);
	assert_int_equal(figures__print_title(all, file), 0);
	assert_int_equal(figures__print(all, &name, &figures, 2 * SECOND_NS, file), 0);
	assert_int_equal(figures__print(OUTPUT_BY_COMM, &name, &figures, 0, file), 0);
	fclose(file);
	assert_string_equal(
		text,
		"COMM            DEV        COMMAND                          COUNT  RATE(/s)   "
		"ERRORS         BYTES   MIN(us)    MEDIAN       P99       MAX  HISTOGRAM(us)\n"
		"dd              nvme0n1    Read                                 3       1.5       "
		" "
		"1          4096       1.0       1.0      80.0      80.0  0.5|@      @|\n"
		"dd                      3         -        1          4096       1.0       1.0    "
		"  "
		"80.0      80.0  0.5|@      @|\n");
	free(text);
}

/* The rows with one blank between their words, and without RATE, which depends on the test's speed.
 */
static void check_rows(const struct sink *sink, size_t rate, const char *expected)
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

static void send(struct sink *sink, uint8_t opcode, uint64_t latency_ns, uint16_t status)
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

/* The first table alone has the legend. */
static void a_table_has_a_title_and_the_first_a_legend(void **state)
{
	static const char legend[] =
		"HISTOGRAM(us): a character for each power of two from the number on its left; "
		"from few to many: .:-=+*#%@\n";
	struct sink sink;
	size_t first;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){ .header = true, .by = OUTPUT_BY_COMMAND });
	send(&sink, 2, 1000, 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	first = sink.size;
	assert_memory_equal(sink.text, "COMMAND ", 8);
	assert_string_equal(sink.text + first - strlen(legend), legend);
	send(&sink, 2, 1000, 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_memory_equal(sink.text + first, "COMMAND ", 8);
	assert_null(strstr(sink.text + first, "HISTOGRAM(us):"));
	sink__close(&sink);
}

static void send_as(struct sink *sink, const char *comm, uint32_t pid, const char *disk)
{
	struct nvme_trace_event event = {
		.outcome = NVME_TRACE_COMPLETED,
		.queue = NVME_TRACE_QUEUE_IO,
		.pid = pid,
		.sqe.opcode = 2,
	};

	memcpy(event.comm, comm, strlen(comm) + 1);
	memset(event.comm + strlen(comm) + 1, 'x', sizeof(event.comm) - strlen(comm) - 1);
	strcpy(event.disk, disk);
	assert_int_equal(sink->output->emit(sink->output, &event), 0);
}

/* Its own columns, in one order; what a name has behind its end does not count. */
static void rows_are_grouped_as_was_asked(void **state)
{
	static const struct {
		unsigned int by;
		size_t rate; /* the place of RATE */
		const char *rows;
	} rows[] = {
		{ OUTPUT_BY_COMM, 2,
		  "- 1 0 0 - - - - -||\na\\x20b 2 0 0 - - - - -||\ndd 1 0 0 - - - - -||\n" },
		{ OUTPUT_BY_DEVICE, 2, "nvme0n1 3 0 0 - - - - -||\nnvme1n1 1 0 0 - - - - -||\n" },
		{ OUTPUT_BY_COMMAND, 2, "Read 4 0 0 - - - - -||\n" },
		{ OUTPUT_BY_DEVICE | OUTPUT_BY_COMM, 3,
		  "- nvme0n1 1 0 0 - - - - -||\na\\x20b nvme0n1 1 0 0 - - - - -||\n"
		  "a\\x20b nvme1n1 1 0 0 - - - - -||\ndd nvme0n1 1 0 0 - - - - -||\n" },
		{ OUTPUT_BY_COMMAND | OUTPUT_BY_DEVICE, 3,
		  "nvme0n1 Read 3 0 0 - - - - -||\nnvme1n1 Read 1 0 0 - - - - -||\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sink sink;

		sink__open(&sink, summary__new, (struct output_config){ .by = rows[i].by });
		send_as(&sink, "a b", 7, "nvme0n1");
		send_as(&sink, "a b", 7, "nvme1n1");
		send_as(&sink, "dd", 7, "nvme0n1");
		send_as(&sink, "nobody", 0, "nvme0n1");
		assert_int_equal(sink.output->finish(sink.output), 0);
		check_rows(&sink, rows[i].rate, rows[i].rows);
		sink__close(&sink);
	}
}

/* The greatest on top, and ties by name. */
static void rows_are_sorted_as_was_asked(void **state)
{
	static const char compare[] = "Compare 1 0 4096 9.0 9.0 9.0 9.0 8.1|@|\n";
	static const char flush[] = "Flush 1 1 4096 1.0 1.0 1.0 1.0 0.5|@|\n";
	static const char read[] = "Read 3 0 12288 1.0 1.0 1.0 1.0 0.5|@|\n";
	static const struct {
		enum output_sort sort;
		const char *rows[3];
	} rows[] = {
		{ OUTPUT_SORT_NAME, { compare, flush, read } },
		{ OUTPUT_SORT_COUNT, { read, compare, flush } },
		{ OUTPUT_SORT_ERRORS, { flush, compare, read } },
		{ OUTPUT_SORT_BYTES, { read, compare, flush } },
		{ OUTPUT_SORT_P99, { compare, flush, read } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char expected[512];
		struct sink sink;

		sink__open(&sink, summary__new,
			   (struct output_config){ .by = OUTPUT_BY_COMMAND, .sort = rows[i].sort });
		send(&sink, 2, 1000, 0);
		send(&sink, 0, 1000, 0x281);
		send(&sink, 5, 9000, 0);
		send(&sink, 2, 1000, 0);
		send(&sink, 2, 1000, 0);
		assert_int_equal(sink.output->finish(sink.output), 0);
		snprintf(expected, sizeof(expected), "%s%s%s", rows[i].rows[0], rows[i].rows[1],
			 rows[i].rows[2]);
		check_rows(&sink, 2, expected);
		sink__close(&sink);
	}
}

static json_t *string_in(const char *line, const char *key)
{
	json_t *object = json_loads(line, JSON_DISABLE_EOF_CHECK, NULL);
	json_t *value = json_incref(json_object_get(object, key));

	json_decref(object);
	return value;
}

/* Objects say whose they are as those of records do, and tell of losses once, at the end. */
static void objects_have_a_header_names_and_losses(void **state)
{
	static const char header[] = "{\"schema\":\"nvme_trace-summary\",\"version\":1,"
				     "\"tool\":\"nvme_trace " NVME_TRACE_VERSION "\"}\n";
	static const char lost[] = "\n{\"lost\":9}\n";
	struct sink sink;
	json_t *comm, *rate, *device;
	const char *line;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){
			   .format = OUTPUT_JSON, .by = OUTPUT_BY_COMM, .header = true });
	assert_string_equal(sink.text, header);
	send_as(&sink, "caf\xc3\xa9 \x1b", 7, "nvme0n1");
	assert_int_equal(sink.output->lost(sink.output, 7), 0);
	assert_int_equal(sink.output->lost(sink.output, 9), 0);
	usleep(1000);
	assert_int_equal(sink.output->finish(sink.output), 0);
	line = sink.text + strlen(header);
	comm = string_in(line, "comm");
	rate = string_in(line, "rate");
	device = string_in(line, "device");
	assert_string_equal(json_string_value(comm), "caf\xc3\xa9 \x1b");
	assert_true(!rate || json_real_value(rate) > 0);
	assert_null(device);
	assert_string_equal(strchr(line, '\n'), lost);
	json_decref(comm);
	json_decref(rate);
	sink__close(&sink);
}

/* With text, messages tell of them. */
static void text_says_nothing_of_losses(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new, (struct output_config){ .header = true });
	assert_int_equal(sink.output->lost(sink.output, 9), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_int_equal(sink.size, 0);
	sink__close(&sink);
}

static void no_objects_without_their_header(void **state)
{
	FILE *file = fopen("/dev/full", "we");

	(void)state;
	assert_non_null(file);
	assert_null(summary__new(
		&(struct output_config){ .file = file, .format = OUTPUT_JSON, .header = true }));
	fclose(file);
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

/* Each interval stands for itself. */
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

#define EPOCH (1700000000 * SECOND_NS) /* 2023-11-14T22:13:20Z */

/* Ends so many milliseconds after its machine was started, having taken one. */
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

/* All of it, without what is not asked for: the first word of each line, and the count. */
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

/* Of a capture, intervals are of the records' times; those that have none are not there. */
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

/* The clock is set, and then comes what another machine has sent: the line of time goes on. */
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

/* Whatever a record says, an interval ends. */
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

/* Whatever opcodes and devices a sender makes up. */
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

/* What is not a column is not named either. */
static void others_have_the_columns_of_the_rest(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, summary__new,
		   (struct output_config){ .by = OUTPUT_BY_COMM, .sort = OUTPUT_SORT_COUNT });
	for (uint32_t i = 0; i < 1030; i++) {
		char comm[NVME_TRACE_COMM_SIZE];

		snprintf(comm, sizeof(comm), "%u", i);
		send_as(&sink, comm, 1, "nvme0n1");
	}
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_memory_equal(sink.text, "(others)                6 ", 26);
	sink__close(&sink);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_command_has_its_figures),
		cmocka_unit_test(what_has_no_answer_has_no_latency),
		cmocka_unit_test(figures_stand_below_their_title),
		cmocka_unit_test(a_table_has_a_title_and_the_first_a_legend),
		cmocka_unit_test(rows_are_grouped_as_was_asked),
		cmocka_unit_test(rows_are_sorted_as_was_asked),
		cmocka_unit_test(objects_have_a_header_names_and_losses),
		cmocka_unit_test(text_says_nothing_of_losses),
		cmocka_unit_test(no_objects_without_their_header),
		cmocka_unit_test(nothing_is_printed_of_nothing),
		cmocka_unit_test(an_interval_forgets_the_one_before),
		cmocka_unit_test(intervals_of_a_capture_are_its_records),
		cmocka_unit_test(headings_of_a_capture_are_by_its_clocks),
		cmocka_unit_test(objects_of_a_capture_have_its_times),
		cmocka_unit_test(impossible_times_end_an_interval),
		cmocka_unit_test(objects_have_the_same_figures),
		cmocka_unit_test(groups_are_bounded),
		cmocka_unit_test(others_have_the_columns_of_the_rest),
	};

	return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
