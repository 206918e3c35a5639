/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which columns a row has: those of --columns, or those that fit the terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "output/cells.h"
#include "output/output.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define LINE_SIZE     8192

#define COLUMNS(...)                                                                               \
	{                                                                                          \
		.column = { __VA_ARGS__ }, .count = sizeof((uint8_t[]){ __VA_ARGS__ })             \
	}

/* Compares the headings and one row. */
static void check(struct output_config config, const struct nvme_trace_event *event,
		  const char *header, const char *row)
{
	char expected[LINE_SIZE], *text;

	config.header = true;
	text = sink__text_of(text__new, config, event);
	snprintf(expected, sizeof(expected), "%s\n%s\n", header, row);
	assert_string_equal(text, expected);
	free(text);
}

static void every_column_has_its_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < OUTPUT_COLUMNS; i++) {
		const struct column *column = &cells__columns[i];

		assert_non_null(column->heading);
		assert_non_null(column->word);
		assert_non_null(column->write);
		assert_true(i < FIXED_COLUMNS ? !column->drop : true);
		assert_true(cells__width(column, OUTPUT_TIME_WALL) >= strlen(column->heading));
		for (size_t j = 0; j < i; j++) {
			assert_string_not_equal(column->heading, cells__columns[j].heading);
			assert_string_not_equal(column->word, cells__columns[j].word);
		}
	}
}

#define SEVEN_HEADINGS "TIME     COMM            PID     OPCODE COMMAND-ID NSID     CDW10"
#define SEVEN_CELLS    "02:34:47 nvme            32094   14     d          1        1"

