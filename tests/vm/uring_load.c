// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sends a known number of commands through io_uring, each with its own cdw10, and prints what it
 * sent and what came back, as nvme_load does:
 *
 *   uring_load FIRST COUNT DEPTH sqpoll|plain CONTROLLER NAMESPACE
 *
 * DEPTH commands are in flight at a time. NAMESPACE is a character device (ng).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <liburing.h>
#include <linux/nvme_ioctl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum opcode { READ = 0x02, IDENTIFY = 0x06, SELF_TEST = 0x14 };

struct kind {
	const char *name;
	unsigned long command; /* io_uring's cmd_op */
	enum opcode opcode;
	uint32_t cdw10_base;
	bool bad_buffer;
	bool wrong_nsid; /* the driver refuses it */
};

static const struct kind kinds[] = {
	{ .name = "read", .command = NVME_URING_CMD_IO, .opcode = READ },
	{ .name = "identify", .command = NVME_URING_CMD_ADMIN, .opcode = IDENTIFY },
	{ .name = "read_vec", .command = NVME_URING_CMD_IO_VEC, .opcode = READ },
	{ .name = "selftest", .command = NVME_URING_CMD_ADMIN, .opcode = SELF_TEST },
	{ .name = "read_fault", .command = NVME_URING_CMD_IO, .opcode = READ, .bad_buffer = true },
	{ .name = "read_beyond",
	  .command = NVME_URING_CMD_IO,
	  .opcode = READ,
	  .cdw10_base = 0x400000 },
	{ .name = "read_refused",
	  .command = NVME_URING_CMD_IO,
	  .opcode = READ,
	  .wrong_nsid = true },
	{ .name = "identify_vec", .command = NVME_URING_CMD_ADMIN_VEC, .opcode = IDENTIFY },
	{ .name = "read_again", .command = NVME_URING_CMD_IO, .opcode = READ },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct sent {
	const struct kind *kind;
	uint32_t nsid, cdw10;
	int returned;
	uint64_t result, start, end;
	struct iovec vector;
};

struct load {
	struct io_uring ring;
	const char *controller_path, *namespace_path;
	int controller, namespace;
	uint32_t nsid;
	unsigned int first, count, sent_count, done_count;
	struct sent *sent;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void die(const char *what, int error)
{
	fprintf(stderr, "uring_load: %s: %s\n", what, strerror(error));
	exit(1);
}

static bool is_vectored(const struct kind *kind)
{
	return kind->command == NVME_URING_CMD_IO_VEC || kind->command == NVME_URING_CMD_ADMIN_VEC;
}

static void fill(struct sent *sent, struct nvme_uring_cmd *cmd)
{
	const struct kind *kind = sent->kind;
	uint32_t size = kind->opcode == SELF_TEST ? 0 : kind->opcode == READ ? 512 : 4096;

	sent->vector = (struct iovec){ aligned_alloc(4096, 4096), size };
	*cmd = (struct nvme_uring_cmd){
		.opcode = (uint8_t)kind->opcode,
		.nsid = sent->nsid,
		.cdw10 = sent->cdw10,
		.addr = kind->bad_buffer    ? 8
			: is_vectored(kind) ? (uintptr_t)&sent->vector
					    : (uintptr_t)sent->vector.iov_base,
		.data_len = is_vectored(kind) ? 1 : size,
	};
}

static void send_one(struct load *load)
{
	unsigned int index = load->sent_count++;
	struct sent *sent = &load->sent[index];
	uint32_t number = load->first + index;
	struct io_uring_sqe *sqe = io_uring_get_sqe(&load->ring);

	/* With SQPOLL, the kernel may not have taken the last entries yet. */
	while (!sqe) {
		io_uring_sqring_wait(&load->ring);
		sqe = io_uring_get_sqe(&load->ring);
	}
	sent->kind = &kinds[index % KINDS];
	/*
	 * As in nvme_load, the number goes into a field that Identify Controller (CNS 1) ignores.
	 */
	sent->cdw10 =
		sent->kind->opcode == IDENTIFY ? number << 16 | 1 : sent->kind->cdw10_base + number;
	sent->nsid = load->nsid + (sent->kind->wrong_nsid ? 77 : 0);
	memset(sqe, 0, 2 * sizeof(*sqe));
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = sent->kind->opcode == READ ? load->namespace : load->controller;
	sqe->cmd_op = (uint32_t)sent->kind->command;
	sqe->user_data = index;
	fill(sent, (struct nvme_uring_cmd *)sqe->cmd);
	sent->start = now_ns();
}

static void take_one(struct load *load)
{
	struct io_uring_cqe *cqe;
	int error = io_uring_wait_cqe(&load->ring, &cqe);
	struct sent *sent;

	if (error)
		die("io_uring_wait_cqe", -error);
	sent = &load->sent[cqe->user_data];
	sent->end = now_ns();
	sent->returned = cqe->res;
	sent->result = cqe->big_cqe[0];
	io_uring_cqe_seen(&load->ring, cqe);
	free(sent->vector.iov_base);
	load->done_count++;
}

static void run(struct load *load, unsigned int depth)
{
	int error;

	while (load->done_count < load->count) {
		while (load->sent_count < load->count &&
		       load->sent_count - load->done_count < depth)
			send_one(load);
		error = io_uring_submit(&load->ring);
		if (error < 0)
			die("io_uring_submit", -error);
		take_one(load);
	}
}

static void report(const struct load *load)
{
	for (unsigned int i = 0; i < load->count; i++) {
		const struct sent *sent = &load->sent[i];

		printf("%s %s %x %" PRIx32 " %" PRIx32 " %d %" PRIx64 " %" PRIu64 " %d\n",
		       sent->kind->name,
		       sent->kind->opcode == READ ? load->namespace_path : load->controller_path,
		       (unsigned int)sent->kind->opcode, sent->nsid, sent->cdw10, sent->returned,
		       sent->result, sent->end - sent->start, (int)getpid());
	}
}

static int open_node(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die(path, errno);
	return fd;
}

int main(int argc, char **argv)
{
	struct io_uring_params params = { .flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32 };
	struct load load = {};
	unsigned int depth;
	int error;

	if (argc != 7) {
		fprintf(stderr, "usage: uring_load FIRST COUNT DEPTH sqpoll|plain CONTROLLER "
				"NAMESPACE\n");
		return 2;
	}
	load.first = (unsigned int)atoi(argv[1]);
	load.count = (unsigned int)atoi(argv[2]);
	depth = (unsigned int)atoi(argv[3]);
	if (!strcmp(argv[4], "sqpoll"))
		params.flags |= IORING_SETUP_SQPOLL;
	load.controller_path = argv[5];
	load.namespace_path = argv[6];
	load.controller = open_node(load.controller_path);
	load.namespace = open_node(load.namespace_path);
	load.nsid = (uint32_t)ioctl(load.namespace, NVME_IOCTL_ID);
	load.sent = calloc(load.count, sizeof(*load.sent));
	/*
	 * One entry for each command, never reused: when 6.12 retries a command, it may read the
	 * entry again.
	 */
	error = io_uring_queue_init_params(load.count, &load.ring, &params);
	if (error || !load.sent)
		die("io_uring_queue_init_params", -error);
	run(&load, depth);
	report(&load);
	io_uring_queue_exit(&load.ring);
	free(load.sent);
	return 0;
}
