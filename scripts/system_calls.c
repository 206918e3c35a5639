// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Prints the tracer's seccomp filter as C. libseccomp compiles it at build time, so the tracer
 * needs neither the library nor the time at run time.
 */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* System calls for reading and writing records, allowed with any arguments. */
static const int any[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(readv),
	SCMP_SYS(close),
	SCMP_SYS(lseek),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(fcntl),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigsuspend),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(tgkill), /* abort() */
	SCMP_SYS(openat),
	SCMP_SYS(ftruncate),
	SCMP_SYS(uname), /* for the next file of a capture */
	SCMP_SYS(getrandom),
	SCMP_SYS(wait4),
	SCMP_SYS(kill), /* signals to the traced command */
	SCMP_SYS(getpgid),
	SCMP_SYS(getpgrp),
	SCMP_SYS(sched_getscheduler),
	SCMP_SYS(sched_setscheduler),
	SCMP_SYS(membarrier), /* when the tables are read at the end */
};

/* bpf() may read maps and counters. It may not load programs or create maps. */
static const int reads[] = {
	BPF_MAP_LOOKUP_ELEM,
	BPF_MAP_GET_NEXT_KEY,
	BPF_MAP_LOOKUP_BATCH,
	BPF_OBJ_GET_INFO_BY_FD,
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static int add_rules(scmp_filter_ctx filter)
{
	static const int without_code[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	int error = 0;

	for (size_t i = 0; !error && i < COUNT(any); i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, any[i], 0);
	for (size_t i = 0; !error && i < COUNT(reads); i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1,
					 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)reads[i], 0));
	for (size_t i = 0; !error && i < COUNT(without_code); i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, without_code[i], 1,
					 SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (!error)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
					 SCMP_A1(SCMP_CMP_EQ, PERF_EVENT_IOC_DISABLE, 0));
	return error;
}

static int print(scmp_filter_ctx filter)
{
	FILE *file = tmpfile();
	struct sock_filter code;

	if (!file || seccomp_export_bpf(filter, fileno(file)))
		return -1;
	rewind(file);
	while (fread(&code, sizeof(code), 1, file) == 1)
		printf("\t{ 0x%x, %u, %u, 0x%x },\n", (unsigned int)code.code,
		       (unsigned int)code.jt, (unsigned int)code.jf, code.k);
	fclose(file);
	return 0;
}

int main(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int error = filter ? add_rules(filter) : -1;

	if (!error)
		error = print(filter);
	if (error)
		fprintf(stderr, "system_calls: libseccomp failed\n");
	seccomp_release(filter);
	return error ? 1 : 0;
}
