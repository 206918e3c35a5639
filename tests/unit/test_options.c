/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Good command lines and what they ask for; the bad ones are in tests/cli. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include <cmocka.h>

#include "cli/options.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_WORDS     48
#define SECOND_NS     1000000000ULL
#define IOCTL	      (1 << NVME_TRACE_ORIGIN_IOCTL)
#define URING	      (1 << NVME_TRACE_ORIGIN_URING)
#define KERNEL	      (1 << NVME_TRACE_ORIGIN_KERNEL)
#define BLOCK	      (1 << NVME_TRACE_ORIGIN_BLOCK)
#define NEVER	      UINT64_MAX /* 0 stands for the default */

/* A line's words have single blanks between them. */
static const struct {
	const char *line;
	struct options options; /* only what differs from the defaults */
} rows[] = {
	{ "", { .count = 0 } },
	{ "--count 5 --duration 2s", { .count = 5, .duration_ns = 2 * SECOND_NS } },
	{ "--count 6", { .count = 6 } },
	{ "--no-header --debug --wait", { .debug = true, .wait = true } },
	{ "--check --json", { .check = true, .format = OUTPUT_JSON } },
	{ "--check -d nvme1 -x",
	  { .check = true,
	    .payload = 64,
	    .filter.payload_size = 64,
	    .filter.devices = 1,
	    .filter.device = { { .ctrl = 1 } } } },
	{ "--buffer-size 5000", { .buffer_size = 8192 } },
	/* Origins. */
	{ "--all", { .filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "-a", { .filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "--origin ioctl", { .filter.origins = IOCTL } },
	{ "--origin kernel", { .filter.origins = KERNEL } },
	{ "--origin block,kernel", { .filter.origins = KERNEL | BLOCK } },
	{ "--origin block --origin uring", { .filter.origins = URING | BLOCK } },
	{ "--origin ioctl,ioctl", { .filter.origins = IOCTL } },
	/* Lists, repetition, and both. */
	{ "-p 1", { .filter.pids = 1, .filter.pid = { 1 } } },
	{ "--pid=1,2 -p3", { .filter.pids = 3, .filter.pid = { 1, 2, 3 } } },
	{ "-c nvme --comm a,b", { .filter.comms = 2, .filter.comm = { "nvme", "a,b" } } },
	{ "-u 0,1 --uid root", { .filter.uids = 2, .filter.uid = { 0, 1 } } },
	{ "-n 1,0xffffffff --nsid 2", { .filter.nsids = 3, .filter.nsid = { 1, UINT32_MAX, 2 } } },
	{ "-q admin,3 --queue io",
	  { .filter.queues = 3, .filter.queue = { { 0, 0 }, { 3, 3 }, { 1, UINT16_MAX } } } },
	{ "-d nvme1,ng0n1 --device /dev/nvme0c1n1",
	  { .filter.devices = 3,
	    .filter.device = { { .ctrl = 1 },
			       { .disk = "nvme0n1", .generic = "ng0n1" },
			       { .disk = "nvme0c1n1", .generic = "nvme0c1n1" } } } },
	{ "-o admin:identify,read --opcode 0xff",
	  { .filter.by_opcode = 1,
	    .filter.opcodes = { [NVME_TRACE_SET_ADMIN] = { 1 << 6, 0, 0, 1ULL << 63 },
				[NVME_TRACE_SET_NVM] = { 1 << 2, 0, 0, 1ULL << 63 },
				[NVME_TRACE_SET_KV] = { 0, 0, 0, 1ULL << 63 },
				[NVME_TRACE_SET_SLM] = { 0, 0, 0, 1ULL << 63 },
				[NVME_TRACE_SET_CP] = { 0, 0, 0, 1ULL << 63 },
				[NVME_TRACE_SET_OTHER] = { 0, 0, 0, 1ULL << 63 } } } },
	{ "-p 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 -p 16",
	  { .filter.pids = 16,
	    .filter.pid = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } } },
	/* How to show. */
	{ "-j", { .format = OUTPUT_JSON } },
	{ "--command -t mono", { .format = OUTPUT_COMMAND, .time = OUTPUT_TIME_MONO } },
	{ "--json --color never", { .format = OUTPUT_JSON, .color = COLOR_NEVER } },
	{ "-v --color=always -t iso",
	  { .verbose = true, .color = COLOR_ALWAYS, .time = OUTPUT_TIME_ISO } },
	{ "-x", { .payload = 64, .filter.payload_size = 64 } },
	{ "-x100 --unredacted",
	  { .payload = 100, .filter.payload_size = 128, .filter.unredacted = 1 } },
	{ "--hexdump=1", { .payload = 1, .filter.payload_size = 1 } },
	{ "-x1 --hexdump=4K", { .payload = 4096, .filter.payload_size = 4096 } },
	{ "-w - --failed", { .lines = false, .filter.failed = 1, .in_flight_ns = NEVER } },
	{ "-r a", { .filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "-r a --origin uring", { .filter.origins = URING } },
	{ "-s", { .summary = true, .in_flight_ns = NEVER } },
	{ "-s2s --json",
	  { .summary = true,
	    .interval_ns = 2 * SECOND_NS,
	    .format = OUTPUT_JSON,
	    .in_flight_ns = NEVER } },
	{ "--summary=1m --summary=5s",
	  { .summary = true, .interval_ns = 5 * SECOND_NS, .in_flight_ns = NEVER } },
	{ "--time mono", { .time = OUTPUT_TIME_MONO } },
	{ "--time iso --time=delta --color always --color auto", { .time = OUTPUT_TIME_DELTA } },
	/* Outcomes, and what they make of commands in flight. */
	{ "--in-flight 0", { .in_flight_ns = NEVER } },
	{ "--in-flight 20ms", { .in_flight_ns = SECOND_NS / 50 } },
	{ "--in-flight 8784h", { .in_flight_ns = 8784 * 3600 * SECOND_NS } },
	{ "--failed", { .filter.failed = 1, .in_flight_ns = NEVER } },
	{ "--failed --in-flight 0", { .filter.failed = 1, .in_flight_ns = NEVER } },
	{ "--slow 1ns", { .filter.slow_ns = 1 } },
	{ "--slow 5s", { .filter.slow_ns = 5 * SECOND_NS } },
	{ "--slow 6s", { .filter.slow_ns = 6 * SECOND_NS, .in_flight_ns = 6 * SECOND_NS } },
	{ "--slow 6s --in-flight 0", { .filter.slow_ns = 6 * SECOND_NS, .in_flight_ns = NEVER } },
	{ "--slow 6s --in-flight 6s",
	  { .filter.slow_ns = 6 * SECOND_NS, .in_flight_ns = 6 * SECOND_NS } },
	{ "--in-flight 1s --in-flight 7s --slow 6s",
	  { .filter.slow_ns = 6 * SECOND_NS, .in_flight_ns = 7 * SECOND_NS } },
	{ "--slow 6s --failed",
	  { .filter.slow_ns = 6 * SECOND_NS, .filter.failed = 1, .in_flight_ns = NEVER } },
	{ "--origin kernel,ioctl -p 1",
	  { .filter.origins = KERNEL | IOCTL, .filter.pids = 1, .filter.pid = { 1 } } },
};

/* Splits a copy of the line, which the caller frees, into argv. Returns argc. */
static int split(char *copy, char *argv[MAX_WORDS])
{
	int argc = 0;

	argv[argc++] = (char *)(uintptr_t) "nvme_trace";
	for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	assert_true(argc < MAX_WORDS);
	argv[argc] = NULL;
	return argc;
}

/* In place of the C library's, as the default of --buffer-size goes by it. */
static int cpus = 3;

int get_nprocs(void)
{
	return cpus;
}

/* What the row says, and the defaults where it says nothing. */
static struct options expected_of(const char *line, const struct options *row)
{
	struct options options = *row;

	options.header = !strstr(line, "--no-header");
	options.lines = !strstr(line, "-w ");
	if (!options.filter.origins)
		options.filter.origins = IOCTL | URING;
	if (!options.buffer_size)
		options.buffer_size = 4 << 20;
	if (options.in_flight_ns == NEVER)
		options.in_flight_ns = 0;
	else if (!options.in_flight_ns)
		options.in_flight_ns = 5 * SECOND_NS;
	return options;
}

static void check_same(const char *line, const struct options *is, const struct options *should)
{
	if (memcmp(&is->filter, &should->filter, sizeof(is->filter)) != 0)
		fail_msg("%s: another filter", line);
	if (is->in_flight_ns != should->in_flight_ns)
		fail_msg("%s: in flight for %llu ns", line, (unsigned long long)is->in_flight_ns);
	if (is->count != should->count || is->duration_ns != should->duration_ns ||
	    is->buffer_size != should->buffer_size || is->header != should->header ||
	    is->debug != should->debug || is->wait != should->wait || is->check != should->check ||
	    is->format != should->format || is->verbose != should->verbose ||
	    is->color != should->color || is->time != should->time ||
	    is->summary != should->summary || is->interval_ns != should->interval_ns ||
	    is->payload != should->payload || is->lines != should->lines)
		fail_msg("%s: something else was asked for", line);
}

static void lines_become_options(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *argv[MAX_WORDS], *copy = strdup(rows[i].line);
		struct options options, expected;

		memset(&options, 0xff, sizeof(options));
		options__parse(&options, split(copy, argv), argv);
		expected = expected_of(rows[i].line, &rows[i].options);
		check_same(rows[i].line, &options, &expected);
		assert_null(options.output);
		assert_null(options.command);
		free(copy);
	}
}

static const struct {
	const char *line;
	const char *output; /* NULL = standard output */
} output_rows[] = {
	{ "-O log", "log" },
	{ "--output=a,b", "a,b" },
	{ "-O -", NULL },
};

static void lines_go_where_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(output_rows); i++) {
		char *argv[MAX_WORDS], *copy = strdup(output_rows[i].line);
		struct options options;

		options__parse(&options, split(copy, argv), argv);
		if (output_rows[i].output)
			assert_string_equal(options.output, output_rows[i].output);
		else
			assert_null(options.output);
		free(copy);
	}
}

