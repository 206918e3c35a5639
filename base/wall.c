// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "base/wall.h"

#include <string.h>

#define JITTER_NS 1000000 /* the error of reading two clocks one after the other */

void wall__reset(struct wall *wall, int64_t offset_ns)
{
	wall->count = 1;
	wall->steps[0] = (struct wall_step){ 0, offset_ns };
}

static void add_step(struct wall *wall, struct wall_step step)
{
	if (wall->count == WALL_STEPS)
		memmove(wall->steps, wall->steps + 1, --wall->count * sizeof(wall->steps[0]));
	wall->steps[wall->count++] = step;
}

bool wall__follow(struct wall *wall, const struct wall_reading *reading)
{
	int64_t half = (int64_t)(reading->after_ns - reading->before_ns) / 2;
	int64_t offset = (int64_t)(reading->real_ns - reading->before_ns) - half;
	int64_t change = offset - wall__offset(wall, UINT64_MAX);

	if (wall->count && change < half + JITTER_NS && -change < half + JITTER_NS)
		return false;
	add_step(wall, (struct wall_step){ wall->count ? reading->after_ns : 0, offset });
	return true;
}

int64_t wall__offset(const struct wall *wall, uint64_t ns)
{
	unsigned int i = wall ? wall->count : 0;

	while (i > 1 && wall->steps[i - 1].from_ns > ns)
		i--;
	return i ? wall->steps[i - 1].offset_ns : 0;
}

/* Unsigned, so that no record can cause a signed overflow. */
int64_t wall_line__offset(const struct wall_line *line)
{
	return (int64_t)((uint64_t)line->offset_ns - (uint64_t)line->shift_ns);
}

uint64_t wall_line__at(struct wall_line *line, const struct wall *wall, uint64_t ns)
{
	int64_t offset = wall__offset(wall, ns);
	uint32_t host = wall ? wall->host : 0;

	if (line->begun && host != line->host)
		line->shift_ns = (int64_t)((uint64_t)offset - (uint64_t)wall_line__offset(line));
	line->begun = true;
	line->host = host;
	line->offset_ns = offset;
	return ns + (uint64_t)line->shift_ns;
}
