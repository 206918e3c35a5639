/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Counts numbers in buckets: eight for each power of two. Debian has no C library for this. */
#ifndef OUTPUT_HISTOGRAM_H
#define OUTPUT_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "sums.h"

#define HISTOGRAM_PICTURE (BUCKETS_POWERS + 1) /* holds any picture */
#define HISTOGRAM_SHADES  ".:-=+*#%@"	       /* from few to many */

/* Starts as zeroes. */
struct histogram {
	uint64_t count, min, max;
	uint64_t buckets[BUCKETS]; /* by buckets__of() */
};

void histogram__add(struct histogram *histogram, uint64_t value);

/* Adds the latencies that the sum counted. */
void histogram__add_sum(struct histogram *histogram, const struct sum_of_group *sum);

/*
 * The percentile: `percent` (1 to 100) of the numbers do not exceed it. It is interpolated within
 * its bucket, at most an eighth off, and never outside min and max; 0 if there are no numbers.
 */
uint64_t histogram__percentile(const struct histogram *histogram, unsigned int percent);

/* How many numbers are at least 2^power and less than 2^(power + 1); power 0 includes 0. */
uint64_t histogram__power(const struct histogram *histogram, uint64_t power);

/*
 * Draws one character for each power of two, from the minimum's to the maximum's: a blank for none,
 * or one of HISTOGRAM_SHADES. Returns `picture`; "" if there are no numbers.
 */
const char *histogram__picture(const struct histogram *histogram, char picture[HISTOGRAM_PICTURE]);

#endif
