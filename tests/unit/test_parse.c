/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers, times and sizes: which are accepted, with which value. A refused one changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/parse.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define UNTOUCHED     0xdeadbeefcafef00dULL

typedef int (*parser)(const char *text, uint64_t min, uint64_t max, uint64_t *value);

static const struct {
	parser parse;
	const char *text;
	uint64_t value;
} taken_rows[] = {
	{ parse_number, "0", 0 },
	{ parse_number, "1", 1 },
	{ parse_number, "10", 10 },
	{ parse_number, "010", 10 }, /* not octal */
	{ parse_number, "09", 9 },
	{ parse_number, "000000000000000000000000000007", 7 },
	{ parse_number, "0x0", 0 },
	{ parse_number, "0x1f", 0x1f },
	{ parse_number, "0X1F", 0x1f },
	{ parse_number, "0xaBcDeF", 0xabcdef },
	{ parse_number, "4294967296", 1ULL << 32 },
	{ parse_number, "9223372036854775808", 1ULL << 63 },
	{ parse_number, "18446744073709551615", UINT64_MAX },
	{ parse_number, "0xffffffffffffffff", UINT64_MAX },
	{ parse_number, "0x0000ffffffffffffffff", UINT64_MAX },

	{ parse_duration, "0", 0 },
	{ parse_duration, "5", 5000000000 },
	{ parse_duration, "5ns", 5 },
	{ parse_duration, "5us", 5000 },
	{ parse_duration, "5ms", 5000000 },
	{ parse_duration, "5s", 5000000000 },
	{ parse_duration, "5m", 300000000000 },
	{ parse_duration, "5h", 18000000000000 },
	{ parse_duration, "0h", 0 },
	{ parse_duration, "0x10ms", 16000000 },
	{ parse_duration, "18446744073709551615ns", UINT64_MAX },
	{ parse_duration, "18446744073709551us", 18446744073709551000ULL },
	{ parse_duration, "18446744073709ms", 18446744073709000000ULL },
	{ parse_duration, "18446744073s", 18446744073000000000ULL },
	{ parse_duration, "18446744073", 18446744073000000000ULL },
	{ parse_duration, "307445734m", 18446744040000000000ULL },
	{ parse_duration, "5124095h", 18446742000000000000ULL },

	{ parse_size, "0", 0 },
	{ parse_size, "4096", 4096 },
	{ parse_size, "64K", 64 << 10 },
	{ parse_size, "4M", 4 << 20 },
	{ parse_size, "1G", 1 << 30 },
	{ parse_size, "4G", 1ULL << 32 },
	{ parse_size, "0G", 0 },
	{ parse_size, "0x10K", 16 << 10 },
	{ parse_size, "18446744073709551615", UINT64_MAX },
	{ parse_size, "18014398509481983K", UINT64_MAX - (1 << 10) + 1 },
	{ parse_size, "17592186044415M", UINT64_MAX - (1 << 20) + 1 },
	{ parse_size, "17179869183G", UINT64_MAX - (1 << 30) + 1 },
};

static const struct {
	parser parse;
	const char *text;
} refused_rows[] = {
	{ parse_number, "-1" },
	{ parse_number, "-18446744073709551615" }, /* strtoull makes 1 of it */
	{ parse_number, "-0" },
	{ parse_number, "+1" },
	{ parse_number, "--1" },
	{ parse_number, "0x-1" },
	{ parse_number, "0x+1" },
	{ parse_number, "1x" },
	{ parse_number, "1 2" },
	{ parse_number, "1,000" },
	{ parse_number, "1.0" },
	{ parse_number, "1e3" },
	{ parse_number, "1_000" },
	{ parse_number, "0x 1" },
	{ parse_number, "0xg" },
	{ parse_number, "0x1g" },
	{ parse_number, "0x0x1" },
	{ parse_number, "00x1" },
	{ parse_number, "x1" },
	{ parse_number, "ff" },
	{ parse_number, "0b1" },
	{ parse_number, "1s" },
	{ parse_number, "1K" },
	{ parse_number, "\xd9\xa1" }, /* a digit, but not of ASCII */
	{ parse_number, "1\xc2\xa0" },
	{ parse_number, "18446744073709551616" },
	{ parse_number, "18446744073709551617" }, /* 1 if it overflowed */
	{ parse_number, "99999999999999999999999999" },
	{ parse_number, "0x10000000000000000" },
	{ parse_number, "0x10000000000000001" },

	{ parse_duration, "5d" },
	{ parse_duration, "5S" },
	{ parse_duration, "5M" },
	{ parse_duration, "5H" },
	{ parse_duration, "5MS" },
	{ parse_duration, "5Ms" },
	{ parse_duration, "5sec" },
	{ parse_duration, "5ss" },
	{ parse_duration, "5msx" },
	{ parse_duration, "5n" },
	{ parse_duration, "5 s" },
	{ parse_duration, "1h30m" },
	{ parse_duration, "1.5s" },
	{ parse_duration, "-5s" },
	{ parse_duration, "+5s" },
	{ parse_duration, "s" },
	{ parse_duration, "ms" },
	{ parse_duration, "0xs" },
	{ parse_duration, "5K" },
	{ parse_duration, "18446744073709551616ns" },
	{ parse_duration, "18446744073709552us" },
	{ parse_duration, "18446744073710ms" },
	{ parse_duration, "18446744074s" },
	{ parse_duration, "18446744074" },
	{ parse_duration, "307445735m" },
	{ parse_duration, "5124096h" },
	{ parse_duration, "18446744073709551615h" },

	{ parse_size, "4k" },
	{ parse_size, "4m" },
	{ parse_size, "4g" },
	{ parse_size, "4KB" },
	{ parse_size, "4KiB" },
	{ parse_size, "4Ki" },
	{ parse_size, "4KK" },
	{ parse_size, "4B" },
	{ parse_size, "4T" },
	{ parse_size, "4 K" },
	{ parse_size, "4.5M" },
	{ parse_size, "-4K" },
	{ parse_size, "+4K" },
	{ parse_size, "K" },
	{ parse_size, "0xK" },
	{ parse_size, "4s" },
	{ parse_size, "18446744073709551616" },
	{ parse_size, "18014398509481984K" },
	{ parse_size, "17592186044416M" },
	{ parse_size, "17179869184G" }, /* 0 if it overflowed */
	{ parse_size, "17179869185G" },
};

