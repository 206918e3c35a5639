#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# nvme-cli 2.3 (libnvme 1.3): get-lba-status asks the drive for 65 dwords (MNDW) but gives the
# kernel no buffer for them. It reports success and prints uninitialised memory, so "LBA status" is
# never the drive's answer. In this script, a library takes the place of the drive and prints each
# command as the kernel would receive it.

# shellcheck source=findings/packages.sh
. "$(dirname "$0")/packages.sh"
fetch nvme-cli=2.4+really2.3-3 libnvme1=1.3-1+deb12u1 libjson-c5

cat >"$folder/drive.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static int drive = -1;

int open64(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");

	if (strcmp(path, "/dev/nvme0"))
		return next(path, flags, 0644);
	return drive = next("/dev/null", O_RDWR);
}

int __open64_2(const char *path, int flags)
{
	return open64(path, flags);
}

int fstat64(int fd, struct stat64 *status)
{
	int (*next)(int, struct stat64 *) = dlsym(RTLD_NEXT, "fstat64");
	int error = next(fd, status);

	if (fd == drive)
		status->st_mode = S_IFCHR;
	return error;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
	struct nvme_passthru_cmd *cmd;
	va_list args;

	va_start(args, request);
	cmd = va_arg(args, void *);
	va_end(args);
	if (fd != drive || request != NVME_IOCTL_ADMIN_CMD)
		return next(fd, request, cmd);
	fprintf(stderr, "drive: opcode %02x cdw10 %x cdw11 %x cdw12 %x, buffer of %u bytes\n",
		cmd->opcode, cmd->cdw10, cmd->cdw11, cmd->cdw12, cmd->data_len);
	return 0;
}
END
cc -shared -fPIC -o "$folder/drive.so" "$folder/drive.c"

sent() { # SUBCOMMAND OPTION...
	LD_PRELOAD="$folder/drive.so" nvme "$1" /dev/nvme0 "${@:2}" 2>&1 >/dev/null |
		sed -n 's/^drive: //p' | tail -n 1
}

expect "nvme-cli" "$(nvme version | tr '\n' ' ')" "nvme version 2.3 (git 2.3) libnvme version 1.3 (git 1.3) "
expect "get-lba-status" "$(sent get-lba-status -n 1 -s 0 -m 64 -a 0x11 -l 8)" \
	"opcode 86 cdw10 0 cdw11 0 cdw12 40, buffer of 0 bytes"
expect "what it prints" \
	"$(LD_PRELOAD="$folder/drive.so" nvme get-lba-status /dev/nvme0 -n 1 -s 0 -m 64 -a 0x11 -l 8 2>/dev/null | head -n 1)" \
	"Number of LBA Status Descriptors(NLSD): 0"
