/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Commands as people name them. */
#ifndef CLI_OPCODES_H
#define CLI_OPCODES_H

#include <stdbool.h>

#include "cli/filter_options.h"

/*
 * Adds to the filter the commands that the text means: a name as the COMMAND column has it, a name
 * that nvme-cli or Linux has for it, or an opcode; before it there may be the name of a command set
 * and a colon. "Get Log Page", "get_log_page", "trim", "fabrics connect", "0x14", "admin:6",
 * "kv:store". Returns 0, or -1 when nothing was added and problem says what is wrong.
 */
int opcodes__add(struct filter *filter, const char *text, char problem[FILTER_PROBLEM_SIZE]);

/*
 * Whether the text is an opcode that reads otherwise in hexadecimal, as the OPCODE column has it:
 * "14" is 0eh. Then *opcode is what it was taken for.
 */
bool opcodes__is_ambiguous(const char *text, unsigned int *opcode);

#endif
