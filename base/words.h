/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds text in the caller's buffer. The text is always terminated; any excess is dropped. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct words {
	char *buf;
	size_t size;
	size_t length;
	size_t listed; /* by words__put_next() */
};

/* Starts an empty text in buf, of `size` bytes. With size 0 nothing is ever written. */
static inline struct words words__in(char *buf, size_t size)
{
	if (size)
		buf[0] = '\0';
	return (struct words){ .buf = buf, .size = size };
}

/* Appends `length` bytes, none of them zero. */
void words__put_bytes(struct words *words, const char *bytes, size_t length);

/* Inline, so that the compiler knows the length of a constant. */
static inline void words__put(struct words *words, const char *s)
{
	size_t length = strlen(s);

	if (length >= words->size - words->length) {
		words__put_bytes(words, s, length);
		return;
	}
	memcpy(words->buf + words->length, s, length + 1);
	words->length += length;
}

static inline void words__put_char(struct words *words, char c)
{
	if (words->length + 1 >= words->size)
		return;
	words->buf[words->length++] = c;
	words->buf[words->length] = '\0';
}

#define BLANKS_AT_ONCE 16 /* one store of a vector register */

void words__put_many_blanks(struct words *words, size_t count);

static inline void words__put_blanks(struct words *words, size_t count)
{
	if (count > BLANKS_AT_ONCE || words->size - words->length <= BLANKS_AT_ONCE) {
		words__put_many_blanks(words, count);
		return;
	}
	memset(words->buf + words->length, ' ', BLANKS_AT_ONCE);
	words->length += count;
	words->buf[words->length] = '\0';
}

/* Replaces each blank by "-", so that the text stays one word. */
void words__put_joined(struct words *words, const char *s);
/*
 * Escapes up to `length` bytes of untrusted text, up to the first zero byte. Printable ASCII stays;
 * blanks, backslashes and other bytes become \xNN; an empty string becomes "-".
 */
void words__put_escaped(struct words *words, const char *bytes, size_t length);
/* At least `digits` hexadecimal digits, without 0x. digits is at most 16. */
void words__put_hex(struct words *words, uint64_t value, unsigned int digits);
void words__put_number(struct words *words, uint64_t value);

#define DIGITS_SIZE 20 /* of UINT64_MAX */

/* Writes the decimal digits of value into the end of `digits`. Returns the first one. */
const char *words__digits(uint64_t value, char digits[DIGITS_SIZE]);

/* The separator before a word of a list: two blanks before the first word, else one. */
void words__put_next(struct words *words);

#define COUNT_SIZE 64

/*
 * "1 command", "2 commands": the number and the English noun, with an s unless the number is 1.
 * Returns `text`, which holds COUNT_SIZE bytes; what does not fit is dropped.
 */
const char *count_words(uint64_t count, const char *noun, char text[COUNT_SIZE]);

#endif
