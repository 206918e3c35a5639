// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/object.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "filter.h" /* the skeleton contains a struct filter */
#include "live/kernel_types.h"
#include "live/targets.h"
#include "machine/kallsyms.h"
#include "nvme_trace.skel.h"

static int print_debug(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	log_vmessage(format, args);
	return 0;
}

static int print_nothing(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

/*
 * libbpf needs the name of the custom BTF to open the object, but only the open object tells which
 * types belong there. So the file is empty at first. If the types cannot be collected, libbpf has
 * to find them by itself.
 */
struct nvme_trace_bpf *object__open(struct kernel_types *types, struct targets *targets, bool debug)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts);
	int fd = kernel_types__file();
	struct nvme_trace_bpf *skel;
	char path[32];

	libbpf_set_print(debug ? print_debug : print_nothing);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd >= 0)
		opts.btf_custom_path = path;
	skel = nvme_trace_bpf__open_opts(&opts);
	if (!skel)
		return NULL;
	targets__list(targets, skel->obj);
	if (kernel_types__collect(bpf_object__btf(skel->obj), fd, targets, types)) {
		nvme_trace_bpf__destroy(skel);
		return nvme_trace_bpf__open();
	}
	targets__open_module(targets);
	return skel;
}

int object__find_memory(struct nvme_trace_bpf *skel)
{
	struct symbol bases[] = {
		{ .name = "vmemmap_base", .is_variable = true },
		{ .name = "page_offset_base", .is_variable = true },
	};

	kallsyms__find(bases, sizeof(bases) / sizeof(bases[0]));
	skel->rodata->vmemmap_base_at = bases[0].address;
	skel->rodata->page_offset_base_at = bases[1].address;
	return bases[0].address && bases[1].address ? 0 : -ENODATA;
}
