/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MACHINE_SYSFS_H
#define MACHINE_SYSFS_H

#include <stddef.h>

/*
 * Reads the first line of a file in /sys or /proc, without trailing blanks: drives pad their names
 * with them. Writes "" if there is no such file.
 */
void sysfs__read(const char *path, char *text, size_t size);

#endif
