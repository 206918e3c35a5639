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
	__u64 key;     /* its command's key in the hash */
	struct nvme_trace_command *command; /* which is not reported yet; NULL = not known */
};

static __always_inline struct nvme_trace_command *lookup_command(__u64 key,
								 enum nvme_trace_origin origin)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	return command && !command->reported && command->event.origin == origin ? command : NULL;
}

/* In an ioctl's request, end_io_data points to the stack of the thread that waits for it. */
static __always_inline __u64 stack_of_waiter(__u64 end_io_data)
{
	return end_io_data & ~(STACK_SIZE - 1);
}

/*
 * A request without data of the block layer. In a program's request, end_io_data points to the
 * io_uring_cmd or, for an ioctl, to a completion on the kernel stack of the waiting thread
 * (blk_execute_rq). The driver may send commands of its own from that thread, but only when the
 * program's command has ended.
 */
static __noinline void read_passthrough_facts(struct request_facts *facts, struct request *rq,
						   const enum request_kind kind)
{
	const __u64 data = address_of(REQUEST(rq, kind, end_io_data));
	struct nvme_trace_place *place = find_place(stack_of_waiter(data));

	facts->key = data;
	facts->origins = PROGRAM_ORIGINS;
	if (place && place->command.entered && !place->command.reported) {
		facts->command = &place->command;
		return;
	}
	if (!(request_flags(rq) & NVME_REQ_USERCMD)) {
		facts->origins = ORIGIN_BIT(NVME_TRACE_ORIGIN_KERNEL);
		if (!WATCHES(NVME_TRACE_ORIGIN_KERNEL))
			return;
		facts->key = (__u64)rq;
		facts->command = lookup_command(facts->key, NVME_TRACE_ORIGIN_KERNEL);
		return;
	}
	if (place && place->command.entered)
		return; /* it is reported already */
	if (WATCHES(NVME_TRACE_ORIGIN_URING))
		facts->command = lookup_command(data, NVME_TRACE_ORIGIN_URING);
	if (!facts->command && spilled) {
		facts->key = stack_of_waiter(data);
		facts->command = lookup_command(facts->key, NVME_TRACE_ORIGIN_IOCTL);
	}
}

/*
 * Returns false if the command has none of the given origins. Then only facts->origins is right,
 * and 0 if nobody asked for block I/O and it is that.
 */
static __always_inline bool read_request_facts(struct request_facts *facts, struct request *rq,
					       __u32 origins, const enum request_kind kind)
{
	__u8 op = request_op(rq, kind);

	facts->command = NULL;
	facts->origins = 0;
	if (op == REQ_OP_DRV_IN || op == REQ_OP_DRV_OUT) {
		read_passthrough_facts(facts, rq, kind);
	} else if (WATCHES(NVME_TRACE_ORIGIN_BLOCK)) {
		facts->origins = ORIGIN_BIT(NVME_TRACE_ORIGIN_BLOCK);
		facts->key = (__u64)rq;
		facts->command = lookup_command(facts->key, NVME_TRACE_ORIGIN_BLOCK);
	} else {
		return false;
	}
	if (!(facts->origins & origins))
		return false;
	facts->now = bpf_ktime_get_ns();
	facts->request = rq;
	return true;
}

/*
 * Whether this command must be known: a program sent it, and the trace covers all commands of
 * programs.
 */
static __always_inline bool must_be_known(const struct request_facts *facts)
{
	return tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL) && WATCHES(NVME_TRACE_ORIGIN_URING) &&
	       !filter__is_narrow(&filter) && facts->origins == PROGRAM_ORIGINS;
}

static __always_inline void read_issued_length(struct nvme_trace_event *event,
					       const struct request_facts *facts,
					       const enum request_kind kind)
{
	__u32 length = request_length(facts->request, kind);

	if (length) /* else there is no data, or it is transferred already */
		event->data_len = length;
}

