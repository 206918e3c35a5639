/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The table of commands in flight: how commands enter and leave it. */
#ifndef KERNEL_COMMANDS_BPF_H
#define KERNEL_COMMANDS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/differences.bpf.h"
#include "kernel/places.bpf.h"
#include "kernel/sending.bpf.h"
#include "kernel/trace.bpf.h"

#define MAX_COMMANDS 8192 /* in flight at once */

/*
 * Commands that no thread waits for, and those of ioctls for which the table of places has no room.
 * The key is an address that belongs to one command from its entry to its end. For io_uring it is
 * the io_uring_cmd, for an ioctl the kernel stack of the thread, and for any other command the
 * struct request.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);
	__type(value, struct nvme_trace_command);
} commands SEC(".maps");

/*
 * Programs build a command here before it goes into a table. Programs that may interrupt each other
 * use different elements.
 */
enum scratch {
	SCRATCH_ENTRY, /* kprobes: the kernel runs only one of them on a CPU at a time */
	SCRATCH_SETUP,
	SCRATCH_COMPLETION,
	SCRATCH_NESTED_COMPLETION,
	SCRATCH_BLOCK_SETUP,
	SCRATCH_BLOCK_COMPLETION,
	SCRATCH_END, /* and the following: an element for each of the driver's ioctl functions */
	SCRATCHES = SCRATCH_END + 5,
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCHES);
	__type(key, __u32);
	__type(value, struct nvme_trace_command);
} scratch SEC(".maps");

/* ---- The sender ---- */

static __always_inline __u64 current_stack(void)
{
	return address_of(CURRENT(stack));
}

#define PF_IO_WORKER	0x10 /* task_struct.flags: a thread that io_uring made in the process */
#define MAX_GENERATIONS 64

/*
 * Whether the ancestor filter accepts the current process: there is no such filter, or the process
 * is the ancestor or its descendant. The ancestor adopts orphans (PR_SET_CHILD_SUBREAPER), so the
 * chain of parents of every descendant leads to it.
 */
static __always_inline bool is_descendant(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	if (!filter.ancestor)
		return true;
	FILTER_LOOP (int i = 0; i < MAX_GENERATIONS; i++) {
		__u32 tgid = BPF_CORE_READ(task, tgid);

		if (tgid == filter.ancestor)
			return true;
		if (tgid <= 1)
			return false;
		task = BPF_CORE_READ(task, real_parent);
	}
	return false;
}

/*
 * Reads the name of the current thread. For an io_uring worker, reads the name of its process,
 * because its own is only "iou-wrk-PID".
 */
static __always_inline void read_comm(char comm[NVME_TRACE_COMM_SIZE])
{
	struct task_struct *process;

	bpf_get_current_comm(comm, NVME_TRACE_COMM_SIZE);
	if (CURRENT(flags) & PF_IO_WORKER) {
		process = BPF_CORE_READ((struct task_struct *)bpf_get_current_task(), group_leader);
		bpf_core_read_str(comm, NVME_TRACE_COMM_SIZE, &process->comm);
	}
}

/* Returns an empty command; never NULL, but the verifier does not know that. */
static __noinline struct nvme_trace_command *new_command(__u32 which)
{
	__u32 index = which;
	struct nvme_trace_command *command = bpf_map_lookup_elem(&scratch, &index);

	if (command)
		__builtin_memset(command, 0, sizeof(*command));
	return command;
}

static __always_inline void start_event(struct nvme_trace_event *event,
					enum nvme_trace_origin origin, __u64 now)
{
	event->version = NVME_TRACE_RECORD_VERSION;
	event->size = sizeof(*event);
	event->origin = origin;
	event->submit_ns = now;
	event->ctrl = NVME_TRACE_NO_CTRL;
	event->csi = NVME_TRACE_CSI_UNKNOWN;
}

/* Starts the event of a command that the current thread sends. */
static __noinline void start_sender_event(struct nvme_trace_event *event,
					    enum nvme_trace_origin origin)
{
	__u64 id = bpf_get_current_pid_tgid();

	start_event(event, origin, bpf_ktime_get_ns());
	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->uid = (__u32)bpf_get_current_uid_gid();
	read_comm(event->comm);
}

/* The same without calls of helpers, for the thread of an ioctl. Sets no time. */
static __always_inline void start_typed_sender_event(struct nvme_trace_event *event)
{
	struct task_struct *task = bpf_get_current_task_btf();

	start_event(event, NVME_TRACE_ORIGIN_IOCTL, 0);
	event->pid = task->tgid;
	event->tid = task->pid;
	event->uid = typed_task()->cred->uid.val;
	((__u64 *)event->comm)[0] = *(__u64 *)&task->comm[0];
	((__u64 *)event->comm)[1] = *(__u64 *)&task->comm[8];
}

