/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sends the records of commands through the ring, or adds the commands up instead. */
#ifndef KERNEL_SENDING_BPF_H
#define KERNEL_SENDING_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/payload.bpf.h"
#include "kernel/sums.bpf.h"
#include "kernel/trace.bpf.h"

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* user space sets the real size before loading */
};

struct ring events SEC(".maps");

/*
 * Replaces `events` by one ring for each CPU. On a real-time kernel without 8b62645b09f8 (6.12), a
 * program may sleep if the ring buffer's lock is taken, and a program must not sleep. If only one
 * CPU uses a ring, its lock is always free.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1); /* user space sets the number of CPUs before loading */
	__type(key, __u32);
	__array(values, struct ring);
} cpu_events SEC(".maps");

/* Whether to use cpu_events instead of events. User space sets it before loading. */
const volatile bool ring_for_each_cpu = false;

static __always_inline void *choose_ring(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return ring_for_each_cpu ? bpf_map_lookup_elem(&cpu_events, &cpu) : &events;
}

/* If a ring holds more bytes than this, the reader is woken at once. Set before loading. */
const volatile __u64 wakeup_size = 0;

__u64 reader_woken_ns; /* when the reader was last woken; approximate: every CPU writes it */

/*
 * Waking the reader costs more than all other work for a record. So only the first record after a
 * pause wakes it. The reader then polls until no record has come for a while.
 */
static __always_inline __u64 choose_wakeup(void *ring, __u64 now)
{
	if (now - reader_woken_ns > NVME_TRACE_READER_POLL_NS) {
		reader_woken_ns = now;
		return BPF_RB_FORCE_WAKEUP;
	}
	return bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) > wakeup_size ? BPF_RB_FORCE_WAKEUP
									   : BPF_RB_NO_WAKEUP;
}

static __always_inline bool send_without_payload(void *ring, struct nvme_trace_event *event)
{
	__u64 now = event->complete_ns ? event->complete_ns : bpf_ktime_get_ns();

	return bpf_ringbuf_output(ring, event, sizeof(*event), choose_wakeup(ring, now));
}

/* Sends the record, followed by up to `bytes` of its data. Returns whether the ring was full. */
static __noinline bool send_with_room(void *ring, const struct nvme_trace_event *event,
				       struct request *rq, __u64 bytes)
{
	const __u64 size = sizeof(*event) + 2 * bytes; /* read_payload() needs twice the room */
	struct nvme_trace_event *record = bpf_ringbuf_reserve(ring, size, 0);

	if (!record)
		return true;
	bpf_probe_read_kernel(record, sizeof(*event), event); /* fewer instructions than a copy */
	record->size = size;
	record->payload_len = read_payload(rq, (__u8 *)(record + 1), bytes);
	record->payload = record->payload_len ? NVME_TRACE_PAYLOAD_READ :
						NVME_TRACE_PAYLOAD_UNREADABLE;
	if (!record->payload_len)
		COUNT(payload_missed);
	bpf_ringbuf_submit(record, choose_wakeup(ring, bpf_ktime_get_ns()));
	return false;
}

/*
 * The space reserved for the data has one of these sizes or payload_size, so that little is wasted.
 */
#define FEW_BYTES  64
#define SOME_BYTES 512

static __always_inline bool is_withheld(const struct nvme_trace_event *event)
{
	return !filter.unredacted && filter__is_secret(event);
}

/* Notes why the record lacks data that was asked for. */
static __always_inline void note_missing_payload(struct nvme_trace_event *event)
{
	if (!filter.payload_size || !has_payload(event))
		return;
	if (is_withheld(event)) {
		event->payload = NVME_TRACE_PAYLOAD_SECRET;
		return;
	}
	event->payload = NVME_TRACE_PAYLOAD_UNREADABLE;
	COUNT(payload_missed);
}

static __always_inline bool send_with_payload(void *ring, struct nvme_trace_event *event,
					      struct request *rq)
{
	__u32 bytes = payload_bytes(rq), room;

	if (!bytes || !has_payload(event) || is_withheld(event)) {
		note_missing_payload(event);
		return send_without_payload(ring, event);
	}
	room = filter.payload_size;
	if (bytes <= FEW_BYTES && room > FEW_BYTES)
		room = FEW_BYTES;
	else if (bytes <= SOME_BYTES && room > SOME_BYTES)
		room = SOME_BYTES;
	return send_with_room(ring, event, rq, room);
}

/* Sets the outcome. Returns whether the filters accept it, and counts the command otherwise. */
static __always_inline bool has_wanted_outcome(struct nvme_trace_event *event,
					       enum nvme_trace_outcome outcome)
{
	event->outcome = outcome;
	if (filter__wants_outcome(&filter, event, 0))
		return true;
	COUNT(filtered);
	return false;
}

/* rq is NULL if the request is gone. The record is then sent without data. */
static __always_inline void send(struct nvme_trace_event *event, enum nvme_trace_outcome outcome,
				 struct request *rq)
{
	void *ring = choose_ring();
	bool full;

	if (!has_wanted_outcome(event, outcome))
		return;
	if (sums_only) {
		full = !add_to_sums(event);
	} else if (!ring) { /* only for the verifier */
		full = true;
	} else if (filter.payload_size && rq) {
		full = send_with_payload(ring, event, rq);
	} else {
		note_missing_payload(event);
		full = send_without_payload(ring, event);
	}
	if (full)
		COUNT(ring_full);
}

/*
 * Sends the record of a command whose request is gone. Programs that see no completion have only
 * this function: without the code that reads data, they load faster.
 */
static __noinline void send_record(struct nvme_trace_event *event, enum nvme_trace_outcome outcome)
{
	send(event, outcome, NULL);
}

/*
 * Sends the record of a command whose end was missed. It goes to the ring even if all others are
 * added up; user space adds it to the sums. There are so few that none is lost. Programs that send
 * nothing else load faster for it.
 */
static __noinline void send_unknown(struct nvme_trace_event *event)
{
	void *ring = choose_ring();

	if (!has_wanted_outcome(event, NVME_TRACE_UNKNOWN))
		return;
	note_missing_payload(event);
	if (!ring || send_without_payload(ring, event))
		COUNT(ring_full);
}

/* Sends the record of a command whose request is still there. */
static __noinline void send_with_data(struct nvme_trace_event *event,
				      enum nvme_trace_outcome outcome, struct request *rq)
{
	send(event, outcome, rq);
}

#endif
