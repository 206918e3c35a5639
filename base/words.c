// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/words.h"

#include <stdbool.h>
#include <string.h>

static size_t room(const struct words *words)
{
	return words->size ? words->size - words->length - 1 : 0;
}

void words__put_bytes(struct words *words, const char *bytes, size_t length)
{
	if (length > room(words))
		length = room(words);
	if (!length)
		return;
	memcpy(words->buf + words->length, bytes, length);
	words->length += length;
	words->buf[words->length] = '\0';
}

/* Copies a fixed number of bytes, which takes fewer instructions than a call of memcpy(). */
static void put_digits(struct words *words, const char from[DIGITS_SIZE], size_t length)
{
	if (words->size - words->length <= DIGITS_SIZE) {
		words__put_bytes(words, from, length);
		return;
	}
	memcpy(words->buf + words->length, from, DIGITS_SIZE);
	words->length += length;
	words->buf[words->length] = '\0';
}

void words__put_many_blanks(struct words *words, size_t count)
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
	size_t begin = words->length;

	words__put(words, s);
	if (words->length == begin)
		return;
	for (char *blank = strchr(words->buf + begin, ' '); blank; blank = strchr(blank, ' '))
		*blank = '-';
}

static bool is_plain(char c)
{
	return c > ' ' && c < 0x7f && c != '\\';
}

void words__put_escaped(struct words *words, const char *bytes, size_t length)
{
	size_t begin = 0, end;

	if (!length || !bytes[0])
		words__put_char(words, '-');
	for (;;) {
		for (end = begin; end < length && is_plain(bytes[end]);)
			end++;
		words__put_bytes(words, bytes + begin, end - begin);
		if (end == length || !bytes[end])
			return;
		words__put(words, "\\x");
		words__put_hex(words, (unsigned char)bytes[end], 2);
		begin = end + 1;
	}
}

void words__put_hex(struct words *words, uint64_t value, unsigned int digits)
{
	unsigned int count = (67U - (unsigned int)__builtin_clzll(value | 1)) / 4;
	char text[DIGITS_SIZE] = "";

	if (count < digits)
		count = digits;
	for (unsigned int i = count; i; i--, value >>= 4)
		text[i - 1] = "0123456789abcdef"[value & 0xf];
	put_digits(words, text, count);
}

const char *words__digits(uint64_t value, char digits[DIGITS_SIZE])
{
	static const char pairs[] = "00010203040506070809"
				    "10111213141516171819"
				    "20212223242526272829"
				    "30313233343536373839"
				    "40414243444546474849"
				    "50515253545556575859"
				    "60616263646566676869"
				    "70717273747576777879"
				    "80818283848586878889"
				    "90919293949596979899";
	size_t at = DIGITS_SIZE;

	for (; value >= 10; value /= 100) {
		at -= 2;
		memcpy(&digits[at], &pairs[value % 100 * 2], 2);
	}
	if (value || at == DIGITS_SIZE)
		digits[--at] = (char)('0' + value);
	return &digits[at];
}

void words__put_number(struct words *words, uint64_t value)
{
	char digits[2 * DIGITS_SIZE] = "";
	const char *first = words__digits(value, digits);

	put_digits(words, first, (size_t)(digits + DIGITS_SIZE - first));
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