/* ---- The destination ---- */

/* Fills in the drive and the namespace; ns is NULL for an admin command. */
static __noinline void read_location(struct nvme_trace_event *event, struct nvme_ctrl *ctrl,
				   struct nvme_ns *ns)
{
	event->ctrl = ctrl ? ctrl_instance(ctrl) : NVME_TRACE_NO_CTRL;
	event->vendor_id = ctrl ? ctrl_vendor_id(ctrl) : 0;
	event->queue = ns ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
	event->csi = NVME_TRACE_CSI_UNKNOWN;
	__builtin_memset(event->disk, 0, sizeof(event->disk) + sizeof(event->head));
	if (ns)
		read_namespace(event, ns);
}

/*
 * event->sqe holds the first 64 bytes of the sender's struct nvme_passthru_cmd, nvme_passthru_cmd64
 * or nvme_uring_cmd. All three have the layout of a submission queue entry, except for the data
 * pointer: in its place are the buffer's address and the lengths of metadata and data. For a
 * vectored command the data length is the number of vectors; the request later gives the bytes.
 */
static __always_inline void read_passthru_lengths(struct nvme_trace_event *event)
{
	event->metadata_len = (__u32)event->sqe.dptr[1];
	event->data_len = event->sqe.dptr[1] >> 32;
	event->sqe.command_id = 0;
	event->sqe.dptr[0] = event->sqe.dptr[1] = 0;
}

/* ---- The table ---- */

/* Whether filter__is_narrow(&filter), which takes longer to find out. Set before loading. */
const volatile bool filter_is_narrow = false;

/* Counts a command that is seen for the first time. Returns whether the filters accept it. */
static __noinline bool count_wanted(const struct nvme_trace_event *event, bool is_descendant)
{
	COUNT(seen);
	if (filter_is_narrow ? is_descendant && filter__wants_command(&filter, event) :
			       WATCHES(event->origin))
		return true;
	COUNT(filtered);
	return false;
}

/* Reports a command whose end was missed. */
static __always_inline void report_stale_command(struct nvme_trace_command *command)
{
	if (!command->entered || command->reported)
		return;
	COUNT(end_missed);
	command->reported = true;
	send_unknown(&command->event);
}

/* Removes the last command with this key: a new command uses the key, so the end was missed. */
static __noinline void end_stale_command(__u64 key)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return;
	report_stale_command(command);
	bpf_map_delete_elem(&commands, &key);
}

static __always_inline void remove_command(__u64 key)
{
	bpf_map_delete_elem(&commands, &key);
}

static __always_inline void add_command(__u64 key, struct nvme_trace_command *command)
{
	command->entered = true;
	if (!bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		return;
	end_stale_command(key);
	if (bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		COUNT(table_full);
}

/*
 * How many commands of ioctls were put in `commands` because the table of places had no room. While
 * it is 0, nobody has to look for one there.
 */
__u64 spilled;

/* Keeps a copy of a command for which the table of places has no room. */
static __always_inline void spill_command(__u64 stack, struct nvme_trace_command *command)
{
	__sync_fetch_and_add(&spilled, 1);
	add_command(stack, command);
}

/* Keeps a copy of the command of the thread with this kernel stack. */
static __noinline void add_ioctl_command(__u64 stack, struct nvme_trace_command *command)
{
	struct nvme_trace_place *place = find_place(stack);

	command->entered = true;
	if (place)
		report_stale_command(&place->command);
	else
		place = claim_place(stack);
	if (place) {
		__builtin_memcpy(&place->command, command, sizeof(*command));
		return;
	}
	spill_command(stack, command);
}

/*
 * Ends a command when its sender's call returns `ret`. Returns its event if it is to be sent,
 * because no completion was seen; otherwise NULL.
 */
static __always_inline struct nvme_trace_event *
end_returned_command(struct nvme_trace_command *command, long ret)
{
	struct nvme_trace_event *event = &command->event;

	if (command->reported)
		return NULL;
	if (event->issue_ns && ret >= 0) {
		COUNT(answer_missed);
		event->complete_ns = bpf_ktime_get_ns(); /* a little late */
	}
	if (ret < 0)
		event->error = ret;
	else
		event->status = ret & STATUS_MASK; /* the driver returns it */
	command->reported = true;
	return event;
}

static __always_inline void send_returned(struct nvme_trace_event *event, long ret)
{
	send_record(event, ret < 0 ? NVME_TRACE_FAILED : NVME_TRACE_COMPLETED);
}

#endif
