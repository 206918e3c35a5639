// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sends a known number of commands, each with its own cdw10, through every passthrough ioctl, and
 * prints what it sent and what came back:
 *
 *   nvme_load FIRST COUNT THREADS CONTROLLER NAMESPACE [CONTROLLER NAMESPACE]...
 *
 * The option --only KIND, before all arguments, sends one kind only.
 *
 * Prints one line for each command: KIND NODE OPCODE NSID CDW10 RETURNED RESULT NS PID.
 * OPCODE, NSID, CDW10 and RESULT are hexadecimal. RETURNED is the ioctl's value or -errno,
 * NS the time that the ioctl took. The exit status is 0 if all were sent.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nvme_ioctl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_TARGETS 8

enum opcode { READ = 0x02, IDENTIFY = 0x06, SELF_TEST = 0x14 };
enum ioctl_kind { ADMIN, ADMIN64, IO, IO64, IO64_VEC, SUBMIT_IO, IOCTL_KINDS };

/* Command number i uses row i modulo the number of rows. The rows give different answers. */
struct kind {
	const char *name;
	enum ioctl_kind ioctl;
	enum opcode opcode;
	uint32_t cdw10_base; /* out of range on purpose in a namespace with fewer blocks */
	bool bad_buffer;
	bool to_namespace; /* an admin command through the namespace's node */
};

#define BEYOND 0x400000

