/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How options change the lines: fields below them, colours, widths, times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "output/output.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define LINE_SIZE     1024

static void set_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static void check_text(struct output_config config, const struct nvme_trace_event *event,
		       const char *expected)
{
	char *text = sink__text_of(text__new, config, event);

	assert_string_equal(text, expected);
	free(text);
}

static void verbose_has_a_line_for_each_field(void **state)
{
	struct nvme_trace_event event = classic;

	(void)state;
	event.status = 0;
	event.data_len = 512;
	event.sqe = (struct nvme_trace_sqe){ .opcode = 2, .cdw10 = 0x7f8002, .cdw14 = 1 << 8 };
	check_text(
		(struct output_config){ .verbose = true }, &event,
		"02:34:47 nvme            32094   2      0          0        7f8002   nvme0      "
		"0   ok            123.4 ioctl  Get Log Page  lid=SMART/Health len=512 rae "
		"cdw14=0x100\n"
		"         lid      cdw10[7:0]               0x2        "
		"Log Page Identifier: SMART/Health\n"
		"         len      cdw10[31:16]+cdw11[15:0] 0x7f       "
		"Number of Dwords (NUMD): 512 bytes\n"
		"         lpo      cdw12[31:0]+cdw13[31:0]  0x0        Log Page Offset: 0 bytes\n"
		"         lsp      cdw10[14:8]              0x0        "
		"Log Specific Parameter: 0x0\n"
		"         lsi      cdw11[31:16]             0x0        Log Specific Identifier: 0\n"
		"         rae      cdw10[15]                0x1        "
		"Retain Asynchronous Event: 1\n"
		"         cdw14    cdw14[31:0]              0x100      Not described: 0x100\n"
		"         data_len buffer                   0x200      Data Length: 512 bytes\n");
}

/* Shows the whole status field, and what is known from the kernel and the sender. */
static void verbose_has_what_is_beside_the_command(void **state)
{
	struct nvme_trace_event event = classic;

	(void)state;
	event.status = 0x6182;
	event.result = 0x10100;
	event.queue = NVME_TRACE_QUEUE_IO;
	event.data_len = 1024;
	event.sqe = (struct nvme_trace_sqe){ .opcode = 0x7f, .nsid = 1, .cdw11 = 0x1f };
	check_text(
		(struct output_config){ .verbose = true }, &event,
		"02:34:47 nvme            32094   7f     0          -        0        nvme0      "
		"0   1/82          123.4 ioctl  Fabrics Connect  qid=0 "
		"sqsize=32 -> Connect-Invalid-Parameters ips=Data ipo=SUBNQN\n"
		"         qid      cdw10[31:16]             0x0        Queue ID: 0\n"
		"         sqsize   cdw11[15:0]              0x1f       "
		"Submission Queue Size: 32 entries\n"
		"         kato     cdw12[31:0]              0x0        Keep Alive Timeout: 0 ms\n"
		"         prioclass cdw11[17:16]             0x0        Priority Class: Urgent\n"
		"         dissqfc  cdw11[18]                0x0        Disable SQ Flow Control: 0\n"
		"         indivioqdels cdw11[19]                0x0        "
		"Individual I/O Queue Deletion Support: 0\n"
		"         connent  cdw11[20]                0x0        Connecting Entity: 0\n"
		"         recfmt   cdw10[15:0]              0x0        Record Format: 0\n"
		"         data_len buffer                   0x400      Data Length: 1024 bytes\n"
		"         ips      dw0[16]                  0x1        "
		"Invalid Parameter Start (IATTR): Data\n"
		"         ipo      dw0[15:0]                0x100      "
		"Invalid Parameter Offset: SUBNQN\n"
		"         sf       dw3[31:17]               0x6182     "
		"Status Field: Connect Invalid Parameters\n"
		"         m        dw3[30]                  0x1        More: 1\n"
		"         dnr      dw3[31]                  0x1        Do Not Retry: 1\n");
}

