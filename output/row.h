/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows of aligned columns, and how they fit a terminal. */
#ifndef OUTPUT_ROW_H
#define OUTPUT_ROW_H

#include <stdbool.h>

#include "base/words.h"
#include "output/cells.h"
#include "output/output.h"

struct row_layout {
	struct output_columns columns;
	unsigned int widths[OUTPUT_COLUMNS];
	unsigned int fixed;    /* how many of the first columns keep their padding */
	unsigned int terminal; /* its width; 0 = rows may have any length */
	bool chosen;	       /* by --columns: all of them are shown on any terminal */
	bool wrapped;	       /* COMMAND moves to a line of its own instead of being cut */
};

/*
 * Drops default columns until COMMAND has room on the terminal of *config. Drops none with
 * --columns or --verbose.
 */
struct row_layout row__layout(const struct output_config *config);

/* Appends one row without its newline; the headings if cells is NULL. */
void row__put(const struct row_layout *layout, const struct cells *cells, struct words *row);

#endif
