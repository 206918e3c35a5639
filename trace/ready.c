// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trace/ready.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

bool ready__write(int fd)
{
	static const char line[] = "ready\n";
	void (*before)(int);
	ssize_t written;
	int error;

	if (fd < 0)
		return true;
	before = signal(SIGPIPE, SIG_IGN);
	written = write(fd, line, sizeof(line) - 1);
	error = written < 0 ? errno : 0;
	signal(SIGPIPE, before);
	close(fd);
	if (!error || error == EPIPE)
		return true;
	log_message("cannot write to file descriptor %d of --ready-fd: %s", fd, strerror(error));
	return false;
}

void ready__tell_terminal(void)
{
	if (isatty(STDERR_FILENO))
		log_message("tracing; press Ctrl-C to stop");
}
