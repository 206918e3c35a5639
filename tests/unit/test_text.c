/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The lines: compared byte by byte where that matters, else column by column. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "nvme/names.h"
#include "output/columns.h"
#include "output/output.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define LINE_SIZE     1024

enum column {
	TIME,
	COMM,
	PID,
	OPCODE,
	COMMAND_ID,
	NSID,
	CDW10,
	DEV,
	QID,
	STATUS,
	LAT,
	ORIGIN,
	COMMAND,
	COLUMN_COUNT,
};

static const char header[] = "TIME     COMM            PID     OPCODE COMMAND-ID NSID     CDW10    "
			     "DEV        QID STATUS      LAT(us) ORIGIN COMMAND\n";

/* The text of one column for a record. */
static const struct {
	enum column column;
	const char *word;
	struct nvme_trace_event event;
} column_rows[] = {
	{ STATUS, "in-flight", { .outcome = NVME_TRACE_IN_FLIGHT } },
	{ STATUS, "in-flight", { .outcome = NVME_TRACE_IN_FLIGHT, .status = 2, .error = -14 } },
	{ STATUS, "ok", { .outcome = NVME_TRACE_COMPLETED } },
	{ STATUS, "ok", { .outcome = NVME_TRACE_COMPLETED, .error = -14 } },
	{ STATUS, "0/02", { .outcome = NVME_TRACE_COMPLETED, .status = 0x4002 } },
	{ STATUS, "2/81", { .outcome = NVME_TRACE_COMPLETED, .status = 0x281 } },
	{ STATUS, "7/c1", { .outcome = NVME_TRACE_COMPLETED, .status = 0x7c1 } },
	{ STATUS, "EFAULT", { .outcome = NVME_TRACE_FAILED, .error = -EFAULT } },
	{ STATUS, "EINTR", { .outcome = NVME_TRACE_FAILED, .error = -EINTR, .status = 2 } },
	{ STATUS, "EPERM", { .outcome = NVME_TRACE_FAILED, .error = -1 } },
	{ STATUS, "errno:512", { .outcome = NVME_TRACE_FAILED, .error = -512 } },
	{ STATUS, "errno:4095", { .outcome = NVME_TRACE_FAILED, .error = -4095 } },
	{ STATUS, "errno:2147483647", { .outcome = NVME_TRACE_FAILED, .error = -INT32_MAX } },
	{ STATUS, "unknown", { .outcome = NVME_TRACE_UNKNOWN, .status = 2, .error = -14 } },
	{ STATUS, "unknown", { .outcome = 255 } },

	/* Not issued: these members are ignored, whatever they hold. */
	{ COMMAND_ID, "-", { .sqe.command_id = 0x1d } },
	{ QID, "-", { .qid = 3 } },
	{ LAT, "-", { .complete_ns = 5000 } },
	{ COMMAND_ID, "1d", { .issue_ns = 1, .sqe.command_id = 0x1d } },
	{ COMMAND_ID, "0", { .issue_ns = 1 } },
	{ COMMAND_ID, "ffff", { .issue_ns = 1, .sqe.command_id = 0xffff } },
	{ QID, "0", { .issue_ns = 1 } },
	{ QID, "3", { .issue_ns = 1, .qid = 3 } },
	{ QID, "65535", { .issue_ns = 1, .qid = 65535 } },

	{ LAT, "-", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 1 } },
	{ LAT, "-", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 7000 } },
	{ LAT, "0.0", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 7099 } },
	{ LAT, "0.1", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 7100 } },
	{ LAT, "1.9", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 8999 } },
	{ LAT, "2.0", { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 9000 } },
	{ LAT,
	  "1000000.0",
	  { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 7000, .complete_ns = 1000007000 } },
	/* In flight: how long the sender has waited, even before the drive gets the command. */
	{ LAT, "3.0", { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 1000, .complete_ns = 4000 } },
	{ LAT,
	  "3.0",
	  { .outcome = NVME_TRACE_IN_FLIGHT,
	    .submit_ns = 1000,
	    .issue_ns = 3000,
	    .complete_ns = 4000 } },
	{ LAT, "-", { .outcome = NVME_TRACE_FAILED, .submit_ns = 1000 } },
	{ LAT,
	  "18446744073709551.6",
	  { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 1, .complete_ns = UINT64_MAX } },

	{ ORIGIN, "ioctl", { .origin = NVME_TRACE_ORIGIN_IOCTL } },
	{ ORIGIN, "uring", { .origin = NVME_TRACE_ORIGIN_URING } },
	{ ORIGIN, "kernel", { .origin = NVME_TRACE_ORIGIN_KERNEL } },
	{ ORIGIN, "block", { .origin = NVME_TRACE_ORIGIN_BLOCK } },
	{ ORIGIN, "?", { .origin = 255 } },

	{ DEV, "nvme0", { .ctrl = 0 } },
	{ DEV, "nvme12", { .ctrl = 12 } },
	{ DEV, "nvme2147483647", { .ctrl = INT32_MAX } },
	{ DEV, "-", { .ctrl = NVME_TRACE_NO_CTRL } },
	{ DEV, "nvme1n2", { .ctrl = 1, .disk = "nvme1n2", .queue = NVME_TRACE_QUEUE_IO } },
	{ DEV, "nvme0c1n1", { .ctrl = 1, .disk = "nvme0c1n1", .queue = NVME_TRACE_QUEUE_IO } },
	{ DEV, "nvme1n2", { .ctrl = NVME_TRACE_NO_CTRL, .disk = "nvme1n2" } },
	{ DEV, "nvme\\x20\\x0a\\x1b[2J\\x5c", { .disk = "nvme \n\x1b[2J\\" } },
	{ DEV, "nvme2n1/nvme2c3n1", { .ctrl = 3, .disk = "nvme2c3n1", .head = "nvme2n1" } },
	{ DEV, "a/\\x20", { .disk = " ", .head = "a" } },
	{ DEV, "nvme2n1", { .ctrl = NVME_TRACE_NO_CTRL, .node = "nvme2n1" } },
	{ DEV, "nvme3", { .ctrl = 3, .node = "nvme2n1" } },
	{ DEV,
	  "0123456789abcdef0123456789abcdef",
	  { .disk = "0123456789abcdef0123456789abcdef" } }, /* not terminated */

	{ OPCODE, "0", { .sqe.opcode = 0 } },
	{ OPCODE, "a", { .sqe.opcode = 0x0a } },
	{ OPCODE, "c1", { .sqe.opcode = 0xc1 } },
	{ NSID, "0", { .sqe.nsid = 0 } },
	{ NSID, "10", { .sqe.nsid = 16 } },
	{ NSID, "ffffffff", { .sqe.nsid = UINT32_MAX } },
	{ CDW10, "1002", { .sqe.cdw10 = 0x00001002, .sqe.cdw11 = 7, .sqe.cdw2 = 7 } },
	{ CDW10, "80000000", { .sqe.cdw10 = 0x80000000 } },
	{ PID, "-", { .tid = 7 } }, /* unknown sender */
	{ PID, "4294967295", { .pid = UINT32_MAX } },

	{ COMM, "-", { .comm = "" } },
	{ COMM, "two\\x20words", { .comm = "two words" } },
	{ COMM, "a\\x1b[2Jb\\x0d\\x0a", { .comm = "a\x1b[2Jb\r\n" } },
	{ COMM, "%s%n", { .comm = "%s%n" } },
	{ COMM, "0123456789abcdef", { .comm = "0123456789abcdef" } }, /* not terminated */

	{ COMMAND, "Identify  cns=Controller", { .sqe = { .opcode = 6, .cdw10 = 1 } } },
	{ COMMAND,
	  "Get Log Page  lid=SMART/Health len=512",
	  { .sqe = { .opcode = 2, .cdw10 = 0x7f0002 }, .disk = "nvme0n1" } },
	{ COMMAND,
	  "Read  slba=8 nlb=1",
	  { .sqe = { .opcode = 2, .cdw10 = 8 }, .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND, "Vendor specific opcode 0xc1", { .sqe.opcode = 0xc1 } },
	{ COMMAND, "Fabrics Connect  qid=0 sqsize=1", { .sqe.opcode = 0x7f, .sqe.nsid = 1 } },
	{ COMMAND,
	  "Copy  sdlba=4096 nr=8 -> Command-Size-Limit-Exceeded first_not_copied=2",
	  { .outcome = NVME_TRACE_COMPLETED,
	    .status = 0x183,
	    .result = 2,
	    .queue = NVME_TRACE_QUEUE_IO,
	    .sqe = { .opcode = 0x19, .nsid = 1, .cdw10 = 0x1000, .cdw12 = 7 } } },
	/* The name of the status; none if the drive did not complete the command. */
	{ COMMAND,
	  "Flush  -> Invalid-Field-in-Command",
	  { .outcome = NVME_TRACE_COMPLETED, .status = 0x6002, .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND,
	  "Flush",
	  { .outcome = NVME_TRACE_COMPLETED, .status = 0x6000, .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND,
	  "Flush",
	  { .outcome = NVME_TRACE_COMPLETED, .status = 0x7c1, .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND,
	  "Flush",
	  { .outcome = NVME_TRACE_IN_FLIGHT, .status = 2, .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND,
	  "Flush",
	  { .outcome = NVME_TRACE_FAILED,
	    .status = 2,
	    .error = -EINTR,
	    .queue = NVME_TRACE_QUEUE_IO } },
	{ COMMAND,
	  "Flush",
	  { .outcome = NVME_TRACE_UNKNOWN, .status = 2, .queue = NVME_TRACE_QUEUE_IO } },
};

/*
 * Compares everything from DEV on, byte by byte. A word that is too wide takes the padding after
 * it, until the line is aligned with its header again.
 */
#define FIRST_COLUMNS "02:34:47 nvme            32094   14     d          1        1        "
static const struct {
	const char *rest;
	uint16_t status;
	uint16_t qid;
	int32_t error;
	uint64_t result;
	const char *head, *disk;
} rest_rows[] = {
	{ .rest = "nvme0      0   ok            123.4 ioctl  Device Self-test  stc=Short" },
	{ .status = 0x4001,
	  .rest = "nvme0      0   0/01          123.4 ioctl  Device Self-test  stc=Short -> "
		  "Invalid-Command-Opcode" },
	{ .status = 0x11d,
	  .result = 5,
	  .rest = "nvme0      0   1/1d          123.4 ioctl  Device Self-test  stc=Short -> "
		  "Device-Self-test-In-Progress dw0=0x5" },
	{ .result = 5,
	  .rest = "nvme0      0   ok            123.4 ioctl  Device Self-test  stc=Short -> "
		  "dw0=0x5" },
	{ .status = 0x7c1,
	  .rest = "nvme0      0   7/c1          123.4 ioctl  Device Self-test  stc=Short" },
	{ .status = 0x7c1,
	  .result = 5,
	  .rest = "nvme0      0   7/c1          123.4 ioctl  Device Self-test  stc=Short -> "
		  "dw0=0x5" },
	{ .error = -EOPNOTSUPP,
	  .rest = "nvme0      0   EOPNOTSUPP    123.4 ioctl  Device Self-test  stc=Short" },
	{ .error = -ENOTRECOVERABLE,
	  .rest = "nvme0      0   ENOTRECOVERABLE 123.4 ioctl Device Self-test  stc=Short" },
	{ .head = "nvme2n1",
	  .disk = "nvme2c3n1",
	  .qid = 3,
	  .rest = "nvme2n1/nvme2c3n1 3 ok       123.4 ioctl  Device Self-test  stc=Short" },
	{ .head = "nvme2n1",
	  .disk = "nvme2c3n1",
	  .qid = 3,
	  .status = 0x4001,
	  .rest = "nvme2n1/nvme2c3n1 3 0/01     123.4 ioctl  Device Self-test  stc=Short -> "
		  "Invalid-Command-Opcode" },
	{ .head = "nvme12n1",
	  .disk = "nvme12c345n16",
	  .qid = 128,
	  .status = 0x4001,
	  .rest = "nvme12n1/nvme12c345n16 128 0/01 123.4 ioctl Device Self-test  stc=Short -> "
		  "Invalid-Command-Opcode" },
};

/* Rows with the same zone and offset go to one output, so a stale date in its clock would show. */
static const struct {
	const char *zone;
	uint64_t submit_ns;
	int64_t wall_offset_ns;
	const char *clock;
} clock_rows[] = {
	{ "UTC0", 0, 0, "00:00:00" },
	{ "UTC0", 999999999, 0, "00:00:00" },
	{ "UTC0", 1000000000, 0, "00:00:01" },
	{ "UTC0", 999999999, 0, "00:00:00" }, /* records come as they end, not as they begin */
	{ "UTC0", 86399999999999, 0, "23:59:59" },
	{ "UTC0", 86400000000000, 0, "00:00:00" },
	{ "UTC0", 1, 999999999, "00:00:01" },
	{ "UTC0", 0, 1700000000000000000, "22:13:20" },
	{ "UTC0", 5999999999, 1700000000000000000, "22:13:25" },
	{ "UTC0", 10000000000, -4000000000, "00:00:06" }, /* a clock that was set back */
	{ "EAST-5:30", 0, 1700000000000000000, "03:43:20" },
	{ "WEST8", 0, 1700000000000000000, "14:13:20" },
	/* One second before and after the clocks go forward. */
	{ "EST5EDT,M3.2.0,M11.1.0", 999999999, 1710053999000000000, "01:59:59" },
	{ "EST5EDT,M3.2.0,M11.1.0", 1000000000, 1710053999000000000, "03:00:00" },
};

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

/* Makes the single line of a record, with its newline. */
static void format(const struct nvme_trace_event *event, char line[LINE_SIZE])
{
	char *text = sink__text_of(text__new, (struct output_config){}, event);

	assert_true(*text && strlen(text) < LINE_SIZE);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	strcpy(line, text);
	free(text);
}

/* Cuts the line into words as awk does, but the last column takes the rest of the line. */
static void split(char *line, char *words[COLUMN_COUNT])
{
	line[strcspn(line, "\n")] = '\0';
	for (int i = 0; i < COLUMN_COUNT; i++) {
		line += strspn(line, " ");
		words[i] = line;
		line += strcspn(line, i == COMMAND ? "" : " ");
		if (*line)
			*line++ = '\0';
		if (!words[i][0])
			fail_msg("there are only %d columns", i);
	}
}

static void the_header_is_written_at_once(void **state)
{
	struct sink sink;
	char *words[COLUMN_COUNT];

	(void)state;
	sink__open(&sink, text__new, (struct output_config){ .header = true });
	assert_int_equal(sink.size, sizeof(header) - 1);
	assert_string_equal(sink.text, header);
	assert_int_equal(sink.output->emit(sink.output, &classic), 0);
	assert_int_equal(sink.output->emit(sink.output, &classic), 0);
	assert_int_equal(sink.output->flush(sink.output), 0);
	assert_memory_equal(sink.text, header, sizeof(header) - 1);
	assert_null(strstr(sink.text + 1, "TIME"));
	split(sink.text, words);
	assert_string_equal(words[COMMAND_ID], "COMMAND-ID");
	sink__close(&sink);
}

static void no_header_is_nothing_at_all(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, text__new, (struct output_config){});
	assert_int_equal(sink.output->flush(sink.output), 0);
	assert_int_equal(sink.size, 0);
	sink__close(&sink);
}

static void the_classic_command_reads_as_ever(void **state)
{
	static const char *const first[] = { "02:34:47", "nvme", "32094", "14", "d", "1", "1" };
	static const char *const names[] = {
		"TIME", "COMM", "PID", "OPCODE", "COMMAND-ID", "NSID", "CDW10",
	};
	char line[LINE_SIZE], titles[sizeof(header)], *words[COLUMN_COUNT], *titled[COLUMN_COUNT];

	(void)state;
	set_zone("UTC0");
	format(&classic, line);
	assert_string_equal(line, classic_line);
	split(line, words);
	split(strcpy(titles, header), titled);
	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		assert_string_equal(words[i], first[i]);
		assert_string_equal(titled[i], names[i]);
	}
}

static void each_column_says_what_it_should(void **state)
{
	char line[LINE_SIZE], *words[COLUMN_COUNT];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(column_rows); i++) {
		format(&column_rows[i].event, line);
		split(line, words);
		if (strcmp(words[column_rows[i].column], column_rows[i].word) != 0)
			fail_msg("row %zu: '%s', not '%s'", i, words[column_rows[i].column],
				 column_rows[i].word);
	}
}

static void wide_words_take_blanks_from_behind(void **state)
{
	char line[LINE_SIZE], expected[LINE_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rest_rows); i++) {
		struct nvme_trace_event event = classic;

		event.outcome = rest_rows[i].error ? NVME_TRACE_FAILED : NVME_TRACE_COMPLETED;
		event.error = rest_rows[i].error;
		event.status = rest_rows[i].status;
		event.result = rest_rows[i].result;
		event.qid = rest_rows[i].qid;
		if (rest_rows[i].disk) {
			strcpy(event.head, rest_rows[i].head);
			strcpy(event.disk, rest_rows[i].disk);
		}
		format(&event, line);
		snprintf(expected, sizeof(expected), "%s%s\n", FIRST_COLUMNS, rest_rows[i].rest);
		assert_string_equal(line, expected);
	}
}

