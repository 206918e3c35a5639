// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/hints.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"

static bool is_end(const struct argp_option *row)
{
	return !row->name && !row->key && !row->doc && !row->group;
}

/* Returns the row of a long option or of its abbreviation; NULL if there is none. */
static const struct argp_option *find_long(const struct argp_option *rows, const char *name,
					   size_t length)
{
	const struct argp_option *found = NULL;

	for (; !is_end(rows); rows++) {
		if (!rows->name || strncmp(rows->name, name, length) != 0)
			continue;
		if (!rows->name[length])
			return rows;
		found = rows;
	}
	return found;
}

static const struct argp_option *find_short(const struct argp_option *rows, char letter)
{
	for (; !is_end(rows); rows++)
		if (rows->name && rows->key == letter)
			return rows;
	return NULL;
}

static bool takes_optional(const struct argp_option *row)
{
	return row && row->arg && row->flags & OPTION_ARG_OPTIONAL;
}

static bool takes_next(const struct argp_option *row)
{
	return row && row->arg && !takes_optional(row);
}

/*
 * Finds the last letter of "-vx512" that is an option. Returns its row; *rest is the text after it.
 */
static const struct argp_option *last_short(const struct argp_option *rows, const char *word,
					    const char **rest)
{
	const struct argp_option *row = NULL;

	for (*rest = word + 1; **rest;) {
		row = find_short(rows, *(*rest)++);
		if (!row || row->arg)
			break;
	}
	return row;
}

static void suggest(const struct argp_option *rows, const char *name, char hint[HINTS_SIZE])
{
	char typed[NEAREST_SIZE], shown[NEAREST_SIZE];
	struct nearest nearest;

	snprintf(typed, sizeof(typed), "%.*s", (int)strcspn(name, "="), name);
	nearest__start(&nearest, typed);
	for (; !is_end(rows); rows++) {
		if (!rows->name || rows->flags & OPTION_HIDDEN)
			continue;
		snprintf(shown, sizeof(shown), "--%s", rows->name);
		nearest__offer(&nearest, rows->name, shown);
	}
	hint[0] = '\0';
	nearest__append(&nearest, hint, HINTS_SIZE);
}

const char *hints__unknown(const struct argp_option *rows, char *const *argv, char hint[HINTS_SIZE])
{
	const struct argp_option *row;
	const char *word, *rest;

	for (argv++; *argv; argv++) {
		word = *argv;
		if (strncmp(word, "--", 2) == 0) {
			rest = strchr(word, '=');
			row = find_long(rows, word + 2, strcspn(word + 2, "="));
			if (!row) {
				suggest(rows, word + 2, hint);
				return word;
			}
		} else if (word[0] == '-' && word[1]) {
			row = last_short(rows, word, &rest);
			if (!row)
				return NULL; /* getopt refuses this word first */
			rest = *rest ? rest : NULL;
		} else {
			continue;
		}
		if (takes_next(row) && !rest && !*++argv)
			return NULL;
	}
	return NULL;
}

/* Whether a shell needs no quotes for the word. */
static bool is_plain(const char *word)
{
	return *word &&
	       strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			    "-_./:=,+@%") == strlen(word);
}

/* Shows the whole command line with "--" before the word, unless it is long or needs quotes. */
static void with_dashes(char *const *words, const char *stray, char hint[HINTS_SIZE])
{
	size_t length = (size_t)snprintf(hint, HINTS_SIZE, "; to trace a command: nvme_trace");

	for (words++; *words; words++) {
		if (is_plain(*words) && length < HINTS_SIZE)
			length += (size_t)snprintf(hint + length, HINTS_SIZE - length, "%s %s",
						   *words == stray ? " --" : "", *words);
		else
			length = HINTS_SIZE;
	}
	if (length >= HINTS_SIZE)
		snprintf(hint, HINTS_SIZE, "; to trace a command, put -- before it");
}

void hints__stray(const struct argp_option *rows, char *const *words, const char *stray,
		  bool has_command, char hint[HINTS_SIZE])
{
	const struct argp_option *row = NULL;
	const char *before = "", *rest = "";
	bool is_long;

	for (char *const *word = words + 1; *word && *word != stray; word++)
		before = *word;
	is_long = strncmp(before, "--", 2) == 0;
	if (is_long && !strchr(before, '='))
		row = find_long(rows, before + 2, strlen(before + 2));
	else if (!is_long && before[0] == '-' && before[1])
		row = last_short(rows, before, &rest);
	hint[0] = '\0';
	if (takes_optional(row) && !*rest && isdigit((unsigned char)*stray) && is_plain(stray))
		snprintf(hint, HINTS_SIZE, "; type: %s%s%s", before, is_long ? "=" : "", stray);
	else if (!has_command && (isalpha((unsigned char)*stray) || strchr("/.", *stray)) && *stray)
		with_dashes(words, stray, hint);
}
