/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names and numbers of commands, for --opcode. */
#ifndef CLI_OPCODES_H
#define CLI_OPCODES_H

#include <stdbool.h>

#include "cli/filter_options.h"

/*
 * Adds commands to the filter. The text is a name from the COMMAND column, a name of nvme-cli or
 * Linux, or an opcode. A command set and a colon may precede it. "Get Log Page", "get_log_page",
 * "trim", "fabrics connect", "0x14", "admin:6", "kv:store". Returns 0, or -1 if nothing was added
 * and problem says what is wrong.
 */
int opcodes__add(struct filter *filter, const char *text, char problem[PROBLEM_SIZE]);

/*
 * Whether the text is a decimal opcode that looks like a hexadecimal one of the OPCODE column: "14"
 * is 0eh. *opcode is then its value.
 */
bool opcodes__is_ambiguous(const char *text, unsigned int *opcode);

#endif
