// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/kallsyms.h"

#include <stdlib.h>
#include <string.h>

/* The kernel returns a page at a time; stdio would ask for 1024 bytes. */
#define LISTING_BUFFER 4096

bool kallsyms__is_exact(const struct symbol *symbol)
{
	return strcmp(symbol->found, symbol->name) == 0;
}

/* The rest of a symbol after `name`; NULL if it does not begin with that. */
static const char *suffix_after(const char *symbol, const char *name)
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

/*
 * Notes the symbol if it is the best match so far. Returns true on an exact match, which ends the
 * search for this one.
 */
static bool note_match(struct symbol *wanted, const char *line, const char *symbol)
{
	const char *suffix = suffix_after(symbol, wanted->name);
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

/* A line is "ffffffffc0a01230 t name\t[module]". Returns it from the type on; NULL if malformed. */
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
				exact += note_match(&symbols[i], line, type + 2);
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
