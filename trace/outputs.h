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

/* Starts as zeroes with its options, and a claim on what is read. */
struct outputs {
	const struct options *options;
	bool as_other;	       /* files are opened as another user than the one who called us */
	struct output *output; /* all of them as one; NULL until they are open */
	struct claims claims;  /* files that are in use */
	FILE *lines;	       /* NULL = none are wanted; likewise: */
	FILE *capture;
	struct series series;  /* the files of a capture */
	int error;	       /* errno of what could not be written first, else 0 */
};

/*
 * Lines, a capture, or both; config has what the source knows. Returns EXIT_DONE, or after a message
 * EXIT_FAILED, or EXIT_MISUSED if a file is in use: no file that there was has been changed then.
 */
int outputs__open(struct outputs *outputs, struct output_config config);

/* Takes in what an output's function returned: of errors the first counts. */
void outputs__note(struct outputs *outputs, int result);

/*
 * Ends what has been written. Returns whether everything could be written, here and before; if
 * not, a message says so.
 */
bool outputs__close(struct outputs *outputs);

#endif