/* A wide COMM moves the fixed columns after it. From DEV on, padding makes up for that. */
static void a_wide_name_moves_no_more_than_it_must(void **state)
{
	struct nvme_trace_event event = classic;
	char line[LINE_SIZE];

	(void)state;
	memcpy(event.comm, "a\x1b[2Jb\r\n", sizeof("a\x1b[2Jb\r\n"));
	format(&event, line);
	assert_string_equal(
		line, "02:34:47 a\\x1b[2Jb\\x0d\\x0a 32094   14     d          1        1        "
		      "nvme0    0   0/01          123.4 ioctl  Device Self-test  stc=Short -> "
		      "Invalid-Command-Opcode\n");
	memset(event.comm, 0xff, sizeof(event.comm));
	format(&event, line);
	assert_non_null(strstr(line,
			       "\\xff 32094   14     d          1        1        nvme0 0 0/01 "
			       "123.4 ioctl Device Self-test  stc=Short -> "
			       "Invalid-Command-Opcode\n"));
}

static void assert_all_escaped(const char *word)
{
	for (size_t i = 0; word[i]; i += 4)
		assert_memory_equal(word + i, "\\xff", 4);
}

static void all_ones_leave_every_column_whole(void **state)
{
	static const char *const expected[COLUMN_COUNT] = {
		[PID] = "4294967295",
		[OPCODE] = "ff",
		[COMMAND_ID] = "ffff",
		[NSID] = "ffffffff",
		[CDW10] = "ffffffff",
		[QID] = "65535",
		[STATUS] = "unknown",
		[LAT] = "-",
		[COMMAND] = "Vendor specific opcode 0xff  fuse=0x3(unknown) cdw2=0xffffffff "
			    "cdw3=0xffffffff "
			    "cdw10=0xffffffff cdw11=0xffffffff cdw12=0xffffffff cdw13=0xffffffff "
			    "cdw14=0xffffffff cdw15=0xffffffff",
	};
	char line[LINE_SIZE], *words[COLUMN_COUNT];
	struct nvme_trace_event event;

	(void)state;
	memset(&event, 0xff, sizeof(event));
	format(&event, line);
	split(line, words);
	for (int i = 0; i < COLUMN_COUNT; i++)
		if (expected[i])
			assert_string_equal(words[i], expected[i]);
	assert_int_equal(strlen(words[TIME]), 8);
	assert_int_equal(strlen(words[COMM]), 4 * NVME_TRACE_COMM_SIZE);
	assert_int_equal(strlen(words[DEV]), 2 * 4 * NVME_TRACE_DISK_SIZE + 1);
	words[DEV][4 * NVME_TRACE_DISK_SIZE] = '\0'; /* between head and path */
	assert_all_escaped(words[COMM]);
	assert_all_escaped(words[DEV]);
	assert_all_escaped(words[DEV] + 4 * NVME_TRACE_DISK_SIZE + 1);
}

