/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Finds the address of a function. User space runs this once, before it attaches. */
#ifndef KERNEL_FUNCTIONS_BPF_H
#define KERNEL_FUNCTIONS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "nvme_trace.h"

/*
 * The helper looks the name up in a sorted table. If the kernel itself has to find the names of
 * several functions for one link, it reads all its symbols.
 */
SEC("syscall")
int find_function(struct nvme_trace_function *function)
{
	struct nvme_trace_function copy = *function; /* 6.18 does not let the helper read `function` */
	__u64 address = 0;

	bpf_kallsyms_lookup_name(copy.name, sizeof(copy.name), 0, &address);
	function->address = address;
	return 0;
}

#endif
