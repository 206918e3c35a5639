/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Block I/O and the kernel's own commands, which do not come from a passthrough interface. They are
 * first seen when the driver sets them up. The address of the struct request identifies them.
 */
#ifndef KERNEL_BLOCK_AND_KERNEL_BPF_H
#define KERNEL_BLOCK_AND_KERNEL_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/requests.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* address of a struct request that the driver is setting up */
	__type(value, __u64); /* when the set-up began */
} setups SEC(".maps");

/* The thread that submitted block I/O. */
struct sender {
	__u32 pid, tid, uid;
	__u32 is_descendant;
	char comm[NVME_TRACE_COMM_SIZE];
};

/* An LRU table, because an entry is left over when the block layer merges its bio into another. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64); /* address of the struct bio */
	__type(value, struct sender);
} senders SEC(".maps");

/* Runs in the thread that submits the I/O. Later, any thread may send it to the drive. */
SEC("raw_tp/block_getrq")
int block_getrq(struct bpf_raw_tracepoint_args *ctx)
{
	struct bio *bio = bio_of_getrq(ctx->args);
	__u64 key = (__u64)bio, id = bpf_get_current_pid_tgid();
	char name[4] = {};
	struct sender sender = {
		.pid = id >> 32,
		.tid = (__u32)id,
		.uid = (__u32)bpf_get_current_uid_gid(),
	};

	bpf_core_read(name, sizeof(name), &disk_of_bio(bio)->disk_name);
	if (name[0] != 'n' || name[1] != 'v' || name[2] != 'm' || name[3] != 'e')
		return 0;
	sender.is_descendant = is_descendant();
	read_comm(sender.comm);
	bpf_map_update_elem(&senders, &key, &sender, BPF_ANY);
	return 0;
}

/* Fills in the sender of block I/O, if known. Returns whether the ancestor filter accepts it. */
static __always_inline bool read_block_sender(struct nvme_trace_event *event, struct request *rq)
{
	__u64 bio = (__u64)BPF_CORE_READ(rq, bio);
	struct sender *sender = bpf_map_lookup_elem(&senders, &bio);
	bool is_descendant = !filter.ancestor;

	if (!sender)
		return is_descendant;
	event->pid = sender->pid;
	event->tid = sender->tid;
	event->uid = sender->uid;
	__builtin_memcpy(event->comm, sender->comm, sizeof(event->comm));
	is_descendant = sender->is_descendant;
	bpf_map_delete_elem(&senders, &bio);
	return is_descendant;
}

/* Fills the event of a request that no program sent. Returns whether the command is wanted. */
static __always_inline bool start_request_event(struct nvme_trace_event *event,
						const struct request_facts *facts,
						struct nvme_command *cmd, __u64 issue_ns)
{
	enum nvme_trace_origin origin =
		facts->origins == ORIGIN_BIT(NVME_TRACE_ORIGIN_BLOCK) ? NVME_TRACE_ORIGIN_BLOCK :
									NVME_TRACE_ORIGIN_KERNEL;
	bool is_descendant = !filter.ancestor;

	start_event(event, origin, issue_ns);
	event->issue_ns = issue_ns;
	describe_new_command(event, facts, cmd);
	if (origin == NVME_TRACE_ORIGIN_BLOCK)
		is_descendant = read_block_sender(event, facts->request);
	return count_wanted(event, is_descendant);
}

/* If the command is in the table, the driver could not send it and sets it up again. */
SEC("raw_tp/nvme_setup_cmd")
int BPF_PROG(block_or_kernel_setup, struct request *rq, struct nvme_command *cmd)
{
	struct nvme_trace_command *known, *command;
	__u64 request = (__u64)rq;
	struct request_facts facts;

	if (!read_request_facts(&facts, rq, filter.origins & BLOCK_OR_KERNEL_ORIGINS, UNTYPED))
		return 0;
	known = facts.command;
	if (known) {
		describe_requeued_command(known, &facts, cmd);
		return 0;
	}
	bpf_map_delete_elem(&setups, &request);
	command = tracing ? new_command(SCRATCH_BLOCK_SETUP) : NULL;
	if (!command)
		return 0;
	command->described = true;
	if (start_request_event(&command->event, &facts, cmd, facts.now))
		add_command(request, command);
	return 0;
}

/*
 * Reports a completed command for which the kernel skipped the program above; only the time of its
 * set-up is known. Returns false if there is no such command.
 */
static __always_inline bool report_missed_setup(const struct request_facts *facts)
{
	struct nvme_trace_command *command;
	__u64 request = (__u64)facts->request, issue_ns;
	__u64 *setup = bpf_map_lookup_elem(&setups, &request);

	command = setup ? new_command(SCRATCH_BLOCK_COMPLETION) : NULL;
	if (!setup || !command)
		return false;
	issue_ns = *setup;
	bpf_map_delete_elem(&setups, &request);
	if (start_request_event(&command->event, facts, request_command(facts->request),
				issue_ns)) {
		read_answer(&command->event, facts);
		send_with_data(&command->event, NVME_TRACE_COMPLETED, facts->request);
	}
	return true;
}

/* Runs before nvme_complete_rq of nvme_trace.bpf.c, which removes the command from the table. */
SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(block_or_kernel_answer, struct request *rq)
{
	struct request_facts facts;

	if (!read_request_facts(&facts, rq, filter.origins & BLOCK_OR_KERNEL_ORIGINS, UNTYPED))
		return 0;
	if (facts.command || report_missed_setup(&facts))
		return 0;
	if (tracing && !filter__is_narrow(&filter))
		COUNT(unpaired);
	return 0;
}

#endif
