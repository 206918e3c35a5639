// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What there was of each command on each device: how many, how many failed, how much data, how
 * long they took. Printed at the end, or again and again, each time of what came since.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "nvme/decode.h"
#include "output/clock.h"
#include "output/columns.h"
#include "output/histogram.h"
#include "output/output.h"

#define WORD_SIZE 24
/* A sender may make up opcodes: what comes after so many groups goes into one of all others. */
#define MAX_GROUPS 1024
#define OTHERS	   "(others)"

struct name {
	char device[DEVICE_SIZE];
	char command[NVME_COMMAND_SIZE];
};

struct group {
	struct name name;
	uint64_t count, errors, bytes;
	struct histogram latency; /* of those that have one, in ns */
	UT_hash_handle hh;
};

struct summary {
	struct output output;
	struct output_config config;
	struct clock clock;
	struct group *groups; /* uthash's list */
	uint64_t since_ns;    /* start of the interval */
	uint64_t now_ns;      /* the latest tick; both are on the line */
	struct wall_line line;
	struct wall wall; /* of the line */
};

/* One that is there, or a new one; NULL if out of memory. */
static struct group *group_of(struct summary *summary, const struct name *name)
{
	struct group *group;

	HASH_FIND(hh, summary->groups, name, sizeof(*name), group);
	if (group)
		return group;
	group = calloc(1, sizeof(*group));
	if (!group)
		return NULL;
	group->name = *name;
	HASH_ADD(hh, summary->groups, name, sizeof(group->name), group);
	if (HASH_TOOK(group))
		return group;
	free(group);
	return NULL;
}

static struct group *group_for(struct summary *summary, const struct nvme_trace_event *event)
{
	struct name name = {};
	struct nvme_decoded decoded;

	nvme_decode(event, &summary->config.vendors, &decoded);
	columns__device(event, name.device);
	memcpy(name.command, decoded.name, strlen(decoded.name));
	if (HASH_COUNT(summary->groups) >= MAX_GROUPS) {
		struct group *known;

		HASH_FIND(hh, summary->groups, &name, sizeof(name), known);
		if (known)
			return known;
		name = (struct name){ OTHERS, OTHERS };
	}
	return group_of(summary, &name);
}

static int count(struct summary *summary, const struct nvme_trace_event *event)
{
	struct group *group = group_for(summary, event);
	uint64_t ns;

	if (!group) {
		errno = ENOMEM;
		return -1;
	}
	group->count++;
	group->errors += nvme_trace_failed(event);
	group->bytes += event->data_len;
	if (columns__latency(event, &ns))
		histogram__add(&group->latency, ns);
	return 0;
}

static int by_name(const struct group *a, const struct group *b)
{
	return memcmp(&a->name, &b->name, sizeof(a->name));
}

static const char *microseconds(uint64_t ns, bool known, char word[WORD_SIZE])
{
	if (!known)
		return "-";
	snprintf(word, WORD_SIZE, "%" PRIu64 ".%" PRIu64, ns / 1000, ns % 1000 / 100);
	return word;
}

static int print_group(const struct summary *summary, const struct group *group)
{
	const struct histogram *latency = &group->latency;
	char min[WORD_SIZE], median[WORD_SIZE], p99[WORD_SIZE], max[WORD_SIZE];
	char from[WORD_SIZE], picture[HISTOGRAM_PICTURE], command[NVME_COMMAND_SIZE];
	bool known = latency->count;
	unsigned int first = histogram__power_of(latency->min);

	for (size_t i = 0; i < sizeof(command); i++)
		command[i] = (char)(group->name.command[i] == ' ' ? '-' : group->name.command[i]);
	return fprintf(summary->config.file,
		       "%-10s %-28s %9" PRIu64 " %8" PRIu64 " %13" PRIu64
		       " %9s %9s %9s %9s  %s|%s|\n",
		       group->name.device, command, group->count, group->errors, group->bytes,
		       microseconds(latency->min, known, min),
		       microseconds(histogram__percentile(latency, 50), known, median),
		       microseconds(histogram__percentile(latency, 99), known, p99),
		       microseconds(latency->max, known, max),
		       microseconds(UINT64_C(1) << first, known, from),
		       histogram__picture(latency, picture)) < 0
		       ? -1
		       : 0;
}

static int print_title(struct summary *summary)
{
	const struct output_config *config = &summary->config;
	char time[CLOCK_SIZE];

	if (config->interval_ns &&
	    fprintf(config->file, "%s\n", clock__format(&summary->clock, summary->now_ns, time)) <
		    0)
		return -1;
	if (!config->header)
		return 0;
	return fprintf(config->file, "%-10s %-28s %9s %8s %13s %9s %9s %9s %9s  %s\n", "DEV",
		       "COMMAND", "COUNT", "ERRORS", "BYTES", "MIN(us)", "MEDIAN", "P99", "MAX",
		       "HISTOGRAM(us)") < 0
		       ? -1
		       : 0;
}

