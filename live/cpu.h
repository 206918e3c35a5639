/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef LIVE_CPU_H
#define LIVE_CPU_H

/*
 * Keeps this thread from being preempted while it reads a map. During that system call, the kernel
 * runs no kprobe program on this CPU. If it preempts the thread there (6.18 and 7.3 do), it skips
 * such programs for other threads too. So this gives the thread a real-time policy, unless it has
 * one. Returns the policy that cpu__release() restores, or -1 if there is nothing to restore.
 */
int cpu__hold(void);

void cpu__release(int policy);

#endif
