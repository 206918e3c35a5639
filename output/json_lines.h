/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* JSON Lines: what the objects of records and of summaries have in common. */
#ifndef OUTPUT_JSON_LINES_H
#define OUTPUT_JSON_LINES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Makes a JSON string of up to `size` bytes that a process or a file chose, at most
 * NVME_TRACE_DISK_SIZE. UTF-8 stays as it is; other bytes are escaped as in text.
 */
json_t *json_lines__text(const char *bytes, size_t size);

/*
 * The three below write one object as one line of printable ASCII. They return 0, or -1 with errno
 * set.
 */

/* Releases the object. */
int json_lines__print(json_t *object, FILE *file);

/* The first line of a stream: the name and the version of its schema, as in schema.h. */
int json_lines__print_header(const char *schema, int version, FILE *file);

/* How many commands were lost in all. */
int json_lines__print_lost(uint64_t total, FILE *file);

#endif
