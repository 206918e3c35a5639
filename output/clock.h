/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The times of records as words. */
#ifndef OUTPUT_CLOCK_H
#define OUTPUT_CLOCK_H

#include <stdint.h>
#include <time.h>

#include "base/wall.h"
#include "output/output.h"

#define CLOCK_SIZE 48

/* Starts as { .time, .wall }. The other members remember the previous line. */
struct clock {
	enum output_time time;
	const struct wall *wall;
	struct wall_line line; /* for OUTPUT_TIME_DELTA */
	uint64_t before_ns;    /* time of the previous line, on `line` */
	time_t second;	       /* the second of `date`, which is computed once a second */
	struct tm date;	       /* in UTC for OUTPUT_TIME_UTC, else local */
	char day[24], zone[8]; /* "2026-11-24T02:34:13" and "+01:00" or "Z" of `date`; only
				* "02:34:13" for OUTPUT_TIME_WALL */
};

/*
 * A time of CLOCK_MONOTONIC in the form of clock->time: in `word`, or in a string of the clock that
 * the next call overwrites.
 */
const char *clock__format(struct clock *clock, uint64_t ns, char word[CLOCK_SIZE]);

/* CLOCK_MONOTONIC, in ns. */
uint64_t clock__now_ns(void);

/* How many columns such a word takes. */
int clock__width(enum output_time time);

#endif
