/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The columns of text and CSV: their names, their widths, and how each is written. */
#ifndef OUTPUT_CELLS_H
#define OUTPUT_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "nvme/decode.h"
#include "nvme_trace.h"
#include "output/clock.h"
#include "output/output.h"

#define CELL_SIZE NVME_SHORT_TEXT_SIZE /* holds every cell */
#define ROW_SIZE  (2048 + CELL_SIZE)   /* holds every row; only COMMAND may have over 300 bytes */

/* TIME to CDW10. Scripts pick these columns by position, so their layout never changes. */
#define FIXED_COLUMNS (OUTPUT_COLUMN_CDW10 + 1)

/* The record that a row shows. */
struct cells {
	const struct nvme_trace_event *event;
	const struct nvme_decoded *decoded;
	struct clock *clock;
};

struct column {
	const char *heading;
	const char *word; /* its name for --columns */
	/* Appends the cell: one word, except that COMMAND may have blanks. "-" if there is nothing
	 * to show. */
	void (*write)(const struct cells *cells, struct words *row);
	uint8_t width; /* minimum; 0 = that of the clock */
	bool right;    /* aligned to the right */
	uint8_t drop;  /* a narrow terminal drops 1 first, then 2, ...; 0 = never */
};

/* Indexed by enum output_column. */
extern const struct column cells__columns[OUTPUT_COLUMNS];

/* Returns the columns that *config asks for, or the default ones if it names none. */
struct output_columns cells__chosen(const struct output_config *config);

/* The minimum width of a column, in characters. */
unsigned int cells__width(const struct column *column, enum output_time time);

#endif
