/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The JSON Schemas of what -j prints; the program contains the files. */
#ifndef OUTPUT_SCHEMA_H
#define OUTPUT_SCHEMA_H

/*
 * The first line of a stream has the name and version of its schema; the files have them too. A new
 * key keeps the version. If a key is removed or changes its meaning, the version changes.
 */
#define SCHEMA_RECORDS_NAME    "nvme_trace"
#define SCHEMA_RECORDS_VERSION 1
#define SCHEMA_SUMMARY_NAME    "nvme_trace-summary"
#define SCHEMA_SUMMARY_VERSION 1

extern const char schema__records[]; /* nvme_trace.schema.json */
extern const char schema__summary[]; /* nvme_trace-summary.schema.json */

#endif
