// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sends one kind of command as fast as it can, COMMANDS in all from THREADS threads:
 *
 *   load KIND THREADS COMMANDS NODE
 *
 * KIND is flush (NODE is a namespace); identify or first (NODE is a controller; both send
 * Identify, under different names); fault (an Identify with an invalid buffer, which the driver
 * refuses without asking the drive); or getppid (a system call that sends nothing). Prints the
 * total time in ns, the median and the 99th percentile of a command's time, and the CPU time of all
 * threads. The threads are called KIND-THREADS, so that a tracer's lines can be told apart.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct kind {
	const char *name;
	unsigned long request; /* 0 = getppid() instead of an ioctl */
	uint8_t opcode;
	uint32_t nsid, data_len, cdw10;
	int wanted_errno;
};

static const struct kind kinds[] = {
	{ "flush", NVME_IOCTL_IO_CMD, 0x00, 1, 0, 0, 0 },
	{ "identify", NVME_IOCTL_ADMIN_CMD, 0x06, 0, 4096, 1, 0 },
	{ "first", NVME_IOCTL_ADMIN_CMD, 0x06, 0, 4096, 1, 0 },
	{ "fault", NVME_IOCTL_ADMIN_CMD, 0x06, 0, 4096, 1, EFAULT },
	{ "getppid", 0, 0, 0, 0, 0, 0 },
};

struct load {
	const struct kind *kind;
	int fd;
	unsigned int commands; /* for each thread */
	uint32_t *ns;	       /* the time that each command took */
};

struct share {
	pthread_t thread;
	const struct load *load;
	uint32_t *ns;
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void send_one(const struct load *load, void *buffer)
{
	const struct kind *kind = load->kind;
	struct nvme_passthru_cmd cmd = {
		.opcode = kind->opcode,
		.nsid = kind->nsid,
		.addr = kind->wanted_errno ? 8 : (uintptr_t)buffer,
		.data_len = kind->data_len,
		.cdw10 = kind->cdw10,
	};
	int returned;

	if (!kind->request) {
		syscall(SYS_getppid);
		return;
	}
	returned = ioctl(load->fd, kind->request, &cmd);
	if (returned != (kind->wanted_errno ? -1 : 0) ||
	    (returned && errno != kind->wanted_errno)) {
		fprintf(stderr, "load: %s returned %d: %m\n", kind->name, returned);
		exit(1);
	}
}

static void *send_share(void *arg)
{
	const struct share *share = arg;
	const struct load *load = share->load;
	void *buffer = aligned_alloc(4096, 4096);
	uint64_t start = now_ns(CLOCK_MONOTONIC), end;

	for (unsigned int i = 0; i < load->commands; i++, start = end) {
		send_one(load, buffer);
		end = now_ns(CLOCK_MONOTONIC);
		share->ns[i] = (uint32_t)(end - start);
	}
	free(buffer);
	return NULL;
}

static void run(const struct load *load, unsigned int threads)
{
	struct share *shares = calloc(threads, sizeof(*shares));

	if (!shares)
		exit(1);
	for (unsigned int i = 0; i < threads; i++) {
		shares[i].load = load;
		shares[i].ns = load->ns + (size_t)i * load->commands;
		if (pthread_create(&shares[i].thread, NULL, send_share, &shares[i])) {
			perror("load: pthread_create");
			exit(1);
		}
	}
	for (unsigned int i = 0; i < threads; i++)
		pthread_join(shares[i].thread, NULL);
	free(shares);
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	fprintf(stderr, "load: no such kind: %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	struct load load = {};
	unsigned int threads, count;
	uint64_t wall, cpu;
	char name[16];

	if (argc != 5 || atoi(argv[2]) < 1 || atoi(argv[3]) < atoi(argv[2])) {
		fprintf(stderr, "usage: load KIND THREADS COMMANDS NODE\n");
		return 2;
	}
	load.kind = find_kind(argv[1]);
	threads = (unsigned int)atoi(argv[2]);
	load.commands = (unsigned int)atoi(argv[3]) / threads;
	count = load.commands * threads;
	load.fd = open(argv[4], O_RDWR);
	load.ns = calloc(count, sizeof(*load.ns));
	if (load.fd < 0 || !load.ns) {
		fprintf(stderr, "load: %s: %m\n", argv[4]);
		return 1;
	}
	/* Touched before the clock starts, so that page faults do not count as latency. */
	memset(load.ns, 1, count * sizeof(*load.ns));
	snprintf(name, sizeof(name), "%s-%u", load.kind->name, threads);
	prctl(PR_SET_NAME, name);
	wall = now_ns(CLOCK_MONOTONIC);
	cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID);
	run(&load, threads);
	cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = now_ns(CLOCK_MONOTONIC) - wall;
	qsort(load.ns, count, sizeof(*load.ns), compare);
	printf("%u %" PRIu64 " %u %u %" PRIu64 "\n", count, wall, load.ns[count / 2],
	       load.ns[count / 100 * 99], cpu);
	free(load.ns);
	return 0;
}
