/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line: what was asked for, checked before anything is opened. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/series.h"
#include "filter.h"
#include "nvme/vendors.h"
#include "output/output.h"
#include "process/users.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1, /* a message said why and what cures it */
	EXIT_MISUSED = 2,
};

enum options_color {
	COLOR_AUTO, /* on a terminal, unless NO_COLOR is set */
	COLOR_ALWAYS,
	COLOR_NEVER,
};

struct options {
	struct filter filter;  /* all but the ancestor, which is 0 */
	uint64_t count;	       /* stop after so many lines; 0 = never */
	uint64_t duration_ns;  /* stop after so long; 0 = never */
	uint64_t interval_ns;  /* between summaries; 0 = one, at the end */
	uint64_t in_flight_ns; /* what has been under way for so long gets a line; 0 = never */
	size_t payload;	       /* bytes of each command's data to show; 0 = none */
	uint32_t buffer_size;  /* of the ring buffer, in bytes: a power of two of pages */
	const char *output;    /* the file for lines; NULL = standard output */
	const char *write;     /* the file for a capture, or "-"; NULL = none is made */
	struct series_config series; /* of such files */
	const char *read;	     /* the capture to read, or "-"; NULL = trace this machine */
	char **command; /* to trace, ends with NULL and is part of argv; NULL = there is none */
	enum output_format format;
	enum output_time time;
	enum everyday_version nvme_cli; /* whose words OUTPUT_COMMAND has */
	struct nvme_vendors vendors;	/* whose names there are for what is the vendors' */
	uint64_t bare_opcodes[4]; /* a bit for each that reads otherwise in hexadecimal: "14" */
	enum options_color color;
	bool lines; /* are written, not only a capture */
	bool verbose;
	bool summary; /* instead of lines */
	bool header;
	bool wait;  /* for the driver */
	bool check; /* whether it would work, instead of tracing */
	bool debug;
	bool strict; /* what is lost is a failure */
	bool become; /* user, once attached, and not whoever called sudo */
	struct user user;
};

/*
 * Fills *options from the command line, and ends argv before its "--". Does not return on
 * --help and --version (exit status 0) nor on misuse (a message on stderr, EXIT_MISUSED).
 */
void options__parse(struct options *options, int argc, char **argv);

#endif