/* A failed command's whole line is red, and one in flight is yellow. The header is bold. */
static void colors_are_around_lines(void **state)
{
	static const struct {
		uint16_t status;
		uint8_t outcome;
		const char *before, *after;
	} colors[] = {
		{ 0, NVME_TRACE_COMPLETED, "", "" },
		{ 0x4000, NVME_TRACE_COMPLETED, "", "" },
		{ 0x4001, NVME_TRACE_COMPLETED, "\x1b[31m", "\x1b[0m" },
		{ 0x4110, NVME_TRACE_COMPLETED, "\x1b[31m", "\x1b[0m" },
		{ 0, NVME_TRACE_FAILED, "\x1b[31m", "\x1b[0m" },
		{ 0, NVME_TRACE_UNKNOWN, "\x1b[31m", "\x1b[0m" },
		{ 0, NVME_TRACE_IN_FLIGHT, "\x1b[33m", "\x1b[0m" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(colors); i++) {
		struct nvme_trace_event event = classic;
		char *plain, expected[LINE_SIZE];

		event.status = colors[i].status;
		event.outcome = colors[i].outcome;
		plain = sink__text_of(text__new, (struct output_config){}, &event);
		plain[strlen(plain) - 1] = '\0';
		snprintf(expected, sizeof(expected), "%s%s%s\n", colors[i].before, plain,
			 colors[i].after);
		check_text((struct output_config){ .color = true }, &event, expected);
		free(plain);
	}
}

static void check_beginning(struct output_config config, const char *expected)
{
	char *text = sink__text_of(text__new, config, &classic);

	assert_memory_equal(text, expected, strlen(expected));
	free(text);
}

/* With -v, COMMAND moves to a line of its own, because the fields follow on lines anyway. */
static void verbose_rows_wrap_on_a_narrow_terminal(void **state)
{
	char two[LINE_SIZE];
	size_t last = (size_t)(strstr(classic_line, "Device Self-test") - classic_line);
	unsigned int width = (unsigned int)strlen(classic_line) - 1;

	(void)state;
	snprintf(two, sizeof(two), "%.*s\n         %s", (int)last - 1, classic_line,
		 classic_line + last);
	check_beginning((struct output_config){ .width = width, .verbose = true }, classic_line);
	check_beginning((struct output_config){ .width = width - 1, .verbose = true }, two);
	check_beginning((struct output_config){ .width = 1, .verbose = true }, two);
}

static void times_have_their_forms(void **state)
{
	static const struct {
		enum output_time time;
		uint64_t ns[3];
		int64_t wall_offset_ns;
		const char *words[3];
	} forms[] = {
		{ OUTPUT_TIME_MONO,
		  { 0, 1000, 4711123456789 },
		  5,
		  { "0.000000", "0.000001", "4711.123456" } },
		{ OUTPUT_TIME_DELTA,
		  { 5000, 1005000, 5000 },
		  5,
		  { "0.000000", "0.001000", "-0.001000" } },
		{ OUTPUT_TIME_ISO,
		  { 0, 999999999, 1000000000 },
		  1700000000000000000,
		  { "2023-11-15T03:43:20.000000+05:30", "2023-11-15T03:43:20.999999+05:30",
		    "2023-11-15T03:43:21.000000+05:30" } },
		{ OUTPUT_TIME_UTC,
		  { 0, 999999999, 1000000000 },
		  1700000000000000000,
		  { "2023-11-14T22:13:20.000000Z", "2023-11-14T22:13:20.999999Z",
		    "2023-11-14T22:13:21.000000Z" } },
	};

	(void)state;
	set_zone("EAST-5:30");
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct nvme_trace_event event = classic;
		char *rest, *line;
		struct sink sink;

		sink__open(&sink, text__new,
			   (struct output_config){ .time = forms[i].time,
						   .wall = WALL(forms[i].wall_offset_ns) });
		for (size_t j = 0; j < 3; j++) {
			event.submit_ns = forms[i].ns[j];
			assert_int_equal(sink.output->emit(sink.output, &event), 0);
		}
		assert_int_equal(sink.output->flush(sink.output), 0);
		rest = sink.text;
		for (size_t j = 0; j < 3; j++) {
			line = strsep(&rest, "\n");
			assert_string_equal(strtok(line, " "), forms[i].words[j]);
		}
		sink__close(&sink);
	}
	set_zone("UTC0");
}

/* A time without a valid date does no harm. */
static void impossible_times_are_harmless(void **state)
{
	static const uint64_t times[] = { 0, 1, INT64_MAX, UINT64_MAX, UINT64_MAX / 2 + 1 };

	(void)state;
	for (int time = OUTPUT_TIME_WALL; time <= OUTPUT_TIME_DELTA; time++)
		for (size_t i = 0; i < ARRAY_SIZE(times); i++)
			for (size_t j = 0; j < ARRAY_SIZE(times); j++) {
				struct nvme_trace_event event = classic;
				struct sink sink;

				sink__open(
					&sink, text__new,
					(struct output_config){ .time = (enum output_time)time,
								.wall = WALL((int64_t)times[i]) });
				event.submit_ns = times[j];
				assert_int_equal(sink.output->emit(sink.output, &event), 0);
				event.submit_ns = times[i];
				assert_int_equal(sink.output->emit(sink.output, &event), 0);
				sink__close(&sink);
			}
}

/* Makes a record with data after it. */
static struct nvme_trace_event *with_payload(uint8_t payload, const char *bytes, uint32_t length)
{
	struct nvme_trace_event *event = malloc(sizeof(*event) + length);

	assert_non_null(event);
	*event = classic;
	event->size = (uint16_t)(sizeof(*event) + length);
	event->payload = payload;
	event->payload_len = length;
	event->data_len = 20;
	memcpy(event + 1, bytes, length);
	return event;
}

static void check_payload(struct nvme_trace_event *event, size_t limit, const char *below)
{
	char expected[LINE_SIZE];

	snprintf(expected, sizeof(expected), "%s%s", classic_line, below);
	check_text((struct output_config){ .payload = limit }, event, expected);
	free(event);
}

