/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers as people type them. Each parser consumes the whole text: it returns 0 and fills *value,
 * or returns -1 if the text is malformed or the number is outside min .. max (inclusive). Nothing
 * is printed, because only the caller knows the option.
 */
#ifndef BASE_PARSE_H
#define BASE_PARSE_H

#include <stdint.h>

/* "10", "0x1f": decimal or, with 0x, hexadecimal. No sign, no blanks. */
int parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* A number and a unit: "10ms", "5s", "2m", "1h"; no unit = seconds. Value and range in ns. */
int parse_duration(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* A number and a binary unit: "64K", "4M", "1G"; no unit = bytes. Value and range in bytes. */
int parse_size(const char *text, uint64_t min, uint64_t max, uint64_t *value);

/* The number of an open file that can be written to and is none of the standard files. */
int parse_descriptor(const char *text, uint64_t *fd);

#endif
