// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trace/output_sink.h"

#include <string.h>

static void show(struct output_sink *output_sink, const struct nvme_trace_event *event)
{
	struct output *output = output_sink->outputs->output;

	outputs__note(output_sink->outputs, output->emit(output, event));
}

static void note_opcode(struct output_sink *output_sink, uint8_t opcode)
{
	output_sink->opcodes[opcode / 64] |= UINT64_C(1) << opcode % 64;
}

static void on_event(void *ctx, const struct nvme_trace_event *event)
{
	struct output_sink *output_sink = ctx;

	if (output_sink__is_full(output_sink)) {
		output_sink->counts.left_out++;
		return;
	}
	show(output_sink, event);
	output_sink->counts.printed++;
	note_opcode(output_sink, event->sqe.opcode);
	output_sink->counts.in_flight += event->outcome == NVME_TRACE_IN_FLIGHT;
}

static void on_overdue(void *ctx, const struct nvme_trace_event *event)
{
	struct output_sink *output_sink = ctx;

	show(output_sink, event);
	output_sink->counts.overdue++;
}

/* Only a summary gets sums. The opcodes of commands that are not in a group of their own are
 * unknown. */
static void on_sum(void *ctx, const struct sum_of_group *sum)
{
	struct output_sink *output_sink = ctx;
	struct output *output = output_sink->outputs->output;

	outputs__note(output_sink->outputs, output->sum(output, sum));
	output_sink->counts.printed += sum->count;
	if (sum->example)
		note_opcode(output_sink, sum->example->sqe.opcode);
	else
		memset(output_sink->opcodes, 0xff, sizeof(output_sink->opcodes));
}

static void on_lost(void *ctx, uint64_t total)
{
	struct output_sink *output_sink = ctx;
	struct output *output = output_sink->outputs->output;

	if (total <= output_sink->lost)
		return;
	if (output_sink->reports_losses)
		report__loss(total - output_sink->lost, total);
	output_sink->lost = total;
	if (output->lost)
		outputs__note(output_sink->outputs, output->lost(output, total));
}

static void on_tick(void *ctx, uint64_t now_ns)
{
	struct output_sink *output_sink = ctx;
	struct output *output = output_sink->outputs->output;

	if (output->tick)
		outputs__note(output_sink->outputs, output->tick(output, now_ns));
}

static void on_flush(void *ctx)
{
	struct output_sink *output_sink = ctx;
	struct output *output = output_sink->outputs->output;

	outputs__note(output_sink->outputs, output->flush(output));
}

void output_sink__init(struct output_sink *output_sink, struct outputs *outputs, uint64_t limit)
{
	*output_sink = (struct output_sink){
		.sink = { .event = on_event,
			  .overdue = on_overdue,
			  .sum = on_sum,
			  .lost = on_lost,
			  .tick = on_tick,
			  .flush = on_flush,
			  .ctx = output_sink },
		.outputs = outputs,
		.limit = limit,
	};
}

bool output_sink__is_full(const struct output_sink *output_sink)
{
	return output_sink->limit && output_sink->counts.printed >= output_sink->limit;
}
