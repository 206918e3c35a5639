/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells scripts and people that tracing has begun. */
#ifndef TRACE_READY_H
#define TRACE_READY_H

#include <stdbool.h>

/*
 * Writes "ready" and a newline to the file descriptor and closes it; -1 = none. A reader that is
 * gone is no error. Returns whether it could be written; if not, a message says so.
 */
bool ready__write(int fd);

/* If standard error is a terminal, says there how to stop. */
void ready__tell_terminal(void);

#endif
