// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/print.h"

#include <bpf/libbpf_version.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "cli/option_table.h"
#include "output/schema.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

#ifdef __x86_64__
#define ARCHITECTURE "x86-64"
#else
#define ARCHITECTURE "an untested architecture"
#endif

static _Noreturn void leave(void)
{
	if (ferror(stdout)) /* its errno is gone; writing one more byte sets it again */
		putchar('\n');
	if (!fflush(stdout))
		exit(EXIT_DONE);
	log_message("cannot write to standard output: %s", strerror(errno));
	exit(EXIT_FAILED);
}

_Noreturn void print__help(const struct argp_state *state)
{
	argp_state_help(state, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK);
	leave();
}

/* argp's message on misuse mentions --usage. */
_Noreturn void print__usage(const struct argp_state *state)
{
	argp_state_help(state, stdout, ARGP_HELP_USAGE);
	leave();
}

_Noreturn void print__version(const struct argp_state *state)
{
	(void)state;
	printf("nvme_trace %s\n"
	       "libbpf %d.%d\n"
	       "needs: Linux 5.10 or newer with BTF, kprobes and tracefs\n"
	       "built by: %s for %s\n",
	       NVME_TRACE_VERSION, LIBBPF_MAJOR_VERSION, LIBBPF_MINOR_VERSION, COMPILER,
	       ARCHITECTURE);
	leave();
}

_Noreturn void print__options(const struct argp_state *state)
{
	(void)state;
	option_table__print();
	leave();
}

_Noreturn void print__schema(bool summary)
{
	fputs(summary ? schema__summary : schema__records, stdout);
	leave();
}
