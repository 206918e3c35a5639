/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Compares percentiles with sorted numbers, and tests pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/histogram.h"

#define MANY 10007

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The percentile is at most an eighth off, and between the numbers that were added. */
static void check_percentile(const struct histogram *histogram, const uint64_t *sorted,
			     size_t count, unsigned int percent)
{
	uint64_t exact = sorted[(count * percent + 99) / 100 - 1];
	uint64_t found = histogram__percentile(histogram, percent);

	assert_true((found > exact ? found - exact : exact - found) <= exact / 8);
	assert_true(found >= histogram->min && found <= histogram->max);
}

static void percentiles_are_within_an_eighth(void **state)
{
	static uint64_t numbers[MANY];

	(void)state;
	for (unsigned int shift = 0; shift < 64; shift += 7) {
		struct histogram histogram = { 0 };

		srandom(shift);
		for (size_t i = 0; i < MANY; i++) {
			numbers[i] = ((uint64_t)random() << 32 | (uint64_t)random()) >> shift;
			histogram__add(&histogram, numbers[i]);
		}
		qsort(numbers, MANY, sizeof(*numbers), compare);
		assert_true(histogram.min == numbers[0] && histogram.max == numbers[MANY - 1]);
		assert_true(histogram.count == MANY);
		for (unsigned int percent = 1; percent <= 100; percent++)
			check_percentile(&histogram, numbers, MANY, percent);
	}
}

/* Percentiles of evenly spread numbers are nearly exact, although 1024 to 1151 are one bucket. */
static void percentiles_are_interpolated(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	for (uint64_t value = 1000; value < 2000; value++)
		histogram__add(&histogram, value);
	for (unsigned int percent = 1; percent <= 100; percent++) {
		uint64_t exact = 1000 + percent * 10 - 1;
		uint64_t found = histogram__percentile(&histogram, percent);

		assert_in_range(found, exact - 1, exact + 1);
	}
	assert_int_equal(histogram__percentile(&histogram, 100), 1999);
}

/* The minimum and the maximum are exact, whatever else their buckets hold. */
static void the_bounds_are_exact(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	histogram__add(&histogram, 1030);
	histogram__add(&histogram, 1100);
	assert_int_equal(histogram__percentile(&histogram, 50), 1030);
	assert_int_equal(histogram__percentile(&histogram, 99), 1100);
}

static void every_number_has_its_bucket(void **state)
{
	(void)state;
	for (unsigned int power = 0; power < 64; power++)
		for (int step = -1; step <= 1; step++) {
			uint64_t value = (UINT64_C(1) << power) + (uint64_t)(int64_t)step;
			uint64_t in = buckets__power_of(value);
			struct histogram histogram = { 0 };

			histogram__add(&histogram, value);
			for (unsigned int i = 0; i < BUCKETS_POWERS; i++)
				assert_int_equal(histogram__power(&histogram, i), i == in);
			assert_true(histogram__percentile(&histogram, 1) == value);
			assert_true(histogram__percentile(&histogram, 100) == value);
		}
}

static void pictures_show_how_often(void **state)
{
	static const struct {
		uint64_t values[12]; /* pairs of value and count; a count of 0 ends the list */
		const char *picture;
	} rows[] = {
		{ { 0, 0 }, "" },
		{ { 0, 1 }, "@" },
		{ { 1000, 1 }, "@" },
		{ { 1023, 9, 1024, 9 }, "@@" },
		{ { 16, 1, 64, 100 }, ". @" },
		{ { 1, 1, 2, 2, 4, 3, 8, 4, 16, 8 }, ":-=+@" },
		{ { UINT64_MAX, 3 }, "@" },
	};
	char picture[HISTOGRAM_PICTURE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct histogram histogram = { 0 };

		for (const uint64_t *row = rows[i].values; row[1]; row += 2)
			for (uint64_t n = 0; n < row[1]; n++)
				histogram__add(&histogram, row[0]);
		assert_string_equal(histogram__picture(&histogram, picture), rows[i].picture);
	}
}

static void the_widest_picture_fits(void **state)
{
	struct histogram histogram = { 0 };
	char picture[HISTOGRAM_PICTURE];

	(void)state;
	for (unsigned int power = 0; power < 64; power++)
		histogram__add(&histogram, UINT64_C(1) << power);
	assert_int_equal(strlen(histogram__picture(&histogram, picture)), 64);
}

static void nothing_has_no_percentile(void **state)
{
	struct histogram histogram = { 0 };

	(void)state;
	assert_true(histogram__percentile(&histogram, 50) == 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(percentiles_are_within_an_eighth),
		cmocka_unit_test(percentiles_are_interpolated),
		cmocka_unit_test(the_bounds_are_exact),
		cmocka_unit_test(every_number_has_its_bucket),
		cmocka_unit_test(pictures_show_how_often),
		cmocka_unit_test(the_widest_picture_fits),
		cmocka_unit_test(nothing_has_no_percentile),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
