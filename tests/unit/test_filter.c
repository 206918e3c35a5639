/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which commands the filters accept: each kind by itself, its limits, and all kinds together. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "filter.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define ALL	      .origins = 0xf
#define LAST	      (FILTER_MAX - 1)
#define MAX	      UINT64_MAX

static const struct filter everything = { ALL };

/* nvme read /dev/nvme0n1 */
static const struct nvme_trace_event read_event = {
	.origin = NVME_TRACE_ORIGIN_IOCTL,
	.outcome = NVME_TRACE_COMPLETED,
	.queue = NVME_TRACE_QUEUE_IO,
	.submit_ns = 1000,
	.issue_ns = 2000,
	.complete_ns = 5000,
	.pid = 100,
	.tid = 101,
	.uid = 1000,
	.ctrl = 0,
	.qid = 2,
	.sqe = { .opcode = 0x02, .nsid = 1 },
	.comm = "nvme",
	.disk = "nvme0n1",
	.node = "ng0n1",
};

#define WRITE	.by_opcode = 1, .opcodes = { [NVME_TRACE_SET_NVM] = { 1 << 1 } }
#define STORE	.by_opcode = 1, .opcodes = { [NVME_TRACE_SET_KV] = { 1 << 1 } }
#define CONNECT .by_opcode = 1, .opcodes = { [NVME_TRACE_SET_FABRICS] = { 1 << 1 } }
#define ANSWERED(to, command, answer)                                                              \
	{                                                                                          \
		.outcome = NVME_TRACE_COMPLETED, .queue = NVME_TRACE_QUEUE_##to,                   \
		.sqe = { .opcode = command }, .status = answer                                     \
	}

