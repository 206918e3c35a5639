// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/show_options.h"

#include <stdio.h>

int show_options__add_by(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	(void)problem;
	show->by |= 1U << place;
	return 0;
}

int show_options__add_column(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	struct output_columns *columns = &show->columns;

	for (unsigned int i = 0; i < columns->count; i++)
		if (columns->column[i] == place) {
			snprintf(problem, PROBLEM_SIZE, "twice in the list");
			return -1;
		}
	columns->column[columns->count++] = (uint8_t)place;
	return 0;
}

int show_options__add_vendor(struct output_config *show, int place, char problem[PROBLEM_SIZE])
{
	(void)problem;
	nvme_vendors_add(&show->vendors, choices__vendors((size_t)place));
	return 0;
}
