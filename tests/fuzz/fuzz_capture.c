// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* libFuzzer: any bytes as a capture, and all that is in it through every output. */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/output.h"
#include "source/replay.h"

#define OUTPUTS 6

static const volatile sig_atomic_t no_stop;

struct outputs {
	struct output *output[OUTPUTS];
};

static void show(void *ctx, const struct nvme_trace_event *event)
{
	struct outputs *outputs = ctx;

	for (int i = 0; i < OUTPUTS; i++)
		outputs->output[i]->emit(outputs->output[i], event);
}

static void lost(void *ctx, uint64_t total)
{
	struct outputs *outputs = ctx;

	for (int i = 0; i < OUTPUTS; i++)
		if (outputs->output[i]->lost)
			outputs->output[i]->lost(outputs->output[i], total);
}

static void open_outputs(struct outputs *outputs, FILE *file, const struct replay_section *section)
{
	struct output_config config = {
		.file = file,
		.header = true,
		.verbose = true,
		.color = true,
		.payload = NVME_TRACE_PAYLOAD_MAX,
		.width = 80,
		.host = section->host,
		.wall_offset_ns = section->wall_offset_ns,
	};

	outputs->output[0] = text__new(&config);
	config.time = OUTPUT_TIME_ISO;
	outputs->output[1] = text__new(&config);
	outputs->output[2] = json__new(&config);
	outputs->output[3] = command__new(&config);
	outputs->output[4] = summary__new(&config);
	outputs->output[5] = pcapng__new(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	FILE *file = size ? fmemopen((void *)bytes, size, "r") : NULL, *null;
	struct replay_section section;
	struct outputs outputs;
	const struct replay_to to = { show, lost, &outputs };
	struct replay *replay;

	if (!file)
		return 0;
	null = fopen("/dev/null", "we");
	replay = replay__open(file, "fuzz", &section);
	if (replay && null) {
		open_outputs(&outputs, null, &section);
		replay__run(replay, &to, &no_stop);
		for (int i = 0; i < OUTPUTS; i++) {
			outputs.output[i]->finish(outputs.output[i]);
			outputs.output[i]->free(outputs.output[i]);
		}
	}
	replay__free(replay);
	if (null)
		fclose(null);
	fclose(file);
	return 0;
}
