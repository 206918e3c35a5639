// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * intruder PID FILE: takes over another process and makes it try what an attacker would.
 *
 * Prints the process id that the victim sees, and for each attempt its name and the result of the
 * system call: 0 or the name of the errno.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define BELOW	4096   /* offset from the stack pointer to unused memory */
#define SYSCALL 0x050f /* the syscall instruction, two bytes */
#define TRIES	1000   /* one per millisecond */

struct victim {
	pid_t pid;
	struct user_regs_struct regs;
	unsigned long long memory;
};

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void put(const struct victim *victim, const void *bytes, size_t size)
{
	for (size_t at = 0; at < size; at += sizeof(long)) {
		long word = 0;

		memcpy(&word, (const char *)bytes + at,
		       size - at < sizeof(word) ? size - at : sizeof(word));
		if (ptrace(PTRACE_POKEDATA, victim->pid, victim->memory + at, word))
			fail("memory");
	}
}

/* The victim sleeps in a system call, so the instruction before its next one is a syscall. */
static long call(const struct victim *victim, long number, const unsigned long long arguments[4])
{
	struct user_regs_struct regs = victim->regs;
	int status;

	regs.rip -= 2;
	regs.rax = (unsigned long long)number;
	regs.orig_rax = ~0ULL; /* do not restart the interrupted system call */
	regs.rdi = arguments[0];
	regs.rsi = arguments[1];
	regs.rdx = arguments[2];
	regs.r10 = arguments[3];
	if (ptrace(PTRACE_SETREGS, victim->pid, NULL, &regs) ||
	    ptrace(PTRACE_SINGLESTEP, victim->pid, NULL, NULL) ||
	    waitpid(victim->pid, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTRAP || ptrace(PTRACE_GETREGS, victim->pid, NULL, &regs))
		fail("step");
	return (long)regs.rax;
}

static void try(const struct victim *victim, const char *name, long number,
		const unsigned long long arguments[4])
{
	long result = call(victim, number, arguments);

	printf("%s %s\n", name, result < 0 ? strerrorname_np((int)-result) : "0");
}

static void try_all(const struct victim *victim, const char *file)
{
	union bpf_attr map = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1
	};
	const unsigned long long here = victim->memory;

	put(victim, file, strlen(file) + 1);
	printf("pid %ld\n", call(victim, SYS_getpid, (unsigned long long[4]){}));
	try(victim, "open", SYS_openat, (unsigned long long[4]){ (unsigned int)AT_FDCWD, here });
	try(victim, "exec", SYS_execve, (unsigned long long[4]){ here });
	try(victim, "socket", SYS_socket, (unsigned long long[4]){ AF_INET, SOCK_STREAM });
	try(victim, "setuid", SYS_setuid, (unsigned long long[4]){ 0 });
	put(victim, &map, 64);
	try(victim, "bpf_map", SYS_bpf, (unsigned long long[4]){ BPF_MAP_CREATE, here, 64 });
	memset(&map, 0, sizeof(map));
	put(victim, &map, 64);
	/*
	 * These arguments are not a program. EPERM means that loading is forbidden; E2BIG or EFAULT
	 * means that it is allowed.
	 */
	try(victim, "bpf_program", SYS_bpf, (unsigned long long[4]){ BPF_PROG_LOAD, here, 64 });
}

/* Stops the victim right after a system call. */
static void attach(struct victim *victim)
{
	int status;

	for (int left = TRIES; left; left--) {
		if (ptrace(PTRACE_ATTACH, victim->pid, NULL, NULL) ||
		    waitpid(victim->pid, &status, 0) < 0 ||
		    ptrace(PTRACE_GETREGS, victim->pid, NULL, &victim->regs))
			fail("attach");
		if ((ptrace(PTRACE_PEEKTEXT, victim->pid, victim->regs.rip - 2, NULL) & 0xffff) ==
		    SYSCALL)
			return;
		if (ptrace(PTRACE_DETACH, victim->pid, NULL, NULL))
			fail("detach");
		/*
		 * If another signal stopped the victim first, the SIGSTOP of the attach is still
		 * pending and would stop it now.
		 */
		kill(victim->pid, SIGCONT);
		usleep(1000);
	}
	fputs("it never is in a system call\n", stderr);
	exit(1);
}

int main(int argc, char **argv)
{
	struct victim victim = { .pid = argc == 3 ? atoi(argv[1]) : 0 };

	if (victim.pid <= 0)
		return 2;
	attach(&victim);
	victim.memory = (victim.regs.rsp - BELOW) & ~15ULL;
	try_all(&victim, argv[2]);
	if (ptrace(PTRACE_SETREGS, victim.pid, NULL, &victim.regs) ||
	    ptrace(PTRACE_DETACH, victim.pid, NULL, NULL))
		fail("detach");
	return 0;
}
