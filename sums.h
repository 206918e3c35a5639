/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Sums of commands, which a summary needs instead of records. The kernel side adds the commands up,
 * and user space reads the sums.
 */
#ifndef SUMS_H
#define SUMS_H

#include "nvme_trace.h"

/* ---- Buckets of a histogram: eight for each power of two ---- */

#define BUCKETS_PART_BITS 3
#define BUCKETS_PARTS	  (1 << BUCKETS_PART_BITS) /* for each power of two */
#define BUCKETS_POWERS	  64
#define BUCKETS		  ((BUCKETS_POWERS - 2) * BUCKETS_PARTS)

/* The binary logarithm of a number, rounded down (0 to 63); 0 for 0. BPF has no such instruction. */
static inline __u64 buckets__power_of(__u64 value)
{
	/*
	 * Each six bits in a row of the factor are different, so they tell by how many bits it was
	 * shifted.
	 */
	const __u64 factor = 0x03f79d71b4cb0a89ULL;
	static const __u8 shifted_by[64] = {
		0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4,
		62, 55, 59, 36, 53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5,
		63, 47, 56, 27, 60, 41, 37, 16, 54, 35, 52, 21, 44, 32, 23, 11,
		46, 26, 40, 15, 34, 20, 31, 10, 25, 14, 19, 9, 13, 8, 7, 6,
	};

	value |= value >> 1;
	value |= value >> 2;
	value |= value >> 4;
	value |= value >> 8;
	value |= value >> 16;
	value |= value >> 32;
	value ^= value >> 1; /* leaves the highest bit only */
	return shifted_by[value * factor >> 58];
}

/* Below 8 each number has a bucket of its own. */
static inline __u64 buckets__of(__u64 value)
{
	__u64 row = buckets__power_of(value | BUCKETS_PARTS) - BUCKETS_PART_BITS;

	return row * BUCKETS_PARTS + (value >> row);
}

/* The least number of a bucket. */
static inline __u64 buckets__begin(__u64 bucket)
{
	__u64 row = bucket / BUCKETS_PARTS, shift = row ? row - 1 : 0;

	return (row ? BUCKETS_PARTS + bucket % BUCKETS_PARTS : bucket) << shift;
}

/* The greatest number of a bucket. */
static inline __u64 buckets__end(__u64 bucket)
{
	__u64 row = bucket / BUCKETS_PARTS, shift = row ? row - 1 : 0;

	return buckets__begin(bucket) + (((__u64)1 << shift) - 1);
}

/* ---- Sums ---- */

/*
 * A sum has only the buckets of latencies from 128 ns to 550 s. The first and the last one also
 * hold what is less or more.
 */
#define SUM_BUCKETS	 256
#define SUM_FIRST_BUCKET ((7 - BUCKETS_PART_BITS + 1) * BUCKETS_PARTS) /* that of 128 */

static inline __u64 sums__bucket_of(__u64 latency_ns)
{
	__u64 bucket = buckets__of(latency_ns);

	if (bucket <= SUM_FIRST_BUCKET)
		return 0;
	bucket -= SUM_FIRST_BUCKET;
	return bucket < SUM_BUCKETS ? bucket : SUM_BUCKETS - 1;
}

/* Commands with the same key are in the same row of every summary. */
struct sum_key {
	__u64 id;			 /* tells which command on which device it is */
	char comm[NVME_TRACE_COMM_SIZE]; /* zeroes unless commands are grouped by comm */
};

/* The bounds of the latencies since `epoch` began. They start as zeroes. */
struct sum_bounds {
	__u64 epoch;
	__u64 max;
	__u64 inverted_min; /* ~min, so that a number which was never set is the greatest minimum */
};

/*
 * What one CPU counted since the trace began. User space subtracts what it read before. The
 * buckets may wrap, so it has to read them before 2^32 more commands have ended.
 */
struct sum {
	__u64 count, errors, bytes;
	__u64 added; /* of the count: how many have been added to everything else, too */
	struct sum_bounds bounds[2]; /* of even and of odd epochs */
	__u32 buckets[SUM_BUCKETS];  /* by sums__bucket_of(); of commands with a known latency */
};

/* A place for a sum in the memory of the kernel side, which user space maps. */
struct sum_slot {
	__u32 claims; /* whoever makes it 1 may use the slot */
	__u32 used;   /* key and example are valid */
	struct sum_key key;
	struct sum sum;
	struct nvme_trace_event example; /* the first of the commands */
};

/* Commands of one group: all of them, or those that ended since they were delivered last. */
struct sum_of_group {
	const struct nvme_trace_event *example; /* one of them; NULL if they are of several groups */
	__u64 count, errors, bytes;
	__u64 min_ns, max_ns; /* of the latencies */
	__u32 buckets[SUM_BUCKETS];
};

_Static_assert(sizeof(struct sum_slot) == 1392, "all padding is named");

#endif
