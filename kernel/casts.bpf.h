/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Pointers with types. A program follows them by plain loads; for an address without a type, each
 * read is a call of a helper, which takes some 80 instructions.
 */
#ifndef KERNEL_CASTS_BPF_H
#define KERNEL_CASTS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include "nvme_trace.h"

/*
 * The address in a pointer that has a type, which includes void * since 7.x. The verifier allows no
 * arithmetic with such a pointer, but it forgets the type when the pointer is added to a number in
 * memory.
 */
static __always_inline __u64 address_of(const void *pointer)
{
	volatile __u64 address = 0;

	__sync_fetch_and_add(&address, (__u64)pointer);
	return address;
}

/*
 * The ids of the kernel's types that CAST() uses, and whether it can: the kernel has
 * bpf_rdonly_cast() since a35b9af4ec2c (6.2). User space sets these before loading.
 */
const volatile bool has_casts = false;
const volatile __u32 id_of_address_space = 0;
const volatile __u32 id_of_bdev_inode = 0;
const volatile __u32 id_of_file = 0;
const volatile __u32 id_of_inode = 0;
const volatile __u32 id_of_llist_node = 0;
const volatile __u32 id_of_request = 0;
const volatile __u32 id_of_request_queue = 0;
const volatile __u32 id_of_task_struct = 0;

/*
 * Calls bpf_rdonly_cast(), which the kernel replaces by a move. Before loading, user space replaces
 * the number by the function's id, in the sections that live/targets.c lists.
 */
static __always_inline void *cast_to(__u64 address, __u32 type)
{
	void *object;

	asm volatile("r1 = %[address]\n\tr2 = %[type]\n\tcall %[number]\n\t%[object] = r0"
		     : [object] "=r"(object)
		     : [address] "r"(address), [type] "r"((__u64)type),
		       [number] "i"(NVME_TRACE_CAST)
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return object;
}

/*
 * Gives an address a type, so that its members can be read without a helper call. This also helps
 * with an address that has its type already: since 6.2 the verifier searches all BTF for each load
 * of a pointer through a pointer that it trusts, but it never trusts the result of a cast.
 */
#define CAST(type, address) ((struct type *)cast_to((__u64)(address), id_of_##type))

/* A member of a structure without a type. A pointer is returned as a number. */
#define READ_CASTED(type, object, member)                                                          \
	(has_casts ? (typeof((object)->member))address_of(CAST(type, object)->member) :            \
		     BPF_CORE_READ(object, member))

#endif
