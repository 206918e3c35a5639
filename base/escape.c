// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/escape.h"

#include "base/words.h"

const char *escape_word(const char *bytes, size_t length, char *word)
{
	struct words words = words__in(word, ESCAPED_SIZE(length ? length : 1));

	words__put_escaped(&words, bytes, length);
	return word;
}
