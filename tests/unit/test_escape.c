/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Words made of bytes that a process chose. Unmapped memory follows the bytes directly, and also
 * the word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/escape.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_LENGTH    64

static const struct {
	const char *bytes;
	const char *word;
} rows[] = {
	{ "", "-" },
	{ "nvme", "nvme" },
	{ "-", "-" },
	{ "kworker/0:1H", "kworker/0:1H" },
	{ "two words", "two\\x20words" },
	{ " ", "\\x20" },
	{ "tab\tnewline\n", "tab\\x09newline\\x0a" },
	{ "\x1b[2J", "\\x1b[2J" },
	{ "\\", "\\x5c" },
	{ "\\x1b", "\\x5cx1b" }, /* otherwise it would look like an escaped ESC */
	{ "\x7f", "\\x7f" },
	{ "!~", "!~" }, /* the first and the last character that is not escaped */
	{ "\x80\xff", "\\x80\\xff" },
	{ "m\xc3\xbcller", "m\\xc3\\xbcller" },
	{ "\xc2\x9b"
	  "2J",
	  "\\xc2\\x9b2J" }, /* CSI as one character */
	{ "'\"$`;|&<>*?", "'\"$`;|&<>*?" },
	{ "%s%n", "%s%n" },
};

/* Two writable pages, each followed by an inaccessible one. */
struct guarded {
	char *pages;
	size_t size; /* of a page */
};

static int map_guarded(void **state)
{
	static struct guarded guarded; /* cmocka holds it between the calls */

	guarded.size = (size_t)sysconf(_SC_PAGESIZE);
	guarded.pages = mmap(NULL, 4 * guarded.size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guarded.pages == MAP_FAILED)
		return -1;
	*state = &guarded;
	if (mprotect(guarded.pages + guarded.size, guarded.size, PROT_NONE))
		return -1;
	return mprotect(guarded.pages + 3 * guarded.size, guarded.size, PROT_NONE);
}

static int unmap_guarded(void **state)
{
	struct guarded *guarded = *state;

	return munmap(guarded->pages, 4 * guarded->size);
}

/* Copies `length` bytes, without a terminator, so that they end at the first guard. */
static const char *input(struct guarded *guarded, const char *bytes, size_t length)
{
	return memcpy(guarded->pages + guarded->size - length, bytes, length);
}

/*
 * Returns the room that escape.h requires, ending at the second guard. It and the memory before it
 * hold 'Z'.
 */
static char *room(struct guarded *guarded, size_t length)
{
	size_t size = ESCAPED_SIZE(length) < 2 ? 2 : ESCAPED_SIZE(length);
	char *word = guarded->pages + 3 * guarded->size - size;

	memset(word - 1, 'Z', size + 1);
	return word;
}

static void check(struct guarded *guarded, const char *bytes, size_t length, const char *expected)
{
	char *word = room(guarded, length);

	assert_ptr_equal(escape_word(input(guarded, bytes, length), length, word), word);
	assert_string_equal(word, expected);
	assert_int_equal(word[-1], 'Z');
}

/* Tests each text with a terminator that is counted, and without one. */
static void rows_read_as_expected(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t length = strlen(rows[i].bytes);

		check(*state, rows[i].bytes, length, rows[i].word);
		check(*state, rows[i].bytes, length + 1, rows[i].word);
	}
}

static void every_byte_stays_or_becomes_hexadecimal(void **state)
{
	char expected[ESCAPED_SIZE(3)];

	for (unsigned int byte = 1; byte < 256; byte++) {
		const char bytes[] = { 'a', (char)byte, 'b' };

		if (byte >= 0x21 && byte <= 0x7e && byte != 0x5c)
			snprintf(expected, sizeof(expected), "a%cb", (char)byte);
		else
			snprintf(expected, sizeof(expected), "a\\x%02xb", byte);
		check(*state, bytes, sizeof(bytes), expected);
	}
}

static void a_terminator_ends_it(void **state)
{
	check(*state, "a\0b", 3, "a");
	check(*state, "\0ab", 3, "-");
	check(*state, "\0", 1, "-");
	check(*state, "\0\x1b\x1b\x1b\x1b\x1b\x1b", 7, "-");
	check(*state, "\x1b\0\x1b", 3, "\\x1b");
}

static void nothing_behind_the_length_is_read(void **state)
{
	check(*state, "abc", 0, "-");
	check(*state, "abc", 2, "ab");
	assert_string_equal(escape_word("secret", 3, room(*state, 3)), "sec");
}

static void a_word_of_any_length_just_fits(void **state)
{
	char plain[MAX_LENGTH + 1], hostile[MAX_LENGTH], expected[ESCAPED_SIZE(MAX_LENGTH)] = "";

	memset(plain, 'p', sizeof(plain));
	memset(hostile, 0xff, sizeof(hostile));
	for (size_t length = 1; length <= MAX_LENGTH; length++) {
		strcat(expected, "\\xff");
		check(*state, hostile, length, expected);
		plain[length] = '\0';
		check(*state, plain, length, plain);
		plain[length] = 'p';
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_read_as_expected),
		cmocka_unit_test(every_byte_stays_or_becomes_hexadecimal),
		cmocka_unit_test(a_terminator_ends_it),
		cmocka_unit_test(nothing_behind_the_length_is_read),
		cmocka_unit_test(a_word_of_any_length_just_fits),
	};

	return cmocka_run_group_tests_name("escape", tests, map_guarded, unmap_guarded);
}
