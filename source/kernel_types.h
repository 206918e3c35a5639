/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the running kernel's BTF says of the types that the kernel side names. */
#ifndef SOURCE_KERNEL_TYPES_H
#define SOURCE_KERNEL_TYPES_H

#include <stdbool.h>

struct btf;

/* What the types tell of the kernel. True where they do not tell. */
struct kernel_types {
	bool driver_layout; /* the kernel side can find its way in the NVMe driver's data */
	bool uring;	    /* there is io_uring passthrough */
	bool preemptible;   /* a program on a tracepoint may lose the CPU to another thread */
	bool returns;	    /* the returns of a function are all seen, however many are inside */
};

/*
 * Collects the structures and unions that `local`, a BPF object's own BTF, names:
 * from the kernel's BTF, and those that are not there from the NVMe modules'.
 * Returns a file descriptor, to be closed by the caller, of a memory file with
 * just these as BTF, for libbpf's btf_custom_path; or -1 if that cannot be done,
 * and then libbpf has to find them by itself. Fills *types in either case.
 *
 * Why not always libbpf: it keeps two copies of the kernel's 4 to 6 MB and looks
 * through all of its modules, which needs CAP_SYS_ADMIN; these files need none.
 */
int kernel_types__collect(const struct btf *local, struct kernel_types *types);

#endif
