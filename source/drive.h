/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef SOURCE_DRIVE_H
#define SOURCE_DRIVE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the model and the serial number of this machine's controller nvme`ctrl`, as far as sysfs
 * tells them; "" if it does not.
 */
void drive__describe(int32_t ctrl, char *text, size_t size);

#endif
