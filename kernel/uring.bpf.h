/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands sent by io_uring. No thread waits for them; the address of the struct io_uring_cmd
 * identifies a command from its entry to its answer.
 */
#ifndef KERNEL_URING_BPF_H
#define KERNEL_URING_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/requests.bpf.h"

#define IO_URING_F_NONBLOCK 0x80000000 /* enum io_uring_cmd_flags; the same since 5.19 */
#define IOSQE_ASYNC	    0x10	/* the sender asked for a worker to send it */
#define EAGAIN		    11
#define EIOCBQUEUED	    529 /* submitted: a completion will come */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* process and thread id */
	__type(value, __u64); /* address of the io_uring_cmd that it hands to the driver */
} entering SEC(".maps");

/*
 * If no tag is free, the driver refuses the command (-EAGAIN) and io_uring sends it again from a
 * worker, which may wait. It is the same command, so its first entry in the table stays.
 */
static __always_inline bool is_retry(const struct nvme_trace_command *known,
					unsigned int issue_flags)
{
	return known && !known->reported && !known->event.issue_ns &&
	       known->event.pid == bpf_get_current_pid_tgid() >> 32 &&
	       !(issue_flags & IO_URING_F_NONBLOCK);
}

/* The same for a filtered command, which is not in the table. */
static __always_inline bool is_filtered_retry(const struct nvme_trace_command *known,
						 struct io_uring_cmd *ioucmd,
						 unsigned int issue_flags)
{
	return !known && filter__is_narrow(&filter) && !(issue_flags & IO_URING_F_NONBLOCK) &&
	       !(uring_sqe_flags(ioucmd) & IOSQE_ASYNC);
}

SEC("kprobe")
int BPF_KPROBE(nvme_uring_cmd_io, struct nvme_ctrl *ctrl, struct nvme_ns *ns,
	       struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	__u64 key = (__u64)ioucmd, thread = bpf_get_current_pid_tgid();
	struct nvme_trace_command *known = bpf_map_lookup_elem(&commands, &key), *command;
	struct nvme_trace_event *event;
	struct open_node node = {};

	if (!tracing || !WATCHES(NVME_TRACE_ORIGIN_URING))
		return 0;
	if (is_filtered_retry(known, ioucmd, issue_flags))
		return 0;
	if (!is_retry(known, issue_flags)) {
		command = new_command(SCRATCH_ENTRY);
		if (!command)
			return 0;
		event = &command->event;
		start_sender_event(event, NVME_TRACE_ORIGIN_URING);
		read_location(event, ctrl, ns);
		command->ns = (__u64)ns;
		read_node(&node, event->node, BPF_CORE_READ(ioucmd, file));
		/* The sender may still change this; nvme_setup_cmd reads what the drive gets. */
		bpf_probe_read_kernel(&event->sqe, sizeof(event->sqe), uring_cmd_of(ioucmd));
		read_passthru_lengths(event);
		if (!count_wanted(event, is_descendant())) {
			end_stale_command(key);
			return 0;
		}
		add_command(key, command);
	}
	bpf_map_update_elem(&entering, &thread, &key, BPF_ANY);
	return 0;
}

/*
 * A command that the driver accepted may have ended by now, and its io_uring_cmd may belong to
 * another command. So this reads neither. The function does not wait for the drive, so a kretprobe
 * is enough.
 */
SEC("kretprobe")
int BPF_KRETPROBE(nvme_uring_cmd_io_returned, int ret)
{
	__u64 thread = bpf_get_current_pid_tgid(), key;
	__u64 *entered = bpf_map_lookup_elem(&entering, &thread);
	struct nvme_trace_command *command;
	struct nvme_trace_event *event;

	if (!entered)
		return 0;
	key = *entered;
	bpf_map_delete_elem(&entering, &thread);
	if (ret == -EIOCBQUEUED || ret == -EAGAIN)
		return 0;
	command = bpf_map_lookup_elem(&commands, &key);
	event = command ? end_returned_command(command, ret) : NULL;
	if (event)
		send_returned(event, ret);
	remove_command(key);
	return 0;
}

#endif
