// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/sum_reader.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/sum_of_group.h"
#include "filter.h" /* the skeleton contains a struct filter */
#include "nvme_trace.skel.h"

/* With more than 94 CPUs there are fewer slots, so that they fit into MOST_MEMORY. */
#define MOST_SLOTS  512U
#define LEAST_SLOTS 64U
#define MOST_MEMORY (64U << 20)

#define LONGEST_NS 60000000000ULL /* read at least so often, because buckets wrap */

struct known_sum {
	struct sum_key key;
	struct nvme_trace_event example;
	struct sum_of_group total, before; /* of all CPUs: now, and when last delivered */
	UT_hash_handle hh;
};

static uint32_t slot_count(const struct sums *sums)
{
	return sums->cpus * (sums->slots + 1);
}

int sums__choose(struct sums *sums, struct nvme_trace_bpf *skel, const struct live_sums *config)
{
	int cpus = libbpf_num_possible_cpus();

	sums->config = *config;
	skel->rodata->sums_only = config->only;
	if (!config->only)
		return bpf_map__set_autocreate(skel->maps.sums, false);
	if (cpus < 0)
		return cpus;
	sums->cpus = (uint32_t)cpus;
	sums->slots = MOST_SLOTS;
	while (sums->slots > LEAST_SLOTS &&
	       slot_count(sums) > MOST_MEMORY / sizeof(struct sum_slot))
		sums->slots /= 2;
	skel->rodata->sums_by_comm = config->by_comm;
	skel->rodata->sum_slots = sums->slots;
	return bpf_map__set_max_entries(skel->maps.sums, slot_count(sums));
}

int sums__open(struct sums *sums, struct nvme_trace_bpf *skel)
{
	void *memory;

	if (!sums->config.only)
		return 0;
	sums->epoch = &skel->bss->sums_epoch;
	memory = mmap(NULL, slot_count(sums) * sizeof(struct sum_slot), PROT_READ, MAP_SHARED,
		      bpf_map__fd(skel->maps.sums), 0);
	if (memory == MAP_FAILED)
		return -errno;
	sums->memory = memory;
	return 0;
}

void sums__close(struct sums *sums)
{
	struct known_sum *known, *next;

	HASH_ITER(hh, sums->known, known, next)
	{
		HASH_DEL(sums->known, known);
		free(known);
	}
	if (sums->memory)
		munmap(sums->memory, slot_count(sums) * sizeof(struct sum_slot));
	*sums = (struct sums){};
}

static void note_unread(struct sums *sums, int error)
{
	if (!sums->unread)
		log_message("cannot read the sums of commands: %s", strerror(error));
	sums->unread = error;
}

/* Returns what is known of the slot's key, or NULL after a message. */
static struct known_sum *known_of(struct sums *sums, const struct sum_slot *slot)
{
	struct known_sum *known;

	HASH_FIND(hh, sums->known, &slot->key, sizeof(slot->key), known);
	if (known)
		return known;
	known = calloc(1, sizeof(*known));
	if (known) {
		known->key = slot->key;
		known->example = slot->example;
		known->total = SUM_OF_NOTHING;
		HASH_ADD(hh, sums->known, key, sizeof(known->key), known);
		if (HASH_TOOK(known))
			return known;
	}
	free(known);
	note_unread(sums, ENOMEM);
	return NULL;
}

static void add_slot(struct sums *sums, const struct sum_slot *slot, uint64_t ended)
{
	struct known_sum *known;

	if (!__atomic_load_n(&slot->used, __ATOMIC_ACQUIRE))
		return;
	known = known_of(sums, slot);
	if (known)
		sum_of_group__add(&known->total, &slot->sum, ended);
}

static void deliver_news(struct sum_of_group *total, struct sum_of_group *before,
			 const struct nvme_trace_event *example, const struct event_sink *sink)
{
	struct sum_of_group news;

	if (sum_of_group__since(&news, total, before)) {
		news.example = example;
		sink->sum(sink->ctx, &news);
	}
	*total = SUM_OF_NOTHING;
}

static void deliver_all(struct sums *sums, const struct event_sink *sink)
{
	struct sum_of_group others = SUM_OF_NOTHING;
	const struct sum_slot *slot = sums->memory;
	uint64_t ended = *sums->epoch;
	struct known_sum *known;

	__atomic_store_n(sums->epoch, ended + 1, __ATOMIC_SEQ_CST);
	for (uint32_t cpu = 0; cpu < sums->cpus; cpu++) {
		for (uint32_t i = 0; i < sums->slots; i++)
			add_slot(sums, slot++, ended);
		sum_of_group__add(&others, &slot++->sum, ended);
	}
	for (known = sums->known; known; known = known->hh.next)
		deliver_news(&known->total, &known->before, &known->example, sink);
	deliver_news(&others, &sums->others, NULL, sink);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The first call begins the first interval. */
static void set_due(struct sums *sums, uint64_t now_ns)
{
	uint64_t interval = sums->config.interval_ns;

	if (!sums->due_ns)
		sums->end_ns = now_ns;
	if (interval && now_ns >= sums->end_ns)
		sums->end_ns += ((now_ns - sums->end_ns) / interval + 1) * interval;
	sums->due_ns = now_ns + LONGEST_NS;
	if (interval)
		sums->due_ns = earlier(sums->due_ns, sums->end_ns);
}

int sums__timeout(const struct sums *sums, int timeout_ms)
{
	uint64_t wait_ms;

	if (!sums->config.only || !sums->due_ns)
		return timeout_ms;
	wait_ms = (sums->due_ns - earlier(sums->now_ns, sums->due_ns)) / 1000000 + 1;
	return wait_ms < (uint64_t)timeout_ms ? (int)wait_ms : timeout_ms;
}

void sums__deliver(struct sums *sums, const struct event_sink *sink, uint64_t now_ns)
{
	if (!sums->config.only)
		return;
	sums->now_ns = now_ns;
	if (sums->due_ns && now_ns < sums->due_ns)
		return;
	if (sums->due_ns)
		deliver_all(sums, sink);
	set_due(sums, now_ns);
}

void sums__deliver_last(struct sums *sums, const struct event_sink *sink)
{
	if (sums->config.only)
		deliver_all(sums, sink);
}
