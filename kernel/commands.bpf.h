/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of commands under way: entering it, leaving it with a record or
 * without, and counting what goes another way.
 */
#ifndef KERNEL_COMMANDS_BPF_H
#define KERNEL_COMMANDS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/differences.bpf.h"
#include "kernel/payload.bpf.h"

#define MAX_COMMANDS 8192   /* under way at once */
#define STATUS_MASK  0x7fff /* of a status field without its phase bit */

/*
 * The key is what names the command for all of its life, an address of its own:
 * of an ioctl's the kernel stack of its thread, which waits for it; of io_uring's
 * the io_uring_cmd; of all others' the struct request.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);
	__type(value, struct nvme_trace_command);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nvme_trace_counters);
} counters SEC(".maps");

/*
 * Where a kprobe's program puts a command together: quicker to check for the kernel
 * than the stack is. No other kprobe's program runs on the CPU meanwhile.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct nvme_trace_command);
} scratch SEC(".maps");

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* user space sets its own before loading */
};

struct ring events SEC(".maps");

/*
 * Or one for each CPU. A real-time kernel without 8b62645b09f8 (6.12) may put a program to sleep that
 * finds the ring buffer's lock taken, which it must not; what only one CPU uses is never found so.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1); /* likewise */
	__type(key, __u32);
	__array(values, struct ring);
} cpu_events SEC(".maps");

/* Which of the two; set by user space before loading. */
const volatile bool ring_for_each_cpu = false;

static __always_inline void *current_ring(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return ring_for_each_cpu ? bpf_map_lookup_elem(&cpu_events, &cpu) : &events;
}

/*
 * Set by user space when everything is attached, and cleared before anything is taken away: so all
 * of it begins and ends at one moment. What has begun by then is still followed to its end.
 */
bool tracing;

/* What to show; set by user space before loading. */
const volatile struct filter filter = {};

/* More bytes of records than this do not wait for the reader to look by itself; likewise. */
const volatile __u64 wakeup_size = 0;

#define WATCHES(origin) (filter.origins >> (origin) & 1)

/*
 * Adds to a counter: a per-CPU value, but an interrupt may count too, hence the
 * atomic addition. This and other functions here are not inlined because the
 * kernel's checks of a program, and so the start, take as long as it has
 * instructions.
 */
static __noinline void count(__u32 index)
{
	__u32 zero = 0;
	__u64 *all = bpf_map_lookup_elem(&counters, &zero);

	if (all && index < sizeof(struct nvme_trace_counters) / sizeof(__u64))
		__sync_fetch_and_add(&all[index], 1);
}

#define COUNT(member) count(__builtin_offsetof(struct nvme_trace_counters, member) / sizeof(__u64))

/* ---- Who ---- */

static __always_inline __u64 current_stack(void)
{
	return (__u64)CURRENT(stack);
}

#define PF_IO_WORKER	0x10 /* task_struct.flags: a thread that io_uring made in the process */
#define MAX_GENERATIONS 64

/*
 * Whether the current process comes from the one that alone is wanted. That one
 * adopts what its descendants leave behind (PR_SET_CHILD_SUBREAPER), so the chain
 * of parents leads to it for as long as they live.
 */
static __always_inline bool descends(void)
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

/* A worker's name says what it is for; the sender is the process that it belongs to. */
static __always_inline void read_comm(char comm[NVME_TRACE_COMM_SIZE])
{
	struct task_struct *process;

	bpf_get_current_comm(comm, NVME_TRACE_COMM_SIZE);
	if (CURRENT(flags) & PF_IO_WORKER) {
		process = CURRENT(group_leader);
		bpf_core_read_str(comm, NVME_TRACE_COMM_SIZE, &process->comm);
	}
}

/* An empty command, or NULL, which does not happen. */
static __always_inline struct nvme_trace_command *new_command(void)
{
	__u32 zero = 0;
	struct nvme_trace_command *command = bpf_map_lookup_elem(&scratch, &zero);

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

/* The same, for a command that the current thread sends. */
static __always_inline void start_own_event(struct nvme_trace_event *event,
					    enum nvme_trace_origin origin)
{
	__u64 id = bpf_get_current_pid_tgid();

	start_event(event, origin, bpf_ktime_get_ns());
	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->uid = (__u32)bpf_get_current_uid_gid();
	read_comm(event->comm);
}

/* ---- Where to ---- */

/* The drive; of an admin command ns is NULL. */
static __always_inline void locate(struct nvme_trace_event *event, struct nvme_ctrl *ctrl,
				   struct nvme_ns *ns)
{
	event->ctrl = ctrl ? instance_of(ctrl) : NVME_TRACE_NO_CTRL;
	event->vendor_id = ctrl ? vendor_of(ctrl) : 0;
	event->queue = ns ? NVME_TRACE_QUEUE_IO : NVME_TRACE_QUEUE_ADMIN;
	event->csi = NVME_TRACE_CSI_UNKNOWN;
	__builtin_memset(event->disk, 0, sizeof(event->disk) + sizeof(event->head));
	if (ns)
		read_namespace(event, ns);
}

/*
 * The sender's struct nvme_passthru_cmd, nvme_passthru_cmd64 or nvme_uring_cmd,
 * 64 bytes of it read into event->sqe: all three have the submission queue entry's
 * layout but for the data pointer, where they have the sender's buffer and the
 * lengths of metadata and data. Of a vectored command the latter is the number of
 * its vectors, until its request tells how long they are together.
 */
static __always_inline void take_passthru(struct nvme_trace_event *event)
{
	event->metadata_len = (__u32)event->sqe.dptr[1];
	event->data_len = event->sqe.dptr[1] >> 32;
	event->sqe.command_id = 0;
	event->sqe.dptr[0] = event->sqe.dptr[1] = 0;
}

/* ---- The table ---- */

__u64 woken_ns; /* when the reader was last woken; about so, as every CPU writes it */

/*
 * To wake the reader costs more than all else that is done for a record. So a command that comes
 * after a while wakes it, which then looks by itself until nothing has come for as long.
 */
static __always_inline __u64 wakeup(void *ring)
{
	__u64 now = bpf_ktime_get_ns();

	if (now - woken_ns > NVME_TRACE_LOOK_NS) {
		woken_ns = now;
		return BPF_RB_FORCE_WAKEUP;
	}
	return bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) > wakeup_size ? BPF_RB_FORCE_WAKEUP
									   : BPF_RB_NO_WAKEUP;
}

