/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which options there are, as --help has them; argp's tables. A new option begins here. */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include <argp.h>

/* Long-only options; above any character. */
enum {
	OPTION_CHECK = 256,
	OPTION_COLOR,
	OPTION_COUNT,
	OPTION_DURATION,
	OPTION_FAILED,
	OPTION_IN_FLIGHT,
	OPTION_NO_HEADER,
	OPTION_NVME_CLI,
	OPTION_ORIGIN,
	OPTION_SLOW,
	OPTION_BUFFER_SIZE,
	OPTION_STRICT,
	OPTION_UNREDACTED,
	OPTION_USER,
	OPTION_VENDOR,
	OPTION_WAIT,
	OPTION_DEBUG,
	OPTION_USAGE,
};

/* In whose paragraph. */
enum { GROUP_WHICH = 1, GROUP_STOP, GROUP_SHOW, GROUP_FILES, GROUP_RUN, GROUP_HELP = -1 };

#define OPTION_ROWS 64 /* at most; command_line.given has a bit for each */

extern const struct argp_option option_rows[OPTION_ROWS]; /* ends with a row of zeroes */
extern const char option_args_doc[];
extern const char option_doc[];

#endif
