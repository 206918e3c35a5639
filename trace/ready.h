/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Tells scripts and people that tracing has begun. */
#ifndef TRACE_READY_H
#define TRACE_READY_H

#include <stdbool.h>

/*
 * Writes "ready" and a newline to the file descriptor and closes it; -1 = none. It is no error if
 * the reader is gone. Returns false after a message if the line could not be written.
 */
bool ready__write(int fd);

/* If standard error is a terminal, tells its user how to stop. */
void ready__tell_terminal(void);

#endif
