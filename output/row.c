// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A word that is too wide takes the padding of the columns after it, except in the fixed columns.
 * So the row is aligned with its heading again as soon as possible.
 */
#include "output/row.h"

#include <string.h>

#define COMMAND_MIN 20		  /* with less room COMMAND says too little to be shown */
#define INDENT	    "\n         " /* of a COMMAND with a line of its own, like the fields of -v */
#define CUT	    "..."	  /* ends a row that was cut; ">" could be read as part of "->" */

static unsigned int total_width(const struct row_layout *layout)
{
	unsigned int total = 0;

	for (unsigned int i = 0; i < layout->columns.count; i++) {
		bool command = layout->columns.column[i] == OUTPUT_COLUMN_COMMAND;

		total += (i ? 1 : 0) + (command ? COMMAND_MIN : layout->widths[i]);
	}
	return total;
}

/* Returns false if there is none to drop. */
static bool drop_one(struct row_layout *layout)
{
	unsigned int count = layout->columns.count, place = count, rank = 0;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int its = cells__columns[layout->columns.column[i]].drop;

		if (its && (!rank || its < rank)) {
			rank = its;
			place = i;
		}
	}
	if (place == count)
		return false;
	layout->columns.count--;
	for (unsigned int i = place; i < layout->columns.count; i++) {
		layout->columns.column[i] = layout->columns.column[i + 1];
		layout->widths[i] = layout->widths[i + 1];
	}
	return true;
}

struct row_layout row__layout(const struct output_config *config)
{
	struct row_layout layout = {
		.columns = cells__chosen(config),
		.terminal = config->width,
		.chosen = config->columns.count != 0,
		.wrapped = config->verbose,
	};

	for (unsigned int i = 0; i < layout.columns.count; i++)
		layout.widths[i] =
			cells__width(&cells__columns[layout.columns.column[i]], config->time);
	while (layout.fixed < FIXED_COLUMNS && layout.fixed < layout.columns.count &&
	       layout.columns.column[layout.fixed] == layout.fixed)
		layout.fixed++;
	if (layout.terminal && !layout.chosen && !layout.wrapped)
		while (total_width(&layout) > layout.terminal && drop_one(&layout))
			;
	return layout;
}

/* Fills the column up to `end`; moves a right-aligned word there. */
static void pad(struct words *row, size_t begin, size_t end, bool right)
{
	size_t length = row->length - begin, blanks = end - row->length;

	if (row->length >= end)
		return;
	words__put_blanks(row, blanks);
	if (!right || row->length != begin + length + blanks)
		return;
	memmove(row->buf + begin + blanks, row->buf + begin, length);
	memset(row->buf + begin, ' ', blanks);
}

/* If columns follow COMMAND, it becomes one word, like every other cell. */
static void join(struct words *row, size_t begin)
{
	for (char *c = row->buf + begin; *c; c++)
		if (*c == ' ')
			*c = '_';
}

/* Moves everything from `begin` on, after a blank, to the next line. */
static void wrap(struct words *row, size_t begin)
{
	size_t length = row->length, more = strlen(INDENT) - 1;

	words__put_blanks(row, more);
	if (row->length != length + more)
		return;
	memmove(row->buf + begin + more, row->buf + begin, length - begin);
	memcpy(row->buf + begin - 1, INDENT, strlen(INDENT));
}

/*
 * Shortens the row to `end`, and marks the cut unless the mark would overwrite text before `begin`.
 */
static void cut(struct words *row, size_t begin, size_t end)
{
	size_t mark = strlen(CUT);

	if (row->length <= end)
		return;
	if (mark > end - begin)
		mark = end - begin;
	row->length = end - mark;
	row->buf[row->length] = '\0';
	words__put(row, &CUT[strlen(CUT) - mark]);
}

static size_t later(size_t a, size_t b)
{
	return a > b ? a : b;
}

/*
 * Fits the row to the terminal. `start` is the beginning of the row, `rest` that of the columns
 * that are not fixed, `last` that of the last column.
 */
static void fit(const struct row_layout *layout, struct words *row, size_t start, size_t rest,
		size_t last)
{
	size_t edge = start + layout->terminal;
	bool command = layout->columns.column[layout->columns.count - 1] == OUTPUT_COLUMN_COMMAND;

	if (!layout->terminal || row->length <= edge)
		return;
	if (layout->wrapped && command && last > start)
		wrap(row, last);
	else if (layout->chosen && command && !layout->wrapped)
		cut(row, last, later(edge, last + COMMAND_MIN));
	else if (!layout->chosen && !layout->wrapped)
		cut(row, rest, later(edge, rest));
}

void row__put(const struct row_layout *layout, const struct cells *cells, struct words *row)
{
	size_t start = row->length, begin = start, end = start, rest = start;

	for (unsigned int i = 0; i < layout->columns.count; i++) {
		const struct column *column = &cells__columns[layout->columns.column[i]];
		bool last = i + 1 == layout->columns.count;

		begin = row->length;
		end += layout->widths[i];
		if (cells)
			column->write(cells, row);
		else
			words__put(row, column->heading);
		if (layout->columns.column[i] == OUTPUT_COLUMN_COMMAND && !last)
			join(row, begin);
		if (!last || column->right)
			pad(row, begin, i < layout->fixed ? begin + layout->widths[i] : end,
			    column->right);
		if (i < layout->fixed)
			rest = row->length;
		if (last)
			break;
		words__put_char(row, ' ');
		end++;
	}
	fit(layout, row, start, rest, begin);
}
