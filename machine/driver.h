/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MACHINE_DRIVER_H
#define MACHINE_DRIVER_H

#include <signal.h>
#include <stdbool.h>

/*
 * Waits until the NVMe driver is loaded (a built-in one always is) or *stop is not 0. Holds no
 * kernel resources meanwhile. Returns whether the driver is loaded.
 */
bool driver__wait(const volatile sig_atomic_t *stop);

#endif
