/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Reads the first bytes of a command's data when the command completes, for both directions. Data
 * for the drive is still there, because the sender must not change it earlier. The bytes are read
 * from the request's pages: a completion comes in an interrupt, where the sender's memory is not
 * mapped.
 */
#ifndef KERNEL_PAYLOAD_BPF_H
#define KERNEL_PAYLOAD_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"
#include "filter.h"
#include "kernel/differences.bpf.h"

#define PAGE_BYTES   4096
#define MAX_SEGMENTS 8

/* Addresses of two kernel variables. They differ in each boot; set before loading if needed. */
const volatile __u64 vmemmap_base_at = 0;     /* the array of all struct page */
const volatile __u64 page_offset_base_at = 0; /* the mapping of all memory */

static __always_inline __u64 read_kernel_word(__u64 at)
{
	__u64 word = 0;

	bpf_probe_read_kernel(&word, sizeof(word), (void *)at);
	return word;
}

static __always_inline __u64 address_of_page(struct page *page, __u64 first_page, __u64 memory)
{
	return memory + ((__u64)page - first_page) / bpf_core_type_size(struct page) * PAGE_BYTES;
}

/*
 * Reads up to `size` bytes (a power of two) into `to`, which has room for 2 * size. Returns how
 * many.
 */
static __noinline __u32 read_payload(struct request *rq, __u8 *to, __u64 size)
{
	__u64 first_page = read_kernel_word(vmemmap_base_at);
	__u64 memory = read_kernel_word(page_offset_base_at);
	struct bio *bio = BPF_CORE_READ(rq, bio);
	struct bio_vec *from = NULL;
	__u64 left, skip, at = 0; /* 64 bits wide, so that the verifier can follow them */

	if (!bio || !bpf_core_field_exists(from->bv_page))
		return 0;
	from = BPF_CORE_READ(bio, bi_io_vec) + BPF_CORE_READ(bio, bi_iter.bi_idx);
	skip = bytes_done_of_bio(bio);
	left = BPF_CORE_READ(bio, bi_iter.bi_size);
	FILTER_LOOP (int i = 0; i < MAX_SEGMENTS && at < size && left; i++, from++) {
		__u64 start = address_of_page(BPF_CORE_READ(from, bv_page), first_page, memory);
		__u64 length = BPF_CORE_READ(from, bv_len) - skip;

		if (length > left)
			length = left;
		left -= length;
		barrier_var(length);
		if (length > size)
			length = size;
		/* Changes nothing, but shows the verifier that the read ends within `to`. */
		at &= size - 1;
		if (bpf_probe_read_kernel(to + at, length,
					  (void *)(start + BPF_CORE_READ(from, bv_offset) + skip)))
			break;
		at += length;
		skip = 0;
	}
	return at < size ? at : size;
}

/*
 * Whether the buffer holds the command's data. If a command with data to the host fails, the drive
 * does not write to the buffer.
 */
static __always_inline bool has_payload(const struct nvme_trace_event *event)
{
	bool to_drive = nvme_trace_code(&event->sqe) & NVME_TRACE_TO_DRIVE;
	bool failed = event->outcome != NVME_TRACE_COMPLETED ||
		      NVME_TRACE_STATUS_CODE(event->status);

	return event->data_len && (to_drive || !failed);
}

/* How many bytes of data the request has left; 0 if it has none. */
static __always_inline __u32 payload_bytes(struct request *rq)
{
	struct bio *bio = BPF_CORE_READ(rq, bio);

	return bio ? BPF_CORE_READ(bio, bi_iter.bi_size) : 0;
}

#endif
