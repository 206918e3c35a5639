// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/escape.h"

#include <string.h>

const char *escape_word(const char *bytes, size_t length, char *word)
{
	static const char digits[] = "0123456789abcdef";
	char *out = word;

	for (size_t i = 0; i < length && bytes[i]; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte > ' ' && byte < 0x7f && byte != '\\') {
			*out++ = (char)byte;
			continue;
		}
		*out++ = '\\';
		*out++ = 'x';
		*out++ = digits[byte >> 4];
		*out++ = digits[byte & 15];
	}
	if (out == word)
		*out++ = '-';
	*out = '\0';
	return word;
}
