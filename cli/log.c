// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PREFIX "nvme_trace: "

/* The kernel's verifier may say a great deal, so what is said has any length. */
void log_vmessage(const char *format, va_list args)
{
	int kept_errno = errno, length;
	char *text;

	length = vasprintf(&text, format, args);
	if (length >= 0) {
		/* Nobody is left to be told if standard error itself fails. */
		(void)!dprintf(STDERR_FILENO, PREFIX "%s%s", text,
			       length && text[length - 1] == '\n' ? "" : "\n");
		free(text);
	}
	errno = kept_errno;
}

void log_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vmessage(format, args);
	va_end(args);
}
