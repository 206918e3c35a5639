/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MACHINE_ATTRIBUTE_H
#define MACHINE_ATTRIBUTE_H

#include <stddef.h>

/*
 * Reads the line that a file of /sys or /proc consists of, without the blanks at its end, with
 * which drives fill up their names. Writes "" if there is no such file.
 */
void attribute__read(const char *path, char *text, size_t size);

#endif
