/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands that come by io_uring. Nobody waits for them; the struct io_uring_cmd
 * names one from its entry to its answer.
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
#define IOSQE_ASYNC	    0x10	/* the sender wants a worker to send it */
#define EAGAIN		    11
#define EIOCBQUEUED	    529 /* submitted: an answer will come */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* process and thread id */
	__type(value, __u64); /* address of the io_uring_cmd that it is handing to the driver */
} entering SEC(".maps");

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

/* The same of a command that was not wanted, and so is not in the table. */
static __always_inline bool unwanted_comes_again(const struct nvme_trace_command *known,
						 struct io_uring_cmd *ioucmd,
						 unsigned int issue_flags)
{
	return !known && filter__is_narrow(&filter) && !(issue_flags & IO_URING_F_NONBLOCK) &&
	       !(uring_flags(ioucmd) & IOSQE_ASYNC);
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
	if (unwanted_comes_again(known, ioucmd, issue_flags))
		return 0;
	if (!comes_again(known, issue_flags)) {
		command = new_command();
		if (!command)
			return 0;
		event = &command->event;
		start_own_event(event, NVME_TRACE_ORIGIN_URING);
		locate(event, ctrl, ns);
		read_node(&node, event->node, BPF_CORE_READ(ioucmd, file));
		/* Other threads of the sender may still write to it; the drive's copy replaces it. */
		bpf_probe_read_kernel(&event->sqe, sizeof(event->sqe), uring_cmd_of(ioucmd));
		take_passthru(event);
		if (!wanted(event, descends())) {
			end_unseen(key);
			return 0;
		}
		add(key, command);
	}
	bpf_map_update_elem(&entering, &thread, &key, BPF_ANY);
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

#endif
