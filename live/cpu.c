// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live/cpu.h"

#include <sched.h>

int cpu__hold(void)
{
	const struct sched_param first = { .sched_priority = 1 };
	int policy = sched_getscheduler(0), plain = policy & ~SCHED_RESET_ON_FORK;

	if (plain != SCHED_OTHER && plain != SCHED_BATCH && plain != SCHED_IDLE)
		return -1;
	return sched_setscheduler(0, SCHED_FIFO | (policy & SCHED_RESET_ON_FORK), &first) ? -1
											  : policy;
}

void cpu__release(int policy)
{
	const struct sched_param none = { 0 };

	if (policy >= 0)
		sched_setscheduler(0, policy, &none);
}
