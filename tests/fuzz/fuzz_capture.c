// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * libFuzzer: any bytes as a capture, and what several filters leave of it through every output, in
 * the way that nvme_trace --read goes.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/wall.h"
#include "capture/replay.h"
#include "filter.h"
#include "output/output.h"

#define OUTPUTS	     8
#define ORIGIN(name) (1U << NVME_TRACE_ORIGIN_##name)

static const volatile sig_atomic_t no_stop;

/* Each looks at members of a record that the others do not. */
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

struct outputs {
	struct output *output[OUTPUTS];
	uint64_t shown;
};

static void show(void *ctx, const struct nvme_trace_event *event)
{
	struct outputs *outputs = ctx;

	for (int i = 0; i < OUTPUTS; i++)
		outputs->output[i]->emit(outputs->output[i], event);
	outputs->shown++;
}

static void lost(void *ctx, uint64_t total)
{
	struct outputs *outputs = ctx;

	for (int i = 0; i < OUTPUTS; i++)
		if (outputs->output[i]->lost)
			outputs->output[i]->lost(outputs->output[i], total);
}

static void open_outputs(struct outputs *outputs, FILE *file, const struct wall *wall)
{
	struct output_config config = {
		.file = file,
		.header = true,
		.verbose = true,
		.color = true,
		.payload = NVME_TRACE_PAYLOAD_MAX,
		.width = 80,
		.host = wall->host,
		.wall = wall,
		.recorded = true,
	};

	outputs->output[0] = text__new(&config);
	outputs->output[1] = json__new(&config);
	outputs->output[2] = command__new(&config);
	outputs->output[3] = summary__new(&config);
	outputs->output[4] = pcapng__new(&config);
	config.time = OUTPUT_TIME_ISO;
	outputs->output[5] = text__new(&config);
	config.interval_ns = 1000000;
	config.format = OUTPUT_JSON;
	outputs->output[6] = summary__new(&config);
	config.time = OUTPUT_TIME_DELTA;
	outputs->output[7] = text__new(&config);
}

/* Whoever reads the same file again finds the same records. Returns how many. */
static uint64_t read_through(const struct filter *filter, const uint8_t *bytes, size_t size)
{
	FILE *file = fmemopen((void *)bytes, size, "r"), *null = fopen("/dev/null", "we");
	struct wall wall = {};
	struct outputs outputs = {};
	struct replay_to to = { .filter = filter, .event = show, .lost = lost, .ctx = &outputs };
	struct replay *replay;

	if (!file || !null)
		abort();
	replay = replay__open(file, "fuzz", &wall);
	if (replay) {
		open_outputs(&outputs, null, &wall);
		replay__run(replay, &to, &no_stop);
		for (int i = 0; i < OUTPUTS; i++) {
			outputs.output[i]->finish(outputs.output[i]);
			outputs.output[i]->free(outputs.output[i]);
		}
	}
	replay__free(replay);
	fclose(null);
	fclose(file);
	return outputs.shown + to.filtered;
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
