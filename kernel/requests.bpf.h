/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Finds commands by their struct request and describes them. A BPF program reads the facts of the
 * request once and passes them on.
 */
#ifndef KERNEL_REQUESTS_BPF_H
#define KERNEL_REQUESTS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"

#define NVME_REQ_USERCMD 2  /* nvme_request.flags: sent by a user; enum without BTF before 5.15 */
#define REQ_OP_DRV_IN	 34 /* a passthrough request, of a user or of the driver itself */
#define REQ_OP_DRV_OUT	 35
#define CACHE_LINE	 64
#define BLK_STS_IOERR	 10 /* blk_status_t: a macro in the kernel, so not in BTF */
#define EIO		 5
#define HOST_PATH_ERROR	 0x370 /* the driver's own status for a command that it could not send */

#define PROGRAM_ORIGINS                                                                            \
	(ORIGIN_BIT(NVME_TRACE_ORIGIN_IOCTL) | ORIGIN_BIT(NVME_TRACE_ORIGIN_URING))
#define BLOCK_OR_KERNEL_ORIGINS                                                                    \
	(ORIGIN_BIT(NVME_TRACE_ORIGIN_BLOCK) | ORIGIN_BIT(NVME_TRACE_ORIGIN_KERNEL))
/* The origins of all commands that can be in the table. */
#define TABLE_ORIGINS (PROGRAM_ORIGINS | (filter.origins & BLOCK_OR_KERNEL_ORIGINS))

/* What a struct request says about its command. */
struct request_facts {
	struct request *request;
	__u32 origins; /* its command has one of these: a single one, or PROGRAM_ORIGINS */
	__u64 now;     /* when the facts were read */
	__u64 key;     /* its command's key in the table; set by find_command() */
};

/* Returns false if the command has none of the given origins; the facts are then incomplete. */
static __always_inline bool read_request_facts(struct request_facts *facts, struct request *rq,
					       __u32 origins)
{
	__u8 op = BPF_CORE_READ(rq, cmd_flags) & 0xff;

	if (op != REQ_OP_DRV_IN && op != REQ_OP_DRV_OUT)
		facts->origins = ORIGIN_BIT(NVME_TRACE_ORIGIN_BLOCK);
	else if (request_flags(rq) & NVME_REQ_USERCMD)
		facts->origins = PROGRAM_ORIGINS;
	else
		facts->origins = ORIGIN_BIT(NVME_TRACE_ORIGIN_KERNEL);
	if (!(facts->origins & origins))
		return false;
	facts->now = bpf_ktime_get_ns();
	facts->request = rq;
	return true;
}

/*
 * Whether this command must be in the table: a program sent it, and the trace covers all commands
 * of programs.
 */
static __always_inline bool must_be_in_table(const struct request_facts *facts)
{
	return tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL) && WATCHES(NVME_TRACE_ORIGIN_URING) &&
	       !filter__is_narrow(&filter) && facts->origins == PROGRAM_ORIGINS;
}

static __always_inline struct nvme_trace_command *lookup_command(__u64 key,
								 enum nvme_trace_origin origin)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	return command && !command->reported && command->event.origin == origin ? command : NULL;
}

/*
 * In a program's request, end_io_data points to the io_uring_cmd or, for an ioctl, to a completion
 * on the kernel stack of the waiting thread (blk_execute_rq). io_uring's memory starts at a cache
 * line, but most places on a stack do not. So the alignment tells which of the two to look up
 * first.
 */
static __always_inline struct nvme_trace_command *find_program_command(struct request *rq,
									__u64 *key)
{
	const __u64 data = (__u64)BPF_CORE_READ(rq, end_io_data);
	const bool uring = data % CACHE_LINE == 0;
	const __u64 stack = data & ~(STACK_SIZE - 1);
	struct nvme_trace_command *command;

	*key = uring ? data : stack;
	command = lookup_command(*key, uring ? NVME_TRACE_ORIGIN_URING : NVME_TRACE_ORIGIN_IOCTL);
	if (command)
		return command;
	*key = uring ? stack : data;
	return lookup_command(*key, uring ? NVME_TRACE_ORIGIN_IOCTL : NVME_TRACE_ORIGIN_URING);
}

/* Returns the request's command in the table, or NULL. */
static __always_inline struct nvme_trace_command *find_command(struct request_facts *facts)
{
	facts->key = (__u64)facts->request;
	if (facts->origins == PROGRAM_ORIGINS)
		return find_program_command(facts->request, &facts->key);
	if (facts->origins == ORIGIN_BIT(NVME_TRACE_ORIGIN_BLOCK))
		return lookup_command(facts->key, NVME_TRACE_ORIGIN_BLOCK);
	return lookup_command(facts->key, NVME_TRACE_ORIGIN_KERNEL);
}

/* Reads the command as the drive gets it. */
static __always_inline void read_issued_command(struct nvme_trace_event *event,
						const struct request_facts *facts,
						struct nvme_command *cmd)
{
	struct request *rq = facts->request;
	__u32 length = BPF_CORE_READ(rq, __data_len);

	if (length) /* else there is no data, or it is transferred already */
		event->data_len = length;
	read_sqe(&event->sqe, cmd);
}