/* Decisions when a command enters the driver. */
static const struct command_row {
	bool wanted;
	struct filter filter;
	struct nvme_trace_event event;
} command_rows[] = {
	{ true, { ALL }, { .origin = 0 } },
	/* Origins: a bit for each. */
	{ true, { .origins = 1 }, { .origin = NVME_TRACE_ORIGIN_IOCTL } },
	{ false, { .origins = 1 }, { .origin = NVME_TRACE_ORIGIN_URING } },
	{ false, { .origins = 1 }, { .origin = NVME_TRACE_ORIGIN_BLOCK } },
	{ true, { .origins = 2 }, { .origin = NVME_TRACE_ORIGIN_URING } },
	{ true, { .origins = 4 }, { .origin = NVME_TRACE_ORIGIN_KERNEL } },
	{ true, { .origins = 8 }, { .origin = NVME_TRACE_ORIGIN_BLOCK } },
	{ false, { .origins = 7 }, { .origin = NVME_TRACE_ORIGIN_BLOCK } },
	{ false, { .origins = 14 }, { .origin = NVME_TRACE_ORIGIN_IOCTL } },
	/* Processes. */
	{ true, { ALL, .pids = 1, .pid = { 7 } }, { .pid = 7 } },
	{ false, { ALL, .pids = 1, .pid = { 7 } }, { .pid = 8, .tid = 7 } },
	{ false, { ALL, .pids = 1, .pid = { 7 } }, { .pid = 0 } },
	{ false, { ALL, .pids = 1, .pid = { 7, 8 } }, { .pid = 8 } },
	{ true, { ALL, .pids = 2, .pid = { 7, 8 } }, { .pid = 8 } },
	{ true, { ALL, .pids = FILTER_MAX, .pid = { [LAST] = 7 } }, { .pid = 7 } },
	{ true, { ALL, .pids = 0, .pid = { 7 } }, { .pid = 8 } },
	/* Users. If the sender is unknown, uid 0 does not mean root. */
	{ true, { ALL, .uids = 1, .uid = { 1000 } }, { .pid = 7, .uid = 1000 } },
	{ false, { ALL, .uids = 1, .uid = { 1000 } }, { .pid = 7, .uid = 1001 } },
	{ true, { ALL, .uids = 1, .uid = { 0 } }, { .pid = 7, .uid = 0 } },
	{ false, { ALL, .uids = 1, .uid = { 0 } }, { .pid = 0, .uid = 0 } },
	{ true, { ALL, .uids = 1, .uid = { UINT32_MAX } }, { .pid = 7, .uid = UINT32_MAX } },
	{ true, { ALL, .uids = FILTER_MAX, .uid = { [LAST] = 9 } }, { .pid = 7, .uid = 9 } },
	/* Whole names. */
	{ true, { ALL, .comms = 1, .comm = { "nvme" } }, { .comm = "nvme" } },
	{ false, { ALL, .comms = 1, .comm = { "nvme" } }, { .comm = "nvm" } },
	{ false, { ALL, .comms = 1, .comm = { "nvme" } }, { .comm = "nvme2" } },
	{ false, { ALL, .comms = 1, .comm = { "nvme" } }, { .comm = "NVMe" } },
	{ false, { ALL, .comms = 1, .comm = { "nvme" } }, { .comm = "" } },
	{ true, { ALL, .comms = 1, .comm = { "fifteen-letters" } }, { .comm = "fifteen-letters" } },
	{ true,
	  { ALL, .comms = FILTER_MAX, .comm = { [0] = "a", [LAST] = "nvme" } },
	  { .comm = "nvme" } },
	/* Namespaces by id. */
	{ true, { ALL, .nsids = 1, .nsid = { 1 } }, { .sqe = { .nsid = 1 } } },
	{ false, { ALL, .nsids = 1, .nsid = { 1 } }, { .sqe = { .nsid = 2 } } },
	{ false, { ALL, .nsids = 1, .nsid = { 1 } }, { .sqe = { .nsid = UINT32_MAX } } },
	{ true, { ALL, .nsids = 1, .nsid = { UINT32_MAX } }, { .sqe = { .nsid = UINT32_MAX } } },
	{ true, { ALL, .nsids = 1, .nsid = { 0 } }, { .sqe = { .nsid = 0 } } },
	{ true, { ALL, .nsids = FILTER_MAX, .nsid = { [LAST] = 3 } }, { .sqe = { .nsid = 3 } } },
	/* In a Fabrics command this is the command type. */
	{ false, { ALL, .nsids = 1, .nsid = { 1 } }, { .sqe = { .opcode = 0x7f, .nsid = 1 } } },
	/* Opcodes, of either set. */
	{ true,
	  { ALL, .by_opcode = 1, .opcodes = { { 1 << 6 } } },
	  { .queue = NVME_TRACE_QUEUE_ADMIN, .sqe = { .opcode = 6 } } },
	{ false,
	  { ALL, .by_opcode = 1, .opcodes = { { 1 << 6 } } },
	  { .queue = NVME_TRACE_QUEUE_IO, .sqe = { .opcode = 6 } } },
	{ true,
	  { ALL, .by_opcode = 1, .opcodes = { [NVME_TRACE_SET_NVM] = { 1 << 6 } } },
	  { .queue = NVME_TRACE_QUEUE_IO, .sqe = { .opcode = 6 } } },
	/* The same opcode is Write, Store or neither, by the namespace's command set. */
	{ true, { ALL, WRITE }, { .queue = NVME_TRACE_QUEUE_IO, .sqe = { .opcode = 1 } } },
	{ true,
	  { ALL, WRITE },
	  { .queue = NVME_TRACE_QUEUE_IO, .csi = 2, .sqe = { .opcode = 1 } } },
	{ true,
	  { ALL, WRITE },
	  { .queue = NVME_TRACE_QUEUE_IO, .csi = 0xff, .sqe = { .opcode = 1 } } },
	{ false,
	  { ALL, WRITE },
	  { .queue = NVME_TRACE_QUEUE_IO, .csi = 1, .sqe = { .opcode = 1 } } },
	{ false,
	  { ALL, WRITE },
	  { .queue = NVME_TRACE_QUEUE_IO, .csi = 5, .sqe = { .opcode = 1 } } },
	{ true,
	  { ALL, STORE },
	  { .queue = NVME_TRACE_QUEUE_IO, .csi = 1, .sqe = { .opcode = 1 } } },
	{ false, { ALL, STORE }, { .queue = NVME_TRACE_QUEUE_IO, .sqe = { .opcode = 1 } } },
	{ false,
	  { ALL, STORE },
	  { .queue = NVME_TRACE_QUEUE_ADMIN, .csi = 1, .sqe = { .opcode = 1 } } },
	/* Fabrics commands, on either queue, by their type. */
	{ true, { ALL, CONNECT }, { .sqe = { .opcode = 0x7f, .nsid = 1 } } },
	{ true,
	  { ALL, CONNECT },
	  { .queue = NVME_TRACE_QUEUE_IO, .sqe = { .opcode = 0x7f, .nsid = 1 } } },
	{ false, { ALL, CONNECT }, { .sqe = { .opcode = 0x7f, .nsid = 4 } } },
	{ false, { ALL, CONNECT }, { .sqe = { .opcode = 1, .nsid = 1 } } },
	{ true,
	  { ALL, .by_opcode = 1, .opcodes = { { [3] = 1ULL << 63 } } },
	  { .sqe = { .opcode = 0xff } } },
	{ false,
	  { ALL, .by_opcode = 1, .opcodes = { { MAX, MAX, MAX, MAX >> 1 } } },
	  { .sqe = { .opcode = 0xff } } },
	{ true, { ALL, .by_opcode = 1, .opcodes = { { [1] = 1 } } }, { .sqe = { .opcode = 64 } } },
	{ false, { ALL, .by_opcode = 1, .opcodes = { { [1] = 1 } } }, { .sqe = { .opcode = 0 } } },
	{ false, { ALL, .by_opcode = 1 }, { .sqe = { .opcode = 0 } } },
	{ true, { ALL, .by_opcode = 0, .opcodes = { { 2 } } }, { .sqe = { .opcode = 0 } } },
};

