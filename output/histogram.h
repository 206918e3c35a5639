/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How often which number came up, within an eighth: each power of two is cut into eight. Debian
 * has no library for C that does it.
 */
#ifndef OUTPUT_HISTOGRAM_H
#define OUTPUT_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_POWERS  64
#define HISTOGRAM_PARTS	  8
#define HISTOGRAM_BUCKETS ((HISTOGRAM_POWERS - 2) * HISTOGRAM_PARTS)
#define HISTOGRAM_PICTURE (HISTOGRAM_POWERS + 1) /* holds any picture */

/* Starts as zeroes. */
struct histogram {
	uint64_t count, min, max;
	uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram__add(struct histogram *histogram, uint64_t value);

/* A number that `percent` of those added, 1 to 100, are not above; 0 if there are none. */
uint64_t histogram__percentile(const struct histogram *histogram, unsigned int percent);

/* How many were from 2^power up, and below 2^(power + 1); power 0 has 0 and 1. */
uint64_t histogram__power(const struct histogram *histogram, unsigned int power);

/*
 * One character for each power of two from that of the least to that of the greatest number:
 * the more often, the blacker. Returns `picture`; "" if there are none.
 */
const char *histogram__picture(const struct histogram *histogram, char picture[HISTOGRAM_PICTURE]);

/* The power of two that a number is in, from 0 to 63. */
unsigned int histogram__power_of(uint64_t value);

#endif
