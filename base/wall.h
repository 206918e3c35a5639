/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The wall clock by CLOCK_MONOTONIC, which every time of a record is of. How far the two are apart
 * changes in steps: when somebody sets the clock, and while the machine is suspended.
 */
#ifndef BASE_WALL_H
#define BASE_WALL_H

#include <stdbool.h>
#include <stdint.h>

#define WALL_STEPS 8 /* that are remembered; of commands from before the oldest, that one holds */

struct wall_step {
	uint64_t from_ns;  /* CLOCK_MONOTONIC */
	int64_t offset_ns; /* to add to it from then on, for the time since 1970 */
};

/* Zeroes, and a NULL that is only looked up, are a clock that began at 1970. */
struct wall {
	uint32_t host; /* in a capture: which machine's clocks these are; 0 = not known, or ours */
	unsigned int count;
	struct wall_step steps[WALL_STEPS]; /* oldest first */
};

/* Two readings of CLOCK_MONOTONIC, and one of CLOCK_REALTIME between them. */
struct wall_reading {
	uint64_t before_ns, real_ns, after_ns;
};

/* This offset has always held, and nothing is known of another. */
void wall__reset(struct wall *wall, int64_t offset_ns);

/*
 * Takes in a reading of the clocks: a step, if they are apart by another millisecond, or more,
 * than before, whatever time passed between the readings. Returns whether it is one.
 */
bool wall__follow(struct wall *wall, const struct wall_reading *reading);

/* What has to be added to a time of CLOCK_MONOTONIC for the time since 1970. */
int64_t wall__offset(const struct wall *wall, uint64_t ns);

/*
 * The times of several machines, in a capture that was merged from theirs, as one line: the
 * CLOCK_MONOTONIC of the first, on which the others' lie as their wall clocks say. Starts as zeroes.
 */
struct wall_line {
	bool begun;
	uint32_t host;
	int64_t offset_ns; /* of the host's wall clock, as last used */
	int64_t shift_ns;  /* from its CLOCK_MONOTONIC to the line */
};

/* A time of CLOCK_MONOTONIC of the machine that `wall` is of by now, on the line. */
uint64_t wall_line__at(struct wall_line *line, const struct wall *wall, uint64_t ns);

/* What has to be added to the last time on it for the time since 1970. */
int64_t wall_line__offset(const struct wall_line *line);

#endif
