/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which known words somebody may have meant. Pure: nothing here allocates or prints. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX  3	/* more would be a list to read, not a hint */
#define NEAREST_SIZE 64 /* of a word with its end; longer ones are near to nothing */

/* The nearest of the words that were offered, the best first; of equals the first one offered. */
struct nearest {
	const char *typed; /* the caller's */
	size_t count;
	struct {
		size_t slips;
		char shown[NEAREST_SIZE];
	} words[NEAREST_MAX];
};

/*
 * How many slips lead from one word to the other: a character too many, one too
 * few, a wrong one, or two neighbours swapped. NEAREST_SIZE if a word is too long.
 */
size_t nearest__slips(const char *a, const char *b);

void nearest__start(struct nearest *nearest, const char *typed);

/*
 * Offers a known word; it is kept if it is near, and is then suggested as shown. A
 * word that has what was typed within it, three characters at least, is near: one slip.
 */
void nearest__offer(struct nearest *nearest, const char *word, const char *shown);

/*
 * Appends "; did you mean a, b or c?" to text, a buffer of size bytes; nothing if
 * nothing is near. What does not fit is cut.
 */
void nearest__append(const struct nearest *nearest, char *text, size_t size);

#endif
