/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names files that are not captures, and how to unpack a compressed capture. */
#ifndef CAPTURE_FILE_KIND_H
#define CAPTURE_FILE_KIND_H

#include <stddef.h>
#include <stdint.h>

/* Logs what a file that begins with these bytes seems to be. `name` is "-" for a pipe. */
void file_kind__explain(const char *name, const uint8_t *bytes, size_t length);

#endif
