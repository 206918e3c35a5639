/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds text in the caller's buffer. The text is always terminated; any excess is dropped. */
#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

struct words {
	char *buf;
	size_t size;
	size_t length;
	size_t listed; /* by words__put_next() */
};

/* Starts an empty text in buf, of `size` bytes. With size 0 nothing is ever written. */
struct words words__in(char *buf, size_t size);

void words__put(struct words *words, const char *s);
void words__put_blanks(struct words *words, size_t count);
void words__put_char(struct words *words, char c);
/* Replaces each blank by "-", so that the text stays one word. */
void words__put_joined(struct words *words, const char *s);
/*
 * Escapes up to `length` bytes of untrusted text, up to the first zero byte. Printable ASCII stays;
 * blanks, backslashes and other bytes become \xNN; an empty string becomes "-".
 */
void words__put_escaped(struct words *words, const char *bytes, size_t length);
/* At least `digits` hexadecimal digits, without 0x. */
void words__put_hex(struct words *words, uint64_t value, unsigned int digits);
void words__put_number(struct words *words, uint64_t value);
/* The separator before a word of a list: two blanks before the first word, else one. */
void words__put_next(struct words *words);

#define COUNT_SIZE 64

/*
 * "1 command", "2 commands": the number and the English noun, with an s unless the number is 1.
 * Returns `text`, which holds COUNT_SIZE bytes; what does not fit is dropped.
 */
const char *count_words(uint64_t count, const char *noun, char text[COUNT_SIZE]);

#endif