/* The part after "->" begins with the status's name as one word; without a name there is none. */
static void check_answer(const char *command, const char *name)
{
	const char *answer = strstr(command, " -> ");
	char word[NVME_NAME_TEXT_SIZE];

	if (!name) {
		assert_true(!answer || strchr(answer + 4, '='));
		return;
	}
	assert_non_null(answer);
	answer += 4;
	assert_null(strstr(answer, " -> "));
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(answer, " "), answer);
	for (size_t i = 0; word[i] || name[i]; i++)
		assert_int_equal(word[i], name[i] == ' ' ? '-' : name[i]);
}

/* Names come from tables. None of them may add, remove or move a column. */
static void no_command_or_status_moves_a_column(void **state)
{
	const size_t last = (size_t)(strstr(classic_line, "Device Self-test") - classic_line);
	char line[LINE_SIZE], text[NVME_NAME_TEXT_SIZE], *words[COLUMN_COUNT];

	(void)state;
	for (unsigned int status = 0; status < 0x800; status++) {
		struct nvme_trace_event event = classic;

		event.status = (uint16_t)status;
		event.sqe.opcode = (uint8_t)status;
		event.queue = status & 0x100 ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
		format(&event, line);
		split(line, words);
		assert_string_equal(words[DEV], "nvme0");
		assert_string_equal(words[STATUS],
				    nvme_status_number(event.status, text, sizeof(text)));
		assert_string_equal(words[LAT], "123.4");
		assert_int_equal(words[COMMAND] - line, last);
		check_answer(words[COMMAND],
			     nvme_error_name(nvme_command_of(&event), event.status));
		nvme_command_text(nvme_trace_set(&event), nvme_trace_code(&event.sqe), text,
				  sizeof(text));
		assert_memory_equal(words[COMMAND], text, strlen(text));
	}
}

