/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* CSV: the same cells as text, unpadded, and quoted where RFC 4180 requires it. */
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

#include "output/output.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

static void check(struct output_config config, const struct nvme_trace_event *event,
		  const char *expected)
{
	char *text = sink__text_of(csv__new, config, event);

	assert_string_equal(text, expected);
	free(text);
}

static void a_line_has_the_columns_of_the_text(void **state)
{
	(void)state;
	check((struct output_config){ .header = true, .width = 80, .color = true }, &classic,
	      "TIME,COMM,PID,OPCODE,COMMAND-ID,NSID,CDW10,DEV,QID,STATUS,LAT(us),ORIGIN,COMMAND\n"
	      "02:34:47,nvme,32094,14,d,1,1,nvme0,0,0/01,123.4,ioctl,"
	      "Device Self-test  stc=Short -> Invalid-Command-Opcode\n");
}

static void columns_are_chosen_as_of_the_text(void **state)
{
	struct output_config config = {
		.columns = { { OUTPUT_COLUMN_COMMAND, OUTPUT_COLUMN_UID }, 2 },
	};

	(void)state;
	check(config, &classic, "Device Self-test  stc=Short -> Invalid-Command-Opcode,1000\n");
}

static void check_comm(const char *comm, const char *expected)
{
	struct nvme_trace_event event = classic;
	struct output_config config = {
		.columns = { { OUTPUT_COLUMN_COMM, OUTPUT_COLUMN_PID }, 2 },
	};

	memset(event.comm, 0, sizeof(event.comm));
	memcpy(event.comm, comm, strlen(comm));
	check(config, &event, expected);
}

static void odd_names_stay_one_cell(void **state)
{
	(void)state;
	check_comm("a,b", "\"a,b\",32094\n");
	check_comm("\"", "\"\"\"\",32094\n");
	check_comm("say \"hi\"", "\"say\\x20\"\"hi\"\"\",32094\n");
	check_comm("a\nb\r", "a\\x0ab\\x0d,32094\n");
	check_comm("\x1b[2J", "\\x1b[2J,32094\n");
	check_comm("=1+1", "=1+1,32094\n");
	check_comm("", "-,32094\n");
	check_comm(",,,,,,,,,,,,,,,,", "\",,,,,,,,,,,,,,,,\",32094\n");
}

static void a_failed_write_is_told(void **state)
{
	FILE *file = fopen("/dev/full", "we");
	struct output *output;

	(void)state;
	assert_non_null(file);
	assert_null(csv__new(&(struct output_config){ .file = file, .header = true }));
	assert_int_equal(errno, ENOSPC);
	fclose(file);
	file = fopen("/dev/full", "we");
	assert_non_null(file);
	assert_int_equal(setvbuf(file, NULL, _IONBF, 0), 0);
	output = csv__new(&(struct output_config){ .file = file });
	assert_non_null(output);
	errno = 0;
	assert_int_equal(output->emit(output, &classic), -1);
	assert_int_equal(errno, ENOSPC);
	output->free(output);
	fclose(file);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_the_columns_of_the_text),
		cmocka_unit_test(columns_are_chosen_as_of_the_text),
		cmocka_unit_test(odd_names_stay_one_cell),
		cmocka_unit_test(a_failed_write_is_told),
	};

	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests_name("text_csv", tests, NULL, NULL);
}
