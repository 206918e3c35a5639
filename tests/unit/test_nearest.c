/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The distance between words, and which of the offered words are suggested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/nearest.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define TEN	      "0123456789"
#define SIXTY	      TEN TEN TEN TEN TEN TEN

static const struct {
	const char *a, *b;
	size_t slips;
} slip_rows[] = {
	{ "", "", 0 },
	{ "", "abc", 3 },
	{ "read", "read", 0 },
	{ "raed", "read", 1 }, /* neighbours swapped: one slip, not two */
	{ "erad", "read", 1 },
	{ "reda", "read", 1 },
	{ "adre", "read", 4 }, /* not neighbours */
	{ "rea", "read", 1 },
	{ "ead", "read", 1 },
	{ "rad", "read", 1 },
	{ "reads", "read", 1 },
	{ "rread", "read", 1 },
	{ "reed", "read", 1 },
	{ "Read", "read", 1 },
	{ "ba", "ab", 1 },
	{ "ca", "abc", 3 }, /* swapped letters are not changed again */
	{ "kitten", "sitting", 3 },
	{ "flush", "copy", 5 },
	{ "\xff", "\x7f", 1 },
	{ SIXTY "012", SIXTY "012", 0 }, /* the longest */
	{ SIXTY "012", "", 63 },
	{ SIXTY "0123", SIXTY "0123", NEAREST_SIZE },
	{ SIXTY "0123", "a", NEAREST_SIZE },
};

#define WORDS 8

/* The suggestions for a word, if these words are offered in this order. */
static const struct {
	const char *typed;
	const char *offered[WORDS];
	const char *text;
} suggest_rows[] = {
	{ "iocl", { "ioctl", "uring", "kernel", "block" }, "; did you mean ioctl?" },
	{ "ioctl", { "ioctl" }, "; did you mean ioctl?" },
	{ "kernal", { "ioctl", "uring", "kernel", "block" }, "; did you mean kernel?" },
	{ "xyzzy", { "ioctl", "uring", "kernel", "block" }, "" },
	{ "", { "ioctl", "io" }, "" },
	{ "aaa", { NULL }, "" },
	/* The best comes first; equals keep their order. */
	{ "abcd", { "abxy", "abcx" }, "; did you mean abcx or abxy?" },
	{ "abcd", { "abcx", "abcy" }, "; did you mean abcx or abcy?" },
	{ "abcd", { "abcy", "abcx" }, "; did you mean abcy or abcx?" },
	/* At most three. */
	{ "abcd", { "abc1", "abc2", "abc3" }, "; did you mean abc1, abc2 or abc3?" },
	{ "abcd", { "abc1", "abc2", "abc3", "abc4" }, "; did you mean abc1, abc2 or abc3?" },
	{ "abcd", { "ab12", "ab34", "ab56", "abc1" }, "; did you mean abc1, ab12 or ab34?" },
	{ "abcd",
	  { "ab12", "ab34", "ab56", "abc1", "abc2", "abc3" },
	  "; did you mean abc1, abc2 or abc3?" },
	/* Each word only once. */
	{ "abcd", { "abc1", "abc1", "abc2", "abc1" }, "; did you mean abc1 or abc2?" },
	/* How many slips are allowed. */
	{ "ab", { "ax" }, "; did you mean ax?" },
	{ "ab", { "xy" }, "" },
	{ "abc", { "abx", "axx" }, "; did you mean abx?" },
	{ "abcd", { "abxx", "axxx" }, "; did you mean abxx?" },
	{ "abcdefg", { "abcdxxx", "abcxxxx" }, "; did you mean abcdxxx?" },
	/* The word is part of another, unless it is too short to mean anything. */
	{ "log", { "get-log-page" }, "; did you mean get-log-page?" },
	{ "fabrics", { "fabrics-commands" }, "; did you mean fabrics-commands?" },
	{ "ge", { "get-log-page" }, "" },
	{ "log", { "get-lag-page" }, "" },
	{ "abcdef", { "abxxef", "xx-abcdef-xx" }, "; did you mean xx-abcdef-xx or abxxef?" },
	/* The other word is part of this one: not suggested for that. */
	{ "get-log-page", { "log" }, "" },
	{ SIXTY "0123", { SIXTY "0123", SIXTY "012" }, "" },
};

static void slips_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slip_rows); i++) {
		const char *a = slip_rows[i].a, *b = slip_rows[i].b;

		if (nearest__slips(a, b) != slip_rows[i].slips)
			fail_msg("'%s' to '%s': %zu slips, not %zu", a, b, nearest__slips(a, b),
				 slip_rows[i].slips);
		assert_int_equal(nearest__slips(b, a), nearest__slips(a, b));
	}
}

static void the_nearest_are_suggested(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(suggest_rows); i++) {
		struct nearest nearest;
		char text[256] = "";

		nearest__start(&nearest, suggest_rows[i].typed);
		for (size_t j = 0; j < WORDS && suggest_rows[i].offered[j]; j++)
			nearest__offer(&nearest, suggest_rows[i].offered[j],
				       suggest_rows[i].offered[j]);
		nearest__append(&nearest, text, sizeof(text));
		if (strcmp(text, suggest_rows[i].text) != 0)
			fail_msg("'%s': \"%s\", not \"%s\"", suggest_rows[i].typed, text,
				 suggest_rows[i].text);
	}
}

static void what_is_shown_may_be_another_word(void **state)
{
	char text[64] = "no such word";
	struct nearest nearest;

	(void)state;
	nearest__start(&nearest, "raed");
	nearest__offer(&nearest, "read", "io:read");
	nearest__offer(&nearest, "read", "admin:read");
	nearest__offer(&nearest, "read", SIXTY ":read"); /* too long to be shown */
	nearest__append(&nearest, text, sizeof(text));
	assert_string_equal(text, "no such word; did you mean io:read or admin:read?");
}

static void a_text_is_cut_where_its_buffer_ends(void **state)
{
	static const char whole[] = "no; did you mean abc1, abc2 or abc3?";
	struct nearest nearest;

	(void)state;
	nearest__start(&nearest, "abcd");
	nearest__offer(&nearest, "abc1", "abc1");
	nearest__offer(&nearest, "abc2", "abc2");
	nearest__offer(&nearest, "abc3", "abc3");
	for (size_t size = sizeof("no"); size <= sizeof(whole) + 1; size++) {
		size_t length = size < sizeof(whole) ? size - 1 : sizeof(whole) - 1;
		char text[64];

		memset(text, 'Z', sizeof(text));
		strcpy(text, "no");
		nearest__append(&nearest, text, size);
		assert_memory_equal(text, whole, length);
		assert_int_equal(text[length], '\0');
		assert_int_equal(text[size], 'Z');
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_counted),
		cmocka_unit_test(the_nearest_are_suggested),
		cmocka_unit_test(what_is_shown_may_be_another_word),
		cmocka_unit_test(a_text_is_cut_where_its_buffer_ends),
	};

	return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
