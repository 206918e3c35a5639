// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/clocks.h"

#include <limits.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define TRIES	   5
#define PRECISE_NS 20000 /* a longer reading was interrupted */

int clocks__watch(void)
{
	const struct itimerspec never = { .it_value.tv_sec = LONG_MAX };
	int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd < 0 ||
	    !timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL))
		return fd;
	close(fd);
	return -1;
}

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void clocks__follow(struct wall *wall)
{
	struct wall_reading best = { .after_ns = UINT64_MAX }, reading;

	for (int i = 0; i < TRIES && best.after_ns - best.before_ns > PRECISE_NS; i++) {
		reading.before_ns = now_ns(CLOCK_MONOTONIC);
		reading.real_ns = now_ns(CLOCK_REALTIME);
		reading.after_ns = now_ns(CLOCK_MONOTONIC);
		if (reading.after_ns - reading.before_ns < best.after_ns - best.before_ns)
			best = reading;
	}
	wall__follow(wall, &best);
}
