// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The columns of text as comma-separated values (RFC 4180), but lines end in a newline alone. Cells
 * are escaped as in text, so that no byte of a hostile name reaches a terminal. A cell that a
 * spreadsheet would take for a formula is not changed.
 */
#include <stdlib.h>
#include <string.h>

#include "nvme/decode.h"
#include "output/cells.h"
#include "output/lines.h"

#define LINE_SIZE (2 * ROW_SIZE) /* quotation marks are doubled */

struct csv {
	struct lines lines;
	struct output_columns columns;
};

static void put_cell(struct words *line, const char *cell)
{
	if (!cell[strcspn(cell, ",\"\r\n")]) {
		words__put(line, cell);
		return;
	}
	words__put_char(line, '"');
	for (const char *c = cell; *c; c++) {
		if (*c == '"')
			words__put_char(line, '"');
		words__put_char(line, *c);
	}
	words__put_char(line, '"');
}

/* A record, or the headings if cells is NULL. */
static int print_line(const struct csv *csv, const struct cells *cells)
{
	char buffer[LINE_SIZE], cell[CELL_SIZE];
	struct words line = words__in(buffer, sizeof(buffer));

	for (unsigned int i = 0; i < csv->columns.count; i++) {
		const struct column *column = &cells__columns[csv->columns.column[i]];
		struct words word = words__in(cell, sizeof(cell));

		if (i)
			words__put_char(&line, ',');
		if (cells)
			column->write(cells, &word);
		put_cell(&line, cells ? cell : column->heading);
	}
	words__put_char(&line, '\n');
	return fwrite(buffer, line.length, 1, csv->lines.config.file) == 1 ? 0 : -1;
}

static int csv__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct csv *csv = (struct csv *)output;
	struct nvme_decoded decoded;

	nvme_decode(event, &csv->lines.config.vendors, &decoded);
	return print_line(csv, &(struct cells){ event, &decoded, &csv->lines.clock });
}

struct output *csv__new(const struct output_config *config)
{
	struct csv *csv = calloc(1, sizeof(*csv));

	if (!csv)
		return NULL;
	lines__init(&csv->lines, config, config->time, csv__emit);
	csv->columns = cells__chosen(config);
	return lines__begun(&csv->lines.output, config->header ? print_line(csv, NULL) : 0);
}
