/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Looks users up by name. */
#ifndef PROCESS_USERS_H
#define PROCESS_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct user {
	uint32_t uid, gid;
};

/* Looks up a user by name or id in a file like /etc/passwd. Returns whether it is there. */
bool users__find_in(FILE *passwd, const char *name, struct user *user);

/* The same in /etc/passwd. */
bool users__find(const char *name, struct user *user);

/*
 * Appends "; did you mean root?" to text, a buffer of size bytes, if a user of the file has a name
 * like what was typed.
 */
void users__suggest_from(FILE *passwd, const char *typed, char *text, size_t size);

/* The same with /etc/passwd. */
void users__suggest(const char *typed, char *text, size_t size);

/* The user who called sudo, from the variables that it sets. False if there is none, or root. */
bool users__of_sudo(struct user *user);

#endif
