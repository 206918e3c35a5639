/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that are no captures: what they are instead, and how to get at the capture in them. */
#ifndef CAPTURE_FOREIGN_H
#define CAPTURE_FOREIGN_H

#include <stddef.h>
#include <stdint.h>

/* Says what a file is that begins with these bytes, and no pcapng file. `name` is "-" for a pipe. */
void foreign__explain(const char *name, const uint8_t *bytes, size_t length);

#endif
