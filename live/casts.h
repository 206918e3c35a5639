/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's function bpf_rdonly_cast() and the types that the BPF programs pass to it. libbpf
 * would have to copy the whole BTF of the kernel to find them.
 */
#ifndef LIVE_CASTS_H
#define LIVE_CASTS_H

#include <stdbool.h>
#include <stdint.h>

struct bpf_program;
struct nvme_trace_bpf; /* the skeleton */

#define CASTS_FUNCTION "bpf_rdonly_cast"
#define CASTS_TYPES    8

/* The ids in the kernel's own BTF; 0 = not found. */
struct casts {
	uint32_t function;
	uint32_t types[CASTS_TYPES];
};

/* Note a function or a structure that the kernel's BTF has. Others than the above are ignored. */
void casts__found_function(struct casts *casts, const char *name, uint32_t id);
void casts__found_type(struct casts *casts, const char *name, uint32_t id);

/* Before loading: tells the programs the types. They do without casts if the kernel lacks any. */
void casts__choose(const struct casts *casts, struct nvme_trace_bpf *skel);

/* While libbpf loads a program: completes its calls of the function. Returns 0 or -errno. */
int casts__complete(const struct casts *casts, struct bpf_program *program);

#endif
