// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/json_writer.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "output/json_lines.h"

#define MAX_EXACT  ((UINT64_C(1) << 53) - 1)
#define FIRST_SIZE 4096
#define WORD_ROOM  (DIGITS_SIZE + 3) /* a number with quotation marks and comma */

/* A failure leaves no room, so that all that follows comes here. */
char *json_writer__grow(struct json_writer *writer, size_t more)
{
	size_t size = writer->size ? writer->size : FIRST_SIZE;
	char *text;

	while (size - writer->length < more)
		size *= 2;
	text = writer->failed ? NULL : realloc(writer->text, size);
	if (!text) {
		writer->failed = true;
		writer->size = writer->length;
		return NULL;
	}
	writer->text = text;
	writer->size = size;
	return text + writer->length;
}

static char *append(char *at, const char *bytes, size_t length)
{
	return (char *)memcpy(at, bytes, length) + length;
}

/* Ends a value at `at`. The bracket after the last value replaces its comma. */
static void end_value(struct json_writer *writer, char *at)
{
	*at++ = ',';
	writer->length = (size_t)(at - writer->text);
}

static char *append_digits(char *at, uint64_t value)
{
	char digits[DIGITS_SIZE];
	const char *first = words__digits(value, digits);

	return append(at, first, (size_t)(digits + DIGITS_SIZE - first));
}

/* Whether a string needs no escape: all of it is printable ASCII that JSON leaves as it is. */
static bool is_plain(const char *bytes, size_t length)
{
	static const bool odd[256] = {
		[0 ... 0x1f] = true, ['"'] = true, ['\\'] = true, [0x7f ... 0xff] = true
	};
	bool any = false;

	for (size_t i = 0; i < length; i++)
		any |= odd[(unsigned char)bytes[i]];
	return !any;
}

/* Strings with other characters are rare, so a library encodes them. Releases value. */
static void put_odd(struct json_writer *writer, json_t *value)
{
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : NULL;
	size_t length = text ? strlen(text) : 0;
	char *at = text ? json_writer__room(writer, length + 1) : NULL;

	if (at)
		end_value(writer, append(at, text, length));
	else
		writer->failed = true;
	free(text);
	json_decref(value);
}

static void put_plain(struct json_writer *writer, const char *bytes, size_t length)
{
	char *at = json_writer__room(writer, length + strlen("\"\","));

	if (!at)
		return;
	*at++ = '"';
	at = append(at, bytes, length);
	*at++ = '"';
	end_value(writer, at);
}

void json_writer__begin(struct json_writer *writer)
{
	writer->length = 0;
	writer->failed = false;
	json_writer__open(writer, NULL, '{');
}

const char *json_writer__end(struct json_writer *writer, size_t *length)
{
	json_writer__close(writer, '}');
	if (writer->failed) {
		errno = ENOMEM;
		return NULL;
	}
	writer->text[writer->length - 1] = '\n';
	*length = writer->length;
	return writer->text;
}

void json_writer__open(struct json_writer *writer, const char *key, char bracket)
{
	char *at;

	if (key)
		json_writer__key(writer, key);
	at = json_writer__room(writer, 1);
	if (!at)
		return;
	*at = bracket;
	writer->length++;
}

void json_writer__close(struct json_writer *writer, char bracket)
{
	char *at = json_writer__room(writer, 2);

	if (!at)
		return;
	if (at[-1] == ',')
		at--;
	*at++ = bracket;
	end_value(writer, at);
}

void json_writer__put_number(struct json_writer *writer, uint64_t value)
{
	char *at = json_writer__room(writer, WORD_ROOM);
	bool exact = value <= MAX_EXACT;

	if (!at)
		return;
	if (!exact)
		*at++ = '"';
	at = append_digits(at, value);
	if (!exact)
		*at++ = '"';
	end_value(writer, at);
}

void json_writer__put_signed(struct json_writer *writer, int32_t value)
{
	char *at = json_writer__room(writer, WORD_ROOM);

	if (!at)
		return;
	if (value < 0)
		*at++ = '-';
	end_value(writer, append_digits(at, value < 0 ? -(uint64_t)value : (uint64_t)value));
}

void json_writer__put_boolean(struct json_writer *writer, bool value)
{
	const char *word = value ? "true" : "false";
	char *at = json_writer__room(writer, WORD_ROOM);

	if (at)
		end_value(writer, append(at, word, strlen(word)));
}

void json_writer__put_string(struct json_writer *writer, const char *value)
{
	size_t length = strlen(value);

	if (is_plain(value, length))
		put_plain(writer, value, length);
	else
		put_odd(writer, json_string(value));
}

void json_writer__put_bytes(struct json_writer *writer, const char *bytes, size_t size)
{
	size_t length = strnlen(bytes, size);

	if (is_plain(bytes, length))
		put_plain(writer, bytes, length);
	else
		put_odd(writer, json_lines__text(bytes, size));
}

void json_writer__put_hex(struct json_writer *writer, const uint8_t *bytes, size_t size)
{
	char *at = json_writer__room(writer, 2 * size + strlen("\"\","));

	if (!at)
		return;
	*at++ = '"';
	for (size_t i = 0; i < size; i++) {
		*at++ = "0123456789abcdef"[bytes[i] >> 4];
		*at++ = "0123456789abcdef"[bytes[i] & 0xf];
	}
	*at++ = '"';
	end_value(writer, at);
}

void json_writer__free(struct json_writer *writer)
{
	free(writer->text);
	*writer = (struct json_writer){ 0 };
}
