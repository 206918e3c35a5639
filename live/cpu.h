/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef LIVE_CPU_H
#define LIVE_CPU_H

/*
 * While a map is read by a system call, the kernel runs no kprobe's program on that
 * CPU; where it may take the CPU away meanwhile (6.18 and 7.3 were seen to), those of
 * other threads are left out as well. From a thread of a real-time policy it does not. Gives this
 * thread such a one, unless it has one. Returns what cpu__release() is to go back to; -1 = nothing.
 */
int cpu__hold(void);

void cpu__release(int policy);

#endif
