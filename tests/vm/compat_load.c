// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A 32-bit program without a C library, because that would require installing a 32-bit one.
 * Sends commands that the driver refuses, fails or passes on. Each is sent once by int 0x80 and
 * once through the vdso's kernel entry, each time with its own cdw10:
 *
 *   compat_load CONTROLLER NAMESPACE NSID
 *
 * Prints one line for each, as refusals_load does: NAME NODE OPCODE NSID CDW10 RETURNED.
 */
#include <linux/auxvec.h>
#include <linux/ioctl.h>
#include <linux/nvme_ioctl.h>

#ifndef AT_SYSINFO
#define AT_SYSINFO 32 /* 32-bit programs only */
#endif
#define NR_EXIT	 1
#define NR_WRITE 4
#define NR_OPEN	 5
#define NR_IOCTL 54
#define O_RDWR	 2
#define FIRST	 0x7000 /* the first cdw10 */
#define REFUSED	 0x7e	/* an opcode that NVME_IOCTL_SUBMIT_IO does not accept */

struct nvme_user_io32 {
	__u8 opcode, flags;
	__u16 control, nblocks, rsvd;
	__u32 metadata[2], addr[2], slba[2]; /* eight bytes each, aligned to four */
	__u32 dsmgmt, reftag;
	__u16 apptag, appmask;
};
#define SUBMIT_IO32 _IOW('N', 0x42, struct nvme_user_io32)

typedef long (*enter_fn)(long number, long first, long second, long third);

static char buffer[4096] __attribute__((aligned(4096)));
static unsigned long vsyscall; /* the vdso's kernel entry */

static long by_interrupt(long number, long first, long second, long third)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third)
			 : "memory");
	return result;
}

static long by_vdso(long number, long first, long second, long third)
{
	long result;

	__asm__ volatile("call *%5"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third), "S"(vsyscall)
			 : "memory");
	return result;
}

static void put_text(const char *text, char end)
{
	long length = 0;

	while (text[length])
		length++;
	by_interrupt(NR_WRITE, 1, (long)text, length);
	by_interrupt(NR_WRITE, 1, (long)&end, 1);
}

static void put_number(unsigned long number, unsigned int base, char end)
{
	char digits[24], *at = digits + sizeof(digits);

	*--at = '\0';
	do
		*--at = "0123456789abcdef"[number % base];
	while (number /= base);
	put_text(at, end);
}

static void put_row(const char *name, const char *node, const struct nvme_passthru_cmd *cmd,
		    long returned)
{
	put_text(name, ' ');
	put_text(node, ' ');
	put_number(cmd->opcode, 16, ' ');
	put_number(cmd->nsid, 16, ' ');
	put_number(cmd->cdw10, 16, ' ');
	if (returned < 0)
		by_interrupt(NR_WRITE, 1, (long)"-", 1);
	put_number((unsigned long)(returned < 0 ? -returned : returned), 10, '\n');
}

static const struct {
	const char *name;
	int is_io;
	unsigned long request;
	__u8 opcode, flags;
	int other_nsid, buffer;
} commands[] = {
	{ "wrong_nsid", 1, NVME_IOCTL_IO_CMD, 0x02, 0, 1, 1 },
	{ "flags", 0, NVME_IOCTL_ADMIN_CMD, 0x06, 1, 0, 1 },
	{ "bad_buffer", 0, NVME_IOCTL_ADMIN_CMD, 0x06, 0, 0, 0 },
	{ "good_admin", 0, NVME_IOCTL_ADMIN_CMD, 0x06, 0, 0, 1 },
	{ "good_io", 1, NVME_IOCTL_IO_CMD, 0x02, 0, 0, 1 },
	{ "submit_io", 1, SUBMIT_IO32, 0x02, 0, 0, 1 },
	{ "submit_refused", 1, SUBMIT_IO32, REFUSED, 0, 0, 1 },
};

static void send(enter_fn enter, unsigned long which, char **nodes, const long *fds, __u32 nsid,
		 __u32 number)
{
	struct nvme_passthru_cmd cmd = {
		.opcode = commands[which].opcode,
		.flags = commands[which].flags,
		.nsid = !commands[which].is_io	     ? 0
			: commands[which].other_nsid ? 77
						     : nsid,
		.addr = commands[which].buffer ? (unsigned long)buffer : 8,
		.data_len = commands[which].is_io ? 512 : sizeof(buffer),
		/* Identify Controller (CNS 1). The number goes into a field that it ignores. */
		.cdw10 = commands[which].is_io ? number : number << 16 | 1,
	};
	struct nvme_user_io32 io = { .opcode = cmd.opcode,
				     .addr = { (__u32)(unsigned long)buffer },
				     .slba = { number } };
	void *argument = commands[which].request == SUBMIT_IO32 ? (void *)&io : (void *)&cmd;
	long returned;

	returned = enter(NR_IOCTL, fds[commands[which].is_io], (long)commands[which].request,
			 (long)argument);
	/* If the driver refuses the command here, nothing shows its namespace. */
	if (argument == &io && returned < 0)
		cmd.nsid = 0;
	put_row(commands[which].name, nodes[commands[which].is_io], &cmd, returned);
}

/* The initial stack: arguments, environment and auxiliary vector. */
__attribute__((used)) static void start(unsigned long *stack)
{
	char **argv = (char **)(stack + 1), **end = argv + stack[0] + 1;
	unsigned long count = sizeof(commands) / sizeof(commands[0]), *aux;
	__u32 nsid = 0;
	long fds[2];

	while (*end)
		end++;
	for (aux = (unsigned long *)(end + 1); aux[0] != AT_NULL; aux += 2)
		if (aux[0] == AT_SYSINFO)
			vsyscall = aux[1];
	if (stack[0] != 4 || !vsyscall)
		by_interrupt(NR_EXIT, 2, 0, 0);
	for (int i = 0; i < 2; i++)
		fds[i] = by_interrupt(NR_OPEN, (long)argv[1 + i], O_RDWR, 0);
	for (const char *digit = argv[3]; *digit; digit++)
		nsid = nsid * 10 + (__u32)(*digit - '0');
	for (unsigned long i = 0; i < count; i++) {
		send(by_interrupt, i, argv + 1, fds, nsid, FIRST + (__u32)(2 * i));
		send(by_vdso, i, argv + 1, fds, nsid, FIRST + (__u32)(2 * i) + 1);
	}
	by_interrupt(NR_EXIT, 0, 0, 0);
}

#ifdef __i386__
__asm__(".globl _start\n_start:\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n"
	"\tcall start\n");
#else
int main(void) /* only here for static analysis tools */
{
	return vsyscall != 0;
}
#endif
