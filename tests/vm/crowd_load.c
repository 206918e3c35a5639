// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Many processes, each of which gives itself a malicious name, sends one Identify and exits:
 *
 *   crowd_load COUNT CONTROLLER
 *
 * Prints one line for each: NAME PID CDW10 RETURNED. NAME is the process name as the kernel
 * stores it, in hexadecimal, or "-" if it is empty. CDW10 is hexadecimal. RETURNED is the
 * ioctl's value or -errno. The exit status is 0 if all processes were created.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME_SIZE 16 /* TASK_COMM_LEN, with the terminating byte */

static const char *const names[] = {
	"\x1b[2J\x1b[31m",
	"\x1b]0;title\a",
	"two\nlines",
	"tab\tback\b\r",
	"\"quo'ted\"",
	"\xff\xfe\xc3(",
	"  two  blanks ",
	"%s%n%99999d",
	"$(reboot)",
	"`reboot`",
	";reboot;",
	"\n reboot #",
	"|reboot&",
	"a\\x41\\",
	"del\x7f",
	"\x9b"
	"31m",
	"\xc2\x9b"
	"31m",
	/* NOLINTNEXTLINE(misc-misleading-bidirectional): it is misleading on purpose */
	"\xc3\xa9\xe2\x80\xae"
	"evil",
	"",
	"-",
	"#",
	"\",\"pid\":1,\"a",
};
#define NAMES (sizeof(names) / sizeof(names[0]))

struct sent {
	char name[NAME_SIZE];
	pid_t pid;
	int returned;
};

/* Identify Controller (CNS 1), which ignores CNTID. The number goes there. */
static uint32_t cdw10_of(unsigned int number)
{
	return number << 16 | 1;
}

static void send_one(int fd, unsigned int number, struct sent *sent)
{
	static char buffer[4096];
	struct nvme_passthru_cmd cmd = {
		.opcode = 0x06,
		.addr = (uintptr_t)buffer,
		.data_len = sizeof(buffer),
		.cdw10 = cdw10_of(number),
	};

	prctl(PR_SET_NAME, names[number % NAMES]);
	prctl(PR_GET_NAME, sent->name);
	sent->pid = getpid();
	sent->returned = ioctl(fd, NVME_IOCTL_ADMIN_CMD, &cmd);
	if (sent->returned < 0)
		sent->returned = -errno;
}

static void report(const struct sent *sent, unsigned int number)
{
	const char *byte = sent->name;

	if (!*byte)
		putchar('-');
	while (*byte)
		printf("%02x", (unsigned int)(unsigned char)*byte++);
	printf(" %d %x %d\n", (int)sent->pid, (unsigned int)cdw10_of(number), sent->returned);
}

int main(int argc, char **argv)
{
	unsigned int count = argc == 3 ? (unsigned int)atoi(argv[1]) : 0;
	int fd = argc == 3 ? open(argv[2], O_RDWR | O_CLOEXEC) : -1;
	struct sent *sent = mmap(NULL, (count + 1) * sizeof(*sent), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (fd < 0 || sent == MAP_FAILED) {
		fprintf(stderr, "usage: crowd_load COUNT CONTROLLER\n");
		return 2;
	}
	for (unsigned int i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			perror("fork");
			return 1;
		}
		if (!pid) {
			send_one(fd, i, &sent[i]);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	for (unsigned int i = 0; i < count; i++)
		report(&sent[i], i);
	return 0;
}