/* Tests every width at which a column appears or disappears. */
static void a_narrow_terminal_has_fewer_columns(void **state)
{
	static const struct {
		unsigned int width;
		const char *header, *row;
	} rows[] = {
		{ 1, SEVEN_HEADINGS, SEVEN_CELLS },
		{ 77, SEVEN_HEADINGS, SEVEN_CELLS },
		{ 78, SEVEN_HEADINGS "    STATUS", SEVEN_CELLS "        0/01" },
		{ 80, SEVEN_HEADINGS "    STATUS", SEVEN_CELLS "        0/01" },
		{ 98, SEVEN_HEADINGS "    STATUS", SEVEN_CELLS "        0/01" },
		{ 99, SEVEN_HEADINGS "    STATUS    COMMAND",
		  SEVEN_CELLS "        0/01      Device Self-test ..." },
		{ 100, SEVEN_HEADINGS "    STATUS    COMMAND",
		  SEVEN_CELLS "        0/01      Device Self-test  ..." },
		{ 109, SEVEN_HEADINGS "    STATUS    COMMAND",
		  SEVEN_CELLS "        0/01      Device Self-test  stc=Short..." },
		{ 110, SEVEN_HEADINGS "    DEV        STATUS    COMMAND",
		  SEVEN_CELLS "        nvme0      0/01      Device Self-test ..." },
		{ 119, SEVEN_HEADINGS "    DEV        STATUS    COMMAND",
		  SEVEN_CELLS "        nvme0      0/01      Device Self-test  stc=Shor..." },
		{ 120, SEVEN_HEADINGS "    DEV        STATUS      LAT(us) COMMAND",
		  SEVEN_CELLS "        nvme0      0/01          123.4 Device Self-test ..." },
		{ 124, SEVEN_HEADINGS "    DEV        QID STATUS      LAT(us) COMMAND",
		  SEVEN_CELLS "        nvme0      0   0/01          123.4 Device Self-test ..." },
		{ 131, SEVEN_HEADINGS "    DEV        QID STATUS      LAT(us) ORIGIN COMMAND",
		  SEVEN_CELLS "        nvme0      0   0/01          123.4 ioctl  "
			      "Device Self-test ..." },
		{ 150, SEVEN_HEADINGS "    DEV        QID STATUS      LAT(us) ORIGIN COMMAND",
		  SEVEN_CELLS "        nvme0      0   0/01          123.4 ioctl  "
			      "Device Self-test  stc=Short -> Inval..." },
		{ 163, SEVEN_HEADINGS "    DEV        QID STATUS      LAT(us) ORIGIN COMMAND",
		  SEVEN_CELLS "        nvme0      0   0/01          123.4 ioctl  "
			      "Device Self-test  stc=Short -> Invalid-Command-Op..." },
		{ 164, SEVEN_HEADINGS "    DEV        QID STATUS      LAT(us) ORIGIN COMMAND",
		  SEVEN_CELLS "        nvme0      0   0/01          123.4 ioctl  "
			      "Device Self-test  stc=Short -> Invalid-Command-Opcode" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check((struct output_config){ .width = rows[i].width }, &classic, rows[i].header,
		      rows[i].row);
}

/* A wide word in the first seven columns moves the columns after it, which are cut if necessary. */
static void no_wide_word_breaks_a_row(void **state)
{
	static const struct {
		const char *comm, *disk, *row;
	} rows[] = {
		{ "a\x1b[2Jb\r\n", "",
		  "02:34:47 a\\x1b[2Jb\\x0d\\x0a 32094   14     d          1        1        "
		  "0/01" },
		{ "\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b", "",
		  "02:34:47 \\x1b\\x1b\\x1b\\x1b\\x1b\\x1b\\x1b\\x1b\\x1b 32094   14     d         "
		  " 1 "
		  "       1       " },
		{ "nvme", "nvme0n1", SEVEN_CELLS "        0/01" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct nvme_trace_event event = classic;
		struct output_config config = { .width = 80 };
		char *text;

		memcpy(event.comm, rows[i].comm, strlen(rows[i].comm));
		strcpy(event.disk, rows[i].disk);
		text = sink__text_of(text__new, config, &event);
		text[strlen(text) - 1] = '\0';
		assert_string_equal(text, rows[i].row);
		free(text);
	}
}

/* A wide DEV takes the padding of the columns after it, and COMMAND is cut for the rest. */
static void a_wide_device_keeps_the_row_on_the_terminal(void **state)
{
	struct nvme_trace_event event = classic;

	(void)state;
	strcpy(event.head, "nvme12n1");
	strcpy(event.disk, "nvme12c345n16");
	check((struct output_config){ .width = 120 }, &event,
	      SEVEN_HEADINGS "    DEV        STATUS      LAT(us) COMMAND",
	      SEVEN_CELLS "        nvme12n1/nvme12c345n16 0/01 123.4 Device Self-te...");
	memset(event.head, 'x', sizeof(event.head));
	check((struct output_config){ .width = 120 }, &event,
	      SEVEN_HEADINGS "    DEV        STATUS      LAT(us) COMMAND",
	      SEVEN_CELLS "        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/nvme12c345n16 0...");
}

static void colors_do_not_count(void **state)
{
	struct output_config config = { .width = 100, .color = true };
	char *text = sink__text_of(text__new, config, &classic);

	(void)state;
	assert_string_equal(text, "\x1b[31m" SEVEN_CELLS
				  "        0/01      Device Self-test  ...\x1b[0m\n");
	free(text);
}

static void columns_come_as_they_were_chosen(void **state)
{
	static const struct {
		struct output_columns columns;
		unsigned int width;
		const char *header, *row;
	} rows[] = {
		{ COLUMNS(OUTPUT_COLUMN_COMM), 0, "COMM", "nvme" },
		{ COLUMNS(OUTPUT_COLUMN_LATENCY), 0, "  LAT(us)", "    123.4" },
		{ COLUMNS(OUTPUT_COLUMN_TIME, OUTPUT_COLUMN_TID, OUTPUT_COLUMN_UID,
			  OUTPUT_COLUMN_CDW11, OUTPUT_COLUMN_CDW12, OUTPUT_COLUMN_CDW13,
			  OUTPUT_COLUMN_CDW14, OUTPUT_COLUMN_CDW15, OUTPUT_COLUMN_BYTES,
			  OUTPUT_COLUMN_RESULT),
		  0,
		  "TIME     TID     UID     CDW11    CDW12    CDW13    CDW14    CDW15         "
		  "BYTES "
		  "RESULT",
		  "02:34:47 32095   1000    b        c        d        e        f              "
		  "4096 "
		  "123456789a" },
		{ COLUMNS(OUTPUT_COLUMN_COMMAND, OUTPUT_COLUMN_PID), 0,
		  "COMMAND                      PID",
		  "Device_Self-test__stc=Short_cdw11=0xb_cdw12=0xc_cdw13=0xd_cdw14=0xe_cdw15=0xf_"
		  "->_Invalid-Command-Opcode_dw0=0x3456789a_dw1=0x12 32094" },
		{ COLUMNS(OUTPUT_COLUMN_PID, OUTPUT_COLUMN_COMMAND), 40, "PID     COMMAND",
		  "32094   Device Self-test  stc=Short c..." },
		/* Nothing is dropped, and COMMAND keeps 20 columns. */
		{ COLUMNS(OUTPUT_COLUMN_PID, OUTPUT_COLUMN_ORIGIN, OUTPUT_COLUMN_COMMAND), 10,
		  "PID     ORIGIN COMMAND", "32094   ioctl  Device Self-test ..." },
		{ COLUMNS(OUTPUT_COLUMN_ORIGIN, OUTPUT_COLUMN_QID), 5, "ORIGIN QID", "ioctl  0" },
	};
	struct nvme_trace_event event = classic;

	(void)state;
	event.result = 0x123456789a;
	event.data_len = 4096;
	event.sqe.cdw11 = 0xb;
	event.sqe.cdw12 = 0xc;
	event.sqe.cdw13 = 0xd;
	event.sqe.cdw14 = 0xe;
	event.sqe.cdw15 = 0xf;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check((struct output_config){ .columns = rows[i].columns, .width = rows[i].width },
		      &event, rows[i].header, rows[i].row);
}

/* The sender is unknown, and the drive did not complete the command. */
static void what_is_not_known_is_a_dash(void **state)
{
	struct nvme_trace_event event = {
		.outcome = NVME_TRACE_FAILED, .error = -14, .uid = 7, .tid = 7, .result = 7
	};

	(void)state;
	check((struct output_config){ .columns = COLUMNS(OUTPUT_COLUMN_TID, OUTPUT_COLUMN_UID,
							 OUTPUT_COLUMN_RESULT) },
	      &event, "TID     UID     RESULT", "-       -       -");
}

/* Shows all columns in their worst case, with COMMAND last and with columns after it. */
static void the_longest_row_is_whole(void **state)
{
	struct nvme_trace_event event;
	struct output_config config = {};

	(void)state;
	memset(&event, 0xff, sizeof(event));
	for (unsigned int shift = 0; shift < OUTPUT_COLUMNS; shift++) {
		char *text;

		config.columns.count = OUTPUT_COLUMNS;
		for (unsigned int i = 0; i < OUTPUT_COLUMNS; i++)
			config.columns.column[i] = (uint8_t)((i + shift) % OUTPUT_COLUMNS);
		text = sink__text_of(text__new, config, &event);
		assert_non_null(strstr(text, "cdw15=0xffffffff"));
		assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
		free(text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_has_its_names),
		cmocka_unit_test(a_narrow_terminal_has_fewer_columns),
		cmocka_unit_test(no_wide_word_breaks_a_row),
		cmocka_unit_test(a_wide_device_keeps_the_row_on_the_terminal),
		cmocka_unit_test(colors_do_not_count),
		cmocka_unit_test(columns_come_as_they_were_chosen),
		cmocka_unit_test(what_is_not_known_is_a_dash),
		cmocka_unit_test(the_longest_row_is_whole),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests_name("text_columns", tests, NULL, NULL);
}
