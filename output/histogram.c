// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/histogram.h"

#define PART_BITS 3 /* binary logarithm of HISTOGRAM_PARTS */

static const char shades[] = HISTOGRAM_SHADES;

unsigned int histogram__power_of(uint64_t value)
{
	return value ? 63 - (unsigned int)__builtin_clzll(value) : 0;
}

/* Below 8 each number has a bucket of its own. */
static unsigned int bucket_of(uint64_t value)
{
	unsigned int power = histogram__power_of(value);

	if (power < PART_BITS)
		return (unsigned int)value;
	return (power - PART_BITS + 1) * HISTOGRAM_PARTS +
	       (unsigned int)(value >> (power - PART_BITS) & (HISTOGRAM_PARTS - 1));
}

static uint64_t begin_of(unsigned int bucket)
{
	unsigned int row = bucket / HISTOGRAM_PARTS, shift = row ? row - 1 : 0;

	return (uint64_t)(row ? HISTOGRAM_PARTS + bucket % HISTOGRAM_PARTS : bucket) << shift;
}

/* The greatest number of a bucket. */
static uint64_t end_of(unsigned int bucket)
{
	unsigned int row = bucket / HISTOGRAM_PARTS, shift = row ? row - 1 : 0;

	return begin_of(bucket) + ((UINT64_C(1) << shift) - 1);
}

void histogram__add(struct histogram *histogram, uint64_t value)
{
	if (!histogram->count || value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	histogram->count++;
	histogram->buckets[bucket_of(value)]++;
}

/*
 * Estimates the rank-th number of a bucket, counted from 1, as if its numbers were spread evenly.
 */
static uint64_t interpolate(const struct histogram *histogram, unsigned int bucket, uint64_t rank)
{
	uint64_t begin = begin_of(bucket), end = end_of(bucket);

	if (begin < histogram->min)
		begin = histogram->min;
	if (end > histogram->max)
		end = histogram->max;
	return begin + (uint64_t)((double)(end - begin) * ((double)rank - 0.5) /
				  (double)histogram->buckets[bucket]);
}

uint64_t histogram__percentile(const struct histogram *histogram, unsigned int percent)
{
	/* The rank of the wanted number, rounded up; written so that it cannot overflow. */
	uint64_t wanted =
		histogram->count / 100 * percent + (histogram->count % 100 * percent + 99) / 100;
	uint64_t passed = 0;

	if (wanted <= 1)
		return histogram->min;
	for (unsigned int i = 0; wanted < histogram->count && i < HISTOGRAM_BUCKETS; i++) {
		if (passed + histogram->buckets[i] >= wanted)
			return interpolate(histogram, i, wanted - passed);
		passed += histogram->buckets[i];
	}
	return histogram->max;
}

uint64_t histogram__power(const struct histogram *histogram, unsigned int power)
{
	unsigned int first = bucket_of(power ? UINT64_C(1) << power : 0);
	unsigned int last = bucket_of((UINT64_C(2) << power) - 1);
	uint64_t count = 0;

	for (unsigned int i = first; i <= last; i++)
		count += histogram->buckets[i];
	return count;
}

const char *histogram__picture(const struct histogram *histogram, char picture[HISTOGRAM_PICTURE])
{
	unsigned int first = histogram__power_of(histogram->min);
	unsigned int last = histogram__power_of(histogram->max), length = 0;
	uint64_t most = 1;

	for (unsigned int power = first; power <= last; power++)
		if (histogram__power(histogram, power) > most)
			most = histogram__power(histogram, power);
	for (unsigned int power = first; histogram->count && power <= last; power++) {
		uint64_t count = histogram__power(histogram, power);
		/* In floating point, because the product may not fit into 64 bits. */
		double share = (double)count / (double)most * (sizeof(shades) - 2);

		picture[length++] = (char)(count ? shades[(unsigned int)(share + 0.5)] : ' ');
	}
	picture[length] = '\0';
	return picture;
}
