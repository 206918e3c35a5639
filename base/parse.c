// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct unit {
	const char *name;
	uint64_t factor;
};

/* Reads digits up to *end. strtoull alone would accept blanks and signs. */
static bool read_digits(const char *text, uint64_t *value, const char **end)
{
	bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *stop;

	if (!isdigit((unsigned char)text[0]) || (hexadecimal && !isxdigit((unsigned char)text[2])))
		return false;
	errno = 0;
	*value = strtoull(text, &stop, hexadecimal ? 16 : 10);
	*end = stop;
	return errno == 0;
}

static int parse_with_unit(const char *text, const struct unit *units, uint64_t min, uint64_t max,
			   uint64_t *value)
{
	uint64_t number, scaled;
	const char *end;

	if (!read_digits(text, &number, &end))
		return -1;
	while (units->name && strcmp(units->name, end) != 0)
		units++;
	if (!units->name || __builtin_mul_overflow(number, units->factor, &scaled))
		return -1;
	if (scaled < min || scaled > max)
		return -1;
	*value = scaled;
	return 0;
}

int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	static const struct unit none[] = { { "", 1 }, { NULL, 0 } };

	return parse_with_unit(text, none, min, max, value);
}

int parse_duration(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	static const struct unit units[] = {
		{ "", 1000000000 },	{ "ns", 1 },	     { "us", 1000 },
		{ "ms", 1000000 },	{ "s", 1000000000 }, { "m", 60000000000 },
		{ "h", 3600000000000 }, { NULL, 0 },
	};

	return parse_with_unit(text, units, min, max, value);
}

int parse_size(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	static const struct unit units[] = {
		{ "", 1 }, { "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { NULL, 0 },
	};

	return parse_with_unit(text, units, min, max, value);
}

int parse_descriptor(const char *text, uint64_t *fd)
{
	int flags;

	if (parse_number(text, STDERR_FILENO + 1, INT_MAX, fd))
		return -1;
	flags = fcntl((int)*fd, F_GETFL);
	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return -1;
	return 0;
}
