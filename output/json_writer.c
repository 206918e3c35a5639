// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/json_writer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "output/json_lines.h"

#define MAX_EXACT  ((UINT64_C(1) << 53) - 1)
#define FIRST_SIZE 4096
#define DIGITS	   20 /* of UINT64_MAX */

/* Makes room for `more` bytes. False if there is no memory for them. */
static bool make_room(struct json_writer *writer, size_t more)
{
	size_t size = writer->size ? writer->size : FIRST_SIZE;
	char *text;

	if (writer->failed)
		return false;
	if (more <= writer->size - writer->length)
		return true;
	while (size - writer->length < more)
		size *= 2;
	text = realloc(writer->text, size);
	writer->failed = !text;
	if (!text)
		return false;
	writer->text = text;
	writer->size = size;
	return true;
}

/* Appends where make_room() has made room. */
static void append(struct json_writer *writer, const char *bytes, size_t length)
{
	memcpy(writer->text + writer->length, bytes, length);
	writer->length += length;
}

static void append_char(struct json_writer *writer, char c)
{
	writer->text[writer->length++] = c;
}

/* Writes the comma and the key before a value, and makes room for `more` bytes of the value. */
static bool begin_value(struct json_writer *writer, const char *key, size_t more)
{
	size_t length = key ? strlen(key) : 0;
	char before;

	if (!make_room(writer, length + sizeof(",\"\":") + more))
		return false;
	before = writer->text[writer->length - 1];
	if (before != '{' && before != '[')
		append_char(writer, ',');
	if (!key)
		return true;
	append_char(writer, '"');
	append(writer, key, length);
	append(writer, "\":", 2);
	return true;
}

static void append_digits(struct json_writer *writer, uint64_t value)
{
	char digits[DIGITS];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	append(writer, digits + at, sizeof(digits) - at);
}

/* Whether a string needs no escape: all of it is printable ASCII that JSON leaves as it is. */
static bool is_plain(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] < ' ' || bytes[i] > '~' || bytes[i] == '"' || bytes[i] == '\\')
			return false;
	return true;
}

/* Strings with other characters are rare, so a library encodes them. Releases value. */
static void put_odd(struct json_writer *writer, const char *key, json_t *value)
{
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;

	if (text && begin_value(writer, key, strlen(text)))
		append(writer, text, strlen(text));
	free(text);
	json_decref(value);
}

static void put_plain(struct json_writer *writer, const char *key, const char *bytes, size_t length)
{
	if (!begin_value(writer, key, length + 2))
		return;
	append_char(writer, '"');
	append(writer, bytes, length);
	append_char(writer, '"');
}

void json_writer__begin(struct json_writer *writer)
{
	writer->length = 0;
	writer->failed = false;
	if (make_room(writer, 1))
		append_char(writer, '{');
}

const char *json_writer__end(struct json_writer *writer, size_t *length)
{
	if (!make_room(writer, 2)) {
		errno = ENOMEM;
		return NULL;
	}
	append(writer, "}\n", 2);
	*length = writer->length;
	return writer->text;
}

void json_writer__open(struct json_writer *writer, const char *key, char bracket)
{
	if (begin_value(writer, key, 1))
		append_char(writer, bracket);
}

void json_writer__close(struct json_writer *writer, char bracket)
{
	if (make_room(writer, 1))
		append_char(writer, bracket);
}

void json_writer__number(struct json_writer *writer, const char *key, uint64_t value)
{
	bool exact = value <= MAX_EXACT;

	if (!begin_value(writer, key, DIGITS + 2))
		return;
	if (!exact)
		append_char(writer, '"');
	append_digits(writer, value);
	if (!exact)
		append_char(writer, '"');
}

void json_writer__signed(struct json_writer *writer, const char *key, int32_t value)
{
	if (!begin_value(writer, key, DIGITS + 1))
		return;
	if (value < 0)
		append_char(writer, '-');
	append_digits(writer, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

void json_writer__boolean(struct json_writer *writer, const char *key, bool value)
{
	const char *word = value ? "true" : "false";

	if (begin_value(writer, key, strlen(word)))
		append(writer, word, strlen(word));
}

void json_writer__string(struct json_writer *writer, const char *key, const char *value)
{
	size_t length = strlen(value);

	if (is_plain(value, length))
		put_plain(writer, key, value, length);
	else
		put_odd(writer, key, json_string(value));
}

void json_writer__bytes(struct json_writer *writer, const char *key, const char *bytes, size_t size)
{
	size_t length = strnlen(bytes, size);

	if (is_plain(bytes, length))
		put_plain(writer, key, bytes, length);
	else
		put_odd(writer, key, json_lines__text(bytes, size));
}

void json_writer__hex(struct json_writer *writer, const char *key, const uint8_t *bytes,
		      size_t size)
{
	if (!begin_value(writer, key, 2 * size + 2))
		return;
	append_char(writer, '"');
	for (size_t i = 0; i < size; i++) {
		append_char(writer, "0123456789abcdef"[bytes[i] >> 4]);
		append_char(writer, "0123456789abcdef"[bytes[i] & 0xf]);
	}
	append_char(writer, '"');
}

void json_writer__free(struct json_writer *writer)
{
	free(writer->text);
	*writer = (struct json_writer){ 0 };
}
