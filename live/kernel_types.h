/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kernel types that the kernel side uses, from the running kernel's BTF. */
#ifndef LIVE_KERNEL_TYPES_H
#define LIVE_KERNEL_TYPES_H

#include <stdbool.h>

struct btf;
struct targets;

/* Features that the types show. All are true if the BTF cannot be read. */
struct kernel_types {
	bool driver_layout; /* the layout of the NVMe driver's data is known */
	bool uring;	    /* the kernel has io_uring passthrough */
	bool preemptible;   /* a program on a tracepoint may be preempted */
	bool real_time;	    /* spin locks may sleep */
	bool returns;	    /* no return of a function is missed, even if many threads are inside */
	bool ring_sleeps;   /* a program may sleep if a ring buffer's lock is taken */
};

/* Returns the descriptor of an empty memory file, or -1. It stays open until the program ends. */
int kernel_types__file(void);

/*
 * Collects the structures and unions that `local`, the BTF of a BPF object, names. They come from
 * the BTF of the kernel or of the NVMe modules. Writes only these, as BTF, to the file fd, for
 * libbpf's btf_custom_path, and tells `targets` which functions and typedefs there are. Returns 0,
 * or -1 on failure; then libbpf has to find the types. Fills *types in either case.
 *
 * libbpf itself keeps two copies of the kernel's 4 to 6 MB of BTF and searches all modules, which
 * needs CAP_SYS_ADMIN. Reading these files does not.
 */
int kernel_types__collect(const struct btf *local, int fd, struct targets *targets,
			  struct kernel_types *types);

#endif
