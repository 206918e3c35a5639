/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a struct request tells: whose command it carries, where to, and what came back. */
#ifndef KERNEL_REQUESTS_BPF_H
#define KERNEL_REQUESTS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"

#define NVME_REQ_USERCMD 2  /* nvme_request.flags: sent by a user; enum without BTF before 5.15 */
#define REQ_OP_DRV_IN	 34 /* of a request: passthrough, by a user or by the driver itself */
#define REQ_OP_DRV_OUT	 35
#define CACHE_LINE	 64
#define BLK_STS_IOERR	 10 /* blk_status_t: a macro in the kernel, so not in BTF */
#define EIO		 5
#define HOST_PATH_ERROR	 0x370 /* the driver's own answer where it could not send at all */

static __always_inline bool is_passthru(struct request *rq)
{
	__u8 op = BPF_CORE_READ(rq, cmd_flags) & 0xff;

	return op == REQ_OP_DRV_IN || op == REQ_OP_DRV_OUT;
}

static __always_inline bool is_users(struct request *rq)
{
	__u8 flags = 0;

	READ_DRIVER(&flags, nvme_req(rq), flags, NO_BTF_REQUEST_FLAGS);
	return flags & NVME_REQ_USERCMD;
}

static __always_inline struct nvme_trace_command *lookup(__u64 key, enum nvme_trace_origin origin)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	return command && !command->reported && command->event.origin == origin ? command : NULL;
}

/*
 * A user's request points to its io_uring_cmd, or to what its thread waits for, which
 * lies on that thread's kernel stack (blk_execute_rq). The likelier one is looked for
 * first: io_uring's memory begins with a cache line, and most of what a stack has does not.
 */
static __always_inline struct nvme_trace_command *users_command(__u64 data, __u64 *key)
{
	const bool uring = data % CACHE_LINE == 0;
	const __u64 stack = data & ~(STACK_SIZE - 1);
	struct nvme_trace_command *command;

	*key = uring ? data : stack;
	command = lookup(*key, uring ? NVME_TRACE_ORIGIN_URING : NVME_TRACE_ORIGIN_IOCTL);
	if (command)
		return command;
	*key = uring ? stack : data;
	return lookup(*key, uring ? NVME_TRACE_ORIGIN_IOCTL : NVME_TRACE_ORIGIN_URING);
}

/* The command that the driver is at work on with this request, or NULL, and its key. */
static __always_inline struct nvme_trace_command *command_of(struct request *rq, __u64 *key)
{
	*key = (__u64)rq;
	if (!is_passthru(rq))
		return lookup(*key, NVME_TRACE_ORIGIN_BLOCK);
	if (!is_users(rq))
		return lookup(*key, NVME_TRACE_ORIGIN_KERNEL);
	return users_command((__u64)BPF_CORE_READ(rq, end_io_data), key);
}

/* The command as the drive gets it. */
static __always_inline void read_request(struct nvme_trace_event *event, struct request *rq,
					 struct nvme_command *cmd)
{
	__u32 length = BPF_CORE_READ(rq, __data_len);

	if (length) /* else there is no data, or it has been transferred by now */
		event->data_len = length;
	read_sqe(&event->sqe, cmd);
}

/* Where it goes. */
static __always_inline void locate_request(struct nvme_trace_event *event, struct request *rq)
{
	struct nvme_ctrl *ctrl = NULL;

	READ_DRIVER(&ctrl, nvme_req(rq), ctrl, NO_BTF_REQUEST_CTRL);
	locate(event, ctrl, BPF_CORE_READ(rq, q, queuedata));
}

/* Connect is the first command of the queue that it names: Base Specification 2.1, section 6.3. */
static __always_inline bool is_connect(const struct nvme_trace_sqe *sqe)
{
	return sqe->opcode == NVME_TRACE_FABRICS && nvme_trace_code(sqe) == NVME_TRACE_CONNECT;
}

static __always_inline void read_queue(struct nvme_trace_event *event, struct request *rq)
{
	if (event->queue == NVME_TRACE_QUEUE_IO) {
		event->qid = BPF_CORE_READ(rq, mq_hctx, queue_num) + 1;
	} else if (is_connect(&event->sqe) && event->sqe.cdw10 >> 16) {
		event->queue = NVME_TRACE_QUEUE_IO;
		event->qid = event->sqe.cdw10 >> 16;
	}
}

