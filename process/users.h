/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Users as people name them. */
#ifndef PROCESS_USERS_H
#define PROCESS_USERS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct user {
	uint32_t uid, gid;
};

/* Looks a user up, by name or by id, in a file as /etc/passwd is. Returns whether it is there. */
bool users__find_in(FILE *passwd, const char *name, struct user *user);

/* The same in /etc/passwd. */
bool users__find(const char *name, struct user *user);

/* Whoever called sudo, as that says itself. False if nobody did, or root. */
bool users__of_sudo(struct user *user);

#endif
