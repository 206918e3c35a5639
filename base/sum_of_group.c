// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/sum_of_group.h"

#define MOST_TRIES 100

/*
 * Copies the sum at a moment when nothing is being added. If there is none for long, a command may
 * be in the count only, or everywhere else; the next copy then makes up for it.
 */
static void copy_sum(struct sum *copy, const struct sum *shared)
{
	for (unsigned int i = 0; i < MOST_TRIES; i++) {
		__u64 added = __atomic_load_n(&shared->added, __ATOMIC_ACQUIRE);

		*copy = *shared;
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&shared->count, __ATOMIC_ACQUIRE) == added)
			return;
	}
}

/*
 * Widens the bounds by those of the epoch that has just ended. The next one has begun already, so
 * commands that ended since then are counted too.
 */
static void add_bounds(struct sum_of_group *total, const struct sum *cpu, uint64_t ended)
{
	for (unsigned int i = 0; i < 2; i++) {
		const struct sum_bounds *bounds = &cpu->bounds[i];

		if ((bounds->epoch != ended && bounds->epoch != ended + 1) || !bounds->inverted_min)
			continue;
		if (~bounds->inverted_min < total->min_ns)
			total->min_ns = ~bounds->inverted_min;
		if (bounds->max > total->max_ns)
			total->max_ns = bounds->max;
	}
}

void sum_of_group__add(struct sum_of_group *total, const struct sum *shared, uint64_t ended)
{
	struct sum cpu;

	copy_sum(&cpu, shared);
	total->count += cpu.count;
	total->errors += cpu.errors;
	total->bytes += cpu.bytes;
	for (unsigned int i = 0; i < SUM_BUCKETS; i++)
		total->buckets[i] += cpu.buckets[i];
	add_bounds(total, &cpu, ended);
}

/*
 * A bound can be missing, or that of a command of the previous or the next sum. Then the bound of
 * its bucket replaces it.
 */
static void fit_bounds(struct sum_of_group *sum)
{
	unsigned int first = 0, last = SUM_BUCKETS - 1;

	while (first < last && !sum->buckets[first])
		first++;
	while (last > first && !sum->buckets[last])
		last--;
	if (!sum->buckets[first]) { /* no command has a latency */
		sum->min_ns = sum->max_ns = 0;
		return;
	}
	if (sums__bucket_of(sum->min_ns) != first)
		sum->min_ns = buckets__begin(SUM_FIRST_BUCKET + first);
	if (sums__bucket_of(sum->max_ns) != last)
		sum->max_ns = buckets__end(SUM_FIRST_BUCKET + last);
	if (sum->min_ns > sum->max_ns)
		sum->max_ns = sum->min_ns;
}

/* Unsigned, so a counter may have wrapped. */
bool sum_of_group__since(struct sum_of_group *news, const struct sum_of_group *total,
			 struct sum_of_group *before)
{
	*news = *total;
	news->count -= before->count;
	news->errors -= before->errors;
	news->bytes -= before->bytes;
	for (unsigned int i = 0; i < SUM_BUCKETS; i++)
		news->buckets[i] -= before->buckets[i];
	if (!news->count)
		return false;
	fit_bounds(news);
	*before = *total;
	return true;
}