/* Reads the command as the drive gets it. */
static __noinline void read_issued_command(struct nvme_trace_event *event,
					   const struct request_facts *facts,
					   struct nvme_command *cmd)
{
	read_issued_length(event, facts, UNTYPED);
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

/* queue_num is the block layer's number of the request's queue, which it counts from 0. */
static __always_inline void set_queue_id(struct nvme_trace_event *event, __u32 queue_num)
{
	if (event->queue == NVME_TRACE_QUEUE_IO) {
		event->qid = queue_num + 1;
	} else if (is_connect(&event->sqe) && event->sqe.cdw10 >> 16) {
		event->queue = NVME_TRACE_QUEUE_IO;
		event->qid = event->sqe.cdw10 >> 16;
	}
}

static __always_inline void read_queue_id(struct nvme_trace_event *event,
					  const struct request_facts *facts)
{
	set_queue_id(event, request_queue_num(facts->request, UNTYPED));
}

/* Fills in everything that the request says about a command that was not seen before. */
static __noinline void describe_new_command(struct nvme_trace_event *event,
						 const struct request_facts *facts,
						 struct nvme_command *cmd)
{
	read_issued_command(event, facts, cmd);
	read_request_location(event, facts);
	read_queue_id(event, facts);
}

/*
 * Whether the drive gets the command that the probe read. The driver has added to its first bytes
 * only. The entry of an io_uring command has other members, and its sender may change them.
 */
static __always_inline bool is_issued_as_entered(struct nvme_trace_event *event,
						 struct nvme_command *cmd)
{
	struct nvme_common_command *common = &cmd->common;
	struct nvme_trace_sqe *sqe = &event->sqe;

	if (event->origin != NVME_TRACE_ORIGIN_IOCTL || sqe->opcode != common->opcode ||
	    sqe->nsid != common->nsid || sqe->cdw10 != common->cdw10)
		return false;
	sqe->flags = common->flags;
	sqe->command_id = common->command_id;
	return true;
}

/*
 * Replaces the sender's copy of the command by what the drive gets. If they differ, the probed
 * function has other arguments than we know. The destination is wrong in that case, and not yet
 * known for a multipath device, where the driver chooses a path.
 */
static __always_inline void describe_entered_command(struct nvme_trace_command *command,
						     const struct request_facts *facts,
						     struct nvme_command *cmd,
						     const enum request_kind kind)
{
	struct nvme_trace_event *event = &command->event;
	__u32 opcode = event->sqe.opcode, nsid = event->sqe.nsid, cdw10 = event->sqe.cdw10;
	/* Read once: since 6.2 the verifier takes long for each load of a pointer with a type. */
	const __u64 ns = request_ns(facts->request, kind);
	const __u32 queue_num = request_queue_num(facts->request, kind);
	bool differs = false;

	if (kind == TYPED && has_typed_requests && is_issued_as_entered(event, cmd)) {
		read_issued_length(event, facts, kind);
	} else {
		read_issued_command(event, facts, cmd);
		differs = opcode != event->sqe.opcode || nsid != event->sqe.nsid ||
			  cdw10 != event->sqe.cdw10;
	}
	if (differs)
		COUNT(args_differ);
	if (differs || event->ctrl == NVME_TRACE_NO_CTRL || command->ns != ns)
		read_request_location(event, facts);
	set_queue_id(event, queue_num);
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
	struct completion_facts completion;

	read_completion(&completion, facts->request);
	event->status = completion.status;
	if (!nvme_trace_is_host_status(event->status)) /* else the result is an earlier command's */
		event->result = completion.result;
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
	describe_entered_command(command, facts, request_command(facts->request), UNTYPED);
}

/* Describes a command that has just completed. Its event is to be sent. */
static __noinline void end_answered_command(struct nvme_trace_command *command,
					    const struct request_facts *facts)
{
	read_answer(&command->event, facts);
	if (!command->described)
		describe_answered_command(command, facts);
	/*
	 * This completion is final: the driver does not retry a program's command, because
	 * nvme_alloc_request() and its successors mark it REQ_FAILFAST_DRIVER. For any other
	 * command, each try counts as a command, because it has its own id and completion.
	 */
	command->reported = true;
}

/*
 * An ioctl's command stays in the table until the ioctl ends. If the map is busy, another one stays
 * too, marked as reported, until its key is used again.
 */
static __always_inline void remove_reported_command(const struct request_facts *facts)
{
	if (facts->command && facts->command->event.origin != NVME_TRACE_ORIGIN_IOCTL)
		remove_command(facts->key);
}

#endif
