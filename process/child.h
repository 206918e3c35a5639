/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command to trace, and all processes that it starts. */
#ifndef PROCESS_CHILD_H
#define PROCESS_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/* The exit statuses of a command that cannot be run, as in a shell or env(1). */
#define CHILD_CANNOT_RUN 126
#define CHILD_NOT_FOUND	 127

struct child {
	pid_t pid;     /* of the command; 0 = no command */
	int go;	       /* a byte starts it, end of file cancels it; -1 = started */
	int failed;    /* yields the errno of execvp() if that fails */
	int status;    /* as waitpid() gives it; valid if ended */
	bool ended;    /* the command itself */
	bool all_gone; /* the command and all its descendants */
};

/*
 * Forks a process that will run the command after child__release. From now on, orphaned descendants
 * become children of the caller. Returns 0, or -1 with errno set.
 */
int child__start(struct child *child, char **command);

/*
 * Runs the command. Returns 0, or -1 with errno set if it cannot be run; the child then exits with
 * CHILD_NOT_FOUND or CHILD_CANNOT_RUN.
 */
int child__release(struct child *child);

/* Kills and reaps the child if it was not released; the command has not run then. */
void child__cancel(struct child *child);

/* Reaps exited processes without waiting. Returns whether no process is left. */
bool child__all_gone(struct child *child);

/* The exit status of a command that has ended; 128 plus the signal number if a signal killed it. */
int child__exit_status(const struct child *child);

/* Forwards a signal to the command if it is still running. */
void child__signal(const struct child *child, int number);

/* Whether the command is in our process group, and so gets the signals sent to it. */
bool child__is_in_our_group(const struct child *child);

#endif
