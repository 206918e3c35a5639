/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An output that writes into memory. */
#ifndef TESTS_UNIT_SINK_H
#define TESTS_UNIT_SINK_H

#include <stdio.h>
#include <stdlib.h>

#include "base/wall.h"
#include "output/output.h"

/* A wall clock that was never set. */
#define WALL(offset) (&(struct wall){ .count = 1, .steps[0].offset_ns = (offset) })

struct sink {
	struct output *output;
	struct output_config config;
	char *text; /* the flushed text, with a terminator */
	size_t size;
};

static inline void sink__open(struct sink *sink,
			      struct output *(*new)(const struct output_config *),
			      struct output_config config)
{
	*sink = (struct sink){ .config = config };
	sink->config.file = open_memstream(&sink->text, &sink->size);
	assert_non_null(sink->config.file);
	sink->output = new (&sink->config);
	assert_non_null(sink->output);
}

static inline void sink__close(struct sink *sink)
{
	sink->output->free(sink->output);
	fclose(sink->config.file);
	free(sink->text);
}

/* Returns everything that one record prints; the caller frees it. */
static inline char *sink__text_of(struct output *(*new)(const struct output_config *),
				  struct output_config config, const struct nvme_trace_event *event)
{
	struct sink sink;
	char *text;

	sink__open(&sink, new, config);
	assert_int_equal(sink.output->emit(sink.output, event), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	text = strdup(sink.text);
	assert_non_null(text);
	sink__close(&sink);
	return text;
}

#endif
