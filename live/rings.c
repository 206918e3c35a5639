// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/rings.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "filter.h" /* the skeleton contains a struct filter */
#include "nvme_trace.skel.h"

#define MIN_RING_SIZE 4096U

int rings__choose(struct rings *rings, struct nvme_trace_bpf *skel, uint32_t size,
		  bool for_each_cpu)
{
	int cpus = for_each_cpu ? libbpf_num_possible_cpus() : 0, error;

	if (cpus < 0)
		return cpus;
	rings->size = size;
	for (int left = cpus; left > 1 && rings->size > MIN_RING_SIZE; left = (left + 1) / 2)
		rings->size /= 2;
	error = bpf_map__set_max_entries(skel->maps.events, cpus ? MIN_RING_SIZE : size);
	if (!error && cpus)
		error = bpf_map__set_max_entries(skel->maps.cpu_events, (uint32_t)cpus);
	else if (!error)
		error = bpf_map__set_autocreate(skel->maps.cpu_events, false);
	rings->count = cpus;
	skel->rodata->ring_for_each_cpu = cpus > 0;
	skel->rodata->wakeup_size = rings->size / 4;
	return error;
}

static int add_ring(struct rings *rings, int fd, rings_record_fn on_record, void *ctx)
{
	if (rings->ring)
		return ring_buffer__add(rings->ring, fd, on_record, ctx);
	rings->ring = ring_buffer__new(fd, on_record, ctx, NULL);
	return rings->ring ? 0 : -errno;
}

int rings__open(struct rings *rings, struct nvme_trace_bpf *skel, rings_record_fn on_record,
		void *ctx)
{
	int error = 0;

	if (!rings->count)
		return add_ring(rings, bpf_map__fd(skel->maps.events), on_record, ctx);
	rings->fds = malloc((size_t)rings->count * sizeof(*rings->fds));
	if (!rings->fds)
		return -ENOMEM;
	for (int cpu = 0; cpu < rings->count; cpu++)
		rings->fds[cpu] = -1;
	for (int cpu = 0; !error && cpu < rings->count; cpu++) {
		rings->fds[cpu] =
			bpf_map_create(BPF_MAP_TYPE_RINGBUF, "events", 0, 0, rings->size, NULL);
		if (rings->fds[cpu] < 0)
			return rings->fds[cpu];
		error = bpf_map_update_elem(bpf_map__fd(skel->maps.cpu_events), &cpu,
					    &rings->fds[cpu], BPF_ANY);
		if (!error)
			error = add_ring(rings, rings->fds[cpu], on_record, ctx);
	}
	return error;
}

void rings__close(struct rings *rings)
{
	ring_buffer__free(rings->ring);
	for (int cpu = 0; rings->fds && cpu < rings->count; cpu++)
		if (rings->fds[cpu] >= 0)
			close(rings->fds[cpu]);
	free(rings->fds);
	*rings = (struct rings){ 0 };
}
