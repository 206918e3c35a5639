// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/drive.h"

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/sysfs.h"

#define WORD_SIZE 64

static void read_word(int32_t ctrl, const char *attribute, char word[WORD_SIZE])
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/nvme/nvme%" PRId32 "/%s", ctrl, attribute);
	sysfs__read(path, word, WORD_SIZE);
}

void drive__describe(int32_t ctrl, char *text, size_t size)
{
	char model[WORD_SIZE], serial[WORD_SIZE];

	read_word(ctrl, "model", model);
	read_word(ctrl, "serial", serial);
	snprintf(text, size, "%s%s%s", model, *model && *serial ? ", serial " : "", serial);
}

static int compare_numbers(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

size_t drive__list(int32_t **ctrls)
{
	glob_t found;
	size_t count = 0;

	*ctrls = NULL;
	if (glob("/sys/class/nvme/nvme[0-9]*", GLOB_NOSORT, NULL, &found) == 0)
		*ctrls = calloc(found.gl_pathc, sizeof(**ctrls));
	for (size_t i = 0; *ctrls && i < found.gl_pathc; i++)
		if (sscanf(found.gl_pathv[i], "/sys/class/nvme/nvme%" SCNd32, *ctrls + count) == 1)
			count++;
	globfree(&found);
	if (count)
		qsort(*ctrls, count, sizeof(**ctrls), compare_numbers);
	return count;
}

void drive__namespaces(int32_t ctrl, char *text, size_t size)
{
	char pattern[64];
	glob_t found;
	size_t length = 0;

	text[0] = '\0';
	snprintf(pattern, sizeof(pattern), "/sys/class/nvme/nvme%" PRId32 "/nvme*n*", ctrl);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && length < size; i++)
			length +=
				(size_t)snprintf(text + length, size - length, "%s%s", i ? " " : "",
						 strrchr(found.gl_pathv[i], '/') + 1);
	globfree(&found);
}
