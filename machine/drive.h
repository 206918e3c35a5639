/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MACHINE_DRIVE_H
#define MACHINE_DRIVE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the model and the serial number of the controller nvme`ctrl`, as far as sysfs knows them;
 * "" if it knows neither.
 */
void drive__describe(int32_t ctrl, char *text, size_t size);

/* Lists the numbers of this machine's controllers in *ctrls, which the caller frees. */
size_t drive__list(int32_t **ctrls);

/*
 * Writes the names of the controller's block devices, separated by blanks: nvme0n1, or nvme0c0n1
 * for a path of a multipath namespace.
 */
void drive__namespaces(int32_t ctrl, char *text, size_t size);

#endif