static void the_clock_is_the_walls(void **state)
{
	struct nvme_trace_event event = classic;
	struct sink sink = { 0 };
	struct wall wall;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(clock_rows); i++) {
		size_t start = sink.size;

		if (!i || strcmp(clock_rows[i].zone, clock_rows[i - 1].zone) != 0 ||
		    clock_rows[i].wall_offset_ns != clock_rows[i - 1].wall_offset_ns) {
			if (i)
				sink__close(&sink);
			set_zone(clock_rows[i].zone);
			wall__reset(&wall, clock_rows[i].wall_offset_ns);
			sink__open(&sink, text__new, (struct output_config){ .wall = &wall });
			start = 0;
		}
		event.submit_ns = clock_rows[i].submit_ns;
		assert_int_equal(sink.output->emit(sink.output, &event), 0);
		assert_int_equal(sink.output->flush(sink.output), 0);
		if (strncmp(sink.text + start, clock_rows[i].clock, 8) != 0)
			fail_msg("row %zu: %.8s, not %s", i, sink.text + start,
				 clock_rows[i].clock);
	}
	sink__close(&sink);
	set_zone("UTC0");
}

static FILE *full_file(int mode)
{
	static char small[16]; /* less than a line */
	FILE *file = fopen("/dev/full", "we");

	assert_non_null(file);
	assert_int_equal(setvbuf(file, mode == _IOFBF ? small : NULL, mode, sizeof(small)), 0);
	return file;
}

