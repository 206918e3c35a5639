// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static ssize_t read_all(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR);
	return got;
}

/*
 * In the new process: runs the command when the caller writes to `go`. Exits if the caller closes
 * it instead, or dies.
 */
static _Noreturn void wait_and_exec(char **command, int go, int failed)
{
	char word;
	int error;

	if (read_all(go, &word, 1) != 1)
		_exit(EXIT_FAILURE);
	execvp(command[0], command);
	error = errno;
	(void)!write(failed, &error, sizeof(error));
	_exit(error == ENOENT ? CHILD_NOT_FOUND : CHILD_CANNOT_RUN);
}

int child__start(struct child *child, char **command)
{
	int go[2], failed[2];

	*child = (struct child){ .go = -1, .failed = -1 };
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) || pipe2(go, O_CLOEXEC))
		return -1;
	if (pipe2(failed, O_CLOEXEC)) {
		close(go[0]);
		close(go[1]);
		return -1;
	}
	child->pid = fork();
	if (child->pid == 0) {
		close(go[1]);
		wait_and_exec(command, go[0], failed[1]);
	}
	close(go[0]);
	close(failed[1]);
	child->go = go[1];
	child->failed = failed[0];
	return child->pid < 0 ? -1 : 0;
}

int child__release(struct child *child)
{
	int error = 0;

	/* EPIPE: somebody has killed it. That is its exit status, not an error of ours. */
	if (write(child->go, "", 1) != 1 && errno != EPIPE)
		error = errno;
	close(child->go);
	child->go = -1;
	/* A successful execvp() closes the pipe, so nothing is read. */
	if (!error && read_all(child->failed, &error, sizeof(error)) != sizeof(error))
		error = 0;
	close(child->failed);
	child->failed = -1;
	errno = error;
	return error ? -1 : 0;
}

void child__cancel(struct child *child)
{
	if (!child->pid || child->go < 0)
		return;
	/* Closing `go` would end it, too, but not while it is stopped by a signal. */
	kill(child->pid, SIGKILL);
	close(child->go);
	close(child->failed);
	child->go = child->failed = -1;
	while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
		;
	child->ended = child->all_gone = true;
}

bool child__all_gone(struct child *child)
{
	int status;
	pid_t pid;

	while (!child->all_gone && (pid = waitpid(-1, &status, WNOHANG)) != 0) {
		if (pid == child->pid) {
			child->status = status;
			child->ended = true;
		} else if (pid < 0 && errno == ECHILD) {
			child->all_gone = true;
		}
	}
	return child->all_gone;
}

int child__exit_status(const struct child *child)
{
	if (WIFSIGNALED(child->status))
		return 128 + WTERMSIG(child->status);
	return WEXITSTATUS(child->status);
}

void child__signal(const struct child *child, int number)
{
	if (child->pid > 0 && !child->ended)
		kill(child->pid, number);
}

bool child__is_in_our_group(const struct child *child)
{
	return getpgid(child->pid) == getpgrp();
}
