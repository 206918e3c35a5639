/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Suggestions for a mistyped word. Pure: nothing here allocates or prints. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX  3	/* more would be a list, not a hint */
#define NEAREST_SIZE 64 /* of a word, with its terminator; longer words match nothing */

/* The nearest of the offered words, best first; among equals, the first one offered. */
struct nearest {
	const char *typed; /* the caller keeps it */
	size_t count;
	struct {
		size_t slips;
		char shown[NEAREST_SIZE];
	} words[NEAREST_MAX];
};

/*
 * The number of slips between two words: a missing, an extra or a wrong character, or two swapped
 * neighbours. NEAREST_SIZE if a word is too long.
 */
size_t nearest__slips(const char *a, const char *b);

void nearest__start(struct nearest *nearest, const char *typed);

/*
 * Offers a known word. If it is near, it is kept and suggested as `shown`. A word that contains
 * the typed text, of at least three characters, counts as one slip away.
 */
void nearest__offer(struct nearest *nearest, const char *word, const char *shown);

/*
 * Appends "; did you mean a, b or c?" to text, a buffer of size bytes; nothing if no word is near.
 * The text is cut if it does not fit.
 */
void nearest__append(const struct nearest *nearest, char *text, size_t size);

#endif
