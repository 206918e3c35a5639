// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "nvme/data.h"
#include "nvme/names.h"

static void put_controller(struct words *words, int32_t ctrl)
{
	words__put(words, ctrl < 0 ? "nvme-" : "nvme");
	words__put_number(words, ctrl < 0 ? -(uint64_t)ctrl : (uint64_t)ctrl);
}

void columns__put_device(struct words *words, const struct nvme_trace_event *event)
{
	if (event->disk[0] && event->head[0]) {
		words__put_escaped(words, event->head, sizeof(event->head));
		words__put_char(words, '/');
	}
	if (event->disk[0])
		words__put_escaped(words, event->disk, sizeof(event->disk));
	else if (event->ctrl == NVME_TRACE_NO_CTRL)
		words__put_escaped(words, event->node, sizeof(event->node));
	else
		put_controller(words, event->ctrl);
}

const char *columns__device(const struct nvme_trace_event *event, char word[DEVICE_SIZE])
{
	struct words words = words__in(word, DEVICE_SIZE);

	columns__put_device(&words, event);
	return word;
}

const char *columns__errno(int error, char word[STATUS_SIZE])
{
	const char *name = strerrorname_np(error);

	if (!name)
		snprintf(word, STATUS_SIZE, "errno:%d", error);
	return name ? name : word;
}

const char *columns__status_number(const struct nvme_trace_event *event, char word[STATUS_SIZE])
{
	switch (event->outcome) {
	case NVME_TRACE_IN_FLIGHT:
		return "in-flight";
	case NVME_TRACE_COMPLETED:
		return nvme_status_number(event->status, word, STATUS_SIZE);
	case NVME_TRACE_FAILED:
		return columns__errno((int)-(uint32_t)event->error, word);
	default:
		return "unknown";
	}
}

const char *columns__status_name(const struct nvme_trace_event *event)
{
	if (event->outcome != NVME_TRACE_COMPLETED)
		return NULL;
	return nvme_error_name(nvme_command_of(event), event->status);
}

const char *columns__status(const struct nvme_trace_event *event, char word[STATUS_SIZE])
{
	if (event->outcome != NVME_TRACE_COMPLETED)
		return columns__status_number(event, word);
	return nvme_status_text(nvme_command_of(event), event->status, word, STATUS_SIZE);
}

const char *columns__origin(const struct nvme_trace_event *event)
{
	static const char *const names[] = NVME_TRACE_ORIGIN_NAMES;

	_Static_assert(sizeof(names) / sizeof(names[0]) == NVME_TRACE_ORIGINS,
		       "a name for each origin");
	return event->origin < NVME_TRACE_ORIGINS ? names[event->origin] : "?";
}

bool columns__latency(const struct nvme_trace_event *event, uint64_t *ns)
{
	bool waits = event->outcome == NVME_TRACE_IN_FLIGHT;
	uint64_t start = waits ? event->submit_ns : event->issue_ns;

	*ns = event->complete_ns - start;
	return start && event->complete_ns && (waits || *ns);
}

const uint8_t *columns__payload(const struct nvme_trace_event *event, size_t limit, size_t *length)
{
	const uint8_t *bytes = nvme_payload(event, length);

	if (*length > limit)
		*length = limit;
	return bytes;
}

void columns__put_microseconds(struct words *words, uint64_t ns)
{
	words__put_number(words, ns / 1000);
	words__put_char(words, '.');
	words__put_char(words, (char)('0' + ns % 1000 / 100));
}
