// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The files of a long capture: their names, and when the next one is due. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/series.h"

#define HOUR_NS 3600000000000ULL

static int enter_folder(void **state)
{
	char *folder = strdup("/tmp/test_series.XXXXXX");

	*state = folder;
	return folder && mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static int leave_folder(void **state)
{
	int error = chdir("/") || rmdir(*state);

	free(*state);
	return error;
}

/* Opens the next file, checks its name, and removes it. */
static void expect_next(struct series *series, const char *name)
{
	assert_non_null(series__next(series));
	assert_string_equal(series->name, name);
	assert_int_equal(unlink(name), 0);
}

static void numbers_go_round(void **state)
{
	struct series series = { .config = { .name = "part", .size = 100, .count = 11 } };
	char name[16];

	(void)state;
	for (int i = 0; i < 11; i++) {
		snprintf(name, sizeof(name), "part%02d", i);
		expect_next(&series, name);
	}
	expect_next(&series, "part00");
	assert_false(series__is_due(&series, 99));
	assert_true(series__is_due(&series, 100));
	assert_int_equal(series__close(&series), 0);
}

/*
 * Moving begun_ns back has the effect of moving the clock forward. The name has only the year, so
 * the next period's file would have the same name.
 */
static void a_period_begins_where_the_last_one_was_to_end(void **state)
{
	struct series series = { .config = { .name = "at-%Y", .size = 100, .period_ns = HOUR_NS } };
	uint64_t begun;
	char year[sizeof("at-2000")], second[sizeof("at-20001")], third[sizeof("at-20002")];

	(void)state;
	assert_non_null(series__next(&series));
	assert_int_equal(strlen(series.name), strlen("at-2000"));
	memcpy(year, series.name, sizeof(year));
	assert_int_equal(unlink(year), 0);
	assert_false(series__is_due(&series, 99));
	snprintf(second, sizeof(second), "%s1", year);
	expect_next(&series, second); /* because of its size */
	series.begun_ns -= 2 * HOUR_NS + HOUR_NS / 2;
	begun = series.begun_ns;
	assert_true(series__is_due(&series, 0));
	snprintf(third, sizeof(third), "%s2", year);
	expect_next(&series, third);
	assert_int_equal(series.begun_ns - begun, 2 * HOUR_NS);
	assert_int_equal(series__close(&series), 0);
}

/* Files are numbered while the name stays the same. When the name changes, the numbers restart. */
static void files_of_one_name_are_numbered(void **state)
{
	struct series series = { .config = { .name = "at-%Y", .period_ns = HOUR_NS } };
	char year[sizeof("at-2000")], name[32];

	(void)state;
	assert_non_null(series__next(&series));
	memcpy(year, series.name, sizeof(year));
	assert_int_equal(unlink(year), 0);
	for (int i = 1; i <= 3; i++) {
		snprintf(name, sizeof(name), "%s%d", year, i);
		series.begun_ns -= HOUR_NS;
		expect_next(&series, name);
	}
	series.name[3] = 'x'; /* another year */
	series.begun_ns -= HOUR_NS;
	expect_next(&series, year);
	assert_int_equal(series__close(&series), 0);
}

static void a_file_in_use_is_left_as_it_was(void **state)
{
	struct claims claims = {};
	struct series series = { .config = { .name = "part", .size = 1 }, .claims = &claims };
	FILE *used = fopen("part1", "w+e");
	char text[8] = "";

	(void)state;
	assert_non_null(used);
	assert_true(fputs("needed", used) >= 0 && !fflush(used));
	claims__add(&claims, fileno(used), "needed");
	expect_next(&series, "part");
	errno = 0;
	assert_null(series__next(&series));
	assert_int_equal(errno, EBUSY);
	assert_string_equal(claims.taken, "needed");
	assert_string_equal(series.name, "part1");
	rewind(used);
	assert_non_null(fgets(text, sizeof(text), used));
	assert_string_equal(text, "needed");
	fclose(used);
	assert_int_equal(unlink("part1"), 0);
}

static void the_last_of_so_many_goes_on(void **state)
{
	struct series series = { .config = { .name = "one", .period_ns = HOUR_NS, .count = 1 } };

	(void)state;
	expect_next(&series, "one");
	series.begun_ns -= 2 * HOUR_NS;
	assert_false(series__is_due(&series, 0));
	assert_int_equal(series__close(&series), 0);
}

static void a_name_that_is_too_long_is_refused(void **state)
{
	static char name[SERIES_NAME_SIZE + 1];
	struct series plain = { .config = { .name = name } };
	struct series numbered = { .config = { .name = name, .size = 1, .count = 1000 } };
	struct series timed = { .config = { .name = name, .period_ns = HOUR_NS } };

	(void)state;
	memset(name, 'n', SERIES_NAME_SIZE);
	assert_null(series__next(&plain));
	assert_int_equal(errno, ENAMETOOLONG);
	errno = 0;
	assert_null(series__next(&timed));
	assert_int_equal(errno, ENAMETOOLONG);
	name[SERIES_NAME_SIZE - 2] = '\0'; /* room for one digit */
	errno = 0;
	assert_null(series__next(&numbered));
	assert_int_equal(errno, ENAMETOOLONG);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_go_round),
		cmocka_unit_test(a_period_begins_where_the_last_one_was_to_end),
		cmocka_unit_test(files_of_one_name_are_numbered),
		cmocka_unit_test(a_file_in_use_is_left_as_it_was),
		cmocka_unit_test(the_last_of_so_many_goes_on),
		cmocka_unit_test(a_name_that_is_too_long_is_refused),
	};

	return cmocka_run_group_tests_name("series", tests, enter_folder, leave_folder);
}
