// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/tables.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/log.h"
#include "filter.h" /* the skeleton contains a struct filter */
#include "nvme_trace.skel.h"

#define BATCH_SIZE     256 /* holds a whole hash bucket, which hardly ever has more entries */
#define PLACES_PER_CPU 256U

#define PLACES_PER_MAPPING 1024U
_Static_assert(PLACES_PER_MAPPING * sizeof(struct nvme_trace_place) % 4096 == 0, "whole pages");

/* A test builds with so few places that most commands find none. */
#ifdef NVME_TRACE_PLACES
#define MIN_PLACES NVME_TRACE_PLACES
#define MAX_PLACES NVME_TRACE_PLACES
#else
#define MIN_PLACES 8192U
#define MAX_PLACES 65536U
#endif

/* Elements of the hash of commands in flight, as the kernel returns them. */
struct tables_batch {
	uint64_t keys[BATCH_SIZE];
	struct nvme_trace_command commands[BATCH_SIZE];
};

int tables__choose_size(struct nvme_trace_bpf *skel)
{
	int cpus = libbpf_num_possible_cpus(), error;
	uint32_t places = MIN_PLACES;

	if (cpus < 0)
		return cpus;
	while (places < MAX_PLACES && places < (uint32_t)cpus * PLACES_PER_CPU)
		places *= 2;
	skel->rodata->place_mask = places - 1;
	error = bpf_map__set_max_entries(skel->maps.places, places);
	if (!error)
		error = bpf_map__set_max_entries(skel->maps.cpus, (uint32_t)cpus);
	if (!error)
		error = bpf_map__set_max_entries(
			skel->maps.known_nodes,
			(uint32_t)cpus * bpf_map__max_entries(skel->maps.known_nodes));
	return error;
}

int tables__allocate(struct tables *tables)
{
	tables->batch = malloc(sizeof(*tables->batch));
	return tables->batch ? 0 : -ENOMEM;
}

/*
 * Maps elements of an array into our memory; the first must be on a page boundary. Returns NULL and
 * sets errno if it cannot.
 */
static const void *map_elements(int fd, size_t element_size, uint32_t first, uint32_t count)
{
	void *memory = mmap(NULL, count * element_size, PROT_READ, MAP_SHARED, fd,
			    (off_t)(first * element_size));

	return memory == MAP_FAILED ? NULL : memory;
}

int tables__open(struct tables *tables, const struct nvme_trace_bpf *skel)
{
	tables->commands_fd = bpf_map__fd(skel->maps.commands);
	tables->setups_fd = bpf_map__fd(skel->maps.setups);
	tables->places_fd = bpf_map__fd(skel->maps.places);
	tables->place_count = bpf_map__max_entries(skel->maps.places);
	tables->cpu_count = bpf_map__max_entries(skel->maps.cpus);
	tables->cpus = map_elements(bpf_map__fd(skel->maps.cpus), sizeof(*tables->cpus), 0,
				    tables->cpu_count);
	return tables->cpus ? 0 : -errno;
}

void tables__free(struct tables *tables)
{
	if (tables->cpus)
		munmap((void *)tables->cpus, tables->cpu_count * sizeof(*tables->cpus));
	free(tables->batch);
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
static int walk_hash(struct tables *tables,
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
	return error;
}

/*
 * Copies a place. The programs may write to it meanwhile; a second look shows whether it was the
 * same command all the time. Returns false if the place has no command in flight.
 */
static bool copy_place(const struct nvme_trace_place *place, struct nvme_trace_command *command)
{
	const volatile struct nvme_trace_place *now = place;
	uint64_t stack = __atomic_load_n(&place->stack, __ATOMIC_ACQUIRE);

	if (!stack || !now->command.entered || now->command.reported)
		return false;
	memcpy(command, &place->command, sizeof(*command));
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return now->stack == stack && !now->command.reported &&
	       now->command.event.submit_ns == command->event.submit_ns;
}

/* Maps a part of the table at a time, because all of it counts as our memory. */
static int walk_places(const struct tables *tables,
		       void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx)
{
	uint32_t count =
		tables->place_count < PLACES_PER_MAPPING ? tables->place_count : PLACES_PER_MAPPING;
	struct nvme_trace_command command;

	for (uint32_t first = 0; first < tables->place_count; first += count) {
		const struct nvme_trace_place *places =
			map_elements(tables->places_fd, sizeof(*places), first, count);

		if (!places)
			return -errno;
		for (uint32_t i = 0; i < count; i++)
			if (copy_place(&places[i], &command))
				fn(ctx, &command.event);
		munmap((void *)places, count * sizeof(*places));
	}
	return 0;
}

void tables__walk_commands(struct tables *tables,
			   void (*fn)(void *ctx, const struct nvme_trace_event *event), void *ctx)
{
	int error = walk_places(tables, fn, ctx);

	if (!error)
		error = walk_hash(tables, fn, ctx);
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

void tables__sum_counters(const struct tables *tables, struct nvme_trace_counters *sum)
{
	*sum = (struct nvme_trace_counters){};
	/* The structure consists of __u64 counters only. */
	for (uint32_t cpu = 0; cpu < tables->cpu_count; cpu++)
		for (size_t i = 0; i < sizeof(*sum) / sizeof(__u64); i++)
			((__u64 *)sum)[i] +=
				((const volatile __u64 *)&tables->cpus[cpu].counters)[i];
}
