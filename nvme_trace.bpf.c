// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Kernel side: one record for each command that a program sends, by ioctl or by
 * io_uring.
 *
 *   nvme_submit_user_cmd  kprobe: who sends what; the command enters the table
 *   nvme_uring_cmd_io     the same for io_uring
 *   nvme_execute_rq       kprobe: which request carries the ioctl's command
 *   nvme_setup_cmd        raw tracepoint: command id, queue, controller, disk
 *   nvme_complete_rq      raw tracepoint: the drive's answer; the record is sent
 *   end of the ioctl      trace event and kretprobe: the command leaves the table;
 *                         if it got no answer, its record is sent now, with the errno
 *
 * A sending thread waits in the ioctl until its command is over, so the thread
 * names a command from its entry to its end. In between, any thread may run the
 * queue and an interrupt brings the answer: there the request names it, never
 * the current thread and never the command id, which is used again and again.
 * A command of io_uring is named by its struct io_uring_cmd, which the request
 * knows; nobody waits for it.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel_differences.bpf.h"

#define MAX_COMMANDS	 8192 /* under way at once: one for each sending thread */
#define NVME_REQ_USERCMD 2    /* nvme_request.flags: sent by a user; enum without BTF before 5.15 */
#define STATUS_MASK	 0x7fff

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64); /* process and thread id, or address of an io_uring_cmd */
	__type(value, struct nvme_trace_command);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* address of a struct request that the driver is at work on */
	__type(value, __u64); /* key of its command */
} requests SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* process and thread id */
	__type(value, __u64); /* address of the io_uring_cmd that it is handing to the driver */
} entering SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nvme_trace_counters);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 * 1024 * 1024); /* user space sets its own before loading */
} events SEC(".maps");

/* A per-CPU value, but an interrupt may count too: hence the atomic addition. */
#define COUNT(member)                                                                              \
	({                                                                                         \
		__u32 zero = 0;                                                                    \
		struct nvme_trace_counters *all = bpf_map_lookup_elem(&counters, &zero);           \
		if (all)                                                                           \
			__sync_fetch_and_add(&all->member, 1);                                     \
	})

/* ---- One command, from entry to end ---- */

static __always_inline void report(struct nvme_trace_command *command,
				   enum nvme_trace_outcome outcome)
{
	command->event.outcome = outcome;
	command->reported = true;
	if (bpf_ringbuf_output(&events, &command->event, sizeof(command->event), 0))
		COUNT(ring_full);
}

/* For an ioctl's command only ever called by the sender's thread. */
static __always_inline void forget(__u64 key, struct nvme_trace_command *command)
{
	__u64 *owner;

	/*
	 * The answer has unlinked the request, unless there was none (the driver
	 * gave up) or the map was busy: then it may be another command's by now.
	 */
	if (command->request) {
		owner = bpf_map_lookup_elem(&requests, &command->request);
		if (owner && *owner == key)
			bpf_map_delete_elem(&requests, &command->request);
	}
	bpf_map_delete_elem(&commands, &key);
}

/* The thread sends again, so its last ioctl has returned, but that went unseen. */
static __always_inline void end_unseen(__u64 key)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return;
	if (!command->reported) {
		COUNT(end_missed);
		report(command, NVME_TRACE_UNKNOWN);
	}
	forget(key, command);
}

/* What is known of every command as it enters the driver. */
static __always_inline void enter(struct nvme_trace_event *event, enum nvme_trace_origin origin)
{
	__u64 id = bpf_get_current_pid_tgid();

	COUNT(seen);
	event->version = NVME_TRACE_RECORD_VERSION;
	event->size = sizeof(*event);
	event->origin = origin;
	event->submit_ns = bpf_ktime_get_ns();
	event->ctrl = NVME_TRACE_NO_CTRL;
	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->uid = (__u32)bpf_get_current_uid_gid();
}