static void a_failed_write_is_told_by_emit(void **state)
{
	static const int modes[] = { _IONBF, _IOFBF };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		FILE *file = full_file(modes[i]);
		struct output *output = text__new(&(struct output_config){ .file = file });

		assert_non_null(output);
		errno = 0;
		assert_int_equal(output->emit(output, &classic), -1);
		assert_int_equal(errno, ENOSPC);
		output->free(output);
		fclose(file);
	}
}

static void a_failed_write_is_told_by_flush(void **state)
{
	FILE *file = fopen("/dev/full", "we");
	struct output *output;

	(void)state;
	assert_non_null(file);
	output = text__new(&(struct output_config){ .file = file });
	assert_non_null(output);
	assert_int_equal(output->emit(output, &classic), 0); /* stays in the buffer */
	errno = 0;
	assert_int_equal(output->flush(output), -1);
	assert_int_equal(errno, ENOSPC);
	output->free(output);
	fclose(file);
}

static void no_output_without_its_header(void **state)
{
	static const int modes[] = { _IONBF, _IOFBF };
	FILE *file = fopen("/dev/full", "we");

	(void)state;
	errno = 0;
	assert_null(text__new(&(struct output_config){
		.file = file, .header = true })); /* fails only when it is flushed */
	assert_int_equal(errno, ENOSPC);
	fclose(file);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		file = full_file(modes[i]);
		errno = 0;
		assert_null(text__new(&(struct output_config){ .file = file, .header = true }));
		assert_int_equal(errno, ENOSPC);
		fclose(file);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_is_written_at_once),
		cmocka_unit_test(no_header_is_nothing_at_all),
		cmocka_unit_test(the_classic_command_reads_as_ever),
		cmocka_unit_test(each_column_says_what_it_should),
		cmocka_unit_test(wide_words_take_blanks_from_behind),
		cmocka_unit_test(a_wide_name_moves_no_more_than_it_must),
		cmocka_unit_test(all_ones_leave_every_column_whole),
		cmocka_unit_test(no_command_or_status_moves_a_column),
		cmocka_unit_test(the_clock_is_the_walls),
		cmocka_unit_test(a_failed_write_is_told_by_emit),
		cmocka_unit_test(a_failed_write_is_told_by_flush),
		cmocka_unit_test(no_output_without_its_header),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
