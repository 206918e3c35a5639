/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Valid command lines, and the options that they set. tests/cli has the invalid ones. */
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

/* Single blanks separate the words of a line. */
static const struct {
	const char *line;
	struct options options; /* only what differs from the defaults */
} rows[] = {
	{ "", { .count = 0 } },
	{ "--count 5 --duration 2s", { .count = 5, .duration_ns = 2 * SECOND_NS } },
	{ "--count 6", { .count = 6 } },
	{ "--no-header --debug --wait", { .live.debug = true, .wait = true } },
	{ "--check --json", { .check = true, .show.format = OUTPUT_JSON } },
	{ "--check -d nvme1 -x",
	  { .check = true,
	    .show.payload = 64,
	    .live.filter.payload_size = 64,
	    .live.filter.devices = 1,
	    .live.filter.device = { { .ctrl = 1 } } } },
	{ "--buffer-size 5000", { .live.buffer_size = 8192 } },
	/* Origins. */
	{ "--all", { .live.filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "-a", { .live.filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "--origin ioctl", { .live.filter.origins = IOCTL } },
	{ "--origin kernel", { .live.filter.origins = KERNEL } },
	{ "--origin block,kernel", { .live.filter.origins = KERNEL | BLOCK } },
	{ "--origin block --origin uring", { .live.filter.origins = URING | BLOCK } },
	{ "--origin ioctl,ioctl", { .live.filter.origins = IOCTL } },
	/* Lists, repetition, and both. */
	{ "-p 1", { .live.filter.pids = 1, .live.filter.pid = { 1 } } },
	{ "--pid=1,2 -p3", { .live.filter.pids = 3, .live.filter.pid = { 1, 2, 3 } } },
	{ "-c nvme --comm a,b", { .live.filter.comms = 2, .live.filter.comm = { "nvme", "a,b" } } },
	{ "-u 0,1 --uid root", { .live.filter.uids = 2, .live.filter.uid = { 0, 1 } } },
	{ "-n 1,0xffffffff --nsid 2",
	  { .live.filter.nsids = 3, .live.filter.nsid = { 1, UINT32_MAX, 2 } } },
	{ "-q admin,3 --queue io",
	  { .live.filter.queues = 3,
	    .live.filter.queue = { { 0, 0 }, { 3, 3 }, { 1, UINT16_MAX } } } },
	{ "-d nvme1,ng0n1 --device /dev/nvme0c1n1",
	  { .live.filter.devices = 3,
	    .live.filter.device = { { .ctrl = 1 },
				    { .disk = "nvme0n1", .generic = "ng0n1" },
				    { .disk = "nvme0c1n1", .generic = "nvme0c1n1" } } } },
	{ "-o admin:identify,read --opcode 0xff",
	  { .live.filter.by_opcode = 1,
	    .live.filter.opcodes = { [NVME_TRACE_SET_ADMIN] = { 1 << 6, 0, 0, 1ULL << 63 },
				     [NVME_TRACE_SET_NVM] = { 1 << 2, 0, 0, 1ULL << 63 },
				     [NVME_TRACE_SET_KV] = { 0, 0, 0, 1ULL << 63 },
				     [NVME_TRACE_SET_SLM] = { 0, 0, 0, 1ULL << 63 },
				     [NVME_TRACE_SET_CP] = { 0, 0, 0, 1ULL << 63 },
				     [NVME_TRACE_SET_OTHER] = { 0, 0, 0, 1ULL << 63 } } } },
	{ "-p 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 -p 16",
	  { .live.filter.pids = 16,
	    .live.filter.pid = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } } },
	/* How to show. */
	{ "-j", { .show.format = OUTPUT_JSON } },
	{ "--nvme-cli-lines -t mono",
	  { .show.format = OUTPUT_COMMAND, .show.time = OUTPUT_TIME_MONO } },
	{ "--json --color never", { .show.format = OUTPUT_JSON, .color = COLOR_NEVER } },
	{ "-v --color=always -t iso",
	  { .show.verbose = true, .color = COLOR_ALWAYS, .show.time = OUTPUT_TIME_ISO } },
	{ "-x", { .show.payload = 64, .live.filter.payload_size = 64 } },
	{ "-x100 --unredacted",
	  { .show.payload = 100, .live.filter.payload_size = 128, .live.filter.unredacted = 1 } },
	{ "--hexdump=1", { .show.payload = 1, .live.filter.payload_size = 1 } },
	{ "-x1 --hexdump=4K", { .show.payload = 4096, .live.filter.payload_size = 4096 } },
	{ "-w - --failed",
	  { .lines = false, .live.filter.failed = 1, .live.in_flight_ns = NEVER } },
	{ "-r a", { .live.filter.origins = IOCTL | URING | KERNEL | BLOCK } },
	{ "-r a --origin uring", { .live.filter.origins = URING } },
	{ "-s", { .show.summary = true, .live.in_flight_ns = NEVER, .live.sums.only = true } },
	{ "-s --count 3", { .show.summary = true, .live.in_flight_ns = NEVER, .count = 3 } },
	{ "-s2s --json",
	  { .show.summary = true,
	    .live.sums = { .only = true, .interval_ns = 2 * SECOND_NS },
	    .show.interval_ns = 2 * SECOND_NS,
	    .show.format = OUTPUT_JSON,
	    .live.in_flight_ns = NEVER } },
	{ "--summary=1m --summary=5s",
	  { .show.summary = true,
	    .live.sums = { .only = true, .interval_ns = 5 * SECOND_NS },
	    .show.interval_ns = 5 * SECOND_NS,
	    .live.in_flight_ns = NEVER } },
	{ "--time mono", { .show.time = OUTPUT_TIME_MONO } },
	{ "--time iso --time=delta --color always --color auto",
	  { .show.time = OUTPUT_TIME_DELTA } },
	{ "--command", { .show.format = OUTPUT_COMMAND } }, /* the old name */
	{ "--csv --columns result,time",
	  { .show.format = OUTPUT_CSV,
	    .show.columns = { { OUTPUT_COLUMN_RESULT, OUTPUT_COLUMN_TIME }, 2 } } },
	{ "--columns time,comm,pid --columns=cdw15",
	  { .show.columns = { { OUTPUT_COLUMN_CDW15 }, 1 } } },
	{ "-s --sort p99 --by comm",
	  { .show.summary = true,
	    .live.sums = { .only = true, .by_comm = true },
	    .show.sort = OUTPUT_SORT_P99,
	    .show.by = OUTPUT_BY_COMM,
	    .live.in_flight_ns = NEVER } },
	{ "-s --sort p99 --sort=bytes --by comm --by command,device",
	  { .show.summary = true,
	    .live.sums.only = true,
	    .show.sort = OUTPUT_SORT_BYTES,
	    .show.by = OUTPUT_BY_DEVICE | OUTPUT_BY_COMMAND,
	    .live.in_flight_ns = NEVER } },
	{ "--vendor ocp,auto", { .show.vendors = { 2, { 0, NVME_VENDOR_OF_DRIVE } } } },
	{ "--vendor ocp --vendor amazon", { .show.vendors = { 1, { 1 } } } },
	{ "-e --nvme-cli 3",
	  { .show.format = OUTPUT_COMMAND, .show.nvme_cli = EVERYDAY_NVME_CLI_3 } },
	/* Outcomes, and their effect on commands in flight. */
	{ "--in-flight 0", { .live.in_flight_ns = NEVER } },
	{ "--in-flight 20ms", { .live.in_flight_ns = SECOND_NS / 50 } },
	{ "--in-flight 8784h", { .live.in_flight_ns = 8784 * 3600 * SECOND_NS } },
	{ "--failed", { .live.filter.failed = 1, .live.in_flight_ns = NEVER } },
	{ "--failed --in-flight 0", { .live.filter.failed = 1, .live.in_flight_ns = NEVER } },
	{ "--slow 1ns", { .live.filter.slow_ns = 1 } },
	{ "--slow 5s", { .live.filter.slow_ns = 5 * SECOND_NS } },
	{ "--slow 6s",
	  { .live.filter.slow_ns = 6 * SECOND_NS, .live.in_flight_ns = 6 * SECOND_NS } },
	{ "--slow 6s --in-flight 0",
	  { .live.filter.slow_ns = 6 * SECOND_NS, .live.in_flight_ns = NEVER } },
	{ "--slow 6s --in-flight 6s",
	  { .live.filter.slow_ns = 6 * SECOND_NS, .live.in_flight_ns = 6 * SECOND_NS } },
	{ "--in-flight 1s --in-flight 7s --slow 6s",
	  { .live.filter.slow_ns = 6 * SECOND_NS, .live.in_flight_ns = 7 * SECOND_NS } },
	{ "--slow 6s --failed",
	  { .live.filter.slow_ns = 6 * SECOND_NS,
	    .live.filter.failed = 1,
	    .live.in_flight_ns = NEVER } },
	{ "--origin kernel,ioctl -p 1",
	  { .live.filter.origins = KERNEL | IOCTL,
	    .live.filter.pids = 1,
	    .live.filter.pid = { 1 } } },
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

/* Replaces the C library's, because the default of --buffer-size depends on it. */
static int cpus = 3;

int get_nprocs(void)
{
	return cpus;
}

/* Returns the options of the row, with defaults where it has none. */
static struct options expected_of(const char *line, const struct options *row)
{
	struct options options = *row;

	options.show.header = !strstr(line, "--no-header");
	options.lines = !strstr(line, "-w ");
	if (!options.live.filter.origins)
		options.live.filter.origins = IOCTL | URING;
	if (options.live.sums.only)
		options.live.buffer_size = 4096; /* the least, because no record needs it */
	else if (!options.live.buffer_size)
		options.live.buffer_size = 4 << 20;
	if (options.live.in_flight_ns == NEVER)
		options.live.in_flight_ns = 0;
	else if (!options.live.in_flight_ns)
		options.live.in_flight_ns = 5 * SECOND_NS;
	return options;
}

static void check_same(const char *line, const struct options *is, const struct options *should)
{
	if (memcmp(&is->live.filter, &should->live.filter, sizeof(is->live.filter)) != 0)
		fail_msg("%s: another filter", line);
	if (is->live.in_flight_ns != should->live.in_flight_ns)
		fail_msg("%s: in flight for %llu ns", line,
			 (unsigned long long)is->live.in_flight_ns);
	if (is->count != should->count || is->duration_ns != should->duration_ns ||
	    is->live.buffer_size != should->live.buffer_size ||
	    is->show.header != should->show.header || is->live.debug != should->live.debug ||
	    is->wait != should->wait || is->check != should->check ||
	    is->show.format != should->show.format || is->show.verbose != should->show.verbose ||
	    is->color != should->color || is->show.time != should->show.time ||
	    is->show.summary != should->show.summary ||
	    is->show.interval_ns != should->show.interval_ns ||
	    is->show.payload != should->show.payload || is->lines != should->lines)
		fail_msg("%s: something else was asked for", line);
	if (is->live.sums.only != should->live.sums.only ||
	    is->live.sums.by_comm != should->live.sums.by_comm ||
	    is->live.sums.interval_ns != should->live.sums.interval_ns)
		fail_msg("%s: other sums", line);
}

static void check_same_show(const char *line, const struct output_config *is,
			    const struct output_config *should)
{
	if (is->sort != should->sort || is->by != should->by || is->nvme_cli != should->nvme_cli)
		fail_msg("%s: another order, other rows or another nvme-cli", line);
	if (is->columns.count != should->columns.count ||
	    memcmp(is->columns.column, should->columns.column, sizeof(is->columns.column)) != 0)
		fail_msg("%s: other columns", line);
	if (memcmp(&is->vendors, &should->vendors, sizeof(is->vendors)) != 0)
		fail_msg("%s: other vendors", line);
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
		check_same_show(rows[i].line, &options.show, &expected.show);
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

static void a_user_is_become(void **state)
{
	static const char *const lines[] = { "--run-as 0", "--user=root", "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		char *argv[MAX_WORDS], *copy = strdup(lines[i]);
		struct options options;

		options__parse(&options, split(copy, argv), argv);
		assert_int_equal(options.become, lines[i][0] != '\0');
		assert_int_equal(options.user.uid, 0);
		assert_int_equal(options.live.wake_fd, -1);
		free(copy);
	}
}

static const struct {
	const char *line;
	uint64_t count; /* --count, set by the options before the command */
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
		assert_int_equal(options.live.buffer_size, sizes[i].mib << 20);
	}
	cpus = before;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_options),
		cmocka_unit_test(lines_go_where_they_should),
		cmocka_unit_test(a_user_is_become),
		cmocka_unit_test(what_follows_is_the_command),
		cmocka_unit_test(more_cpus_have_a_larger_buffer),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
