/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Strings that a traced process chose. They must not reach a terminal unescaped. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

/* Room for `length` bytes, escaped and terminated. */
#define ESCAPED_SIZE(length) (4 * (length) + 1)

/*
 * Escapes up to `length` bytes, which need not be terminated, into one word without blanks.
 * Printable ASCII stays; blanks, backslashes and other bytes become \xNN; an empty string becomes
 * "-". Returns `word`, which must hold ESCAPED_SIZE(length) bytes, at least 2.
 */
const char *escape_word(const char *bytes, size_t length, char *word);

#endif
