/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MACHINE_DRIVER_H
#define MACHINE_DRIVER_H

#include <signal.h>
#include <stdbool.h>

/*
 * Waits until the NVMe driver is there, built in or loaded, or until *stop is not
 * 0. Nothing of the kernel is held meanwhile. Returns whether it is there.
 */
bool driver__wait(const volatile sig_atomic_t *stop);

#endif
