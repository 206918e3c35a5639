/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The offset between this machine's clocks, and when it changes. */
#ifndef MACHINE_CLOCKS_H
#define MACHINE_CLOCKS_H

#include "base/wall.h"

/*
 * Returns a file descriptor that becomes readable each time somebody sets CLOCK_REALTIME or the
 * machine resumes from suspend; -1 if the kernel does not support that.
 */
int clocks__watch(void);

/* Reads the clocks and notes their offset. */
void clocks__follow(struct wall *wall);

#endif