#define CTRL_1                                                                                     \
	{                                                                                          \
		.ctrl = 1                                                                          \
	}
#define NVME0N1                                                                                    \
	{                                                                                          \
		.disk = "nvme0n1", .generic = "ng0n1"                                              \
	}
#define ONE(the)                                                                                   \
	{                                                                                          \
		ALL, .devices = 1, .device = { the }                                               \
	}

static const struct command_row device_rows[] = {
	/* A controller: its admin commands and those to each of its namespaces. */
	{ true, ONE(CTRL_1), { .ctrl = 1 } },
	{ true, ONE(CTRL_1), { .ctrl = 1, .disk = "nvme0c1n1", .head = "nvme0n1" } },
	{ false, ONE(CTRL_1), { .ctrl = 0, .disk = "nvme1n1" } },
	{ false, ONE(CTRL_1), { .ctrl = NVME_TRACE_NO_CTRL } },
	{ true, ONE({ .ctrl = 0 }), { .ctrl = 0 } },
	{ false, ONE({ .ctrl = 0 }), { .ctrl = NVME_TRACE_NO_CTRL } },
	/* A namespace: by its disk, the multipath device before it, and either node. */
	{ true, ONE(NVME0N1), { .disk = "nvme0n1" } },
	{ true, ONE(NVME0N1), { .disk = "nvme0c1n1", .head = "nvme0n1" } },
	{ true, ONE(NVME0N1), { .node = "nvme0n1" } },
	{ true, ONE(NVME0N1), { .node = "ng0n1" } },
	{ false, ONE(NVME0N1), { .disk = "nvme0n2" } },
	{ false, ONE(NVME0N1), { .disk = "nvme0n10" } },
	{ false, ONE(NVME0N1), { .disk = "nvme0n" } },
	{ false, ONE(NVME0N1), { .disk = "nvme10n1" } },
	{ false, ONE(NVME0N1), { .disk = "ng0n1" } }, /* not the name of a disk */
	{ false, ONE(NVME0N1), { .node = "nvme0" } },
	{ false, ONE(NVME0N1), { .ctrl = 0 } },
	/* One path of a multipath namespace. */
	{ true,
	  ONE({ .disk = "nvme0c1n1" }),
	  { .disk = "nvme0c1n1", .head = "nvme0n1", .node = "nvme0n1" } },
	{ false,
	  ONE({ .disk = "nvme0c1n1" }),
	  { .disk = "nvme0c2n1", .head = "nvme0n1", .node = "nvme0n1" } },
	/* Any one of several devices, but none beyond their number. */
	{ true, { ALL, .devices = 2, .device = { CTRL_1, NVME0N1 } }, { .disk = "nvme0n1" } },
	{ true, { ALL, .devices = 2, .device = { CTRL_1, NVME0N1 } }, { .ctrl = 1 } },
	{ false, { ALL, .devices = 1, .device = { CTRL_1, NVME0N1 } }, { .disk = "nvme0n1" } },
	{ true,
	  { ALL, .devices = FILTER_MAX, .device = { [0 ... LAST - 1] = CTRL_1, [LAST] = NVME0N1 } },
	  { .disk = "nvme0n1" } },
	{ true, { ALL, .devices = 0, .device = { NVME0N1 } }, { .disk = "nvme0n2" } },
};