static __always_inline void read_request_location(struct nvme_trace_event *event,
						  const struct request_facts *facts)
{
	struct request *rq = facts->request;

	read_location(event, request_ctrl(rq), BPF_CORE_READ(rq, q, queuedata));
}

/* Connect is the first command of the queue that it names: Base Specification 2.1, section 6.3. */
static __always_inline bool is_connect(const struct nvme_trace_sqe *sqe)
{
	return sqe->opcode == NVME_TRACE_FABRICS && nvme_trace_code(sqe) == NVME_TRACE_CONNECT;
}

static __always_inline void read_queue_id(struct nvme_trace_event *event,
					  const struct request_facts *facts)
{
	struct request *rq = facts->request;

	if (event->queue == NVME_TRACE_QUEUE_IO) {
		event->qid = BPF_CORE_READ(rq, mq_hctx, queue_num) + 1;
	} else if (is_connect(&event->sqe) && event->sqe.cdw10 >> 16) {
		event->queue = NVME_TRACE_QUEUE_IO;
		event->qid = event->sqe.cdw10 >> 16;
	}
}

/* Fills in everything that the request says about a command that was not seen before. */
static __always_inline void describe_new_command(struct nvme_trace_event *event,
						 const struct request_facts *facts,
						 struct nvme_command *cmd)
{
	read_issued_command(event, facts, cmd);
	read_request_location(event, facts);
	read_queue_id(event, facts);
}

/*
 * Replaces the sender's copy of the command by what the drive gets. If they differ, the probed
 * function has other arguments than we know. Then the destination is wrong too.
 */
static __always_inline void describe_entered_command(struct nvme_trace_command *command,
						     const struct request_facts *facts,
						     struct nvme_command *cmd)
{
	struct nvme_trace_event *event = &command->event;
	__u32 opcode = event->sqe.opcode, nsid = event->sqe.nsid, cdw10 = event->sqe.cdw10;
	bool differs;

	read_issued_command(event, facts, cmd);
	differs = opcode != event->sqe.opcode || nsid != event->sqe.nsid ||
		  cdw10 != event->sqe.cdw10;
	if (differs)
		COUNT(args_differ);
	if (differs || event->ctrl == NVME_TRACE_NO_CTRL)
		read_request_location(event, facts);
	read_queue_id(event, facts);
	command->described = true;
}

/*
 * Updates a command that the driver could not send and sets up again. It has a new command id, and
 * maybe another queue.
 */
static __always_inline void describe_requeued_command(struct nvme_trace_command *command,
						      const struct request_facts *facts,
						      struct nvme_command *cmd)
{
	read_issued_command(&command->event, facts, cmd);
	read_queue_id(&command->event, facts);
	command->event.issue_ns = facts->now;
}

static __always_inline void read_answer(struct nvme_trace_event *event,
					const struct request_facts *facts)
{
	event->status = request_status(facts->request);
	if (!nvme_trace_is_host_status(event->status)) /* else the result is an earlier command's */
		event->result = request_result(facts->request);
	event->complete_ns = facts->now;
}

/* Describes a completed command for which the kernel skipped the program on nvme_setup_cmd. */
static __always_inline void describe_answered_command(struct nvme_trace_command *command,
						      const struct request_facts *facts)
{
	struct nvme_trace_event *event = &command->event;

	if (!event->issue_ns) { /* nvme_setup_cmd_entered did not run either */
		if (NVME_TRACE_STATUS_CODE(event->status) == HOST_PATH_ERROR)
			return; /* the driver never set it up */
		COUNT(setup_missed);
		event->issue_ns = event->submit_ns;
	}
	describe_entered_command(command, facts, request_command(facts->request));
}

/* Sends the record of a completed command. Returns whether the command was in the table. */
static __always_inline bool report_answer(struct request_facts *facts)
{
	struct nvme_trace_command *command = find_command(facts);

	if (!command)
		return false;
	read_answer(&command->event, facts);
	if (!command->described)
		describe_answered_command(command, facts);
	/*
	 * This completion is final: the driver does not retry a program's command, because
	 * nvme_alloc_request() and its successors mark it REQ_FAILFAST_DRIVER. For any other
	 * command, each try counts as a command, because it has its own id and completion.
	 */
	report_command(command, NVME_TRACE_COMPLETED, facts->request);
	/* If the map is busy, the entry stays, marked as reported, until its key is used again. */
	if (command->event.origin != NVME_TRACE_ORIGIN_IOCTL)
		remove_command(facts->key);
	return true;
}

/*
 * Reports a command that the driver could not send and ended without a status, for example because
 * the drive was just removed. For an ioctl, the return value will report it.
 */
static __always_inline void report_unsent(struct request_facts *facts, __u8 error)
{
	struct nvme_trace_command *command = find_command(facts);

	if (!command || command->event.origin == NVME_TRACE_ORIGIN_IOCTL)
		return;
	command->event.error = error == BLK_STS_IOERR ? -EIO : 0;
	report_command(command, error == BLK_STS_IOERR ? NVME_TRACE_FAILED : NVME_TRACE_UNKNOWN,
		       NULL);
	remove_command(facts->key);
}

#endif
