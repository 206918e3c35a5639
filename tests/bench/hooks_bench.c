// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Measures what each way to attach costs a command, and how many commands it sees:
 *
 *   hooks_bench CONTROLLER COMMANDS REPETITIONS
 *
 * Prints one line for each way: NAME NS NS_NONE SEEN SENT. NS is the median time of one Get
 * Features from one thread with the way attached, NS_NONE without it; the two alternate.
 * SEEN of SENT commands come from 64 threads. The line is "NAME -" if the kernel lacks the way.
 */
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "hooks_bench.skel.h"

#define THREADS 64

struct bench {
	int fd;
	unsigned int commands, repetitions;
	double *with, *without; /* ns for each repetition */
};

static int print_nothing(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Get Features, Number of Queues: it transfers no data and the drive answers at once. */
static void send_one(int fd)
{
	struct nvme_passthru_cmd cmd = { .opcode = 0x0a, .cdw10 = 7 };

	if (ioctl(fd, NVME_IOCTL_ADMIN_CMD, &cmd)) {
		perror("Get Features");
		exit(1);
	}
}

static double time_of_one(const struct bench *bench)
{
	double start = now_ns();

	for (unsigned int i = 0; i < bench->commands; i++)
		send_one(bench->fd);
	return (now_ns() - start) / bench->commands;
}

static void *send_many(void *arg)
{
	const struct bench *bench = arg;

	for (unsigned int i = 0; i < bench->commands / THREADS; i++)
		send_one(bench->fd);
	return NULL;
}

static unsigned int send_from_threads(struct bench *bench)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, send_many, bench))
			exit(1);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return bench->commands / THREADS * THREADS;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

/* Each way has its own object, so that one that the kernel lacks does not prevent the others. */
static struct hooks_bench *load_only(const char *name)
{
	struct hooks_bench *skel = hooks_bench__open();
	struct bpf_program *program;

	if (!skel)
		return NULL;
	bpf_object__for_each_program(program, skel->obj)
		bpf_program__set_autoload(program, !strcmp(bpf_program__name(program), name));
	if (!hooks_bench__load(skel))
		return skel;
	hooks_bench__destroy(skel);
	return NULL;
}

static void measure(struct bench *bench, const char *name)
{
	struct hooks_bench *skel = load_only(name);
	struct bpf_program *program = skel ? bpf_object__find_program_by_name(skel->obj, name) : NULL;
	struct bpf_link *link = NULL;
	unsigned int sent;

	for (unsigned int i = 0; program && i < bench->repetitions; i++) {
		bench->without[i] = time_of_one(bench);
		link = bpf_program__attach(program);
		if (!link)
			break;
		bench->with[i] = time_of_one(bench);
		if (i + 1 < bench->repetitions)
			bpf_link__destroy(link);
	}
	if (link) {
		skel->bss->count = 0;
		sent = send_from_threads(bench);
		printf("%s %.0f %.0f %llu %u\n", name, median(bench->with, bench->repetitions),
		       median(bench->without, bench->repetitions), skel->bss->count, sent);
		bpf_link__destroy(link);
	} else {
		printf("%s -\n", name);
	}
	hooks_bench__destroy(skel);
}

int main(int argc, char **argv)
{
	struct bench bench = {};
	struct bpf_program *program;
	struct hooks_bench *all;

	libbpf_set_print(print_nothing);
	if (argc != 4) {
		fprintf(stderr, "usage: hooks_bench CONTROLLER COMMANDS REPETITIONS\n");
		return 2;
	}
	bench.fd = open(argv[1], O_RDWR);
	bench.commands = (unsigned int)atoi(argv[2]);
	bench.repetitions = (unsigned int)atoi(argv[3]);
	bench.with = calloc(bench.repetitions, sizeof(double));
	bench.without = calloc(bench.repetitions, sizeof(double));
	all = hooks_bench__open();
	if (bench.fd < 0 || !bench.with || !bench.without || !all) {
		perror(argv[1]);
		return 1;
	}
	bpf_object__for_each_program(program, all->obj)
		measure(&bench, bpf_program__name(program));
	hooks_bench__destroy(all);
	return 0;
}
