// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/kallsyms.h"

#include <stdlib.h>
#include <string.h>

/* What the kernel gives at a time; the C library would ask for a quarter of it. */
#define LISTING_BUFFER 4096

bool kallsyms__is_exact(const struct symbol *symbol)
{
	return strcmp(symbol->found, symbol->name) == 0;
}

/* What stands behind `name` in a symbol that begins with it; NULL for any other. */
static const char *behind(const char *symbol, const char *name)
{
	while (*name)
		if (*symbol++ != *name++)
			return NULL;
	return symbol;
}

static bool is_variant(const char *suffix)
{
	return *suffix == '.' && !strstr(suffix, ".cold") && !strstr(suffix, ".part.");
}

/* Returns whether it is the one that was looked for, and no other can be better. */
static bool take(struct symbol *wanted, const char *line, const char *symbol)
{
	const char *suffix = behind(symbol, wanted->name);
	size_t length = suffix ? strcspn(symbol, "\t\n ") : SYMBOL_SIZE;
	char word[SYMBOL_SIZE];
	bool exact;

	if (length >= SYMBOL_SIZE || kallsyms__is_exact(wanted))
		return false;
	exact = suffix == symbol + length;
	snprintf(word, sizeof(word), "%.*s", (int)length, symbol);
	if (!exact &&
	    (wanted->is_variable || wanted->found[0] || !is_variant(word + (suffix - symbol))))
		return false;
	memcpy(wanted->found, word, sizeof(word));
	wanted->address = strtoull(line, NULL, 16);
	return exact;
}

/* Of "ffffffffc0a01230 t name\t[module]" what begins with the type; NULL if it is no such line. */
static const char *type_in(const char *line)
{
	const char *blank = strchr(line, ' ');

	return blank && blank[1] && blank[2] == ' ' ? blank + 1 : NULL;
}

void kallsyms__search(FILE *listing, struct symbol *symbols, size_t count)
{
	size_t size = 0, exact = 0;
	char *line = NULL;

	for (size_t i = 0; i < count; i++) {
		symbols[i].found[0] = '\0';
		symbols[i].address = 0;
	}
	while (exact < count && listing && getline(&line, &size, listing) > 0) {
		const char *type = type_in(line);
		bool is_variable = type && *type != 't' && *type != 'T';

		for (size_t i = 0; type && i < count; i++)
			if (symbols[i].is_variable == is_variable)
				exact += take(&symbols[i], line, type + 2);
	}
	free(line);
}

void kallsyms__find(struct symbol *symbols, size_t count)
{
	FILE *listing = fopen("/proc/kallsyms", "re");
	char buffer[LISTING_BUFFER];

	if (listing)
		setvbuf(listing, buffer, _IOFBF, sizeof(buffer));
	kallsyms__search(listing, symbols, count);
	if (listing)
		fclose(listing);
}
