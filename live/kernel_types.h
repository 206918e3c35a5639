/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the running kernel's BTF says of the types that the kernel side names. */
#ifndef LIVE_KERNEL_TYPES_H
#define LIVE_KERNEL_TYPES_H

#include <stdbool.h>

struct btf;

/* What the types tell of the kernel. True where they do not tell. */
struct kernel_types {
	bool driver_layout; /* the kernel side can find its way in the NVMe driver's data */
	bool uring;	    /* there is io_uring passthrough */
	bool preemptible;   /* a program on a tracepoint may lose the CPU to another thread */
	bool returns;	    /* the returns of a function are all seen, however many are inside */
	bool ring_sleeps;   /* a program that finds a ring buffer's lock taken may be put to sleep */
};

/* An empty memory file, or -1. It stays open until the program ends. */
int kernel_types__file(void);

/*
 * Collects the structures and unions that `local`, a BPF object's own BTF, names:
 * from the kernel's BTF, and those that are not there from the NVMe modules'.
 * Writes just these as BTF to the file fd, for libbpf's btf_custom_path. Returns 0,
 * or -1 if that cannot be done, and then libbpf has to find them by itself. Fills
 * *types in either case.
 *
 * Why not always libbpf: it keeps two copies of the kernel's 4 to 6 MB and looks
 * through all of its modules, which needs CAP_SYS_ADMIN; these files need none.
 */
int kernel_types__collect(const struct btf *local, int fd, struct kernel_types *types);

#endif
