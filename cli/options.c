// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/log.h"
#include "cli/parse.h"

#define SECOND_NS	    1000000000ULL
#define MAX_DURATION	    (366 * 24 * 3600 * SECOND_NS)
#define DEFAULT_BUFFER_SIZE (2U << 20)
#define MIN_BUFFER_SIZE	    (4U << 10) /* the kernel takes whole pages, a power of two of them */
#define MAX_BUFFER_SIZE	    (1U << 30)

/* Long-only options; above any character. */
enum {
	OPTION_COUNT = 256,
	OPTION_DURATION,
	OPTION_NO_HEADER,
	OPTION_BUFFER_SIZE,
	OPTION_DEBUG,
	OPTION_USAGE,
};

enum { GROUP_STOP = 1, GROUP_SHOW, GROUP_RUN, GROUP_HELP = -1 };

static const struct argp_option rows[] = {
	{ 0, 0, 0, 0, "When to stop (else: Ctrl-C):", GROUP_STOP },
	{ "count", OPTION_COUNT, "N", 0, "stop after N lines", GROUP_STOP },
	{ "duration", OPTION_DURATION, "TIME", 0, "stop after TIME: 500ms, 10s, 2m, 1h",
	  GROUP_STOP },
	{ 0, 0, 0, 0, "How to show:", GROUP_SHOW },
	{ "no-header", OPTION_NO_HEADER, 0, 0, "leave out the line with the column names",
	  GROUP_SHOW },
	{ 0, 0, 0, 0, "Running:", GROUP_RUN },
	{ "buffer-size", OPTION_BUFFER_SIZE, "SIZE", 0,
	  "ring buffer between kernel and nvme_trace, rounded up to a power of two (default 2M)",
	  GROUP_RUN },
	{ "debug", OPTION_DEBUG, 0, 0, "show what libbpf and the kernel's verifier say",
	  GROUP_RUN },
	{ "help", 'h', 0, 0, "print this and exit", GROUP_HELP },
	{ "version", 'V', 0, 0, "print the version and exit", GROUP_HELP },
	{ "usage", OPTION_USAGE, 0, OPTION_HIDDEN, 0, GROUP_HELP },
	{ 0 },
};

static const char doc[] =
	"Print one line for each NVMe command that a program sends to a drive by ioctl or "
	"io_uring: who sent it, to which drive, what the drive answered and how long that took."
	"\v"
	"Examples:\n"
	"  sudo nvme_trace                        # every command, until Ctrl-C\n"
	"  sudo nvme_trace --count 1              # wait for one command\n"
	"  sudo nvme_trace --duration 10s > log   # ten seconds, into a file\n"
	"  sudo nvme_trace | grep smartctl        # what smartctl sends\n"
	"  sudo nvme_trace --no-header | awk '$10 != \"ok\"'   # only what failed\n"
	"\n"
	"Lines go to standard output, all else to standard error. Exit status: 0 done, 1 failed, "
	"2 misused.";

static uint32_t power_of_two(uint64_t size)
{
	uint64_t power = MIN_BUFFER_SIZE;

	while (power < size)
		power *= 2;
	return (uint32_t)power;
}

/* What was asked for is on standard output, unless that failed. */
static _Noreturn void leave_after_printing(void)
{
	if (!fflush(stdout))
		exit(EXIT_DONE);
	log_message("cannot write to standard output: %s", strerror(errno));
	exit(EXIT_FAILED);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct options *options = state->input;
	uint64_t value;

	switch (key) {
	case OPTION_COUNT:
		if (parse_number(arg, 1, UINT64_MAX, &options->count))
			argp_error(state, "--count '%s': not a number from 1 up", arg);
		return 0;
	case OPTION_DURATION:
		if (parse_duration(arg, 1, MAX_DURATION, &options->duration_ns))
			argp_error(state,
				   "--duration '%s': not a time like 500ms, 10s, 2m or 1h, "
				   "longer than 0 and up to 8784h",
				   arg);
		return 0;
	case OPTION_NO_HEADER:
		options->header = false;
		return 0;
	case OPTION_BUFFER_SIZE:
		if (parse_size(arg, MIN_BUFFER_SIZE, MAX_BUFFER_SIZE, &value))
			argp_error(state, "--buffer-size '%s': not a size from 4K to 1G", arg);
		else
			options->buffer_size = power_of_two(value);
		return 0;
	case OPTION_DEBUG:
		options->debug = true;
		return 0;
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK);
		leave_after_printing();
	case 'V':
		puts("nvme_trace " NVME_TRACE_VERSION);
		leave_after_printing();
	case OPTION_USAGE: /* argp's message on misuse speaks of it */
		argp_state_help(state, stdout, ARGP_HELP_USAGE);
		leave_after_printing();
	case ARGP_KEY_ARG:
		argp_error(state, "unexpected argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void options__parse(struct options *options, int argc, char **argv)
{
	const struct argp argp = { .options = rows, .parser = parse_option, .doc = doc };

	*options = (struct options){ .header = true, .buffer_size = DEFAULT_BUFFER_SIZE };
	argp_err_exit_status = EXIT_MISUSED;
	argv[0] = (char[]){ "nvme_trace" }; /* how every message begins, whatever the path */
	/* argp's own help has -? for -h, and its own version option would want a global. */
	argp_parse(&argp, argc, argv, ARGP_NO_HELP, NULL, options);
}
