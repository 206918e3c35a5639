// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Two outputs as one: lines and a capture. errno is that of the first error in either. */
#include <errno.h>
#include <stdlib.h>

#include "output/output.h"

struct tee {
	struct output output;
	struct output *first, *second;
};

static int both(int first, int first_errno, int second)
{
	if (first)
		errno = first_errno;
	return first || second ? -1 : 0;
}

static int tee__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct tee *tee = (struct tee *)output;
	int error = tee->first->emit(tee->first, event), first_errno = errno;

	return both(error, first_errno, tee->second->emit(tee->second, event));
}

static int lost(struct output *output, uint64_t total)
{
	return output->lost ? output->lost(output, total) : 0;
}

static int tee__lost(struct output *output, uint64_t total)
{
	struct tee *tee = (struct tee *)output;
	int error = lost(tee->first, total), first_errno = errno;

	return both(error, first_errno, lost(tee->second, total));
}

static int tick(struct output *output, uint64_t now_ns)
{
	return output->tick ? output->tick(output, now_ns) : 0;
}

static int tee__tick(struct output *output, uint64_t now_ns)
{
	struct tee *tee = (struct tee *)output;
	int error = tick(tee->first, now_ns), first_errno = errno;

	return both(error, first_errno, tick(tee->second, now_ns));
}

static int tee__flush(struct output *output)
{
	struct tee *tee = (struct tee *)output;
	int error = tee->first->flush(tee->first), first_errno = errno;

	return both(error, first_errno, tee->second->flush(tee->second));
}

static int tee__finish(struct output *output)
{
	struct tee *tee = (struct tee *)output;
	int error = tee->first->finish(tee->first), first_errno = errno;

	return both(error, first_errno, tee->second->finish(tee->second));
}

static void tee__free(struct output *output)
{
	struct tee *tee = (struct tee *)output;

	tee->first->free(tee->first);
	tee->second->free(tee->second);
	free(tee);
}

struct output *tee__new(struct output *first, struct output *second)
{
	struct tee *tee = calloc(1, sizeof(*tee));

	if (!tee)
		return NULL;
	*tee = (struct tee){
		.output = { .emit = tee__emit,
			    .lost = tee__lost,
			    .tick = tee__tick,
			    .flush = tee__flush,
			    .finish = tee__finish,
			    .free = tee__free },
		.first = first,
		.second = second,
	};
	return &tee->output;
}