/*
 * The same, where the sender's own copy was read before, and where it goes: other arguments
 * mean that it misled us.
 */
static __always_inline void describe_known(struct nvme_trace_command *command, struct request *rq,
					   struct nvme_command *cmd)
{
	struct nvme_trace_event *event = &command->event;
	__u32 opcode = event->sqe.opcode, nsid = event->sqe.nsid, cdw10 = event->sqe.cdw10;
	bool differs;

	read_request(event, rq, cmd);
	differs = opcode != event->sqe.opcode || nsid != event->sqe.nsid ||
		  cdw10 != event->sqe.cdw10;
	if (differs)
		COUNT(args_differ);
	if (differs || event->ctrl == NVME_TRACE_NO_CTRL)
		locate_request(event, rq);
	read_queue(event, rq);
	command->described = true;
}

/* What could not be sent is set up again, and then has another id, and may go to another queue. */
static __always_inline void describe_again(struct nvme_trace_command *command, struct request *rq,
					   struct nvme_command *cmd, __u64 now)
{
	read_request(&command->event, rq, cmd);
	read_queue(&command->event, rq);
	command->event.issue_ns = now;
}

/* Still there when the drive has answered, since f4b9e6c90c57 (5.13). */
static __always_inline struct nvme_command *command_in(struct request *rq)
{
	struct nvme_command *cmd = NULL;

	READ_DRIVER(&cmd, nvme_req(rq), cmd, NO_BTF_REQUEST_CMD);
	return cmd;
}

static __always_inline void take_answer(struct nvme_trace_event *event, struct request *rq,
					__u64 now)
{
	READ_DRIVER(&event->status, nvme_req(rq), status, NO_BTF_REQUEST_STATUS);
	event->status &= STATUS_MASK;
	if (!nvme_trace_is_hosts(event->status)) /* else it is still that of an earlier command */
		READ_DRIVER(&event->result, nvme_req(rq), result.u64, NO_BTF_REQUEST_RESULT);
	event->complete_ns = now;
}

/* The hook that should have described it was left out; so was the one that takes the time. */
static __always_inline void describe_late(struct nvme_trace_command *command, struct request *rq)
{
	struct nvme_trace_event *event = &command->event;

	if (!event->issue_ns) {
		if (NVME_TRACE_STATUS_CODE(event->status) == HOST_PATH_ERROR)
			return; /* it never was set up */
		COUNT(setup_missed);
		event->issue_ns = event->submit_ns;
	}
	describe_known(command, rq, command_in(rq));
}

/* Sends the record of a command that is in the table. Returns whether it was. */
static __always_inline bool completed(struct request *rq)
{
	__u64 now = bpf_ktime_get_ns(), key;
	struct nvme_trace_command *command = command_of(rq, &key);

	if (!command)
		return false;
	take_answer(&command->event, rq, now);
	if (!command->described)
		describe_late(command, rq);
	/*
	 * The driver does not retry what users send (nvme_alloc_request and its
	 * successors mark it REQ_FAILFAST_DRIVER), so this answer is the last. Of
	 * what others send, each try is a command with an id and an answer of its own.
	 */
	report(command, NVME_TRACE_COMPLETED, rq);
	/* Should the map be busy, the entry stays, reported, until its key is used again. */
	if (command->event.origin != NVME_TRACE_ORIGIN_IOCTL)
		bpf_map_delete_elem(&commands, &key);
	return true;
}

static __always_inline bool is_answered(struct request *rq)
{
	__u16 status = 0;

	READ_DRIVER(&status, nvme_req(rq), status, NO_BTF_REQUEST_STATUS);
	return status & STATUS_MASK;
}

/*
 * The driver could not send it, as to a drive that was just removed, and ended it without an
 * answer of its own. What an ioctl returns then, its end will tell.
 */
static __always_inline void given_up(struct request *rq, __u8 error)
{
	__u64 key;
	struct nvme_trace_command *command = command_of(rq, &key);

	if (!command || command->event.origin == NVME_TRACE_ORIGIN_IOCTL)
		return;
	command->event.error = error == BLK_STS_IOERR ? -EIO : 0;
	report(command, error == BLK_STS_IOERR ? NVME_TRACE_FAILED : NVME_TRACE_UNKNOWN, NULL);
	bpf_map_delete_elem(&commands, &key);
}

#endif
