/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Adds commands up for a summary, instead of sending a record for each. */
#ifndef KERNEL_SUMS_BPF_H
#define KERNEL_SUMS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/places.bpf.h"
#include "sums.h"

/* User space sets these before loading. sums_only: whether to add up instead of sending records. */
const volatile bool sums_only = false;
const volatile bool sums_by_comm = false;
const volatile __u32 sum_slots = 1; /* for each CPU: a power of two */

/* User space increments this when it begins to read: the bounds of latencies start anew. */
__u64 sums_epoch;

/*
 * A hash table for each CPU, one after the other. User space sets the number of entries. In each
 * table, one more slot follows for the commands that find no room. Slots are never freed. This is
 * faster than a hash map, and user space reads it without a system call, during which the kernel
 * would run no kprobe.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sum_slot);
} sums SEC(".maps");

#define SUM_PROBES 16 /* slots in which a key may be */

typedef __u64 __attribute__((may_alias)) name_word_t;

#define HASH_FACTOR 0x9e3779b97f4a7c15ULL /* odd, with random bits: 2^64 / the golden ratio */

static __noinline __u64 hash_name(__u64 hash, const char name[NVME_TRACE_DISK_SIZE])
{
	const name_word_t *words = (const name_word_t *)name;

	FILTER_LOOP (int i = 0; i < NVME_TRACE_DISK_SIZE / 8; i++)
		hash = (hash + words[i]) * HASH_FACTOR;
	return hash;
}

/*
 * Returns an id for the command on its device: a hash of the device's name plus what tells the
 * command, so that no two commands of a device have the same id. The kernel chose the names, and
 * there are few, so two of them are not expected to have the same ids. The cases are those of
 * columns__device().
 */
static __always_inline __u64 sum_id(const struct nvme_trace_event *event)
{
	__u64 device, kind, opcode = event->sqe.opcode;

	if (event->disk[0]) {
		device = hash_name(1, event->disk);
		if (event->head[0])
			device = hash_name(device, event->head);
	} else if (event->ctrl == NVME_TRACE_NO_CTRL) {
		device = hash_name(2, event->node);
	} else {
		device = (__u64)event->ctrl * HASH_FACTOR;
	}
	if (opcode == NVME_TRACE_FABRICS)
		opcode |= (__u64)nvme_trace_code(&event->sqe) << 40;
	kind = (__u64)event->queue << 8 | (__u64)event->csi << 16 | (__u64)event->vendor_id << 24;
	return device + (opcode | kind);
}

static __always_inline __u64 comm_word(const struct nvme_trace_event *event, int i)
{
	return sums_by_comm && event->pid ? ((const name_word_t *)event->comm)[i] : 0;
}

/* Where in a table to look for the command first. */
static __always_inline __u32 hash_of(__u64 id, const struct nvme_trace_event *event)
{
	__u64 comm = (comm_word(event, 0) * HASH_FACTOR + comm_word(event, 1)) * HASH_FACTOR;

	return (id + comm) * HASH_FACTOR >> 32;
}

static __always_inline struct sum_slot *slot_at(__u32 index)
{
	return bpf_map_lookup_elem(&sums, &index);
}

static __always_inline bool has_key(const struct sum_slot *slot, __u64 id,
				    const struct nvme_trace_event *event)
{
	const name_word_t *comm = (const name_word_t *)slot->key.comm;

	return slot->used && slot->key.id == id &&
	       (!sums_by_comm ||
		(comm[0] == comm_word(event, 0) && comm[1] == comm_word(event, 1)));
}

/*
 * An interrupt or another thread on this CPU may try to claim the same slot. If neither gets it, or
 * if both use a slot for the same key, user space adds up the two.
 */
static __always_inline bool claim_slot(struct sum_slot *slot, __u64 id,
				       const struct nvme_trace_event *event)
{
	name_word_t *comm = (name_word_t *)slot->key.comm;

	if (CLAIMS(slot))
		return false;
	__sync_fetch_and_add(&slot->claims, 1);
	if (CLAIMS(slot) != 1) {
		__sync_fetch_and_add(&slot->claims, -1);
		return false;
	}
	slot->key.id = id;
	comm[0] = comm_word(event, 0);
	comm[1] = comm_word(event, 1);
	/* Fewer instructions than a copy by words, so the program loads faster. */
	bpf_probe_read_kernel(&slot->example, sizeof(slot->example), event);
	asm volatile("" ::: "memory"); /* user space must not see the slot as used before */
	slot->used = 1;
	return true;
}

/* Finds or claims the command's slot. If all are taken by others, returns the last of the table. */
static __always_inline struct sum_slot *find_slot(__u64 id, const struct nvme_trace_event *event)
{
	const __u32 table = bpf_get_smp_processor_id() * (sum_slots + 1);
	const __u32 hash = hash_of(id, event);
	struct sum_slot *slot = slot_at(table + (hash & (sum_slots - 1)));

	if (slot && has_key(slot, id, event))
		return slot;
	FILTER_LOOP (__u32 i = 0; i < SUM_PROBES; i++) {
		slot = slot_at(table + ((hash + i) & (sum_slots - 1)));
		if (!slot)
			break;
		if (has_key(slot, id, event) || claim_slot(slot, id, event))
			return slot;
	}
	return slot_at(table + sum_slots);
}

static __always_inline void add_latency(struct sum *sum, __u64 ns)
{
	const __u64 epoch = sums_epoch;
	struct sum_bounds *bounds = &sum->bounds[epoch & 1];
	__u64 bucket = sums__bucket_of(ns);

	asm volatile("" : "+r"(bucket)); /* the verifier needs the mask that clang would leave out */
	__sync_fetch_and_add(&sum->buckets[bucket & (SUM_BUCKETS - 1)], 1);
	if (bounds->epoch != epoch) {
		bounds->max = bounds->inverted_min = 0;
		bounds->epoch = epoch;
	}
	if (bounds->max < ns)
		bounds->max = ns;
	if (bounds->inverted_min < ~ns)
		bounds->inverted_min = ~ns;
}

/*
 * Returns false if the command was not counted. Additions are atomic, because an interrupt or
 * another thread on this CPU may add to the same sum. Either may also spoil a bound, which user
 * space then replaces by that of a bucket.
 */
static __noinline bool add_to_sums(const struct nvme_trace_event *event)
{
	struct sum_slot *slot = find_slot(sum_id(event), event);
	struct sum *sum;

	if (!slot)
		return false;
	sum = &slot->sum;
	__sync_fetch_and_add(&sum->count, 1);
	if (nvme_trace_failed(event))
		__sync_fetch_and_add(&sum->errors, 1);
	__sync_fetch_and_add(&sum->bytes, event->data_len);
	if (event->issue_ns && event->complete_ns > event->issue_ns)
		add_latency(sum, event->complete_ns - event->issue_ns);
	__sync_fetch_and_add(&sum->added, 1);
	return true;
}

#endif
