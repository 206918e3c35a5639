/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rows of summaries: their columns, their names, their order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "output/figures.h"
#include "output/output.h"
#include "tests/unit/sink.h"
#include "tests/unit/summary.h"

#define SECOND_NS 1000000000LL

/* Compares the whole table, byte by byte. */
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

/* Only the first table has the legend. */
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

/* The columns of each grouping, in a fixed order. Bytes after the end of a name do not count. */
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

/* The largest number comes first; ties are sorted by name. */
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

/*
 * Objects have the same keys for their group as records have, and report losses once, at the end.
 */
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
	assert_int_equal(sink.output->tick(sink.output, 1000000000), 0);
	send_as(&sink, "caf\xc3\xa9 \x1b", 7, "nvme0n1");
	assert_int_equal(sink.output->lost(sink.output, 7), 0);
	assert_int_equal(sink.output->lost(sink.output, 9), 0);
	assert_int_equal(sink.output->tick(sink.output, 3000000000), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	line = sink.text + strlen(header);
	comm = string_in(line, "comm");
	rate = string_in(line, "rate");
	device = string_in(line, "device");
	assert_string_equal(json_string_value(comm), "caf\xc3\xa9 \x1b");
	assert_float_equal(json_real_value(rate), 0.5, 1e-9);
	assert_null(device);
	assert_string_equal(strchr(line, '\n'), lost);
	json_decref(comm);
	json_decref(rate);
	sink__close(&sink);
}

/* With text, messages report losses. */
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

/* The row of the others shows only the columns by which rows are grouped. */
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
		cmocka_unit_test(figures_stand_below_their_title),
		cmocka_unit_test(a_table_has_a_title_and_the_first_a_legend),
		cmocka_unit_test(rows_are_grouped_as_was_asked),
		cmocka_unit_test(rows_are_sorted_as_was_asked),
		cmocka_unit_test(objects_have_a_header_names_and_losses),
		cmocka_unit_test(text_says_nothing_of_losses),
		cmocka_unit_test(no_objects_without_their_header),
		cmocka_unit_test(others_have_the_columns_of_the_rest),
	};

	return cmocka_run_group_tests_name("summary_rows", tests, NULL, NULL);
}