static json_t *buckets_of(const struct histogram *histogram)
{
	unsigned int last = histogram__power_of(histogram->max);
	json_t *buckets = json_array();

	for (unsigned int power = histogram__power_of(histogram->min); power <= last; power++)
		json_array_append_new(
			buckets, json_pack("{sIsI}", "from_ns",
					   (json_int_t)(power ? UINT64_C(1) << power : 0), "count",
					   (json_int_t)histogram__power(histogram, power)));
	return buckets;
}

static int print_object(struct summary *summary, const struct group *group)
{
	const struct histogram *latency = &group->latency;
	char time[CLOCK_SIZE];
	json_t *object = json_pack(
		"{sssIsssssIsIsI}", "time", clock__format(&summary->clock, summary->now_ns, time),
		"since_ns", (json_int_t)summary->since_ns, "device", group->name.device, "command",
		group->name.command, "count", (json_int_t)group->count, "errors",
		(json_int_t)group->errors, "bytes", (json_int_t)group->bytes);
	int error;

	if (latency->count)
		json_object_set_new(object, "latency_ns",
				    json_pack("{sIsIsIsI}", "min", (json_int_t)latency->min,
					      "median",
					      (json_int_t)histogram__percentile(latency, 50), "p99",
					      (json_int_t)histogram__percentile(latency, 99), "max",
					      (json_int_t)latency->max));
	if (latency->count)
		json_object_set_new(object, "histogram", buckets_of(latency));
	error = json_dumpf(object, summary->config.file, JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(object);
	return error || fputc('\n', summary->config.file) == EOF ? -1 : 0;
}

static void forget(struct summary *summary)
{
	struct group *group, *next;

	HASH_ITER(hh, summary->groups, group, next)
	{
		HASH_DEL(summary->groups, group);
		free(group);
	}
}

/* Of what came since the last time, which is then forgotten. */
static int print(struct summary *summary)
{
	bool json = summary->config.format == OUTPUT_JSON;
	int error = 0;

	HASH_SRT(hh, summary->groups, by_name);
	if (summary->groups && !json)
		error = print_title(summary);
	for (struct group *group = summary->groups; group && !error; group = group->hh.next)
		error = json ? print_object(summary, group) : print_group(summary, group);
	forget(summary);
	summary->since_ns = summary->now_ns;
	return error || fflush(summary->config.file) ? -1 : 0;
}

/*
 * The first interval begins with the first tick, and an interval ends with the first tick after it.
 * Records of several CPUs, and of several machines, are only nearly in order.
 */
static int summary__tick(struct output *output, uint64_t now_ns)
{
	struct summary *summary = (struct summary *)output;
	uint64_t interval = summary->config.interval_ns;
	bool first = !summary->line.begun;
	uint64_t now = wall_line__at(&summary->line, summary->config.wall, now_ns);
	int error = 0;

	if (first)
		summary->since_ns = summary->now_ns = now;
	if (interval && now > summary->since_ns && now - summary->since_ns >= interval) {
		summary->now_ns = summary->since_ns + interval;
		error = print(summary);
		summary->since_ns += (now - summary->since_ns) / interval * interval;
	}
	if (now > summary->now_ns)
		summary->now_ns = now;
	wall__reset(&summary->wall, wall_line__offset(&summary->line));
	return error;
}

/* What is in flight is counted when it ends. */
static int summary__emit(struct output *output, const struct nvme_trace_event *event)
{
	return event->outcome == NVME_TRACE_IN_FLIGHT ? 0 : count((struct summary *)output, event);
}

static int summary__flush(struct output *output)
{
	return fflush(((struct summary *)output)->config.file) ? -1 : 0;
}

static int summary__finish(struct output *output)
{
	return print((struct summary *)output);
}

static void summary__free(struct output *output)
{
	forget((struct summary *)output);
	free(output);
}

struct output *summary__new(const struct output_config *config)
{
	struct summary *summary = calloc(1, sizeof(*summary));
	bool json = config->format == OUTPUT_JSON;

	if (!summary)
		return NULL;
	*summary = (struct summary){
		.output = { .emit = summary__emit,
			    .tick = summary__tick,
			    .flush = summary__flush,
			    .finish = summary__finish,
			    .free = summary__free },
		.config = *config,
		.clock = { .time = json ? OUTPUT_TIME_ISO : config->time, .wall = &summary->wall },
	};
	return &summary->output;
}