static __always_inline void add(__u64 key, struct nvme_trace_command *command)
{
	if (!bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		return;
	end_unseen(key);
	if (bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		COUNT(table_full);
}

SEC("kprobe/nvme_submit_user_cmd")
int BPF_KPROBE(nvme_submit_user_cmd, struct request_queue *q, struct nvme_command *cmd,
	       void *ubuffer, unsigned int data_len)
{
	struct nvme_trace_command command = { .queue = (__u64)q };
	struct nvme_trace_event *event = &command.event;

	enter(event, NVME_TRACE_ORIGIN_IOCTL);
	event->queue = BPF_CORE_READ(q, queuedata) ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
	event->data_len = data_len;
	read_sqe(&event->sqe, cmd);
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	add(bpf_get_current_pid_tgid(), &command);
	return 0;
}

/*
 * nvme_execute_passthru_rq until 6.2, nvme_execute_rq since 62281b9ed671 (6.3).
 * The driver calls it for its own commands too, but never from a thread that is
 * inside nvme_submit_user_cmd.
 */
SEC("kprobe")
int BPF_KPROBE(nvme_execute_rq, struct request *rq)
{
	__u64 key = bpf_get_current_pid_tgid();
	__u64 request = (__u64)rq;
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return 0;
	command->execute_ns = bpf_ktime_get_ns();
	if (bpf_map_update_elem(&requests, &request, &key, BPF_ANY))
		COUNT(link_full);
	else
		command->request = request;
	return 0;
}

/*
 * The key in commands[] of what a request carries; 0 if that is none of ours. A
 * request of io_uring points to its io_uring_cmd (nvme_uring_cmd_io has set that
 * since io_uring passthrough exists); what others keep there is no key.
 */
static __always_inline __u64 key_of(struct request *rq)
{
	__u64 request = (__u64)rq;
	__u64 *key = bpf_map_lookup_elem(&requests, &request);

	return key ? *key : (__u64)BPF_CORE_READ(rq, end_io_data);
}

/* The command that the driver is at work on with this request, or NULL. */
static __always_inline struct nvme_trace_command *command_of(struct request *rq, __u64 key)
{
	struct nvme_trace_command *command;

	if (!key)
		return NULL;
	command = bpf_map_lookup_elem(&commands, &key);
	/* A link that could not be removed in time leads to a later command, or a reported one. */
	if (!command || command->reported)
		return NULL;
	if (command->event.origin == NVME_TRACE_ORIGIN_IOCTL && command->request != (__u64)rq)
		return NULL;
	return command;
}

/* Arguments that the probe read and that the driver then did not send: the symbol misled us. */
static __always_inline bool same_command(const struct nvme_trace_sqe *a,
					 const struct nvme_trace_sqe *b)
{
	return a->opcode == b->opcode && a->nsid == b->nsid && a->cdw10 == b->cdw10;
}

/* The command as the drive gets it, and where it goes. */
static __always_inline void describe(struct nvme_trace_event *event, struct request *rq,
				     struct nvme_command *cmd)
{
	struct nvme_ns *ns = BPF_CORE_READ(rq, q, queuedata);
	struct nvme_trace_sqe sqe = {};
	struct nvme_ctrl *ctrl = NULL;

	read_sqe(&sqe, cmd);
	if (!same_command(&sqe, &event->sqe))
		COUNT(args_differ);
	event->sqe = sqe;
	READ_DRIVER(&ctrl, nvme_req(rq), ctrl, NO_BTF_REQUEST_CTRL);
	event->ctrl = instance_of(ctrl);
	event->queue = ns ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
	if (ns) {
		event->qid = BPF_CORE_READ(rq, mq_hctx, queue_num) + 1;
		read_disk(event, ns);
	}
}

SEC("raw_tp/nvme_setup_cmd")
int BPF_PROG(nvme_setup_cmd, struct request *rq, struct nvme_command *cmd)
{
	struct nvme_trace_command *command = command_of(rq, key_of(rq));

	if (!command)
		return 0;
	describe(&command->event, rq, cmd);
	command->event.issue_ns = bpf_ktime_get_ns();
	return 0;
}

/*
 * Where tracepoints leave the kernel preemptible (7.3 does, 6.18 did not), a thread that loses the
 * CPU inside nvme_setup_cmd's program keeps others from running it there. Then
 * the request still holds the command; that is so since f4b9e6c90c57 (5.13).
 */
static __always_inline void describe_late(struct nvme_trace_command *command, struct request *rq)
{
	struct nvme_command *cmd = NULL;

	COUNT(setup_missed);
	READ_DRIVER(&cmd, nvme_req(rq), cmd, NO_BTF_REQUEST_CMD);
	describe(&command->event, rq, cmd);
	command->event.issue_ns = command->execute_ns;
}

static __always_inline bool completed(struct request *rq)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 key = key_of(rq);
	struct nvme_trace_command *command = command_of(rq, key);
	__u64 request = (__u64)rq;

	if (!command)
		return false;
	if (!command->event.issue_ns)
		describe_late(command, rq);
	READ_DRIVER(&command->event.status, nvme_req(rq), status, NO_BTF_REQUEST_STATUS);
	READ_DRIVER(&command->event.result, nvme_req(rq), result.u64, NO_BTF_REQUEST_RESULT);
	command->event.complete_ns = now;
	/*
	 * The driver does not retry what users send (nvme_alloc_request and its
	 * successors mark it REQ_FAILFAST_DRIVER), so this answer is the last.
	 */
	report(command, NVME_TRACE_COMPLETED);
	/* Should the map be busy, the entry stays, reported, until its key is used again. */
	if (command->event.origin == NVME_TRACE_ORIGIN_URING) {
		bpf_map_delete_elem(&commands, &key);
		return true;
	}
	/* Here the request is still the command's own; after this anyone may get it. */
	if (!bpf_map_delete_elem(&requests, &request))
		command->request = 0;
	return true;
}

SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq, struct request *rq)
{
	__u8 flags = 0;

	if (completed(rq))
		return 0;
	READ_DRIVER(&flags, nvme_req(rq), flags, NO_BTF_REQUEST_FLAGS);
	if (flags & NVME_REQ_USERCMD)
		COUNT(unpaired);
	return 0;
}