static __always_inline bool send_plain(void *ring, struct nvme_trace_event *event)
{
	return bpf_ringbuf_output(ring, event, sizeof(*event), wakeup(ring));
}

/* The record with the first bytes of its data behind it. Returns whether there was no room. */
static __always_inline bool send_sized(void *ring, const struct nvme_trace_event *event,
				       struct request *rq, __u64 bytes)
{
	const __u64 size = sizeof(*event) + 2 * bytes; /* read_payload() asks for twice as much */
	struct nvme_trace_event *record = bpf_ringbuf_reserve(ring, size, 0);

	if (!record)
		return true;
	__builtin_memcpy(record, event, sizeof(*event));
	record->size = size;
	record->payload_len = read_payload(rq, (__u8 *)(record + 1), bytes);
	record->payload = record->payload_len ? NVME_TRACE_PAYLOAD_READ :
						NVME_TRACE_PAYLOAD_UNREADABLE;
	if (!record->payload_len)
		COUNT(payload_missed);
	bpf_ringbuf_submit(record, wakeup(ring));
	return false;
}

/* Takes no more room than the data does, or little more: what is reserved has one of these sizes. */
#define FEW_BYTES  64
#define SOME_BYTES 512

static __always_inline bool send_with_payload(void *ring, struct nvme_trace_event *event,
					      struct request *rq)
{
	__u32 bytes = payload_bytes(rq);

	if (!has_payload(event))
		return send_plain(ring, event);
	if (!filter.unredacted && filter__is_secret(event)) {
		event->payload = NVME_TRACE_PAYLOAD_SECRET;
		return send_plain(ring, event);
	}
	if (!bytes) {
		event->payload = NVME_TRACE_PAYLOAD_UNREADABLE;
		COUNT(payload_missed);
		return send_plain(ring, event);
	}
	if (filter.payload_size > FEW_BYTES && bytes <= FEW_BYTES)
		return send_sized(ring, event, rq, FEW_BYTES);
	if (filter.payload_size > SOME_BYTES && bytes <= SOME_BYTES)
		return send_sized(ring, event, rq, SOME_BYTES);
	return send_sized(ring, event, rq, filter.payload_size);
}

/* rq is NULL where it is not at hand; then there is no data to be shown. */
static __noinline void send(struct nvme_trace_event *event, enum nvme_trace_outcome outcome,
			    struct request *rq)
{
	void *ring = current_ring();
	bool full;

	event->outcome = outcome;
	if (!filter__wants_outcome(&filter, event, 0)) {
		COUNT(filtered);
		return;
	}
	if (!ring) /* does not happen */
		full = true;
	else if (filter.payload_size)
		full = send_with_payload(ring, event, rq);
	else
		full = send_plain(ring, event);
	if (full)
		COUNT(ring_full);
}

static __always_inline void report(struct nvme_trace_command *command,
				   enum nvme_trace_outcome outcome, struct request *rq)
{
	command->reported = true;
	send(&command->event, outcome, rq);
}

/* Counts a command that is seen for the first time. Whether it is to be followed. */
static __always_inline bool wanted(const struct nvme_trace_event *event, bool descends)
{
	COUNT(seen);
	if (descends && filter__wants_command(&filter, event))
		return true;
	COUNT(filtered);
	return false;
}

/* The key is used again, so its last command is over, but that went unseen. */
static __noinline void end_unseen(__u64 key)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return;
	if (!command->reported) {
		COUNT(end_missed);
		report(command, NVME_TRACE_UNKNOWN, NULL);
	}
	bpf_map_delete_elem(&commands, &key);
}

static __always_inline void add(__u64 key, struct nvme_trace_command *command)
{
	if (!bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		return;
	end_unseen(key);
	if (bpf_map_update_elem(&commands, &key, command, BPF_NOEXIST))
		COUNT(table_full);
}

/*
 * The command is over for its sender, who got `ret`. If it was not answered, its
 * record is sent now. Returns whether it was in the table.
 */
static __always_inline bool ended(__u64 key, long ret)
{
	struct nvme_trace_command *command = bpf_map_lookup_elem(&commands, &key);

	if (!command)
		return false;
	if (!command->reported) {
		if (command->event.issue_ns && ret >= 0) {
			COUNT(answer_missed);
			command->event.complete_ns = bpf_ktime_get_ns(); /* at the latest */
		}
		if (ret < 0)
			command->event.error = ret;
		else
			command->event.status = ret & STATUS_MASK; /* as the driver passed it on */
		report(command, ret < 0 ? NVME_TRACE_FAILED : NVME_TRACE_COMPLETED, NULL);
	}
	bpf_map_delete_elem(&commands, &key);
	return true;
}

#endif