#define IO_QUEUES                                                                                  \
	{                                                                                          \
		1, UINT16_MAX                                                                      \
	}

/* Decisions when a command has ended or has been in flight for a while. */
static const struct outcome_row {
	bool wanted;
	struct filter filter;
	struct nvme_trace_event event;
	uint64_t now_ns;
} outcome_rows[] = {
	{ true, { ALL }, { .outcome = NVME_TRACE_COMPLETED }, 0 },
	{ true, { ALL }, { .outcome = NVME_TRACE_IN_FLIGHT }, 0 },
	/* Failed: every command that is neither known to have succeeded nor in flight. */
	{ false, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED }, 0 },
	{ true, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED, .status = 0x001 }, 0 },
	{ true, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED, .status = 0x4002 }, 0 },
	{ true, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED, .status = 0x700 }, 0 },
	{ false, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED, .status = 0x7800 }, 0 },
	{ false, { .failed = 1 }, { .outcome = NVME_TRACE_COMPLETED, .error = -EFAULT }, 0 },
	{ true, { .failed = 1 }, { .outcome = NVME_TRACE_FAILED, .error = -EFAULT }, 0 },
	/* Firmware Commit succeeded but needs a reset; Sanitize with the same codes failed. */
	{ false, { .failed = 1 }, ANSWERED(ADMIN, 0x10, 0x10b), 0 },
	{ false, { .failed = 1 }, ANSWERED(ADMIN, 0x10, 0x4110), 0 },
	{ false, { .failed = 1 }, ANSWERED(ADMIN, 0x10, 0x111), 0 },
	{ true, { .failed = 1 }, ANSWERED(ADMIN, 0x10, 0x112), 0 },
	{ true, { .failed = 1 }, ANSWERED(ADMIN, 0x10, 0x113), 0 },
	{ true, { .failed = 1 }, ANSWERED(ADMIN, 0x84, 0x10b), 0 },
	{ true, { .failed = 1 }, ANSWERED(ADMIN, 0x8c, 0x110), 0 },
	{ true, { .failed = 1 }, ANSWERED(IO, 0x10, 0x10b), 0 },
	/* Read under media verification. */
	{ false, { .failed = 1 }, ANSWERED(IO, 0x02, 0x19c), 0 },
	{ true, { .failed = 1 }, ANSWERED(IO, 0x01, 0x19c), 0 },
	{ true, { .failed = 1 }, ANSWERED(ADMIN, 0x02, 0x19c), 0 },
	{ true, { .failed = 1 }, { .outcome = NVME_TRACE_UNKNOWN }, 0 },
	{ false, { .failed = 1 }, { .outcome = NVME_TRACE_IN_FLIGHT, .status = 2 }, MAX },
	/* Slow: the latency is at least this. */
	{ true,
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 100, .complete_ns = 110 },
	  0 },
	{ false,
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 100, .complete_ns = 109 },
	  0 },
	{ false, /* latency starts at issue_ns, as in LAT */
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_COMPLETED, .submit_ns = 1, .issue_ns = 100, .complete_ns = 109 },
	  0 },
	{ false, /* and ends at the completion */
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_COMPLETED, .issue_ns = 100, .complete_ns = 109 },
	  MAX },
	{ false, /* no completion, so no latency */
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_FAILED, .submit_ns = 100 },
	  MAX },
	{ false, { .slow_ns = 10 }, { .outcome = NVME_TRACE_UNKNOWN, .submit_ns = 100 }, MAX },
	{ true,
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 90, .issue_ns = 100 },
	  100 },
	{ false,
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 90, .issue_ns = 100 },
	  99 },
	{ true, /* not with the drive yet */
	  { .slow_ns = 10 },
	  { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 90 },
	  100 },
	{ false, { .slow_ns = 10 }, { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 90 }, 99 },
	{ false, { .slow_ns = 10 }, { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 90 }, 80 },
	{ true, { .slow_ns = MAX }, { .outcome = NVME_TRACE_IN_FLIGHT, .submit_ns = 0 }, MAX },
	/* Queues, for commands that have been assigned to one. */
	{ true, { .queues = 1, .queue = { { 0, 0 } } }, { .issue_ns = 1, .qid = 0 }, 0 },
	{ false, { .queues = 1, .queue = { { 0, 0 } } }, { .issue_ns = 1, .qid = 1 }, 0 },
	{ false, { .queues = 1, .queue = { { 0, 0 } } }, { .issue_ns = 0, .qid = 0 }, 0 },
	{ false, { .queues = 1, .queue = { IO_QUEUES } }, { .issue_ns = 1, .qid = 0 }, 0 },
	{ true, { .queues = 1, .queue = { IO_QUEUES } }, { .issue_ns = 1, .qid = 1 }, 0 },
	{ true, { .queues = 1, .queue = { IO_QUEUES } }, { .issue_ns = 1, .qid = 65535 }, 0 },
	{ false, { .queues = 1, .queue = { { 3, 5 } } }, { .issue_ns = 1, .qid = 2 }, 0 },
	{ true, { .queues = 1, .queue = { { 3, 5 } } }, { .issue_ns = 1, .qid = 3 }, 0 },
	{ true, { .queues = 1, .queue = { { 3, 5 } } }, { .issue_ns = 1, .qid = 5 }, 0 },
	{ false, { .queues = 1, .queue = { { 3, 5 } } }, { .issue_ns = 1, .qid = 6 }, 0 },
	{ true, { .queues = 2, .queue = { { 3, 3 }, { 0, 0 } } }, { .issue_ns = 1 }, 0 },
	{ false, { .queues = 1, .queue = { { 3, 3 }, { 0, 0 } } }, { .issue_ns = 1 }, 0 },
	{ true,
	  { .queues = FILTER_MAX, .queue = { [0 ... LAST - 1] = { 1, 1 }, [LAST] = { 9, 9 } } },
	  { .issue_ns = 1, .qid = 9 },
	  0 },
	{ true, { .queues = 0, .queue = { { 3, 3 } } }, { .issue_ns = 0, .qid = 9 }, 0 },
};

