/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Converts the times of records, which are CLOCK_MONOTONIC, to wall-clock time. The offset between
 * the two changes in steps: when somebody sets the clock, and when the machine is suspended.
 */
#ifndef BASE_WALL_H
#define BASE_WALL_H

#include <stdbool.h>
#include <stdint.h>

#define WALL_STEPS 8 /* the newest ones; the oldest of them also covers the time before it */

struct wall_step {
	uint64_t from_ns;  /* CLOCK_MONOTONIC */
	int64_t offset_ns; /* added to it from then on, gives the time since 1970 */
};

/* If it is all zeroes, or NULL in a lookup, the offset is 0. */
struct wall {
	uint32_t host; /* in a capture: identifies the machine; 0 = unknown, or this one */
	unsigned int count;
	struct wall_step steps[WALL_STEPS]; /* oldest first */
};

/* Two readings of CLOCK_MONOTONIC, with one of CLOCK_REALTIME between them. */
struct wall_reading {
	uint64_t before_ns, real_ns, after_ns;
};

/* Forgets all steps; the offset holds for all times. */
void wall__reset(struct wall *wall, int64_t offset_ns);

/*
 * Adds a step if the offset has changed by a millisecond or more, not counting the duration of the
 * reading itself. Returns whether it has.
 */
bool wall__follow(struct wall *wall, const struct wall_reading *reading);

/* The offset to add to this time of CLOCK_MONOTONIC to get the time since 1970. */
int64_t wall__offset(const struct wall *wall, uint64_t ns);

/*
 * One time line for a capture merged from those of several machines: the first machine's
 * CLOCK_MONOTONIC. The times of the others are placed on it by their wall clocks. Starts as zeroes.
 */
struct wall_line {
	bool begun;
	uint32_t host;
	int64_t offset_ns; /* of the host's wall clock, when last used */
	int64_t shift_ns;  /* from its CLOCK_MONOTONIC to the line */
};

/* Converts a CLOCK_MONOTONIC time of the machine wall->host to a time on the line. */
uint64_t wall_line__at(struct wall_line *line, const struct wall *wall, uint64_t ns);

/* The offset to add to the last time on the line to get the time since 1970. */
int64_t wall_line__offset(const struct wall_line *line);

#endif
