// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sends commands that the driver does not pass on, each with its own cdw10, and prints what came
 * back:
 *
 *   refusals_load CONTROLLER NAMESPACE [GENERIC]
 *   refusals_load --when FIFO CONTROLLER NAMESPACE
 *
 * The second form opens the nodes, waits for a line from FIFO, and then sends commands that would
 * succeed if the drive were still there. Prints one line for each command: NAME NODE OPCODE NSID
 * CDW10 RETURNED. RETURNED is the ioctl's value or -errno.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nvme_ioctl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NOBODY 65534

enum node { CONTROLLER, NAMESPACE, GENERIC, NODES };
enum opcode { READ = 0x02, IDENTIFY = 0x06, VENDOR = 0xc1 };

struct refusal {
	const char *name;
	enum node node;
	unsigned long request;
	struct nvme_passthru_cmd cmd;
	bool fine; /* would succeed if there were a drive */
};

static char buffer[4096] __attribute__((aligned(4096)));

static const struct refusal as_root[] = {
	{ "wrong_nsid", NAMESPACE, NVME_IOCTL_IO_CMD, { .opcode = READ, .nsid = 77 }, false },
	{ "wrong_nsid_generic", GENERIC, NVME_IOCTL_IO_CMD, { .opcode = READ, .nsid = 77 }, false },
	{ "flags", CONTROLLER, NVME_IOCTL_ADMIN_CMD, { .opcode = IDENTIFY, .flags = 1 }, false },
	{ "flags_of_namespace",
	  NAMESPACE,
	  NVME_IOCTL_IO_CMD,
	  { .opcode = READ, .flags = 1 },
	  false },
	{ "too_long",
	  CONTROLLER,
	  NVME_IOCTL_ADMIN_CMD,
	  { .opcode = IDENTIFY, .addr = 4096, .data_len = 1 << 30 },
	  false },
	{ "bad_buffer",
	  CONTROLLER,
	  NVME_IOCTL_ADMIN_CMD,
	  { .opcode = IDENTIFY, .addr = 8, .data_len = 4096 },
	  false },
	{ "good_admin",
	  CONTROLLER,
	  NVME_IOCTL_ADMIN_CMD,
	  { .opcode = IDENTIFY, .data_len = 4096 },
	  true },
	{ "good_io", NAMESPACE, NVME_IOCTL_IO_CMD, { .opcode = READ, .data_len = 512 }, true },
};

static const struct refusal as_nobody[] = {
	{ "vendor", CONTROLLER, NVME_IOCTL_ADMIN_CMD, { .opcode = VENDOR }, false },
	{ "vendor_io", NAMESPACE, NVME_IOCTL_IO_CMD, { .opcode = VENDOR }, false },
	{ "vendor_generic", GENERIC, NVME_IOCTL_ADMIN_CMD, { .opcode = VENDOR }, false },
};

struct session {
	const char *paths[NODES];
	int fds[NODES];
	uint32_t nsid, number;
};

static void send_one(struct session *session, const struct refusal *refusal)
{
	struct nvme_passthru_cmd cmd = refusal->cmd;
	int returned;

	if (session->fds[refusal->node] < 0)
		return;
	if (!cmd.nsid && refusal->node != CONTROLLER)
		cmd.nsid = session->nsid;
	/* Identify Controller (CNS 1). The number goes into a field that it ignores. */
	cmd.cdw10 = cmd.opcode == IDENTIFY ? ++session->number << 16 | 1 : ++session->number;
	if (cmd.data_len && !cmd.addr)
		cmd.addr = (uintptr_t)buffer;
	returned = ioctl(session->fds[refusal->node], refusal->request, &cmd);
	printf("%s %s %x %x %x %d\n", refusal->name, session->paths[refusal->node],
	       (unsigned int)cmd.opcode, cmd.nsid, cmd.cdw10, returned < 0 ? -errno : returned);
}

static void open_nodes(struct session *session, char **paths, int count)
{
	for (int i = 0; i < NODES; i++) {
		session->paths[i] = i < count ? paths[i] : "";
		session->fds[i] = session->paths[i][0] ? open(paths[i], O_RDWR) : -1;
	}
	session->nsid = (uint32_t)ioctl(session->fds[NAMESPACE], NVME_IOCTL_ID);
}

static void wait_for_line(const char *path)
{
	FILE *fifo = fopen(path, "r");
	char line[8];

	if (!fifo || !fgets(line, sizeof(line), fifo))
		exit(1);
	fclose(fifo);
}

int main(int argc, char **argv)
{
	bool later = argc > 2 && !strcmp(argv[1], "--when");
	struct session session = {};

	if (argc < (later ? 5 : 3)) {
		fprintf(stderr,
			"usage: refusals_load [--when FIFO] CONTROLLER NAMESPACE [GENERIC]\n");
		return 2;
	}
	open_nodes(&session, argv + (later ? 3 : 1), argc - (later ? 3 : 1));
	if (later)
		wait_for_line(argv[2]);
	for (size_t i = 0; i < sizeof(as_root) / sizeof(as_root[0]); i++)
		if (!later || as_root[i].fine)
			send_one(&session, &as_root[i]);
	if (later)
		return 0;
	/* A structure that cannot be read is not a command. */
	ioctl(session.fds[CONTROLLER], NVME_IOCTL_ADMIN_CMD, (void *)8);
	if (setuid(NOBODY))
		return 1;
	for (size_t i = 0; i < sizeof(as_nobody) / sizeof(as_nobody[0]); i++)
		send_one(&session, &as_nobody[i]);
	return 0;
}
