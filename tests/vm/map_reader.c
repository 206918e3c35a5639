// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Reads a large BPF map again and again, at the lowest priority. If the kernel preempts it during a
 * read, no kprobe program runs on that CPU until it continues.
 */
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VALUE_SIZE (1024 * 1024)

static long bpf(enum bpf_cmd command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

int main(void)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_HASH,
			       .key_size = sizeof(uint32_t),
			       .value_size = VALUE_SIZE,
			       .max_entries = 1 };
	union bpf_attr element = {};
	void *value = calloc(1, VALUE_SIZE);
	uint32_t key = 0;
	long fd;

	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	fd = bpf(BPF_MAP_CREATE, &map);
	element.map_fd = (uint32_t)fd;
	element.key = (uintptr_t)&key;
	element.value = (uintptr_t)value;
	if (!value || fd < 0 || bpf(BPF_MAP_UPDATE_ELEM, &element) ||
	    setpriority(PRIO_PROCESS, 0, 19)) {
		perror("map_reader");
		return 1;
	}
	puts("reading");
	fflush(stdout);
	while (!bpf(BPF_MAP_LOOKUP_ELEM, &element))
		;
	perror("map_reader");
	return 1;
}
