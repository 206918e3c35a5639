/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the program prints about itself, to standard output; each of these ends the program. */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <argp.h>
#include <stdbool.h>

_Noreturn void print__help(const struct argp_state *state);
_Noreturn void print__usage(const struct argp_state *state);
_Noreturn void print__version(const struct argp_state *state);

/* The table of options, for programs. */
_Noreturn void print__options(const struct argp_state *state);

/* The JSON Schema of records, or of a summary. */
_Noreturn void print__schema(bool summary);

#endif
