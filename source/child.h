/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command that is to be traced, and all that it starts. */
#ifndef SOURCE_CHILD_H
#define SOURCE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

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

/* Lets it begin. Returns 0, or -1 with errno set if the command cannot be run. */
int child__release(struct child *child);

/* Takes in who has exited; does not wait. Returns whether nobody is left. */
bool child__all_gone(struct child *child);

/*
 * Waits until the command itself has ended. Returns its exit status, or 128 and
 * the number of the signal that ended it.
 */
int child__wait(struct child *child);

/* Passes a signal on to the command, if it still runs. */
void child__signal(const struct child *child, int number);

#endif
