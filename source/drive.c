// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source/drive.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define WORD_SIZE 64

/* The drive fills up with blanks. */
static void read_word(int32_t ctrl, const char *attribute, char word[WORD_SIZE])
{
	char path[64];
	FILE *file;

	word[0] = '\0';
	snprintf(path, sizeof(path), "/sys/class/nvme/nvme%" PRId32 "/%s", ctrl, attribute);
	file = fopen(path, "re");
	if (!file)
		return;
	if (!fgets(word, WORD_SIZE, file))
		word[0] = '\0';
	fclose(file);
	for (size_t end = strlen(word); end && strchr(" \n", word[end - 1]); end--)
		word[end - 1] = '\0';
}

void drive__describe(int32_t ctrl, char *text, size_t size)
{
	char model[WORD_SIZE], serial[WORD_SIZE];

	read_word(ctrl, "model", model);
	read_word(ctrl, "serial", serial);
	snprintf(text, size, "%s%s%s", model, *model && *serial ? ", serial " : "", serial);
}