static void check_commands(const struct command_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (filter__wants_command(&rows[i].filter, &rows[i].event) != rows[i].wanted)
			fail_msg("row %zu is %swanted", i, rows[i].wanted ? "not " : "");
}

static void each_kind_decides_about_a_command(void **state)
{
	(void)state;
	check_commands(command_rows, ARRAY_SIZE(command_rows));
	check_commands(device_rows, ARRAY_SIZE(device_rows));
}

static void each_kind_decides_about_its_outcome(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(outcome_rows); i++)
		if (filter__wants_outcome(&outcome_rows[i].filter, &outcome_rows[i].event,
					  outcome_rows[i].now_ns) != outcome_rows[i].wanted)
			fail_msg("row %zu is %swanted", i, outcome_rows[i].wanted ? "not " : "");
}

/* Each byte of a name counts, even after its end. */
static void names_are_compared_to_their_last_byte(void **state)
{
	struct filter filter = { ALL, .comms = 1, .devices = 1 };
	struct nvme_trace_event event = read_event;

	(void)state;
	memset(filter.comm[0], 'x', sizeof(filter.comm[0]));
	memset(filter.device[0].disk, 'x', sizeof(filter.device[0].disk));
	memcpy(event.comm, filter.comm[0], sizeof(event.comm));
	memcpy(event.disk, filter.device[0].disk, sizeof(event.disk));
	assert_true(filter__wants_command(&filter, &event));
	for (size_t i = 0; i < sizeof(event.comm); i++) {
		event.comm[i]++;
		assert_false(filter__wants_command(&filter, &event));
		event.comm[i]--;
	}
	for (size_t i = 0; i < sizeof(event.disk); i++) {
		event.disk[i]++;
		assert_false(filter__wants_command(&filter, &event));
		event.disk[i]--;
	}
}

enum kind { ORIGIN, PID, UID, COMM, NSID, OPCODE, DEVICE, QUEUE, SLOW, FAILED, KINDS };

