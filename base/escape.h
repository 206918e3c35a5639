/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Strings that a traced process chose: nothing in them may reach a terminal as it is. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stddef.h>

/* Room for `length` bytes, escaped and terminated. */
#define ESCAPED_SIZE(length) (4 * (length) + 1)

/*
 * Makes one blank-free word of up to `length` bytes, which need not be
 * terminated: printable ASCII stays, a backslash and all else become \xNN, an
 * empty string becomes "-". Returns `word`, which must hold
 * ESCAPED_SIZE(length) bytes, at least 2.
 */
const char *escape_word(const char *bytes, size_t length, char *word);

#endif
