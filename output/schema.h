/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The JSON Schemas of what -j prints, which the program carries along. */
#ifndef OUTPUT_SCHEMA_H
#define OUTPUT_SCHEMA_H

extern const char schema__records[]; /* nvme_trace.schema.json */
extern const char schema__summary[]; /* nvme_trace-summary.schema.json */

#endif
