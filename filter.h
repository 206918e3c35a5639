/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which commands to report. The kernel side calls these functions before it spends a record. User
 * space calls the same ones for commands in flight and for captures. A command must match every
 * kind of filter, and matches a kind by any one of its values. A kind without values matches every
 * command.
 */
#ifndef FILTER_H
#define FILTER_H

#include "nvme_trace.h"

#define FILTER_MAX 16 /* values of one kind */

/* A controller, or a namespace with the names of its block device and its character device. */
struct filter_device {
	char disk[NVME_TRACE_DISK_SIZE];    /* nvme0n1, padded with 0s; "" = the whole controller */
	char generic[NVME_TRACE_DISK_SIZE]; /* ng0n1, likewise */
	__s32 ctrl;			    /* the X of nvmeX, if disk is "" */
	__u32 pad;
};

struct filter_queues {
	__u16 first, last; /* queue ids, both included */
};

struct filter {
	__u64 opcodes[NVME_TRACE_SETS][4]; /* by enum nvme_trace_set, a bit for each code */
	__u64 slow_ns;	     /* minimum latency; 0 = any */
	__u32 origins;	     /* a bit for each enum nvme_trace_origin; never 0 */
	__u32 ancestor;	     /* only this process and its descendants; 0 = any */
	__u8 by_opcode;	     /* whether to apply opcodes[] */
	__u8 failed;	     /* only failed commands */
	__u8 pids, comms, uids, nsids, devices, queues; /* numbers of values below */
	__u32 pid[FILTER_MAX];
	__u32 uid[FILTER_MAX];
	__u32 nsid[FILTER_MAX];
	struct filter_queues queue[FILTER_MAX];
	char comm[FILTER_MAX][NVME_TRACE_COMM_SIZE]; /* padded with 0s, as in the kernel */
	struct filter_device device[FILTER_MAX];
	__u32 payload_size; /* bytes of data to read: a power of two; 0 = none */
	__u32 unredacted;   /* read passwords and keys, too */
};

_Static_assert(sizeof(struct filter) == 1920, "all padding is named");

/*
 * In the kernel, the filter is a constant that user space sets before loading. volatile keeps the
 * compiler from assuming the zeros that it holds at compile time.
 */
typedef const volatile struct filter filter_t;

/* An unrolled loop would give the verifier hundreds of instructions instead of a few. */
#ifdef __bpf__
#define FILTER_LOOP _Pragma("clang loop unroll(disable)") for
#else
#define FILTER_LOOP for
#endif

/* Names have a fixed size and are padded with 0s, so eight bytes are compared at a time. */
typedef __u64 __attribute__((may_alias)) filter_word_t;

static inline _Bool filter__same_name(const volatile char *a, const char *b, unsigned int size)
{
	for (unsigned int i = 0; i < size / sizeof(filter_word_t); i++)
		if (((const volatile filter_word_t *)a)[i] != ((const filter_word_t *)b)[i])
			return 0;
	return 1;
}

static inline _Bool filter__has_pid(filter_t *filter, __u32 pid)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->pids; i++)
		if (filter->pid[i] == pid)
			return 1;
	return filter->pids == 0;
}

static inline _Bool filter__has_uid(filter_t *filter, const struct nvme_trace_event *event)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->uids; i++)
		if (event->pid && filter->uid[i] == event->uid)
			return 1;
	return filter->uids == 0;
}

static inline _Bool filter__has_comm(filter_t *filter, const char *comm)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->comms; i++)
		if (filter__same_name(filter->comm[i], comm, NVME_TRACE_COMM_SIZE))
			return 1;
	return filter->comms == 0;
}

/* A Fabrics command has its command type in place of an NSID. */
static inline _Bool filter__has_nsid(filter_t *filter, const struct nvme_trace_event *event)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->nsids; i++)
		if (filter->nsid[i] == event->sqe.nsid && event->sqe.opcode != NVME_TRACE_FABRICS)
			return 1;
	return filter->nsids == 0;
}

static inline _Bool filter__is_device(const volatile struct filter_device *device,
				      const struct nvme_trace_event *event)
{
	if (!device->disk[0])
		return event->ctrl == device->ctrl;
	return filter__same_name(device->disk, event->disk, NVME_TRACE_DISK_SIZE) ||
	       filter__same_name(device->disk, event->head, NVME_TRACE_DISK_SIZE) ||
	       filter__same_name(device->disk, event->node, NVME_TRACE_DISK_SIZE) ||
	       filter__same_name(device->generic, event->node, NVME_TRACE_DISK_SIZE);
}

static inline _Bool filter__has_device(filter_t *filter, const struct nvme_trace_event *event)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->devices; i++)
		if (filter__is_device(&filter->device[i], event))
			return 1;
	return filter->devices == 0;
}

static inline _Bool filter__has_opcode(filter_t *filter, const struct nvme_trace_event *event)
{
	__u8 code = nvme_trace_code(&event->sqe);

	if (!filter->by_opcode)
		return 1;
	return filter->opcodes[nvme_trace_set(event)][code >> 6] >> (code & 63) & 1;
}

static inline _Bool filter__has_queue(filter_t *filter, const struct nvme_trace_event *event)
{
	FILTER_LOOP (unsigned int i = 0; i < FILTER_MAX && i < filter->queues; i++)
		if (event->issue_ns && filter->queue[i].first <= event->qid &&
		    event->qid <= filter->queue[i].last)
			return 1;
	return filter->queues == 0;
}

/* Whether filter__wants_command() can reject a command of a wanted origin. */
static inline _Bool filter__is_narrow(filter_t *filter)
{
	return filter->pids || filter->uids || filter->comms || filter->nsids || filter->devices ||
	       filter->by_opcode || filter->ancestor;
}

/* Checks everything that is known when a command enters the driver, except the ancestor. */
static inline _Bool filter__wants_command(filter_t *filter, const struct nvme_trace_event *event)
{
	return filter->origins >> event->origin & 1 && filter__has_pid(filter, event->pid) &&
	       filter__has_uid(filter, event) && filter__has_comm(filter, event->comm) &&
	       filter__has_nsid(filter, event) && filter__has_opcode(filter, event) &&
	       filter__has_device(filter, event);
}

/*
 * Checks what is known when the command ends. The latency of a command in flight is its age at
 * now_ns. A command that the drive did not complete has no latency.
 */
static inline _Bool filter__wants_outcome(filter_t *filter, const struct nvme_trace_event *event,
					  __u64 now_ns)
{
	_Bool waits = event->outcome == NVME_TRACE_IN_FLIGHT;
	__u64 start = event->issue_ns && !waits ? event->issue_ns : event->submit_ns;
	__u64 end = waits ? now_ns : event->complete_ns;

	if (filter->failed && (waits || !nvme_trace_failed(event)))
		return 0;
	if (filter->slow_ns && (end < start || end - start < filter->slow_ns))
		return 0;
	return filter__has_queue(filter, event);
}

/*
 * Whether the data may be a password or a key. It may for Security Send, Security Receive, and the
 * Fabrics Authentication commands.
 */
static inline _Bool filter__is_secret(const struct nvme_trace_event *event)
{
	__u8 code = nvme_trace_code(&event->sqe);

	if (event->sqe.opcode == NVME_TRACE_FABRICS)
		return code == 0x05 || code == 0x06;
	return event->queue == NVME_TRACE_QUEUE_ADMIN && (code == 0x81 || code == 0x82);
}

#endif
