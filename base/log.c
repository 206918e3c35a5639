// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "nvme_trace: "

/*
 * Messages have any length, because the kernel's verifier writes long logs. If memory runs out,
 * only the beginning is printed.
 */
void log_vmessage(const char *format, va_list args)
{
	int kept_errno = errno, length;
	char beginning[1024], *text = NULL;
	va_list again;

	va_copy(again, args);
	if (vasprintf(&text, format, args) < 0) {
		vsnprintf(beginning, sizeof(beginning), format, again);
		text = beginning;
	}
	va_end(again);
	length = (int)strlen(text);
	/* If standard error fails, there is nowhere to report it. */
	(void)!dprintf(STDERR_FILENO, PREFIX "%s%s", text,
		       length && text[length - 1] == '\n' ? "" : "\n");
	if (text != beginning)
		free(text);
	errno = kept_errno;
}

void log_message(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_vmessage(format, args);
	va_end(args);
}
