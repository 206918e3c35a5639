// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/devices.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "machine/attribute.h"

int devices__name_of(const char *path, char name[DEVICES_NAME_SIZE])
{
	char link[64], target[PATH_MAX], *last;
	struct stat status;
	ssize_t length;

	if (stat(path, &status))
		return errno;
	if (!S_ISBLK(status.st_mode) && !S_ISCHR(status.st_mode))
		return ENODEV;
	snprintf(link, sizeof(link), "/sys/dev/%s/%u:%u",
		 S_ISBLK(status.st_mode) ? "block" : "char", major(status.st_rdev),
		 minor(status.st_rdev));
	length = readlink(link, target, sizeof(target) - 1);
	if (length < 0)
		return errno;
	target[length] = '\0';
	last = strrchr(target, '/');
	snprintf(name, DEVICES_NAME_SIZE, "%.*s", DEVICES_NAME_SIZE - 1, last ? last + 1 : target);
	return 0;
}

bool devices__is_there(const char *name)
{
	static const char *const classes[] = { "nvme", "block", "nvme-generic" };
	char path[32 + DEVICES_NAME_SIZE];

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		snprintf(path, sizeof(path), "/sys/class/%s/%s", classes[i], name);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

void devices__each(const char *attribute, void (*fn)(void *ctx, uint32_t ctrl, const char *value),
		   void *ctx)
{
	char path[64], value[DEVICES_NAME_SIZE];
	uint32_t ctrl;
	glob_t found;

	if (glob("/sys/class/nvme/nvme[0-9]*", 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++) {
			if (sscanf(found.gl_pathv[i], "/sys/class/nvme/nvme%" SCNu32, &ctrl) != 1)
				continue;
			snprintf(path, sizeof(path), "/sys/class/nvme/nvme%" PRIu32 "/%s", ctrl,
				 attribute);
			attribute__read(path, value, sizeof(value));
			fn(ctx, ctrl, value);
		}
	globfree(&found);
}
