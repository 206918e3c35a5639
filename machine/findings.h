/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What was found out about the machine: a list of rows, and the two ways to print it. */
#ifndef MACHINE_FINDINGS_H
#define MACHINE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum finding_verdict {
	FINDING_OK,
	FINDING_NOTE,	 /* not as usual, or not known, and no hindrance by itself */
	FINDING_MISSING, /* stands in the way */
};

struct finding {
	const char *key; /* for programs; a constant */
	char *label;	 /* for people */
	char *value;
	char *cure; /* NULL = there is none to tell */
	enum finding_verdict verdict;
};

/* Starts as zeroes; findings__free ends it. */
struct findings {
	struct finding *rows;
	size_t count;
	bool incomplete;   /* there was no memory for a row */
	const char *cause; /* why tracing does not work, and what cures that; NULL = it works */
};

/*
 * Adds a row of copies. Whatever of the value could reach a terminal as more than printable ASCII
 * is escaped. cure may be NULL.
 */
void findings__add(struct findings *findings, const char *key, const char *label, const char *value,
		   enum finding_verdict verdict, const char *cure);

/* A line for each row, then what to do. Returns 0, or -1 if it could not be written. */
int findings__text(const struct findings *findings, FILE *file);

/* The same as one JSON object in one line. */
int findings__json(const struct findings *findings, FILE *file);

void findings__free(struct findings *findings);

#endif
