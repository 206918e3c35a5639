// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Kernel side: one record for each command. The hooks, in the order in which a
 * command meets them:
 *
 *   nvme_submit_user_cmd    kprobe: who sends what; an ioctl's command enters the table
 *   nvme_uring_cmd_io       kprobe: the same for io_uring
 *   nvme_setup_cmd          raw tracepoint: command id, queue, controller, disk;
 *                           what no program sent enters the table here, if asked for
 *   nvme_complete_rq        raw tracepoint: the drive's answer; the record is sent
 *   end of the ioctl        trace event and kretprobe: the command leaves the table;
 *                           if it got no answer, its record is sent now, with the errno
 *
 * In between, any thread may run the queue and an interrupt brings the answer:
 * there the request tells whose command it is, never the current thread and never
 * the command id, which is used again and again. kernel/commands.bpf.h says how.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/ioctl.bpf.h"
#include "kernel/others.bpf.h"
#include "kernel/requests.bpf.h"
#include "kernel/uring.bpf.h"

/* ---- Every command, on its way to the drive and back ---- */

/*
 * Where tracepoints leave the kernel preemptible (7.3 does, 6.18 did not), a
 * thread that loses the CPU inside the next program keeps others from running
 * it there. So the time is taken here, and what that program missed is read
 * from the request when the drive has answered; it is still there since
 * f4b9e6c90c57 (5.13).
 */
SEC("kprobe")
int BPF_KPROBE(nvme_setup_cmd_entered, struct nvme_ns *ns, struct request *rq)
{
	__u64 now = bpf_ktime_get_ns(), request = (__u64)rq, key;
	struct nvme_trace_command *command = command_of(rq, &key);

	if (command)
		command->event.issue_ns = now;
	else if (tracing && WATCHES_OTHERS && may_be_others(rq))
		bpf_map_update_elem(&setups, &request, &now, BPF_ANY);
	return 0;
}

/* Whether it carries a command of a program's that ought to be in the table, as all are wanted. */
static __always_inline bool should_be_known(struct request *rq)
{
	return tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL) && WATCHES(NVME_TRACE_ORIGIN_URING) &&
	       !filter__is_narrow(&filter) && is_passthru(rq) && is_users(rq);
}

/* Those of others are set up in others_setup. */
SEC("raw_tp/nvme_setup_cmd")
int BPF_PROG(nvme_setup_cmd, struct request *rq, struct nvme_command *cmd)
{
	__u64 now = bpf_ktime_get_ns(), key;
	struct nvme_trace_command *command;

	if (may_be_others(rq))
		return 0;
	command = command_of(rq, &key);
	if (command && command->described) {
		describe_again(command, rq, cmd, now);
	} else if (command) {
		describe_known(command, rq, cmd);
		command->event.issue_ns = now;
	} else if (tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL) && !entered_unseen(rq, cmd) &&
		   should_be_known(rq)) {
		COUNT(entry_missed);
	}
	return 0;
}

/* The struct request whose answer the first of the two programs below has just dealt with. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} answered SEC(".maps");

/* One that is not in the table began before the trace, unless it was missed. */
SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq, struct request *rq)
{
	__u32 zero = 0;
	__u64 *done = bpf_map_lookup_elem(&answered, &zero);

	if (!completed(rq) && should_be_known(rq))
		COUNT(unpaired);
	if (done)
		*done = (__u64)rq;
	return 0;
}

/*
 * An interrupt that brings an answer may arrive while the program above is at
 * work on another one. Since 05b24ff9b2cf (6.1) the kernel then skips that
 * program, but not this one. Mostly that one has done it all, just before.
 */
SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq_nested, struct request *rq)
{
	__u32 zero = 0;
	__u64 *done = bpf_map_lookup_elem(&answered, &zero);

	if (!done || *done != (__u64)rq)
		completed(rq);
	if (done)
		*done = 0;
	return 0;
}

/*
 * Where the answer is brought by a thread (one that polls, or one of a Fabrics
 * transport), both programs above may be left out, as said at nvme_setup_cmd_entered;
 * what is attached to a function may not. These are functions that the block layer
 * calls for the request afterwards. Besides, the driver's own answer to what it
 * could not send has no tracepoint in 7.3.
 */
SEC("kprobe")
int BPF_KPROBE(request_ended, struct request *rq, __u8 error /* blk_status_t */)
{
	if (error && !is_answered(rq))
		given_up(rq, error);
	else
		completed(rq);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
