// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/failure.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>

#include "live/hooks.h"

#define FILES 256 /* more than we ever have open except rings: maps and hooks are files too */

void failure__allow_files(void)
{
	rlim_t files = FILES + (rlim_t)get_nprocs_conf();
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= files)
		return;
	limit.rlim_cur = files;
	if (limit.rlim_max < files)
		limit.rlim_max = files;
	setrlimit(RLIMIT_NOFILE, &limit);
}

const struct cause *failure__explain(int error, bool driver_layout, struct machine *machine,
				     char text[CAUSE_SIZE])
{
	bool ring_buffer = libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) != 0;
	const struct cause *known = NULL;

	diagnose__gather(machine, hooks__symbol(), ring_buffer, driver_layout);
	text[0] = '\0';
	if (error && error != -EMFILE)
		known = diagnose__find(machine, NULL);
	if (known)
		diagnose__print(known, machine, text, CAUSE_SIZE);
	else if (error == -EMFILE)
		snprintf(text, CAUSE_SIZE, "too many open files; run: ulimit -n %d", FILES);
	else if (error == -ENODATA)
		snprintf(text, CAUSE_SIZE,
			 "cannot show data: /proc/kallsyms does not say where this kernel keeps "
			 "it (vmemmap_base, page_offset_base); leave out --hexdump");
	else if (error)
		snprintf(text, CAUSE_SIZE,
			 "cannot trace on this kernel (%s): %s; for details run: "
			 "nvme_trace --debug",
			 machine->release, strerror(-error));
	return known;
}
