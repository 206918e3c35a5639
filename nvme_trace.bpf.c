// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The kernel side: it sends one record for each command. These are the hooks, in the order in which
 * a command reaches them:
 *
 *   the driver's ioctls     fentry, on kernels that can but have no casts: the sender, and the node
 *                           that it opened
 *   nvme_submit_user_cmd    kprobe: arguments; an ioctl's command enters the table. Without fentry,
 *                           also the sender and the node
 *   nvme_uring_cmd_io       kprobe: the same for io_uring
 *   nvme_setup_cmd          tracepoint: command id, queue, controller, disk; block I/O and the
 *                           kernel's own commands enter the table here, if they are traced
 *   nvme_complete_rq        tracepoint: the completion; the record is sent
 *   end of the ioctl        fexit, kretprobe or trace event: the command leaves the table; if the
 *                           drive did not complete it, its record is sent now, with the errno
 *
 * In between, any thread may run the queue, and an interrupt brings the completion. So neither the
 * current thread nor the command id, which is reused, identifies the command. Its request does.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/block_and_kernel.bpf.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/functions.bpf.h"
#include "kernel/ioctl.bpf.h"
#include "kernel/nodes.bpf.h"
#include "kernel/places.bpf.h"
#include "kernel/recovery.bpf.h"
#include "kernel/requests.bpf.h"
#include "kernel/uring.bpf.h"

/* ---- Every command, on its way to the drive and back ---- */

/*
 * In some kernels a program on a tracepoint may be preempted (in 7.3, but not in 6.18). If that
 * happens inside the program below, the kernel skips the program for other threads. This kprobe
 * still records their time of set-up. Everything else is read from the request when the command
 * completes; it is still there since f4b9e6c90c57 (5.13).
 */
SEC("kprobe")
int BPF_KPROBE(nvme_setup_cmd_entered, struct nvme_ns *ns, struct request *rq)
{
	__u64 request = (__u64)rq, now;
	struct request_facts facts;

	if (!read_request_facts(&facts, rq, TABLE_ORIGINS, CASTED))
		return 0;
	now = facts.now;
	if (facts.command)
		facts.command->event.issue_ns = now;
	else if (tracing && facts.origins != PROGRAM_ORIGINS)
		bpf_map_update_elem(&setups, &request, &now, BPF_ANY);
	return 0;
}

/* Handles commands of programs; block_or_kernel_setup handles all others. */
SEC("tp_btf/nvme_setup_cmd")
int BPF_PROG(nvme_setup_cmd, struct request *rq, struct nvme_command *cmd)
{
	struct nvme_trace_command *command;
	struct request_facts facts;

	if (!rq || !cmd) /* never; but the verifier of 6.13 and later takes it for possible */
		return 0;
	if (!read_request_facts(&facts, rq, PROGRAM_ORIGINS, TYPED)) {
		if (facts.origins == ORIGIN_BIT(NVME_TRACE_ORIGIN_KERNEL))
			note_own_command();
		return 0;
	}
	if (recovers_commands) {
		note_first_setup();
		note_end_of_ioctl(&facts);
	}
	command = facts.command;
	if (command && command->described) {
		describe_requeued_command(command, &facts, cmd);
	} else if (command) {
		describe_entered_command(command, &facts, cmd, TYPED);
		command->event.issue_ns = facts.now;
	} else if (tracing && WATCHES(NVME_TRACE_ORIGIN_IOCTL) &&
		   !recover_missed_entry(address_of(rq), address_of(cmd)) &&
		   must_be_known(&facts) && !recovers_commands) {
		COUNT(entry_missed); /* else it is found when it completes */
	}
	return 0;
}

/* Returns the completed command, if it is to be sent, and counts it if nothing is known of it. */
static __always_inline struct nvme_trace_command *
find_unknown_command(const struct request_facts *facts, __u64 request, __u32 scratch_index)
{
	enum recovered recovered = RECOVERED_NOT;

	if (recovers_commands && WATCHES(NVME_TRACE_ORIGIN_IOCTL) &&
	    facts->origins == PROGRAM_ORIGINS)
		recovered = recover_missed_command(request, scratch_index);
	if (recovered == RECOVERED_TO_SEND)
		return bpf_map_lookup_elem(&scratch, &scratch_index);
	if (recovered == RECOVERED_NOT && must_be_known(facts))
		COUNT(unpaired);
	return NULL;
}

/*
 * Reports a completed command. `first` is whether no other program has seen its completion. Then a
 * command that is not in the table started before the trace, unless its entry was missed.
 */
static __always_inline void handle_completion(struct request *rq, bool first, enum scratch scratch)
{
	struct nvme_trace_command *command;
	struct request_facts facts;

	if (!read_request_facts(&facts, rq, TABLE_ORIGINS, TYPED))
		return;
	command = facts.command;
	if (command)
		end_answered_command(command, &facts);
	else if (first)
		command = find_unknown_command(&facts, address_of(rq), scratch);
	if (command)
		send_with_data(&command->event, NVME_TRACE_COMPLETED, rq);
	remove_reported_command(&facts);
}

SEC("tp_btf/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq, struct request *rq)
{
	struct nvme_trace_cpu *cpu = this_cpu();

	if (!rq || !cpu)
		return 0;
	cpu->completing = true;
	handle_completion(rq, true, SCRATCH_COMPLETION);
	cpu->answered = (__u64)rq;
	cpu->completing = false;
	return 0;
}

/*
 * An interrupt may bring a completion while the program above handles another one. Since
 * 05b24ff9b2cf (6.1) the kernel then skips the program above, but runs this one. Usually both run,
 * and the first has done the work.
 */
SEC("tp_btf/nvme_complete_rq")
int BPF_PROG(nvme_complete_rq_nested, struct request *rq)
{
	struct nvme_trace_cpu *cpu = this_cpu();

	if (!rq || !cpu)
		return 0;
	if (cpu->answered != (__u64)rq)
		handle_completion(rq, cpu->completing, SCRATCH_NESTED_COMPLETION);
	cpu->answered = 0;
	return 0;
}

/*
 * Ends a command that the driver could not send and ended without a status, for example because
 * the drive was just removed. Returns the outcome.
 */
static __always_inline enum nvme_trace_outcome
end_unsent_command(struct nvme_trace_command *command, __u8 error)
{
	command->event.error = error == BLK_STS_IOERR ? -EIO : 0;
	command->reported = true;
	return error == BLK_STS_IOERR ? NVME_TRACE_FAILED : NVME_TRACE_UNKNOWN;
}

/*
 * If a thread brings the completion (by polling, or in a Fabrics transport), the kernel may skip
 * both programs above. The reason is given at nvme_setup_cmd_entered. It does not skip a program on
 * a function. This one is attached to functions that the block layer calls for the request
 * afterwards. It also sees the status that the driver sets when it cannot send a command; in 7.3 no
 * tracepoint shows that.
 */
SEC("kprobe")
int BPF_KPROBE(request_ended, struct request *rq, __u8 error /* blk_status_t */)
{
	enum nvme_trace_outcome outcome = NVME_TRACE_COMPLETED;
	struct request_facts facts;

	if (!read_request_facts(&facts, rq, TABLE_ORIGINS, CASTED) || !facts.command)
		return 0;
	if (error && !request_status(rq)) {
		if (facts.command->event.origin == NVME_TRACE_ORIGIN_IOCTL)
			return 0; /* the return value will tell */
		outcome = end_unsent_command(facts.command, error);
		rq = NULL;
	} else {
		end_answered_command(facts.command, &facts);
	}
	send_with_data(&facts.command->event, outcome, rq);
	remove_reported_command(&facts);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
