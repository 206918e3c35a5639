/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages for people. They go to standard error; records never do. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdarg.h>

/*
 * Prints "nvme_trace: " and the message as one line in one write, so that messages of two programs
 * on one terminal do not mix. Preserves errno.
 */
void log_message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_vmessage(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

#endif
