/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why a trace cannot begin. */
#ifndef LIVE_FAILURE_H
#define LIVE_FAILURE_H

#include <stdbool.h>

#include "machine/diagnose.h"

/* Raises the limit of open files as far as we may. If it stays too low, the cure is explained. */
void failure__allow_files(void);

/*
 * Gathers the facts of the machine, and writes the cause of the error (-errno) to `text`; "" if it
 * is 0. Returns the cause's row in the table of causes, or NULL if the table lacks it. The trace
 * must have closed its files, because this opens some.
 */
const struct cause *failure__explain(int error, bool driver_layout, struct machine *machine,
				     char text[CAUSE_SIZE]);

#endif
