/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* This machine's clocks: how far they are apart, and when that changes. */
#ifndef MACHINE_CLOCKS_H
#define MACHINE_CLOCKS_H

#include "base/wall.h"

/*
 * Opens a file that is ready to be read each time that somebody has set CLOCK_REALTIME, or the
 * machine has come back from being suspended. -1 if the kernel has none.
 */
int clocks__watch(void);

/* Takes in how far they are apart now. */
void clocks__follow(struct wall *wall);

#endif