/*
 * An interrupt that brings an answer may arrive while the program above is at
 * work on another one. Since 05b24ff9b2cf (6.1) the kernel then skips that
 * program, but not this one. Mostly there is nothing left to do here.
 */
SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq_nested, struct request *rq)
{
	completed(rq);
	return 0;
}

/* A command that was never issued: the drive from the queue that it was meant for. */
static __always_inline void describe_unissued(struct nvme_trace_event *event,
					      struct request_queue *q)
{
	struct nvme_ns *ns = BPF_CORE_READ(q, queuedata);

	if (ns)
		read_disk(event, ns);
	else
		event->ctrl = instance_of_admin_queue(q);
}

/* Called where the sender's thread leaves the driver; `ret` is the ioctl's result. */
static __always_inline void ended(__u64 key, long ret)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return;
	if (!command->reported) {
		if (command->request && ret >= 0)
			COUNT(answer_missed);
		if (!command->event.issue_ns && command->queue)
			describe_unissued(&command->event, (struct request_queue *)command->queue);
		if (ret < 0)
			command->event.error = ret;
		else
			command->event.status = ret & STATUS_MASK; /* as the driver passed it on */
		report(command, ret < 0 ? NVME_TRACE_FAILED : NVME_TRACE_COMPLETED);
	}
	forget(key, command);
}

/*
 * The end of a command is watched from two places, because each has a gap that
 * the other closes, and whichever is first does the work:
 *
 * - The system call's exit event. Complete, until the kernel became preemptible
 *   inside such programs (see describe_late()).
 * - The return from the driver's function, where the kernel can follow returns by
 *   a shadow stack (4346ba160409, 6.14). Before, as any kretprobe, it has only a
 *   few instances to remember with who sleeps there until the drive answers.
 */
