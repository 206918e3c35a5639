/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The JSON appender: its objects, judged by a JSON library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "output/json_writer.h"

static void assert_line(struct json_writer *writer, const char *expected)
{
	size_t length;
	const char *line = json_writer__end(writer, &length);
	char text[512];

	assert_non_null(line);
	assert_true(length < sizeof(text));
	memcpy(text, line, length);
	text[length] = '\0';
	assert_string_equal(text, expected);
}

static void objects_and_arrays_nest(void **state)
{
	struct json_writer writer = {};

	(void)state;
	json_writer__begin(&writer);
	json_writer__number(&writer, "a", 0);
	json_writer__open(&writer, "list", '[');
	json_writer__open(&writer, NULL, '{');
	json_writer__boolean(&writer, "yes", true);
	json_writer__boolean(&writer, "no", false);
	json_writer__close(&writer, '}');
	json_writer__open(&writer, NULL, '{');
	json_writer__close(&writer, '}');
	json_writer__close(&writer, ']');
	json_writer__signed(&writer, "b", INT32_MIN);
	assert_line(&writer,
		    "{\"a\":0,\"list\":[{\"yes\":true,\"no\":false},{}],\"b\":-2147483648}\n");
	json_writer__begin(&writer);
	assert_line(&writer, "{}\n");
	json_writer__free(&writer);
}

static void numbers_that_doubles_would_round_are_strings(void **state)
{
	struct json_writer writer = {};

	(void)state;
	json_writer__begin(&writer);
	json_writer__number(&writer, "exact", (UINT64_C(1) << 53) - 1);
	json_writer__number(&writer, "rounded", UINT64_C(1) << 53);
	json_writer__number(&writer, "most", UINT64_MAX);
	assert_line(&writer, "{\"exact\":9007199254740991,\"rounded\":\"9007199254740992\","
			     "\"most\":\"18446744073709551615\"}\n");
	json_writer__free(&writer);
}

/* Every byte that a name can hold, alone and beside others. */
static void hostile_bytes_stay_printable_ascii(void **state)
{
	struct json_writer writer = {};

	(void)state;
	for (unsigned int byte = 1; byte < 256; byte++) {
		const char name[] = { 'a', (char)byte, 'b' };
		size_t length;
		const char *line;
		json_t *object;

		json_writer__begin(&writer);
		json_writer__bytes(&writer, "name", name, sizeof(name));
		line = json_writer__end(&writer, &length);
		for (size_t i = 0; i + 1 < length; i++)
			assert_in_range(line[i], ' ', '~');
		object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(object);
		if (byte < 0x7f)
			assert_memory_equal(json_string_value(json_object_get(object, "name")),
					    name, sizeof(name));
		json_decref(object);
	}
	json_writer__free(&writer);
}

static void odd_names(void **state)
{
	struct json_writer writer = {};

	(void)state;
	json_writer__begin(&writer);
	json_writer__bytes(&writer, "utf8", "\xc3\xa4\xf0\x9f\x98\x80", 6);
	json_writer__bytes(&writer, "surrogate", "\xed\xa0\x80", 3);
	json_writer__bytes(&writer, "cut", "\xc3", 1);
	json_writer__bytes(&writer, "delete", "a\x7f", 2);
	json_writer__bytes(&writer, "quoted", "\"\\", 2);
	json_writer__bytes(&writer, "zero", "a\0b", 3);
	json_writer__bytes(&writer, "empty", "", 0);
	assert_line(&writer, "{\"utf8\":\"\\u00E4\\uD83D\\uDE00\","
			     "\"surrogate\":\"\\\\xed\\\\xa0\\\\x80\",\"cut\":\"\\\\xc3\","
			     "\"delete\":\"a\\\\x7f\",\"quoted\":\"\\\"\\\\\",\"zero\":\"a\","
			     "\"empty\":\"\"}\n");
	json_writer__free(&writer);
}

static void the_buffer_grows(void **state)
{
	static const uint8_t bytes[4096] = { 0xa5, 0x0f };
	struct json_writer writer = {};
	size_t length;
	const char *line;

	(void)state;
	json_writer__begin(&writer);
	for (int i = 0; i < 100; i++) {
		char key[16];

		snprintf(key, sizeof(key), "k%d", i);
		json_writer__hex(&writer, key, bytes, sizeof(bytes));
	}
	line = json_writer__end(&writer, &length);
	assert_non_null(line);
	assert_true(length > 2 * 100 * sizeof(bytes));
	assert_memory_equal(line, "{\"k0\":\"a50f00", 13);
	assert_memory_equal(line + length - 5, "00\"}\n", 5);
	json_writer__free(&writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_and_arrays_nest),
		cmocka_unit_test(numbers_that_doubles_would_round_are_strings),
		cmocka_unit_test(hostile_bytes_stay_printable_ascii),
		cmocka_unit_test(odd_names),
		cmocka_unit_test(the_buffer_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
