// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/histogram.h"

static const char shades[] = HISTOGRAM_SHADES;

void histogram__add(struct histogram *histogram, uint64_t value)
{
	if (!histogram->count || value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	histogram->count++;
	histogram->buckets[buckets__of(value)]++;
}

/* The bucket of a histogram for one of a sum. Both bounds are at hand for what a sum clamped. */
static uint64_t bucket_of_sum(const struct sum_of_group *sum, uint64_t bucket)
{
	if (!bucket)
		return buckets__of(sum->min_ns);
	return bucket < SUM_BUCKETS - 1 ? SUM_FIRST_BUCKET + bucket : buckets__of(sum->max_ns);
}

void histogram__add_sum(struct histogram *histogram, const struct sum_of_group *sum)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < SUM_BUCKETS; i++) {
		histogram->buckets[bucket_of_sum(sum, i)] += sum->buckets[i];
		count += sum->buckets[i];
	}
	if (!count)
		return;
	if (!histogram->count || sum->min_ns < histogram->min)
		histogram->min = sum->min_ns;
	if (sum->max_ns > histogram->max)
		histogram->max = sum->max_ns;
	histogram->count += count;
}

/*
 * Estimates the rank-th number of a bucket, counted from 1, as if its numbers were spread evenly.
 */
static uint64_t interpolate(const struct histogram *histogram, uint64_t bucket, uint64_t rank)
{
	uint64_t begin = buckets__begin(bucket), end = buckets__end(bucket);

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
	for (uint64_t i = 0; wanted < histogram->count && i < BUCKETS; i++) {
		if (passed + histogram->buckets[i] >= wanted)
			return interpolate(histogram, i, wanted - passed);
		passed += histogram->buckets[i];
	}
	return histogram->max;
}

uint64_t histogram__power(const struct histogram *histogram, uint64_t power)
{
	uint64_t first = buckets__of(power ? UINT64_C(1) << power : 0);
	uint64_t last = buckets__of((UINT64_C(2) << power) - 1);
	uint64_t count = 0;

	for (uint64_t i = first; i <= last; i++)
		count += histogram->buckets[i];
	return count;
}

const char *histogram__picture(const struct histogram *histogram, char picture[HISTOGRAM_PICTURE])
{
	uint64_t first = buckets__power_of(histogram->min);
	uint64_t last = buckets__power_of(histogram->max), length = 0;
	uint64_t most = 1;

	for (uint64_t power = first; power <= last; power++)
		if (histogram__power(histogram, power) > most)
			most = histogram__power(histogram, power);
	for (uint64_t power = first; histogram->count && power <= last; power++) {
		uint64_t count = histogram__power(histogram, power);
		/* In floating point, because the product may not fit into 64 bits. */
		double share = (double)count / (double)most * (sizeof(shades) - 2);

		picture[length++] = (char)(count ? shades[(unsigned int)(share + 0.5)] : ' ');
	}
	picture[length] = '\0';
	return picture;
}
