// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/words.h"

#include <string.h>

struct words words__in(char *buf, size_t size)
{
	if (size)
		buf[0] = '\0';
	return (struct words){ .buf = buf, .size = size };
}

void words__put_char(struct words *words, char c)
{
	if (words->length + 1 >= words->size)
		return;
	words->buf[words->length++] = c;
	words->buf[words->length] = '\0';
}

static size_t room(const struct words *words)
{
	return words->size ? words->size - words->length - 1 : 0;
}

void words__put(struct words *words, const char *s)
{
	size_t length = strnlen(s, room(words));

	if (!length)
		return;
	memcpy(words->buf + words->length, s, length);
	words->length += length;
	words->buf[words->length] = '\0';
}

void words__put_blanks(struct words *words, size_t count)
{
	if (count > room(words))
		count = room(words);
	if (!count)
		return;
	memset(words->buf + words->length, ' ', count);
	words->length += count;
	words->buf[words->length] = '\0';
}

void words__put_joined(struct words *words, const char *s)
{
	for (; *s; s++)
		words__put_char(words, (char)(*s == ' ' ? '-' : *s));
}

void words__put_escaped(struct words *words, const char *bytes, size_t length)
{
	if (!length || !bytes[0])
		words__put_char(words, '-');
	for (size_t i = 0; i < length && bytes[i]; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte > ' ' && byte < 0x7f && byte != '\\') {
			words__put_char(words, (char)byte);
			continue;
		}
		words__put(words, "\\x");
		words__put_hex(words, byte, 2);
	}
}

void words__put_hex(struct words *words, uint64_t value, unsigned int digits)
{
	unsigned int needed = 1;

	while (needed < 16 && value >> 4 * needed)
		needed++;
	for (unsigned int i = needed > digits ? needed : digits; i; i--)
		words__put_char(words, "0123456789abcdef"[value >> 4 * (i - 1) & 0xf]);
}

void words__put_number(struct words *words, uint64_t value)
{
	char digits[20];
	size_t count = 0;

	do
		digits[count++] = (char)('0' + value % 10);
	while (value /= 10);
	while (count)
		words__put_char(words, digits[--count]);
}

void words__put_next(struct words *words)
{
	words__put(words, words->listed++ ? " " : "  ");
}

const char *count_words(uint64_t count, const char *noun, char text[COUNT_SIZE])
{
	struct words words = words__in(text, COUNT_SIZE);

	words__put_number(&words, count);
	words__put_char(&words, ' ');
	words__put(&words, noun);
	if (count != 1)
		words__put_char(&words, 's');
	return text;
}
