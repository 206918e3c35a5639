// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PREFIX	     "nvme_trace: "
#define MESSAGE_SIZE 4096 /* a longer message is cut */

void log_vmessage(const char *format, va_list args)
{
	char line[MESSAGE_SIZE] = PREFIX;
	size_t start = strlen(PREFIX), length;
	int kept_errno = errno;

	vsnprintf(line + start, sizeof(line) - start - 1, format, args);
	length = strlen(line);
	if (line[length - 1] != '\n')
		line[length++] = '\n';
	/* Nobody is left to be told if standard error itself fails. */
	(void)!write(STDERR_FILENO, line, length);
	errno = kept_errno;
}

void log_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vmessage(format, args);
	va_end(args);
}