SEC("tp/syscalls/sys_exit_ioctl")
int ioctl_returned(struct trace_event_raw_sys_exit *ctx)
{
	ended(bpf_get_current_pid_tgid(), ctx->ret);
	return 0;
}

SEC("kretprobe.multi")
int BPF_KRETPROBE(submit_returned, int ret)
{
	ended(bpf_get_current_pid_tgid(), ret);
	return 0;
}

/* ---- io_uring ---- */

#define PF_IO_WORKER	    0x10 /* task_struct.flags: a thread that io_uring made in the process */
#define IO_URING_F_NONBLOCK 0x80000000 /* enum io_uring_cmd_flags; the same since 5.19 */
#define EAGAIN		    11
#define EIOCBQUEUED	    529 /* submitted: an answer will come */

/* A worker's name says what it is for; the sender is the process that it belongs to. */
static __always_inline void read_comm(struct nvme_trace_event *event)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	if (BPF_CORE_READ(task, flags) & PF_IO_WORKER)
		task = BPF_CORE_READ(task, group_leader);
	bpf_core_read_str(event->comm, sizeof(event->comm), &task->comm);
}

/*
 * struct nvme_uring_cmd has the submission queue entry's layout, but for the data
 * pointer: there it has the sender's buffer and the lengths of metadata and data.
 * Other threads of the sender may still write to it; once the command is issued,
 * what the drive got takes its place.
 */
static __always_inline void read_uring_cmd(struct nvme_trace_event *event,
					   struct io_uring_cmd *ioucmd)
{
	bpf_probe_read_kernel(&event->sqe, sizeof(event->sqe), uring_cmd_of(ioucmd));
	event->data_len = event->sqe.dptr[1] >> 32;
	event->sqe.command_id = 0;
	event->sqe.dptr[0] = event->sqe.dptr[1] = 0;
}

/*
 * A command that finds no free tag is refused (-EAGAIN) and comes again from a
 * worker, which may wait: the same command, so what was noted at first holds.
 */
static __always_inline bool comes_again(const struct nvme_trace_command *known,
					unsigned int issue_flags)
{
	return known && !known->reported && !known->event.issue_ns &&
	       known->event.pid == bpf_get_current_pid_tgid() >> 32 &&
	       !(issue_flags & IO_URING_F_NONBLOCK);
}

SEC("kprobe")
int BPF_KPROBE(nvme_uring_cmd_io, struct nvme_ctrl *ctrl, struct nvme_ns *ns,
	       struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	__u64 key = (__u64)ioucmd, thread = bpf_get_current_pid_tgid();
	struct nvme_trace_command command = {}, *known = bpf_map_lookup_elem(&commands, &key);
	struct nvme_trace_event *event = &command.event;

	bpf_map_update_elem(&entering, &thread, &key, BPF_ANY);
	if (comes_again(known, issue_flags)) {
		known->execute_ns = bpf_ktime_get_ns();
		return 0;
	}
	enter(event, NVME_TRACE_ORIGIN_URING);
	command.execute_ns = event->submit_ns;
	event->queue = ns ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
	event->ctrl = instance_of(ctrl);
	if (ns)
		read_disk(event, ns);
	read_uring_cmd(event, ioucmd);
	read_comm(event);
	add(key, &command);
	return 0;
}

/*
 * Mostly the command is on its way. Then it may be over by now and its
 * io_uring_cmd another's, so nothing of it is looked at. This function does not
 * wait for the drive, so a kretprobe will do.
 */
SEC("kretprobe")
int BPF_KRETPROBE(nvme_uring_cmd_io_returned, int ret)
{
	__u64 thread = bpf_get_current_pid_tgid(), key;
	__u64 *entered = bpf_map_lookup_elem(&entering, &thread);

	if (!entered)
		return 0;
	key = *entered;
	bpf_map_delete_elem(&entering, &thread);
	if (ret != -EIOCBQUEUED && ret != -EAGAIN)
		ended(key, ret);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