/* Narrows the filter to the value of read_event; for FAILED, read_event does not match. */
static void narrow(struct filter *filter, enum kind kind)
{
	static const struct filter_device nvme0n1 = NVME0N1;

	switch (kind) {
	case ORIGIN:
		filter->origins = 1 << NVME_TRACE_ORIGIN_IOCTL;
		break;
	case PID:
		filter->pid[filter->pids++] = 100;
		break;
	case UID:
		filter->uid[filter->uids++] = 1000;
		break;
	case COMM:
		strcpy(filter->comm[filter->comms++], "nvme");
		break;
	case NSID:
		filter->nsid[filter->nsids++] = 1;
		break;
	case OPCODE:
		filter->by_opcode = 1;
		filter->opcodes[NVME_TRACE_SET_NVM][0] = 1 << 2;
		break;
	case DEVICE:
		filter->device[filter->devices++] = nvme0n1;
		break;
	case QUEUE:
		filter->queue[filter->queues++] = (struct filter_queues){ 2, 2 };
		break;
	case SLOW:
		filter->slow_ns = 3000;
		break;
	default:
		filter->failed = 1;
	}
}

/* Changes read_event so that it no longer matches this kind. */
static void differ(struct nvme_trace_event *event, enum kind kind)
{
	switch (kind) {
	case ORIGIN:
		event->origin = NVME_TRACE_ORIGIN_URING;
		break;
	case PID:
		event->pid++;
		break;
	case UID:
		event->uid++;
		break;
	case COMM:
		strcpy(event->comm, "fio");
		break;
	case NSID:
		event->sqe.nsid++;
		break;
	case OPCODE:
		event->sqe.opcode = 1;
		break;
	case DEVICE:
		strcpy(event->disk, "nvme0n2");
		strcpy(event->node, "ng0n2");
		break;
	case QUEUE:
		event->qid++;
		break;
	case SLOW:
		event->complete_ns--;
		break;
	default:
		event->status = 0;
	}
}

/* Tries each subset of kinds with commands that differ in each subset of them. */
static void all_of_different_kinds(void **state)
{
	(void)state;
	for (unsigned int asked = 0; asked < 1U << KINDS; asked++) {
		struct filter filter = everything;

		for (int kind = 0; kind < KINDS; kind++)
			if (asked >> kind & 1)
				narrow(&filter, (enum kind)kind);
		for (unsigned int other = 0; other < 1U << KINDS; other++) {
			struct nvme_trace_event event = read_event;
			_Bool wanted;

			event.status = 2;
			for (int kind = 0; kind < KINDS; kind++)
				if (other >> kind & 1)
					differ(&event, (enum kind)kind);
			wanted = filter__wants_command(&filter, &event) &&
				 filter__wants_outcome(&filter, &event, 0);
			if (wanted != !(asked & other))
				fail_msg("asked %#x, other %#x", asked, other);
		}
	}
}

/* Filters by which wants_command() may reject a command of a wanted origin. */
static void a_filter_is_narrow_by_what_is_known_at_once(void **state)
{
	struct filter descendants = { ALL, .ancestor = 1 };

	(void)state;
	assert_false(filter__is_narrow(&everything));
	assert_true(filter__is_narrow(&descendants));
	for (int kind = 0; kind < KINDS; kind++) {
		struct filter filter = everything;

		narrow(&filter, (enum kind)kind);
		assert_int_equal(filter__is_narrow(&filter),
				 kind != ORIGIN && kind != QUEUE && kind != SLOW && kind != FAILED);
	}
}

static const struct {
	bool secret;
	struct nvme_trace_event event;
} secret_rows[] = {
	{ true, { .sqe.opcode = 0x81 } },
	{ true, { .sqe.opcode = 0x82 } },
	{ false, { .sqe.opcode = 0x81, .queue = NVME_TRACE_QUEUE_IO } },
	{ false, { .sqe.opcode = 0x80 } },
	{ false, { .sqe.opcode = 0x06 } },
	{ true, { .sqe.opcode = 0x7f, .sqe.nsid = 0x05 } },
	{ true, { .sqe.opcode = 0x7f, .sqe.nsid = 0xffffff06, .queue = NVME_TRACE_QUEUE_IO } },
	{ false, { .sqe.opcode = 0x7f, .sqe.nsid = 0x01 } },
};

static void passwords_and_keys_are_secret(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(secret_rows) / sizeof(secret_rows[0]); i++)
		if (filter__is_secret(&secret_rows[i].event) != secret_rows[i].secret)
			fail_msg("row %zu", i);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_decides_about_a_command),
		cmocka_unit_test(each_kind_decides_about_its_outcome),
		cmocka_unit_test(names_are_compared_to_their_last_byte),
		cmocka_unit_test(all_of_different_kinds),
		cmocka_unit_test(a_filter_is_narrow_by_what_is_known_at_once),
		cmocka_unit_test(passwords_and_keys_are_secret),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
