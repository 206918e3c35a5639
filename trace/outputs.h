/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The outputs and files that the command line asks for. */
#ifndef TRACE_OUTPUTS_H
#define TRACE_OUTPUTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/claims.h"
#include "capture/series.h"
#include "cli/options.h"
#include "output/output.h"

/*
 * Starts with the options set and all others zero. The caller adds a claim on the file that is
 * read.
 */
struct outputs {
	const struct options *options;
	bool as_other;	       /* open files as another user than the one who called us */
	struct output *output; /* all outputs as one; NULL until they are open */
	struct claims claims;  /* files that are in use */
	FILE *lines;	       /* for lines; NULL = none are written */
	char *buffer;	       /* of `lines`; NULL = the C library's */
	FILE *capture;
	struct series series; /* the files of a capture */
	int error;	      /* errno of the first failed write; 0 = none */
};

/*
 * Opens the output for lines, a capture, or both; the source fills in config. Returns EXIT_DONE. If
 * a file is in use, returns EXIT_MISUSED after a message; then no existing file has been changed.
 * After any other failure and its message, returns EXIT_FAILED.
 */
int outputs__open(struct outputs *outputs, struct output_config config);

/* Keeps errno if `result`, which an output returned, is the first error. */
void outputs__note(struct outputs *outputs, int result);

/* Finishes and closes everything. Returns whether everything was written; if not, logs why. */
bool outputs__close(struct outputs *outputs);

#endif
