// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * libFuzzer: takes any bytes as a record, decodes it and sends it through every output. The outputs
 * may only print printable ASCII and newlines. JSON must be valid, and a capture must return the
 * same record.
 */
#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wall.h"
#include "capture/replay.h"
#include "filter.h"
#include "output/output.h"

#define RECORD_SIZE (sizeof(struct nvme_trace_event) + NVME_TRACE_PAYLOAD_MAX)

static const volatile sig_atomic_t no_stop;
static const struct filter everything = { .origins = (1U << NVME_TRACE_ORIGINS) - 1 };

/* The text that an output has written; the caller frees it. */
struct text {
	char *bytes;
	size_t length;
};

static void want(bool holds, const char *what, const struct text *text)
{
	if (holds)
		return;
	fprintf(stderr, "%s: %.*s\n", what, (int)text->length, text->bytes);
	abort();
}

/* Sets the members that the kernel side itself sets to valid values. */
static void make_record(struct nvme_trace_event *event, const uint8_t *bytes, size_t size)
{
	memset(event, 0, RECORD_SIZE);
	memcpy(event, bytes, size < RECORD_SIZE ? size : RECORD_SIZE);
	event->version = NVME_TRACE_RECORD_VERSION;
	event->payload_len %= NVME_TRACE_PAYLOAD_MAX + 1;
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		event->payload_len = 0;
	event->size = (uint16_t)(sizeof(*event) + event->payload_len);
}

static struct text shown(struct output *(*create)(const struct output_config *config),
			 const struct nvme_trace_event *event, struct output_config config)
{
	struct text text = {};
	FILE *file = open_memstream(&text.bytes, &text.length);
	struct output *output;

	config.file = file;
	output = file ? create(&config) : NULL;
	if (!output || output->emit(output, event) || output->finish(output))
		abort();
	output->free(output);
	fclose(file);
	return text;
}

/* Returns the number of lines. Fails if any byte is neither printable ASCII nor a newline. */
static size_t plain_lines(const struct text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->length; i++) {
		lines += text->bytes[i] == '\n';
		want(text->bytes[i] == '\n' || (text->bytes[i] >= ' ' && text->bytes[i] <= '~'),
		     "not plain", text);
	}
	want(!text->length || text->bytes[text->length - 1] == '\n', "no end of the line", text);
	return lines;
}

/* Checks every form that a line can have. */
static void check_text(const struct nvme_trace_event *event)
{
	struct text text = shown(text__new, event, (struct output_config){});

	want(plain_lines(&text) == 1, "not one line", &text);
	free(text.bytes);
	text = shown(text__new, event,
		     (struct output_config){ .verbose = true,
					     .payload = NVME_TRACE_PAYLOAD_MAX,
					     .time = OUTPUT_TIME_ISO,
					     .width = 80 });
	plain_lines(&text);
	free(text.bytes);
	text = shown(summary__new, event, (struct output_config){});
	plain_lines(&text);
	free(text.bytes);
	text = shown(command__new, event, (struct output_config){});
	plain_lines(&text);
	free(text.bytes);
}

static void check_json(struct output *(*create)(const struct output_config *config),
		       const struct nvme_trace_event *event)
{
	const struct output_config config = { .format = OUTPUT_JSON,
					      .payload = NVME_TRACE_PAYLOAD_MAX };
	struct text text = shown(create, event, config);

	want(plain_lines(&text) > 0 || create != json__new, "no line", &text);
	for (const char *line = text.bytes; *line; line = strchr(line, '\n') + 1) {
		json_t *object =
			json_loads(line, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);

		want(json_is_object(object), "not JSON", &text);
		json_decref(object);
	}
	free(text.bytes);
}

static void compare(void *ctx, const struct nvme_trace_event *event)
{
	const struct nvme_trace_event **wanted = ctx;

	if (!*wanted || event->size != (*wanted)->size || memcmp(event, *wanted, event->size) != 0)
		abort();
	*wanted = NULL;
}

static void ignore(void *ctx, uint64_t number)
{
	(void)ctx;
	(void)number;
}

/* Makes the enumerations valid, because a reader refuses others. */
static void make_possible(struct nvme_trace_event *event)
{
	event->origin %= NVME_TRACE_ORIGINS;
	event->outcome %= NVME_TRACE_OUTCOMES;
	event->queue %= NVME_TRACE_QUEUES;
	event->payload %= NVME_TRACE_PAYLOADS;
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		event->payload_len = 0;
	event->size = (uint16_t)(sizeof(*event) + event->payload_len);
}

static void check_capture(const struct nvme_trace_event *event)
{
	struct text text = shown(pcapng__new, event, (struct output_config){ .host = 1 });
	FILE *file = fmemopen(text.bytes, text.length, "r");
	const struct nvme_trace_event *wanted = event;
	struct wall wall = {};
	const struct event_sink sink = {
		.event = compare, .lost = ignore, .tick = ignore, .ctx = &wanted
	};
	struct replay *replay = file ? replay__open(file, "capture", &wall) : NULL;

	if (!replay || replay__run(replay, &everything, &sink, &no_stop) || wanted)
		abort();
	replay__free(replay);
	fclose(file);
	free(text.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static uint64_t record[RECORD_SIZE / sizeof(uint64_t)];
	struct nvme_trace_event *event = (struct nvme_trace_event *)record;

	make_record(event, bytes, size);
	check_text(event);
	check_json(json__new, event);
	check_json(summary__new, event);
	make_possible(event);
	check_capture(event);
	return 0;
}
