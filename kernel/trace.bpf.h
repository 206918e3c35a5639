/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What all programs of a trace share: whether it runs, what it shows, and its counters. */
#ifndef KERNEL_TRACE_BPF_H
#define KERNEL_TRACE_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nvme_trace.h"
#include "filter.h"

/*
 * User space sets this when everything is attached, and clears it before anything is detached. So
 * all programs start and stop at the same time. Commands that are in the table then are still
 * followed to their end.
 */
bool tracing;

/* What to show; set by user space before loading. */
const volatile struct filter filter = {};

#define ORIGIN_BIT(origin) (1U << (origin))
#define WATCHES(origin)	   (filter.origins & ORIGIN_BIT(origin))

/*
 * An element for each CPU. This is faster than a per-CPU array, and user space maps it into its
 * memory. While a system call reads a map, the kernel runs no kprobe program on that CPU.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* user space sets the number of CPUs before loading */
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct nvme_trace_cpu);
} cpus SEC(".maps");

/* Returns this CPU's element; never NULL, but the verifier does not know that. */
static __always_inline struct nvme_trace_cpu *this_cpu(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&cpus, &cpu);
}

/*
 * The addition is atomic, because an interrupt on the same CPU may count too. This function and
 * some others are not inlined: with each instruction the verifier takes longer, and so does the
 * start. It checks one that is not static only once for a program. Such a function must return a
 * number.
 */
__noinline int add_to_counter(__u64 index)
{
	struct nvme_trace_cpu *cpu = this_cpu();

	if (cpu && index < sizeof(cpu->counters) / sizeof(__u64))
		__sync_fetch_and_add((__u64 *)&cpu->counters + index, 1);
	return 0;
}

#define COUNT(member)                                                                              \
	add_to_counter(__builtin_offsetof(struct nvme_trace_counters, member) / sizeof(__u64))

/*
 * Keeps the compiler from copying the call that follows into each branch before it, by hiding what
 * it knows of `value`. The verifier of 7.3 analyses a function once for each chain of calls.
 */
#define ONE_CALL(value) barrier_var(value)

#endif
