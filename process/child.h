/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command that is to be traced, and all that it starts. */
#ifndef PROCESS_CHILD_H
#define PROCESS_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/* What a command that cannot be run ends with, as of a shell or of env(1). */
#define CHILD_CANNOT_RUN 126
#define CHILD_NOT_FOUND	 127

struct child {
	pid_t pid;     /* of the command; 0 = there is none */
	int go;	       /* a byte lets it begin, the end of file ends it; -1 = it has begun */
	int failed;    /* has the errno of execvp() if that fails */
	int status;    /* as waitpid() gives it; valid if ended */
	bool ended;    /* the command itself */
	bool all_gone; /* and all that it left behind */
};

/*
 * Makes a process that will run command, but not before child__release. Processes
 * that outlive their parents become children of the caller's from now on. Returns 0, or
 * -1 with errno set.
 */
int child__start(struct child *child, char **command);

/*
 * Lets it begin. Returns 0, or -1 with errno set if the command cannot be run; then it ends with
 * CHILD_NOT_FOUND or CHILD_CANNOT_RUN.
 */
int child__release(struct child *child);

/* Ends it if it was never released; it has run nothing then, and is gone when this returns. */
void child__cancel(struct child *child);

/* Takes in who has exited; does not wait. Returns whether nobody is left. */
bool child__all_gone(struct child *child);

/* Of a command that has ended: its exit status, or 128 and the number of the signal that ended it. */
int child__exit_status(const struct child *child);

/* Passes a signal on to the command, if it still runs. */
void child__signal(const struct child *child, int number);

/* Whether what is sent to this process's group is sent to the command as well. */
bool child__is_in_our_group(const struct child *child);

#endif
