// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/choices.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "cli/options.h"
#include "nvme/tables.h"
#include "nvme_trace.h"
#include "output/cells.h"

#define BIT_NUMBER(bit) __builtin_ctz(bit)

/* clang-format off */
#define CHOICES(list, count, ...)                                                                  \
	const char *choices__##list(size_t place)                                                  \
	{                                                                                          \
		static const char *const words[] = __VA_ARGS__;                                    \
                                                                                                   \
		_Static_assert(sizeof(words) / sizeof(words[0]) == (count),                        \
			       #list ": one word for each value of the enum");                     \
		return place < (count) ? words[place] : NULL;                                      \
	}

CHOICES(colors, COLOR_NEVER + 1, {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
})

CHOICES(times, OUTPUT_TIME_DELTA + 1, {
	[OUTPUT_TIME_WALL] = "wall",
	[OUTPUT_TIME_ISO] = "iso",
	[OUTPUT_TIME_UTC] = "utc",
	[OUTPUT_TIME_MONO] = "mono",
	[OUTPUT_TIME_DELTA] = "delta",
})

CHOICES(nvme_clis, EVERYDAY_VERSIONS, {
	[EVERYDAY_NVME_CLI_2] = "2",
	[EVERYDAY_NVME_CLI_3] = "3",
})

const char *choices__columns(size_t place)
{
	return place < OUTPUT_COLUMNS ? cells__columns[place].word : NULL;
}

CHOICES(sorts, OUTPUT_SORT_P99 + 1, {
	[OUTPUT_SORT_NAME] = "name",
	[OUTPUT_SORT_COUNT] = "count",
	[OUTPUT_SORT_ERRORS] = "errors",
	[OUTPUT_SORT_BYTES] = "bytes",
	[OUTPUT_SORT_P99] = "p99",
})

CHOICES(by, BIT_NUMBER(OUTPUT_BY_COMMAND) + 1, {
	[BIT_NUMBER(OUTPUT_BY_COMM)] = "comm",
	[BIT_NUMBER(OUTPUT_BY_DEVICE)] = "device",
	[BIT_NUMBER(OUTPUT_BY_COMMAND)] = "command",
})

CHOICES(origins, NVME_TRACE_ORIGINS, NVME_TRACE_ORIGIN_NAMES)

CHOICES(queues, 2, { "admin", "io" })
/* clang-format on */

const char *choices__vendors(size_t place)
{
	size_t known = 0;

	while (nvme_vendor_list[known].word)
		known++;
	if (place < known)
		return nvme_vendor_list[place].word;
	return place == known ? "auto" : NULL;
}

static void append(char problem[PROBLEM_SIZE], const char *separator, const char *word)
{
	size_t length = strlen(problem);

	snprintf(problem + length, PROBLEM_SIZE - length, "%s%s", separator, word);
}

void choices__suggest(choices_fn words, const char *typed, char problem[PROBLEM_SIZE])
{
	struct nearest nearest;
	const char *word;

	nearest__start(&nearest, typed);
	for (size_t i = 0; (word = words(i)); i++)
		if (typed[0] && (typed[1] || word[1])) /* "4" is near to every digit */
			nearest__offer(&nearest, word, word);
	nearest__append(&nearest, problem, PROBLEM_SIZE);
}

int choices__find(choices_fn words, const char *typed, char problem[PROBLEM_SIZE])
{
	const char *word;

	for (size_t i = 0; (word = words(i)); i++)
		if (strcmp(word, typed) == 0)
			return (int)i;
	snprintf(problem, PROBLEM_SIZE, "not ");
	for (size_t i = 0; (word = words(i)); i++)
		append(problem, !i ? "" : words(i + 1) ? ", " : " or ", word);
	choices__suggest(words, typed, problem);
	return -1;
}