static void data_is_below_the_line(void **state)
{
	static const char bytes[] = "0123456789abcdef\0\x1b[\xff";

	(void)state;
	check_payload(with_payload(NVME_TRACE_PAYLOAD_READ, bytes, 20), 64,
		      "         0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  "
		      "|0123456789abcdef|\n"
		      "         0010  00 1b 5b ff                                      |..[.|\n");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_READ, bytes, 20), 3,
		      "         0000  30 31 32                                         |012|\n"
		      "         the first 3 of 20 bytes\n");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_READ, bytes, 2), 64,
		      "         0000  30 31                                            |01|\n"
		      "         the first 2 of 20 bytes\n");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_SECRET, "", 0), 64,
		      "         its data may be a password or a key: --unredacted shows it\n");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_UNREADABLE, "", 0), 64,
		      "         its data could not be read\n");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_NONE, "", 0), 64, "");
	check_payload(with_payload(NVME_TRACE_PAYLOAD_READ, bytes, 20), 0, "");
}

/* The firmware is committed but not active yet: neither plain success nor failure. */
static void what_was_done_all_the_same_is_yellow(void **state)
{
	struct nvme_trace_event event = classic;

	(void)state;
	event.status = 0x110;
	event.sqe = (struct nvme_trace_sqe){ .opcode = 0x10, .cdw10 = 9 };
	check_text((struct output_config){ .color = true }, &event,
		   "\x1b[33m02:34:47 nvme            32094   10     0          0        9        "
		   "nvme0      0   1/10          123.4 ioctl  Firmware Commit  "
		   "ca=Replace-and-activate-at-reset fs=1 -> "
		   "Firmware-Activation-Requires-NVM-Subsystem-Reset\x1b[0m\n");
}

/* Values in the data: a few in the line, all of them below it. */
static void the_data_is_read_out(void **state)
{
	static const char ranges[] = "\0\0\0\0\x08\0\0\0\x40\0\0\0\0\0\0\0"
				     "\1\0\0\0\x10\0\0\0\x80\0\0\0\0\0\0\0";
	struct nvme_trace_event *event = with_payload(NVME_TRACE_PAYLOAD_READ, ranges, 32);

	(void)state;
	event->status = 0;
	event->data_len = 32;
	event->queue = NVME_TRACE_QUEUE_IO;
	event->sqe = (struct nvme_trace_sqe){ .opcode = 9, .nsid = 1, .cdw10 = 1, .cdw11 = 4 };
	check_text(
		(struct output_config){ .verbose = true }, event,
		"02:34:47 nvme            32094   9      0          1        1        nvme0      "
		"0   ok            123.4 ioctl  Dataset Management  nr=2 ad "
		"ranges=64+8,128+16\n"
		"         nr       cdw10[7:0]               0x1        Number of Ranges: 2 ranges\n"
		"         ad       cdw11[2]                 0x1        Attribute - Deallocate: 1\n"
		"         idw      cdw11[1]                 0x0        "
		"Attribute - Integral Dataset for Write: 0\n"
		"         idr      cdw11[0]                 0x0        "
		"Attribute - Integral Dataset for Read: 0\n"
		"         csi      namespace                0x0        "
		"Command Set Identifier: NVM\n"
		"         data_len buffer                   0x20       Data Length: 32 bytes\n"
		"         slba     data[15:8]               0x40       Starting LBA: 64\n"
		"         llb      data[7:4]                0x8        "
		"Length in Logical Blocks: 8 blocks\n"
		"         cattr    data[3:0]                0x0        Context Attributes: 0x0\n"
		"         slba     data[31:24]              0x80       Starting LBA: 128\n"
		"         llb      data[23:20]              0x10       "
		"Length in Logical Blocks: 16 blocks\n"
		"         cattr    data[19:16]              0x1        Context Attributes: 0x1\n");
	free(event);
}

/* A record claims more data than it has. Only the data that is there is read. */
static void no_more_is_read_than_there_is(void **state)
{
	struct nvme_trace_event *event = with_payload(NVME_TRACE_PAYLOAD_READ, "ab", 2);

	(void)state;
	event->payload_len = UINT32_MAX;
	check_payload(event, SIZE_MAX,
		      "         0000  61 62                                            |ab|\n"
		      "         the first 2 of 20 bytes\n");
	event = with_payload(NVME_TRACE_PAYLOAD_READ, "ab", 2);
	event->size = 0;
	check_payload(event, SIZE_MAX, "         the first 0 of 20 bytes\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verbose_has_a_line_for_each_field),
		cmocka_unit_test(verbose_has_what_is_beside_the_command),
		cmocka_unit_test(colors_are_around_lines),
		cmocka_unit_test(what_was_done_all_the_same_is_yellow),
		cmocka_unit_test(the_data_is_read_out),
		cmocka_unit_test(verbose_rows_wrap_on_a_narrow_terminal),
		cmocka_unit_test(times_have_their_forms),
		cmocka_unit_test(impossible_times_are_harmless),
		cmocka_unit_test(data_is_below_the_line),
		cmocka_unit_test(no_more_is_read_than_there_is),
	};

	set_zone("UTC0");
	return cmocka_run_group_tests_name("text_forms", tests, NULL, NULL);
}
