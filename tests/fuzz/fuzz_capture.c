// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * libFuzzer: reads any bytes as a capture, as nvme_trace --read does, through several filters, the
 * sink and every output.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/wall.h"
#include "capture/replay.h"
#include "filter.h"
#include "output/output.h"
#include "trace/output_sink.h"

#define LIMIT	     1000 /* records that are shown */
#define ORIGIN(name) (1U << NVME_TRACE_ORIGIN_##name)

static const volatile sig_atomic_t no_stop;

/* Each filter depends on different members of a record. */
static const struct filter filters[] = {
	{ .origins = (1U << NVME_TRACE_ORIGINS) - 1 },
	{ .origins = ORIGIN(IOCTL) | ORIGIN(URING),
	  .by_opcode = 1,
	  .opcodes = { { 0x55555555, 0, UINT64_MAX, 1 }, { 0x7, 0, 0, UINT64_MAX } } },
	{ .origins = ORIGIN(KERNEL) | ORIGIN(BLOCK), .failed = 1, .slow_ns = 1000000 },
	{ .origins = (1U << NVME_TRACE_ORIGINS) - 1,
	  .pids = 1,
	  .uids = 1,
	  .nsids = 2,
	  .nsid = { 1, UINT32_MAX },
	  .queues = 1,
	  .queue = { { 0, 5 } } },
	{ .origins = ORIGIN(IOCTL) | ORIGIN(BLOCK),
	  .comms = 2,
	  .comm = { "nvme", "dd" },
	  .devices = 2,
	  .device = { { .ctrl = 0 }, { .disk = "nvme0n1", .generic = "ng0n1" } } },
};

static struct output *join(struct output *first, struct output *second)
{
	struct output *both = first && second ? tee__new(first, second) : NULL;

	if (!both)
		abort();
	return both;
}

/* All outputs as one; the caller frees it. */
static struct output *new_outputs(FILE *file, const struct wall *wall)
{
	struct output *all;
	struct output_config config = {
		.file = file,
		.header = true,
		.verbose = true,
		.color = true,
		.payload = NVME_TRACE_PAYLOAD_MAX,
		.width = 80,
		.host = wall->host,
		.wall = wall,
	};

	all = join(text__new(&config), json__new(&config));
	all = join(all, command__new(&config));
	all = join(all, summary__new(&config));
	all = join(all, pcapng__new(&config));
	config.time = OUTPUT_TIME_ISO;
	all = join(all, text__new(&config));
	config.interval_ns = 1000000;
	config.format = OUTPUT_JSON;
	all = join(all, summary__new(&config));
	config.time = OUTPUT_TIME_DELTA;
	return join(all, text__new(&config));
}

/* Returns how many records the file has, which must not depend on the filter. */
static uint64_t read_through(const struct filter *filter, const uint8_t *bytes, size_t size)
{
	FILE *file = fmemopen((void *)bytes, size, "r"), *null = fopen("/dev/null", "we");
	struct wall wall = {};
	struct outputs outputs = {};
	struct output_sink sink;
	struct replay *replay;
	uint64_t records = 0;

	if (!file || !null)
		abort();
	output_sink__init(&sink, &outputs, LIMIT);
	replay = replay__open(file, "fuzz", &wall);
	if (replay) {
		outputs.output = new_outputs(null, &wall);
		replay__run(replay, filter, &sink.sink, &no_stop);
		records = replay__filtered(replay) + sink.counts.printed + sink.counts.left_out;
		if (outputs.error || sink.counts.printed > LIMIT)
			abort();
		outputs.output->finish(outputs.output);
		outputs.output->free(outputs.output);
	}
	replay__free(replay);
	fclose(null);
	fclose(file);
	return records;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint64_t records = size ? read_through(&filters[0], bytes, size) : 0;

	for (size_t i = 1; records && i < sizeof(filters) / sizeof(filters[0]); i++)
		if (read_through(&filters[i], bytes, size) != records)
			abort();
	return 0;
}
