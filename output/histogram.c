// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/histogram.h"

#define PART_BITS 3 /* of HISTOGRAM_PARTS */

static const char shades[] = ".:-=+*#%@"; /* of what there is, from least to most */

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

/* The greatest number of a bucket. */
static uint64_t end_of(unsigned int bucket)
{
	unsigned int row = bucket / HISTOGRAM_PARTS, shift = row ? row - 1 : 0;
	uint64_t part = row ? HISTOGRAM_PARTS + bucket % HISTOGRAM_PARTS : bucket;

	return (part << shift) + ((UINT64_C(1) << shift) - 1);
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

uint64_t histogram__percentile(const struct histogram *histogram, unsigned int percent)
{
	/* Rounded up, without overflow: the wanted one of them in their order. */
	uint64_t wanted =
		histogram->count / 100 * percent + (histogram->count % 100 * percent + 99) / 100;
	uint64_t passed = 0;

	for (unsigned int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		passed += histogram->buckets[i];
		if (passed && passed >= wanted)
			return end_of(i) < histogram->max ? end_of(i) : histogram->max;
	}
	return 0;
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
		/* In floating point, as counts times shades may not fit. */
		double share = (double)count / (double)most * (sizeof(shades) - 2);

		picture[length++] = (char)(count ? shades[(unsigned int)(share + 0.5)] : ' ');
	}
	picture[length] = '\0';
	return picture;
}