static const struct kind kinds[] = {
	{ .name = "identify", .ioctl = ADMIN, .opcode = IDENTIFY },
	{ .name = "read", .ioctl = IO, .opcode = READ },
	{ .name = "identify64", .ioctl = ADMIN64, .opcode = IDENTIFY },
	{ .name = "read64", .ioctl = IO64, .opcode = READ },
	{ .name = "selftest", .ioctl = ADMIN, .opcode = SELF_TEST },
	{ .name = "read_vec", .ioctl = IO64_VEC, .opcode = READ },
	{ .name = "read_beyond", .ioctl = IO, .opcode = READ, .cdw10_base = BEYOND },
	{ .name = "identify_ns_node", .ioctl = ADMIN, .opcode = IDENTIFY, .to_namespace = true },
	{ .name = "submit_io", .ioctl = SUBMIT_IO, .opcode = READ },
	{ .name = "read_fault", .ioctl = IO64, .opcode = READ, .bad_buffer = true },
	{ .name = "identify_fault", .ioctl = ADMIN64, .opcode = IDENTIFY, .bad_buffer = true },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct target {
	const char *controller_path, *namespace_path;
	int controller, namespace;
	uint32_t nsid;
};

struct sent {
	const struct kind *kind;
	const char *node;
	uint32_t nsid, cdw10;
	int returned;
	uint64_t result, ns;
};

struct load {
	struct target targets[MAX_TARGETS];
	unsigned int target_count, first, count;
	bool has_vec;
	const struct kind *only;
	atomic_uint next;
	struct sent *sent;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static int send_submit_io(const struct target *target, uint32_t slba, void *buffer)
{
	struct nvme_user_io io = { .opcode = READ, .slba = slba, .addr = (uintptr_t)buffer };

	return ioctl(target->namespace, NVME_IOCTL_SUBMIT_IO, &io);
}

static int send_32(int fd, unsigned long request, const struct nvme_passthru_cmd64 *c,
		   uint64_t *result)
{
	struct nvme_passthru_cmd cmd = {
		.opcode = c->opcode,
		.nsid = c->nsid,
		.addr = c->addr,
		.data_len = c->data_len,
		.cdw10 = c->cdw10,
	};
	int returned = ioctl(fd, request, &cmd);

	*result = cmd.result;
	return returned;
}

static int send_64(int fd, unsigned long request, struct nvme_passthru_cmd64 *cmd, uint64_t *result)
{
	int returned = ioctl(fd, request, cmd);

	*result = cmd->result;
	return returned;
}

static int send_one(const struct target *target, struct sent *sent, void *buffer)
{
	const struct kind *kind = sent->kind;
	bool admin = kind->opcode != READ;
	int fd = admin && !kind->to_namespace ? target->controller : target->namespace;
	struct iovec vector = { buffer, 512 };
	struct nvme_passthru_cmd64 cmd = {
		.opcode = (uint8_t)kind->opcode,
		.nsid = sent->nsid,
		.cdw10 = sent->cdw10,
		.addr = kind->bad_buffer ? 8 : (uintptr_t)buffer,
		.data_len = kind->opcode == SELF_TEST ? 0
			    : admin		      ? 4096
						      : 512,
	};

	switch (kind->ioctl) {
	case ADMIN:
		return send_32(fd, NVME_IOCTL_ADMIN_CMD, &cmd, &sent->result);
	case ADMIN64:
		return send_64(fd, NVME_IOCTL_ADMIN64_CMD, &cmd, &sent->result);
	case IO:
		return send_32(fd, NVME_IOCTL_IO_CMD, &cmd, &sent->result);
	case IO64:
		return send_64(fd, NVME_IOCTL_IO64_CMD, &cmd, &sent->result);
	case IO64_VEC:
		cmd.addr = (uintptr_t)&vector;
		cmd.vec_cnt = 1;
		return send_64(fd, NVME_IOCTL_IO64_CMD_VEC, &cmd, &sent->result);
	default:
		return send_submit_io(target, sent->cdw10, buffer);
	}
}

static void prepare(const struct load *load, unsigned int index, const struct target **target,
		    struct sent *sent)
{
	const struct kind *kind;
	unsigned int number = load->first + index;

	*target = &load->targets[index % load->target_count];
	kind = load->only ? load->only : &kinds[index / load->target_count % KINDS];
	if (kind->ioctl == IO64_VEC && !load->has_vec)
		kind = &kinds[0];
	sent->kind = kind;
	sent->nsid = (*target)->nsid;
	sent->node = kind->opcode == READ || kind->to_namespace ? (*target)->namespace_path
								: (*target)->controller_path;
	/* Identify Controller (CNS 1), which ignores CNTID. The number goes there. */
	sent->cdw10 = kind->opcode == IDENTIFY ? number << 16 | 1 : kind->cdw10_base + number;
}

static void *work(void *arg)
{
	struct load *load = arg;
	void *buffer = aligned_alloc(4096, 4096);
	unsigned int index;

	while ((index = atomic_fetch_add(&load->next, 1)) < load->count) {
		struct sent *sent = &load->sent[index];
		const struct target *target;
		uint64_t start;

		prepare(load, index, &target, sent);
		start = now_ns();
		sent->returned = send_one(target, sent, buffer);
		if (sent->returned < 0)
			sent->returned = -errno;
		sent->ns = now_ns() - start;
	}
	free(buffer);
	return NULL;
}

static int open_node(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		perror(path);
		exit(1);
	}
	return fd;
}

/* NVME_IOCTL_IO64_CMD_VEC exists since 5.18. */
static bool has_vec(const struct target *target)
{
	return ioctl(target->namespace, NVME_IOCTL_IO64_CMD_VEC, NULL) == 0 || errno != ENOTTY;
}

static void report(const struct load *load)
{
	for (unsigned int i = 0; i < load->count; i++) {
		const struct sent *sent = &load->sent[i];

		printf("%s %s %x %" PRIx32 " %" PRIx32 " %d %" PRIx64 " %" PRIu64 " %d\n",
		       sent->kind->name, sent->node, (unsigned int)sent->kind->opcode, sent->nsid,
		       sent->cdw10, sent->returned, sent->result, sent->ns, (int)getpid());
	}
}

static void run_threads(struct load *load, unsigned int count)
{
	pthread_t *threads = calloc(count, sizeof(*threads));

	for (unsigned int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, work, load)) {
			perror("pthread_create");
			exit(1);
		}
	for (unsigned int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

static const struct kind *find_kind(const char *name)
{
	for (unsigned int i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	fprintf(stderr, "nvme_load: no such kind: %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	struct load load = {};

	if (argc > 2 && strcmp(argv[1], "--only") == 0) {
		load.only = find_kind(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 6 || argc % 2 != 0 || (argc - 4) / 2 > MAX_TARGETS) {
		fprintf(stderr, "usage: nvme_load [--only KIND] FIRST COUNT THREADS "
				"{CONTROLLER NAMESPACE}...\n");
		return 2;
	}
	load.first = (unsigned int)atoi(argv[1]);
	load.count = (unsigned int)atoi(argv[2]);
	for (int i = 4; i < argc; i += 2) {
		struct target *target = &load.targets[load.target_count++];

		target->controller_path = argv[i];
		target->namespace_path = argv[i + 1];
		target->controller = open_node(argv[i]);
		target->namespace = open_node(argv[i + 1]);
		target->nsid = (uint32_t)ioctl(target->namespace, NVME_IOCTL_ID);
	}
	load.has_vec = has_vec(&load.targets[0]);
	load.sent = calloc(load.count, sizeof(*load.sent));
	if (!load.sent)
		return 1;
	run_threads(&load, (unsigned int)atoi(argv[3]));
	report(&load);
	free(load.sent);
	return 0;
}
