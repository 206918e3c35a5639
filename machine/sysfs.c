// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/sysfs.h"

#include <stdio.h>
#include <string.h>

void sysfs__read(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");

	text[0] = '\0';
	if (!file)
		return;
	if (!fgets(text, (int)size, file))
		text[0] = '\0';
	fclose(file);
	for (size_t end = strlen(text); end && strchr(" \n", text[end - 1]); end--)
		text[end - 1] = '\0';
}
