// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process/users.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "base/parse.h"

#define MAX_ID (UINT32_MAX - 1) /* to the kernel, -1 means no user */

/* Not getpwnam(): a static program would need the shared libraries of the same glibc for it. */
bool users__find_in(FILE *passwd, const char *name, struct user *user)
{
	const struct passwd *entry;
	uint64_t id;
	bool is_id = !parse_number(name, 0, MAX_ID, &id);

	while ((entry = fgetpwent(passwd)))
		if (strcmp(entry->pw_name, name) == 0 || (is_id && entry->pw_uid == id)) {
			*user = (struct user){ entry->pw_uid, entry->pw_gid };
			return true;
		}
	return false;
}

bool users__find(const char *name, struct user *user)
{
	FILE *passwd = fopen("/etc/passwd", "re");
	bool there;

	if (!passwd)
		return false;
	there = users__find_in(passwd, name, user);
	fclose(passwd);
	return there;
}

void users__suggest_from(FILE *passwd, const char *typed, char *text, size_t size)
{
	const struct passwd *entry;
	struct nearest nearest;

	nearest__start(&nearest, typed);
	while ((entry = fgetpwent(passwd)))
		nearest__offer(&nearest, entry->pw_name, entry->pw_name);
	nearest__append(&nearest, text, size);
}

void users__suggest(const char *typed, char *text, size_t size)
{
	FILE *passwd = fopen("/etc/passwd", "re");

	if (!passwd)
		return;
	users__suggest_from(passwd, typed, text, size);
	fclose(passwd);
}

bool users__of_sudo(struct user *user)
{
	const char *uid = getenv("SUDO_UID"), *gid = getenv("SUDO_GID");
	uint64_t ids[2];

	if (!uid || !gid || parse_number(uid, 1, MAX_ID, &ids[0]) ||
	    parse_number(gid, 0, MAX_ID, &ids[1]))
		return false;
	*user = (struct user){ (uint32_t)ids[0], (uint32_t)ids[1] };
	return true;
}