/* None of the three accepts these. */
static const char *const nothings[] = {
	"", " ", "0x", "0X", "-", "+", "x", " 1", "\t1", "\n1", "\v1", "1 ", "1\t", "1\n", "0x1 ",
};

static const parser parsers[] = { parse_number, parse_duration, parse_size };

static const struct {
	parser parse;
	const char *text;
	uint64_t min, max;
	int returned;
} range_rows[] = {
	{ parse_number, "0", 1, UINT64_MAX, -1 },
	{ parse_number, "1", 1, UINT64_MAX, 0 },
	{ parse_number, "4", 5, 7, -1 },
	{ parse_number, "5", 5, 7, 0 },
	{ parse_number, "7", 5, 7, 0 },
	{ parse_number, "8", 5, 7, -1 },
	{ parse_number, "5", 5, 5, 0 },
	{ parse_number, "6", 5, 5, -1 },
	{ parse_number, "0", 0, 0, 0 },
	{ parse_number, "5", 7, 5, -1 }, /* an empty range */
	{ parse_number, "18446744073709551614", UINT64_MAX, UINT64_MAX, -1 },
	{ parse_number, "18446744073709551615", 0, UINT64_MAX - 1, -1 },
	/* The range is in the unit of the value, not of the text. */
	{ parse_duration, "2s", 1, 1999999999, -1 },
	{ parse_duration, "2s", 1, 2000000000, 0 },
	{ parse_duration, "2", 1, 1999999999, -1 },
	{ parse_duration, "1ms", 1000001, UINT64_MAX, -1 },
	{ parse_duration, "1ms", 1000000, UINT64_MAX, 0 },
	{ parse_size, "4095", 4096, 1 << 30, -1 },
	{ parse_size, "4K", 4096, 1 << 30, 0 },
	{ parse_size, "3K", 4096, 1 << 30, -1 },
	{ parse_size, "1G", 4096, 1 << 30, 0 },
	{ parse_size, "1048577K", 4096, 1 << 30, -1 },
	{ parse_size, "1073741825", 4096, 1 << 30, -1 },
};

static void check_refused(parser parse, const char *text, uint64_t min, uint64_t max)
{
	uint64_t value = UNTOUCHED;

	if (parse(text, min, max, &value) != -1)
		fail_msg("'%s' was taken, as %llu", text, (unsigned long long)value);
	if (value != UNTOUCHED)
		fail_msg("'%s' was refused, but the value is now %llu", text,
			 (unsigned long long)value);
}

static void check_taken(parser parse, const char *text, uint64_t min, uint64_t max,
			uint64_t expected)
{
	uint64_t value = UNTOUCHED;

	if (parse(text, min, max, &value) != 0)
		fail_msg("'%s' was refused", text);
	if (value != expected)
		fail_msg("'%s' is %llu, not %llu", text, (unsigned long long)expected,
			 (unsigned long long)value);
}

static void numbers_with_units_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(taken_rows); i++)
		check_taken(taken_rows[i].parse, taken_rows[i].text, 0, UINT64_MAX,
			    taken_rows[i].value);
}

static void all_else_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused_rows); i++)
		check_refused(refused_rows[i].parse, refused_rows[i].text, 0, UINT64_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(nothings); i++)
		for (size_t j = 0; j < ARRAY_SIZE(parsers); j++)
			check_refused(parsers[j], nothings[i], 0, UINT64_MAX);
}

static void the_range_includes_its_ends(void **state)
{
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(range_rows); i++) {
		parser parse = range_rows[i].parse;
		const char *text = range_rows[i].text;

		if (range_rows[i].returned) {
			check_refused(parse, text, range_rows[i].min, range_rows[i].max);
			continue;
		}
		assert_int_equal(parse(text, 0, UINT64_MAX, &value), 0);
		check_taken(parse, text, range_rows[i].min, range_rows[i].max, value);
	}
}

/* Only digits may be next to a plain number; tries every other byte. */
static void no_other_byte_goes_before_or_after(void **state)
{
	(void)state;
	for (unsigned int byte = 1; byte < 256; byte++) {
		const char before[] = { (char)byte, '1', '\0' };
		const char after[] = { '1', (char)byte, '\0' };

		if (byte >= '0' && byte <= '9')
			continue;
		check_refused(parse_number, before, 0, UINT64_MAX);
		check_refused(parse_number, after, 0, UINT64_MAX);
	}
}

/* An old errno must not make a good number a bad one. */
static void a_refusal_does_not_stick(void **state)
{
	(void)state;
	check_refused(parse_number, "18446744073709551616", 0, UINT64_MAX);
	check_taken(parse_number, "18446744073709551615", 0, UINT64_MAX, UINT64_MAX);
	check_refused(parse_size, "17179869184G", 0, UINT64_MAX);
	check_taken(parse_size, "1G", 0, UINT64_MAX, 1 << 30);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_with_units_are_taken),
		cmocka_unit_test(all_else_is_refused),
		cmocka_unit_test(the_range_includes_its_ends),
		cmocka_unit_test(no_other_byte_goes_before_or_after),
		cmocka_unit_test(a_refusal_does_not_stick),
	};

	return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
