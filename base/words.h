/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text that grows in the caller's buffer and stays terminated; what does not fit is dropped. */
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

/* Begins an empty text in buf, of `size` bytes; size 0 is allowed and writes nothing. */
struct words words__in(char *buf, size_t size);

void words__put(struct words *words, const char *s);
void words__put_blanks(struct words *words, size_t count);
void words__put_char(struct words *words, char c);
/* With "-" in place of each blank, so that it stays one word. */
void words__put_joined(struct words *words, const char *s);
/*
 * Up to `length` bytes that somebody else chose, to the first zero byte, as part of a word: printable
 * ASCII stays, a blank, a backslash and all else become \xNN, and of nothing a "-" is made.
 */
void words__put_escaped(struct words *words, const char *bytes, size_t length);
/* At least `digits` hexadecimal digits, without 0x. */
void words__put_hex(struct words *words, uint64_t value, unsigned int digits);
void words__put_number(struct words *words, uint64_t value);
/* What stands before a word of a list: two blanks before the first, one before the others. */
void words__put_next(struct words *words);

#endif
