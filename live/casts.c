// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/casts.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "filter.h" /* the skeleton contains a struct filter */
#include "nvme_trace.skel.h"

static const char *const type_names[CASTS_TYPES] = {
	"address_space", "bdev_inode", "file",		"inode",
	"llist_node",	 "request",    "request_queue", "task_struct",
};

void casts__found_function(struct casts *casts, const char *name, uint32_t id)
{
	if (name[0] == CASTS_FUNCTION[0] && !strcmp(name, CASTS_FUNCTION))
		casts->function = id;
}

void casts__found_type(struct casts *casts, const char *name, uint32_t id)
{
	for (size_t i = 0; i < CASTS_TYPES; i++)
		if (!strcmp(name, type_names[i]))
			casts->types[i] = id;
}

void casts__choose(const struct casts *casts, struct nvme_trace_bpf *skel)
{
	const volatile __u32 *const ids[CASTS_TYPES] = {
		&skel->rodata->id_of_address_space, &skel->rodata->id_of_bdev_inode,
		&skel->rodata->id_of_file,	    &skel->rodata->id_of_inode,
		&skel->rodata->id_of_llist_node,    &skel->rodata->id_of_request,
		&skel->rodata->id_of_request_queue, &skel->rodata->id_of_task_struct,
	};
	bool complete = casts->function;

	for (size_t i = 0; i < CASTS_TYPES; i++) {
		*(__u32 *)ids[i] = casts->types[i];
		complete = complete && casts->types[i];
	}
	skel->rodata->has_casts = complete;
}

/* The call's first argument is its result if the kernel lacks the function. */
static struct bpf_insn complete_call(uint32_t function)
{
	if (!function)
		return (struct bpf_insn){
			.code = BPF_ALU64 | BPF_MOV | BPF_X,
			.dst_reg = BPF_REG_0,
			.src_reg = BPF_REG_1,
		};
	return (struct bpf_insn){
		.code = BPF_JMP | BPF_CALL,
		.src_reg = BPF_PSEUDO_KFUNC_CALL,
		.imm = (__s32)function,
	};
}

int casts__complete(const struct casts *casts, struct bpf_program *program)
{
	size_t count = bpf_program__insn_cnt(program);
	struct bpf_insn *insns = calloc(count, sizeof(*insns));
	int error;

	if (!insns)
		return -ENOMEM;
	memcpy(insns, bpf_program__insns(program), count * sizeof(*insns));
	for (size_t i = 0; i < count; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) && !insns[i].src_reg &&
		    insns[i].imm == NVME_TRACE_CAST)
			insns[i] = complete_call(casts->function);
	error = bpf_program__set_insns(program, insns, count);
	free(insns);
	return error;
}
