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

#include "base/nearest.h"
#include "machine/sysfs.h"

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

static const char *const classes[] = { "nvme", "block", "nvme-generic" };

bool devices__is_there(const char *name)
{
	char path[32 + DEVICES_NAME_SIZE];

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		snprintf(path, sizeof(path), "/sys/class/%s/%s", classes[i], name);
		if (!access(path, F_OK))
			return true;
	}
	return false;
}

/* The class "block" has other disks and partitions, too. */
static bool is_nvme(const char *name)
{
	return (strncmp(name, "nvme", 4) == 0 || strncmp(name, "ng", 2) == 0) && !strchr(name, 'p');
}

static void offer_devices(struct nearest *nearest, const char *sysfs, const char *class)
{
	char pattern[PATH_MAX];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/class/%s/n*", sysfs, class);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++) {
			const char *name = strrchr(found.gl_pathv[i], '/') + 1;

			if (is_nvme(name))
				nearest__offer(nearest, name, name);
		}
	globfree(&found);
}

void devices__suggest_from(const char *sysfs, const char *typed, char *text, size_t size)
{
	struct nearest nearest;

	nearest__start(&nearest, typed);
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		offer_devices(&nearest, sysfs, classes[i]);
	nearest__append(&nearest, text, size);
}

void devices__suggest(const char *typed, char *text, size_t size)
{
	devices__suggest_from("/sys", typed, text, size);
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
			sysfs__read(path, value, sizeof(value));
			fn(ctx, ctrl, value);
		}
	globfree(&found);
}
