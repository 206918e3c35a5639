// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A drive that nvme-cli takes for one, for LD_PRELOAD: /dev/nvme0, a controller, and /dev/nvme0n1,
 * its namespace. Each command becomes a line of the file that FAKE_DRIVE_LOG names: the ioctl's
 * queue, the submission queue entry and the lengths, in hexadecimal. All succeed, and what Identify
 * tells is what the subcommands want to know before they send their own.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/nvme_ioctl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define FILES	       256
#define IDENTIFY       0x06
#define BYTES_OF_BLOCK 512

enum node { NONE, CONTROLLER, NAMESPACE };

static enum node nodes[FILES]; /* of each file that is open */

static enum node node_of(const char *path)
{
	if (strcmp(path, "/dev/nvme0") == 0)
		return CONTROLLER;
	return strcmp(path, "/dev/nvme0n1") == 0 ? NAMESPACE : NONE;
}

static int open_node(const char *path, int flags, mode_t mode)
{
	int (*real)(const char *, int, ...) =
		(int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	enum node node = node_of(path);
	int fd = node ? real("/dev/null", O_RDWR) : real(path, flags, mode);

	if (fd >= 0 && fd < FILES)
		nodes[fd] = node;
	return fd;
}

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return open_node(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

/* What _FORTIFY_SOURCE makes of an open without a mode. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
	return open_node(path, flags, 0);
}

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags)
{
	return open_node(path, flags, 0);
}

static void describe(enum node node, struct stat *status)
{
	status->st_mode =
		(status->st_mode & ~(mode_t)S_IFMT) | (node == CONTROLLER ? S_IFCHR : S_IFBLK);
	status->st_rdev = makedev(node == CONTROLLER ? 240 : 259, 0);
}

int fstat(int fd, struct stat *status)
{
	int (*real)(int, struct stat *) = (int (*)(int, struct stat *))dlsym(RTLD_NEXT, "fstat");
	int error = real(fd, status);

	if (!error && fd < FILES && nodes[fd])
		describe(nodes[fd], status);
	return error;
}

int stat(const char *path, struct stat *status)
{
	int (*real)(const char *, struct stat *) =
		(int (*)(const char *, struct stat *))dlsym(RTLD_NEXT, "stat");
	enum node node = node_of(path);
	int error = real(node ? "/dev/null" : path, status);

	if (!error && node)
		describe(node, status);
	return error;
}

static void put(uint8_t *data, size_t at, uint64_t value, size_t size)
{
	memcpy(data + at, &value, size);
}

/* Base Specification 2.1, section 5.1.13; the namespace: NVM Command Set Specification 1.1, 4.1.5.
 */
static void identify(uint8_t cns, uint8_t csi, uint8_t *data)
{
	switch (cns) {
	case 0x00:
	case 0x11:
		put(data, 0, 1 << 20, 8); /* NSZE, NCAP */
		put(data, 8, 1 << 20, 8);
		data[130] = 9; /* LBAF0: blocks of 512 bytes */
		break;
	case 0x01:
		data[77] = 5;			   /* MDTS */
		put(data, 80, 0x20000, 4);	   /* VER */
		put(data, 96, 1 << 7 | 1 << 4, 4); /* CTRATT: Endurance Groups */
		put(data, 256, 0xffff, 2);	   /* OACS */
		data[261] = 0x7f;		   /* LPA */
		put(data, 516, 16, 4);		   /* NN */
		put(data, 520, 0xffff, 2);	   /* ONCS */
		break;
	case 0x02:
	case 0x07:
	case 0x10:
	case 0x1a:
		put(data, 0, 1, 4);
		break;
	case 0x05:
		for (size_t at = 2816; csi == 2 && at < 3840; at += 16) /* LBAFE: ZSZE */
			put(data, at, 4096, 8);
		break;
	default:
		break;
	}
}

/* All zeroes, but for Identify. */
static void answer(bool admin, const struct nvme_passthru_cmd *cmd)
{
	uint8_t *data = (uint8_t *)(uintptr_t)
				cmd->addr; /* NOLINT(performance-no-int-to-ptr) the kernel's */

	if (!data || !(cmd->opcode & 2))
		return;
	memset(data, 0, cmd->data_len);
	if (admin && cmd->opcode == IDENTIFY && cmd->data_len == 4096)
		identify((uint8_t)cmd->cdw10, (uint8_t)(cmd->cdw11 >> 24), data);
}

static void note(const char *queue, const struct nvme_passthru_cmd *cmd)
{
	FILE *log = fopen(getenv("FAKE_DRIVE_LOG"), "ae");

	if (!log)
		exit(70);
	fprintf(log, "%s %x %x %x %x %x %x %x %x %x %x %x %x %x\n", queue,
		(unsigned int)cmd->opcode, (unsigned int)cmd->flags, cmd->nsid, cmd->cdw2,
		cmd->cdw3, cmd->cdw10, cmd->cdw11, cmd->cdw12, cmd->cdw13, cmd->cdw14, cmd->cdw15,
		cmd->data_len, cmd->metadata_len);
	fclose(log);
}

static int take(bool admin, const void *argument)
{
	struct nvme_passthru_cmd cmd; /* all that struct nvme_passthru_cmd64 begins with */

	memcpy(&cmd, argument, sizeof(cmd));
	note(admin ? "admin" : "io", &cmd);
	answer(admin, &cmd);
	return 0;
}

/* The oldest way to read and write, which nvme-cli 2.3 still takes: the driver makes this of it. */
static int take_user_io(const struct nvme_user_io *io)
{
	struct nvme_passthru_cmd cmd = {
		.opcode = io->opcode,
		.flags = io->flags,
		.nsid = 1,
		.cdw10 = (uint32_t)io->slba,
		.cdw11 = (uint32_t)(io->slba >> 32),
		.cdw12 = io->nblocks | (uint32_t)io->control << 16,
		.cdw13 = io->dsmgmt,
		.cdw14 = io->reftag,
		.cdw15 = io->apptag | (uint32_t)io->appmask << 16,
		.data_len = (io->nblocks + 1U) * BYTES_OF_BLOCK,
	};

	note("io", &cmd);
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...) =
		(int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	va_list args;
	void *argument;

	va_start(args, request);
	argument = va_arg(args, void *);
	va_end(args);
	if (fd < 0 || fd >= FILES || !nodes[fd])
		return real(fd, request, argument);
	switch (request) {
	case NVME_IOCTL_ID:
		if (nodes[fd] == NAMESPACE)
			return 1;
		break;
	case NVME_IOCTL_ADMIN_CMD:
	case NVME_IOCTL_ADMIN64_CMD:
		return take(true, argument);
	case NVME_IOCTL_IO_CMD:
	case NVME_IOCTL_IO64_CMD:
		return take(false, argument);
	case NVME_IOCTL_SUBMIT_IO:
		return take_user_io(argument);
	case BLKSSZGET:
		*(int *)argument = BYTES_OF_BLOCK;
		return 0;
	default:
		break;
	}
	errno = ENOTTY;
	return -1;
}
