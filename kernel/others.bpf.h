/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Commands that no program handed in: the kernel's own, and block I/O. They are
 * first seen when the driver sets them up; their struct request names them.
 */
#ifndef KERNEL_OTHERS_BPF_H
#define KERNEL_OTHERS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "nvme_trace.h"
#include "kernel/commands.bpf.h"
#include "kernel/differences.bpf.h"
#include "kernel/requests.bpf.h"

#define WATCHES_OTHERS (WATCHES(NVME_TRACE_ORIGIN_KERNEL) || WATCHES(NVME_TRACE_ORIGIN_BLOCK))

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64);   /* address of a struct request that the driver is setting up */
	__type(value, __u64); /* since when */
} setups SEC(".maps");

/* Who submitted block I/O. */
struct sender {
	__u32 pid, tid, uid;
	__u32 descends;
	char comm[NVME_TRACE_COMM_SIZE];
};

/* The least recent go first: a request may be merged into another, and then nobody asks. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_COMMANDS);
	__type(key, __u64); /* address of the struct bio */
	__type(value, struct sender);
} senders SEC(".maps");

/* Runs in the thread that submits. Later on, any other may do the work. */
SEC("raw_tp/block_getrq")
int block_getrq(struct bpf_raw_tracepoint_args *ctx)
{
	struct bio *bio = bio_of(ctx->args);
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
	sender.descends = descends();
	read_comm(sender.comm);
	bpf_map_update_elem(&senders, &key, &sender, BPF_ANY);
	return 0;
}

/* Returns whether the process is one that is wanted. */
static __always_inline bool read_sender(struct nvme_trace_event *event, struct request *rq)
{
	__u64 bio = (__u64)BPF_CORE_READ(rq, bio);
	struct sender *sender = bpf_map_lookup_elem(&senders, &bio);
	bool descends = !filter.ancestor;

	if (!sender)
		return descends;
	event->pid = sender->pid;
	event->tid = sender->tid;
	event->uid = sender->uid;
	__builtin_memcpy(event->comm, sender->comm, sizeof(event->comm));
	descends = sender->descends;
	bpf_map_delete_elem(&senders, &bio);
	return descends;
}

/* Fills an event for a request that carries none of ours. Whether it is to be followed. */
static __always_inline bool begin(struct nvme_trace_event *event, struct request *rq,
				  struct nvme_command *cmd, __u64 now)
{
	enum nvme_trace_origin origin = is_passthru(rq) ? NVME_TRACE_ORIGIN_KERNEL :
							  NVME_TRACE_ORIGIN_BLOCK;
	bool descends = !filter.ancestor;

	/* A user's command that is not in the table is one that is not wanted. */
	if (!WATCHES(origin) || (origin == NVME_TRACE_ORIGIN_KERNEL && is_users(rq)))
		return false;
	start_event(event, origin, now);
	event->issue_ns = now;
	read_request(event, rq, cmd);
	locate_request(event, rq);
	read_queue(event, rq);
	if (origin == NVME_TRACE_ORIGIN_BLOCK)
		descends = read_sender(event, rq);
	return wanted(event, descends);
}

static __always_inline bool may_be_others(struct request *rq)
{
	return !is_passthru(rq) || !is_users(rq);
}

/* The driver sets up once more what it could not send: the command is in the table. */
SEC("raw_tp/nvme_setup_cmd")
int BPF_PROG(others_setup, struct request *rq, struct nvme_command *cmd)
{
	struct nvme_trace_command command = { .described = true }, *known;
	__u64 now = bpf_ktime_get_ns(), request = (__u64)rq, key;

	if (!may_be_others(rq))
		return 0;
	known = command_of(rq, &key);
	if (known) {
		describe_again(known, rq, cmd, now);
		return 0;
	}
	bpf_map_delete_elem(&setups, &request);
	if (tracing && begin(&command.event, rq, cmd, now))
		add(request, &command);
	return 0;
}

/* Runs before the program that takes the command from the table; only its set-up was noted. */
static __always_inline bool completed_unnoticed(struct request *rq)
{
	struct nvme_trace_event event = {};
	__u64 now = bpf_ktime_get_ns(), request = (__u64)rq, start;
	__u64 *setup = bpf_map_lookup_elem(&setups, &request);

	if (!setup)
		return false;
	start = *setup;
	bpf_map_delete_elem(&setups, &request);
	if (begin(&event, rq, command_in(rq), start)) {
		take_answer(&event, rq, now);
		send(&event, NVME_TRACE_COMPLETED, rq);
	}
	return true;
}

SEC("raw_tp/nvme_complete_rq")
int BPF_PROG(others_completed, struct request *rq)
{
	__u64 key;

	if (may_be_others(rq) && !command_of(rq, &key) && !completed_unnoticed(rq) && tracing &&
	    !filter__is_narrow(&filter) &&
	    (is_passthru(rq) ? WATCHES(NVME_TRACE_ORIGIN_KERNEL) : WATCHES(NVME_TRACE_ORIGIN_BLOCK)))
		COUNT(unpaired);
	return 0;
}

#endif
