/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The options of the command line, checked before anything is opened. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/series.h"
#include "live/live.h"
#include "output/output.h"
#include "process/users.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* a message gave the cause and the cure */
	EXIT_MISUSED = 2,
};

enum options_color {
	COLOR_AUTO, /* on a terminal, unless NO_COLOR is set */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

struct options {
	struct live_config live;     /* everything except the filter's ancestor */
	struct output_config show;   /* all that depends on neither the file nor the source */
	uint64_t count;		     /* stop after so many lines; 0 = never */
	uint64_t duration_ns;	     /* stop after so long; 0 = never */
	const char *output;	     /* the file for lines; NULL = standard output */
	const char *write;	     /* the file for a capture, or "-"; NULL = none is made */
	struct series_config series; /* the files of that capture */
	const char *read;	     /* the capture to read, or "-"; NULL = trace this machine */
	char **command; /* to run and trace: the end of argv, up to a NULL; NULL = there is none */
	uint64_t bare_opcodes[4]; /* opcodes typed as "14", ambiguous without 0x: a bit for each */
	enum options_color color;
	bool lines;  /* write lines, not only a capture */
	bool wait;   /* wait for the driver */
	bool check;  /* check whether tracing would work, instead of tracing */
	bool strict; /* a lost command is a failure */
	bool become; /* become `user` once attached, instead of the user who called sudo */
	struct user user;
	int ready_fd; /* gets a line once attached; -1 = none */
};

/*
 * Fills *options from the command line, and ends argv before its "--". Does not return if an option
 * only prints something, such as --help (exit status 0). Does not return on misuse either (a
 * message on stderr, EXIT_MISUSED).
 */
void options__parse(struct options *options, int argc, char **argv);

#endif
