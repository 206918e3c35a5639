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

/* The sections whose programs have targets, and how such a program attaches. */
static const struct section {
	const char *name;
	enum bpf_attach_type type;
	const char *prefix; /* of the target's name */
} sections[TARGETS_SECTIONS] = {
	{ "fentry/", BPF_TRACE_FENTRY, "" },
	{ "fexit/", BPF_TRACE_FEXIT, "" },
	{ "tp_btf/", BPF_TRACE_RAW_TP, TARGETS_TRACEPOINT },
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->name, ((const struct target *)b)->name);
}

static struct target *find(const struct targets *targets, const char *name)
{
	struct target wanted = {};

	snprintf(wanted.name, sizeof(wanted.name), "%s", name);
	return bsearch(&wanted, targets->list, targets->count, sizeof(targets->list[0]),
		       compare_names);
}

/* Writes the name of the program's target. Returns its section, or NULL if it has no target. */
static const struct section *target_of(const struct bpf_program *program, char name[TARGETS_NAME])
{
	const char *section_name = bpf_program__section_name(program);

	for (size_t i = 0; i < TARGETS_SECTIONS; i++) {
		size_t length = strlen(sections[i].name);

		if (strncmp(section_name, sections[i].name, length) != 0)
			continue;
		snprintf(name, TARGETS_NAME, "%s%s", sections[i].prefix, section_name + length);
		return &sections[i];
	}
	return NULL;
}

/*
 * libbpf calls this before it loads a program of these sections. It takes them for programs on raw
 * tracepoints, which need no BTF. That is what a program in tp_btf/ becomes if its target cannot be
 * used.
 */
static int prepare_load(struct bpf_program *program, struct bpf_prog_load_opts *opts, long cookie)
{
	const struct targets *targets = (const struct targets *)cookie;
	char name[TARGETS_NAME];
	const struct section *section = target_of(program, name);
	const struct target *target = section ? find(targets, name) : NULL;

	if (!target || !targets__has(targets, name))
		return 0;
	opts->attach_btf_id = target->id;
	opts->attach_btf_obj_fd = target->in_module ? (__u32)targets->module_fd : 0;
	opts->expected_attach_type = section->type;
	bpf_program__set_expected_attach_type(program, section->type);
	return bpf_program__set_type(program, BPF_PROG_TYPE_TRACING);
}

int targets__open(struct targets *targets)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = (long)targets,
		    .prog_prepare_load_fn = prepare_load);

	*targets = (struct targets){ .module_fd = -1 };
	for (; targets->handlers < TARGETS_SECTIONS; targets->handlers++) {
		int id = libbpf_register_prog_handler(sections[targets->handlers].name,
						      BPF_PROG_TYPE_RAW_TRACEPOINT, 0, &opts);

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
	struct target *target = find(targets, name);

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
