// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/claims.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

static bool stat_regular(int fd, struct stat *file)
{
	return !fstat(fd, file) && S_ISREG(file->st_mode);
}

void claims__add(struct claims *claims, int fd, const char *purpose)
{
	struct stat file;

	if (stat_regular(fd, &file) && claims->count < CLAIMS_MAX)
		claims->claim[claims->count++] =
			(struct claim){ file.st_dev, file.st_ino, purpose };
}

const char *claims__find(const struct claims *claims, int fd)
{
	struct stat file;

	if (!stat_regular(fd, &file))
		return NULL;
	for (unsigned int i = 0; i < claims->count; i++)
		if (claims->claim[i].device == file.st_dev && claims->claim[i].inode == file.st_ino)
			return claims->claim[i].purpose;
	return NULL;
}

int claims__open(struct claims *claims, const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		return -1;
	claims->taken = claims__find(claims, fd);
	if (!claims->taken)
		return fd;
	close(fd);
	errno = EBUSY;
	return -1;
}

int claims__empty(int fd)
{
	struct stat file;

	return stat_regular(fd, &file) ? ftruncate(fd, 0) : 0;
}
