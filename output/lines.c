// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/lines.h"

#include <stdlib.h>

static int lines__flush(struct output *output)
{
	struct lines *lines = (struct lines *)output;

	return fflush(lines->config.file) ? -1 : 0;
}

static void lines__free(struct output *output)
{
	free(output);
}

void lines__init(struct lines *lines, const struct output_config *config, enum output_time time,
		 int (*emit)(struct output *output, const struct nvme_trace_event *event))
{
	*lines = (struct lines){
		.output = { .emit = emit,
			    .flush = lines__flush,
			    .finish = lines__flush,
			    .free = lines__free },
		.config = *config,
		.clock = { .time = time, .wall = config->wall },
	};
}

struct lines *lines__new(const struct output_config *config, enum output_time time,
			 int (*emit)(struct output *output, const struct nvme_trace_event *event))
{
	struct lines *lines = calloc(1, sizeof(*lines));

	if (lines)
		lines__init(lines, config, time, emit);
	return lines;
}

struct output *lines__begun(struct output *output, int error)
{
	if (!error && !output->flush(output))
		return output;
	output->free(output);
	return NULL;
}
