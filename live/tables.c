// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/tables.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define BATCH_SIZE 256 /* holds a whole hash bucket, which hardly ever has more entries */

/* Entries of the table of commands in flight, as the kernel returns them. */
struct tables_batch {
	uint64_t keys[BATCH_SIZE];
	struct nvme_trace_command commands[BATCH_SIZE];
};

int tables__allocate(struct tables *tables)
{
	tables->cpus = libbpf_num_possible_cpus();
	if (tables->cpus < 0)
		return tables->cpus;
	tables->batch = malloc(sizeof(*tables->batch));
	tables->per_cpu = calloc((size_t)tables->cpus, sizeof(*tables->per_cpu));
	return tables->batch && tables->per_cpu ? 0 : -ENOMEM;
}

void tables__free(struct tables *tables)
{
	free(tables->batch);
	free(tables->per_cpu);
}

static void note_unread(struct tables *tables, int error, const char *name)
{
	if (!tables->unread)
		log_message("cannot read %s: %s", name, strerror(error));
	tables->unread = error;
}

/*
 * Reads whole buckets at a time. So the walk does not stop at a command that is added or removed
 * meanwhile, and sees no command twice.
 */
void tables__walk_commands(struct tables *tables,
			   void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx)
{
	struct tables_batch *batch = tables->batch;
	uint32_t position = 0, *last = NULL, count;
	int error = 0;

	while (!error) {
		count = BATCH_SIZE;
		error = bpf_map_lookup_batch(tables->commands_fd, last, &position, batch->keys,
					     batch->commands, &count, NULL);
		last = &position;
		for (uint32_t i = 0; (!error || error == -ENOENT) && i < count; i++)
			if (!batch->commands[i].reported)
				fn(ctx, &batch->commands[i].event);
	}
	if (error != -ENOENT)
		note_unread(tables, -error, "the table of commands in flight");
}

uint64_t tables__count_setups(struct tables *tables)
{
	uint64_t key, *last = NULL, count = 0;

	while (!bpf_map_get_next_key(tables->setups_fd, last, &key)) {
		last = &key;
		count++;
	}
	if (errno != ENOENT)
		note_unread(tables, errno, "the table of set-ups");
	return count;
}

void tables__sum_counters(struct tables *tables, struct nvme_trace_counters *sum)
{
	const __u32 zero = 0;

	if (bpf_map_lookup_elem(tables->counters_fd, &zero, tables->per_cpu))
		note_unread(tables, errno, "the counters");
	*sum = (struct nvme_trace_counters){};
	/* The structure consists of __u64 counters only. */
	for (int cpu = 0; cpu < tables->cpus; cpu++)
		for (size_t i = 0; i < sizeof(*sum) / sizeof(__u64); i++)
			((__u64 *)sum)[i] += ((const __u64 *)&tables->per_cpu[cpu])[i];
}
