// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/targets.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODULE "nvme_core"

/*
 * The sections whose programs have targets or casts. A program with a target attaches to it with
 * this type. Without its target, it becomes a program on a raw tracepoint, which needs no BTF.
 */
static const struct section {
	const char *name; /* ends in / before a target's name */
	enum bpf_prog_type type;
	enum bpf_attach_type attach_type;
	const char *prefix; /* of the target's name */
} sections[TARGETS_SECTIONS] = {
	{ "fentry/", BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_TRACE_FENTRY, "" },
	{ "fexit/", BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_TRACE_FEXIT, "" },
	{ "tp_btf/", BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_TRACE_RAW_TP, TARGETS_TRACEPOINT },
	{ "kprobe+", BPF_PROG_TYPE_KPROBE, 0, NULL },
	{ "kretprobe+", BPF_PROG_TYPE_KPROBE, 0, NULL },
	{ "kretprobe.multi", BPF_PROG_TYPE_KPROBE, 0, NULL },
	{ "tp+", BPF_PROG_TYPE_TRACEPOINT, 0, NULL },
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->name, ((const struct target *)b)->name);
}

static int compare_to_name(const void *name, const void *target)
{
	return strcmp(name, ((const struct target *)target)->name);
}

static struct target *find(const struct targets *targets, const char *name)
{
	return bsearch(name, targets->list, targets->count, sizeof(targets->list[0]),
		       compare_to_name);
}

/* Whether the name is one of the driver's. Almost none of the kernel's 70,000 names is. */
static bool may_be_target(const char *name)
{
	return !strncmp(name, "nvme_", 5) ||
	       !strncmp(name, TARGETS_TRACEPOINT, sizeof(TARGETS_TRACEPOINT) - 1);
}

/* Writes the name of the program's target. Returns its section, or NULL if it has no target. */
static const struct section *target_of(const struct bpf_program *program, char name[TARGETS_NAME])
{
	const char *section_name = bpf_program__section_name(program);

	for (size_t i = 0; i < TARGETS_SECTIONS; i++) {
		size_t length = strlen(sections[i].name);

		if (!sections[i].prefix || strncmp(section_name, sections[i].name, length) != 0)
			continue;
		snprintf(name, TARGETS_NAME, "%s%s", sections[i].prefix, section_name + length);
		return &sections[i];
	}
	return NULL;
}

/* libbpf calls this before it loads a program of these sections. */
static int prepare_load(struct bpf_program *program, struct bpf_prog_load_opts *opts, long cookie)
{
	const struct targets *targets = (const struct targets *)cookie;
	char name[TARGETS_NAME];
	const struct section *section = target_of(program, name);
	const struct target *target = section ? find(targets, name) : NULL;
	int error = casts__complete(&targets->casts, program);

	if (error || !target || !targets__has(targets, name))
		return error;
	opts->attach_btf_id = target->id;
	opts->attach_btf_obj_fd = target->in_module ? (__u32)targets->module_fd : 0;
	opts->expected_attach_type = section->attach_type;
	bpf_program__set_expected_attach_type(program, section->attach_type);
	return bpf_program__set_type(program, BPF_PROG_TYPE_TRACING);
}

int targets__open(struct targets *targets)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = (long)targets,
		    .prog_prepare_load_fn = prepare_load);

	*targets = (struct targets){ .module_fd = -1 };
	for (; targets->handlers < TARGETS_SECTIONS; targets->handlers++) {
		int id = libbpf_register_prog_handler(sections[targets->handlers].name,
						      sections[targets->handlers].type, 0, &opts);

		if (id < 0)
			return id;
		targets->handler[targets->handlers] = id;
	}
	return 0;
}

void targets__list(struct targets *targets, const struct bpf_object *object)
{
	struct bpf_program *program;
	struct target target = {};

	targets->count = 0;
	bpf_object__for_each_program(program, object)
	{
		if (!target_of(program, target.name) || find(targets, target.name) ||
		    targets->count == TARGETS_MAX)
			continue;
		targets->list[targets->count++] = target;
		qsort(targets->list, targets->count, sizeof(targets->list[0]), compare_names);
	}
}

void targets__found(struct targets *targets, const char *name, uint32_t id, bool in_module)
{
	struct target *target = may_be_target(name) ? find(targets, name) : NULL;

	if (!target || target->id)
		return;
	target->id = id;
	target->in_module = in_module;
	targets->module_needed |= in_module;
}

/* Returns the BTF of the module, or -1. Only CAP_SYS_ADMIN may look for it. */
static int open_module_btf(void)
{
	__u32 id = 0;

	while (!bpf_btf_get_next_id(id, &id)) {
		char name[sizeof(MODULE)] = "";
		struct bpf_btf_info info = { .name = (__u64)name, .name_len = sizeof(name) };
		__u32 size = sizeof(info);
		int fd = bpf_btf_get_fd_by_id(id);

		if (fd < 0)
			continue;
		if (!bpf_obj_get_info_by_fd(fd, &info, &size) && !strcmp(name, MODULE))
			return fd;
		close(fd);
	}
	return -1;
}

void targets__open_module(struct targets *targets)
{
	if (targets->module_needed && targets->module_fd < 0)
		targets->module_fd = open_module_btf();
}

bool targets__has(const struct targets *targets, const char *name)
{
	const struct target *target = find(targets, name);

	return target && target->id && (!target->in_module || targets->module_fd >= 0);
}

void targets__close(struct targets *targets)
{
	while (targets->handlers)
		libbpf_unregister_prog_handler(targets->handler[--targets->handlers]);
	if (targets->module_fd >= 0)
		close(targets->module_fd);
	targets->module_fd = -1;
}