static const struct {
	const char *line;
	uint64_t count; /* what the options before the command say of it */
	const char *command[4];
} command_rows[] = {
	{ "-- nvme", 0, { "nvme" } },
	{ "-- nvme list", 0, { "nvme", "list" } },
	{ "--count 3 -- nvme --count 4", 3, { "nvme", "--count", "4" } },
	{ "--count 3 -- --count 4", 3, { "--count", "4" } },
	{ "-- a -- b", 0, { "a", "--", "b" } },
	{ "-- -- a", 0, { "--", "a" } },
	{ "--count=3 -- -", 3, { "-" } },
};

static void what_follows_is_the_command(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(command_rows); i++) {
		char *argv[MAX_WORDS], *copy = strdup(command_rows[i].line);
		const char *const *command = command_rows[i].command;
		struct options options;
		size_t length = 0;

		options__parse(&options, split(copy, argv), argv);
		assert_non_null(options.command);
		assert_null(options.command[-1]); /* argv ends there */
		assert_int_equal(options.count, command_rows[i].count);
		for (; command[length]; length++) {
			assert_non_null(options.command[length]);
			assert_string_equal(options.command[length], command[length]);
		}
		assert_null(options.command[length]);
		free(copy);
	}
}

static void more_cpus_have_a_larger_buffer(void **state)
{
	static const struct {
		int cpus;
		uint32_t mib;
	} sizes[] = { { 1, 2 }, { 2, 2 }, { 3, 4 }, { 16, 16 }, { 63, 64 }, { 512, 64 } };
	int before = cpus;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		char name[] = "nvme_trace", *argv[] = { name, NULL };
		struct options options;

		cpus = sizes[i].cpus;
		options__parse(&options, 1, argv);
		assert_int_equal(options.buffer_size, sizes[i].mib << 20);
	}
	cpus = before;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_options),
		cmocka_unit_test(lines_go_where_they_should),
		cmocka_unit_test(what_follows_is_the_command),
		cmocka_unit_test(more_cpus_have_a_larger_buffer),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
