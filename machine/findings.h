/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The findings of --check: a list of rows, printed as text or as JSON. */
#ifndef MACHINE_FINDINGS_H
#define MACHINE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum finding_verdict {
	FINDING_OK,
	FINDING_NOTE,	 /* unusual or unknown, but prevents nothing by itself */
	FINDING_MISSING, /* prevents tracing */
	FINDING_VERDICTS,
};

struct finding {
	const char *key; /* for programs; a constant */
	char *label;	 /* for people */
	char *value;
	char *cure; /* NULL = none */
	enum finding_verdict verdict;
};

/* Starts as zeroes; findings__free releases it. */
struct findings {
	struct finding *rows;
	size_t count;
	bool incomplete;   /* memory ran out: a row is missing */
	const char *cause; /* why tracing does not work, and the cure; NULL = it works */
};

/*
 * Adds a row; copies the strings, except key. Escapes everything in the value but printable ASCII.
 * cure may be NULL.
 */
void findings__add(struct findings *findings, const char *key, const char *label, const char *value,
		   enum finding_verdict verdict, const char *cure);

/* A line for each row, then the cures. Returns 0, or -1 if writing failed. */
int findings__text(const struct findings *findings, FILE *file);

/* The same as one JSON object on one line. */
int findings__json(const struct findings *findings, FILE *file);

void findings__free(struct findings *findings);

#endif
