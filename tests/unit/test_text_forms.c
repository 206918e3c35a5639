/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What options make of the lines: fields below them, colours, widths, times. */
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
#include "tests/unit/sink.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define SECOND_NS     1000000000LL
#define LINE_SIZE     1024

/* nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=1 --cdw10=1 */
static const struct nvme_trace_event classic = {
	.version = NVME_TRACE_RECORD_VERSION,
	.size = sizeof(struct nvme_trace_event),
	.outcome = NVME_TRACE_COMPLETED,
	.queue = NVME_TRACE_QUEUE_ADMIN,
	.submit_ns = 9287 * SECOND_NS, /* 02:34:47 */
	.issue_ns = 9287 * SECOND_NS + 2000,
	.complete_ns = 9287 * SECOND_NS + 125499,
	.pid = 32094,
	.tid = 32095,
	.ctrl = 0,
	.status = 0x4001,
	.sqe = { .opcode = 0x14, .command_id = 0xd, .nsid = 1, .cdw10 = 1 },
	.comm = "nvme",
};

static const char classic_line[] =
	"02:34:47 nvme            32094   14     d          1        1        nvme0      0   "
	"0/01:Invalid-Command-Opcode     123.4 ioctl  Device Self-test  stc=Short\n";

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
	event.sqe = (struct nvme_trace_sqe){ .opcode = 2, .cdw10 = 0x7f8002, .cdw14 = 1 << 8 };
	check_text((struct output_config){ .verbose = true }, &event,
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
		   "         cdw14    cdw14[31:0]              0x100      Not described: 0x100\n");
}

/* Failed in red, in flight in yellow, and all of the line; the header is bold. */
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

/* On a terminal that is too narrow, the last column has a line of its own. */
static void narrow_terminals_get_two_lines(void **state)
{
	char two[LINE_SIZE];
	size_t last = strlen(classic_line) - strlen("Device Self-test  stc=Short\n");

	(void)state;
	snprintf(two, sizeof(two), "%.*s\n         %s", (int)last - 1, classic_line,
		 classic_line + last);
	check_text((struct output_config){ .width = (unsigned int)strlen(classic_line) - 1 },
		   &classic, classic_line);
	check_text((struct output_config){ .width = (unsigned int)strlen(classic_line) - 2 },
		   &classic, two);
	check_text((struct output_config){ .width = 1 }, &classic, two);
}

static void times_have_their_forms(void **state)
{
	static const struct {
		enum output_time time;
		uint64_t ns[3];
		int64_t wall_offset_ns;
		const char *words[3];
	} forms[] = {
		{ OUTPUT_TIME_MONO, { 0, 1000, 4711123456789 }, 5,
		  { "0.000000", "0.000001", "4711.123456" } },
		{ OUTPUT_TIME_DELTA, { 5000, 1005000, 5000 }, 5,
		  { "0.000000", "0.001000", "-0.001000" } },
		{ OUTPUT_TIME_ISO, { 0, 999999999, 1000000000 }, 1700000000000000000,
		  { "2023-11-15T03:43:20.000000+05:30", "2023-11-15T03:43:20.999999+05:30",
		    "2023-11-15T03:43:21.000000+05:30" } },
	};

	(void)state;
	set_zone("EAST-5:30");
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct nvme_trace_event event = classic;
		char *rest, *line;
		struct sink sink;

		sink__open(&sink, text__new, (struct output_config){ .time = forms[i].time,
							  .wall_offset_ns =
								  forms[i].wall_offset_ns });
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

/* Times that are no date anywhere are none here. */
static void impossible_times_are_harmless(void **state)
{
	static const uint64_t times[] = { 0, 1, INT64_MAX, UINT64_MAX, UINT64_MAX / 2 + 1 };

	(void)state;
	for (int time = OUTPUT_TIME_WALL; time <= OUTPUT_TIME_DELTA; time++)
		for (size_t i = 0; i < ARRAY_SIZE(times); i++)
			for (size_t j = 0; j < ARRAY_SIZE(times); j++) {
				struct nvme_trace_event event = classic;
				struct sink sink;

				sink__open(&sink, text__new, (struct output_config){
							  .time = (enum output_time)time,
							  .wall_offset_ns = (int64_t)times[i] });
				event.submit_ns = times[j];
				assert_int_equal(sink.output->emit(sink.output, &event), 0);
				event.submit_ns = times[i];
				assert_int_equal(sink.output->emit(sink.output, &event), 0);
				sink__close(&sink);
			}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verbose_has_a_line_for_each_field),
		cmocka_unit_test(colors_are_around_lines),
		cmocka_unit_test(narrow_terminals_get_two_lines),
		cmocka_unit_test(times_have_their_forms),
		cmocka_unit_test(impossible_times_are_harmless),
	};

	set_zone("UTC0");
	return cmocka_run_group_tests_name("text_forms", tests, NULL, NULL);
}
