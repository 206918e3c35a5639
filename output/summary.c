// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Counts commands in groups: by default one for each command on each device. Prints the figures at
 * the end, or after each interval for that interval.
 */
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "nvme/decode.h"
#include "output/clock.h"
#include "output/columns.h"
#include "output/figures.h"
#include "output/json_lines.h"
#include "output/lines.h"
#include "output/output.h"
#include "output/schema.h"

/* Bounds the groups, because a sender may invent opcodes and names. */
#define MAX_GROUPS 1024
#define OTHERS	   "(others)"

struct group {
	struct figures_name name;
	struct figures figures;
	UT_hash_handle hh;
};

struct summary {
	struct output output;
	struct output_config config;
	struct clock clock;
	struct group *groups; /* uthash's list */
	uint64_t lost;	      /* commands so far */
	bool explained;	      /* the histogram was explained, below the first table */
	uint64_t since_ns;    /* start of the interval */
	uint64_t now_ns;      /* the latest tick; both times are on `line` */
	struct wall_line line;
	struct wall wall; /* of the line */
};

/* Finds the group or makes it; NULL if out of memory. */
static struct group *group_of(struct summary *summary, const struct figures_name *name)
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

static struct figures_name name_of(const struct summary *summary,
				   const struct nvme_trace_event *event)
{
	unsigned int by = summary->config.by;
	struct figures_name name = {};
	struct nvme_decoded decoded;

	if (by & OUTPUT_BY_COMM && event->pid)
		memcpy(name.comm, event->comm, strnlen(event->comm, sizeof(event->comm)));
	if (by & OUTPUT_BY_DEVICE)
		columns__device(event, name.device);
	if (by & OUTPUT_BY_COMMAND) {
		nvme_decode(event, &summary->config.vendors, &decoded);
		memcpy(name.command, decoded.name, strlen(decoded.name));
	}
	return name;
}

static struct figures_name others(unsigned int by)
{
	struct figures_name name = {};

	if (by & OUTPUT_BY_COMM)
		strcpy(name.comm, OTHERS);
	if (by & OUTPUT_BY_DEVICE)
		strcpy(name.device, OTHERS);
	if (by & OUTPUT_BY_COMMAND)
		strcpy(name.command, OTHERS);
	return name;
}

/* `event` is NULL for commands of several groups. */
static struct group *group_for(struct summary *summary, const struct nvme_trace_event *event)
{
	struct figures_name name = event ? name_of(summary, event) : others(summary->config.by);

	if (event && HASH_COUNT(summary->groups) >= MAX_GROUPS) {
		struct group *known;

		HASH_FIND(hh, summary->groups, &name, sizeof(name), known);
		if (known)
			return known;
		name = others(summary->config.by);
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
	group->figures.count++;
	group->figures.errors += nvme_trace_failed(event);
	group->figures.bytes += event->data_len;
	if (columns__latency(event, &ns))
		histogram__add(&group->figures.latency, ns);
	return 0;
}

static int by_name(const struct group *a, const struct group *b)
{
	return memcmp(&a->name, &b->name, sizeof(a->name));
}

/* Sorts by number, largest first, and equal numbers by name. */
static int by_number(uint64_t number_a, uint64_t number_b, const struct group *a,
		     const struct group *b)
{
	if (number_a != number_b)
		return number_a < number_b ? 1 : -1;
	return by_name(a, b);
}

static int by_count(const struct group *a, const struct group *b)
{
	return by_number(a->figures.count, b->figures.count, a, b);
}

static int by_errors(const struct group *a, const struct group *b)
{
	return by_number(a->figures.errors, b->figures.errors, a, b);
}

static int by_bytes(const struct group *a, const struct group *b)
{
	return by_number(a->figures.bytes, b->figures.bytes, a, b);
}

static int by_p99(const struct group *a, const struct group *b)
{
	return by_number(histogram__percentile(&a->figures.latency, 99),
			 histogram__percentile(&b->figures.latency, 99), a, b);
}

static void sort(struct summary *summary)
{
	static int (*const orders[])(const struct group *a, const struct group *b) = {
		[OUTPUT_SORT_NAME] = by_name,	  [OUTPUT_SORT_COUNT] = by_count,
		[OUTPUT_SORT_ERRORS] = by_errors, [OUTPUT_SORT_BYTES] = by_bytes,
		[OUTPUT_SORT_P99] = by_p99,
	};

	_Static_assert(sizeof(orders) / sizeof(orders[0]) == OUTPUT_SORT_P99 + 1,
		       "an order for each value");
	HASH_SRT(hh, summary->groups, orders[summary->config.sort]);
}

static int print_title(struct summary *summary)
{
	const struct output_config *config = &summary->config;
	char time[CLOCK_SIZE];

	if (config->interval_ns &&
	    fprintf(config->file, "%s\n", clock__format(&summary->clock, summary->now_ns, time)) <
		    0)
		return -1;
	return config->header ? figures__print_title(config->by, config->file) : 0;
}

static int print_object(struct summary *summary, const struct group *group, uint64_t span_ns)
{
	char time[CLOCK_SIZE];
	json_t *object =
		json_pack("{sssI}", "time", clock__format(&summary->clock, summary->now_ns, time),
			  "since_ns", (json_int_t)summary->since_ns);

	figures__add(object, summary->config.by, &group->name, &group->figures, span_ns);
	return json_lines__print(object, summary->config.file);
}

static int print_row(struct summary *summary, const struct group *group, uint64_t span_ns)
{
	const struct output_config *config = &summary->config;

	if (config->format == OUTPUT_JSON)
		return print_object(summary, group, span_ns);
	return figures__print(config->by, &group->name, &group->figures, span_ns, config->file);
}

/* Explains the histogram, below the first table that has a header. */
static int explain(struct summary *summary)
{
	if (summary->explained || !summary->config.header)
		return 0;
	summary->explained = true;
	return figures__print_legend(summary->config.file);
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

/* Prints what was counted since the last print, and forgets it. */
static int print(struct summary *summary)
{
	uint64_t since = summary->since_ns, until = summary->now_ns;
	uint64_t span_ns = until > since ? until - since : 0;
	bool table = summary->groups && summary->config.format != OUTPUT_JSON;
	int error = table ? print_title(summary) : 0;

	sort(summary);
	for (struct group *group = summary->groups; group && !error; group = group->hh.next)
		error = print_row(summary, group, span_ns);
	if (table && !error)
		error = explain(summary);
	forget(summary);
	summary->since_ns = until;
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

/* A command in flight is counted when it ends. */
static int summary__emit(struct output *output, const struct nvme_trace_event *event)
{
	return event->outcome == NVME_TRACE_IN_FLIGHT ? 0 : count((struct summary *)output, event);
}

static int summary__sum(struct output *output, const struct sum_of_group *sum)
{
	struct group *group = group_for((struct summary *)output, sum->example);

	if (!group) {
		errno = ENOMEM;
		return -1;
	}
	group->figures.count += sum->count;
	group->figures.errors += sum->errors;
	group->figures.bytes += sum->bytes;
	histogram__add_sum(&group->figures.latency, sum);
	return 0;
}

static int summary__flush(struct output *output)
{
	return fflush(((struct summary *)output)->config.file) ? -1 : 0;
}

/* JSON reports losses once, at the end. With text, messages report them. */
static int summary__lost(struct output *output, uint64_t total)
{
	((struct summary *)output)->lost = total;
	return 0;
}

static int summary__finish(struct output *output)
{
	struct summary *summary = (struct summary *)output;
	FILE *file = summary->config.file;

	if (print(summary))
		return -1;
	if (!summary->lost || summary->config.format != OUTPUT_JSON)
		return 0;
	return json_lines__print_lost(summary->lost, file) || fflush(file) ? -1 : 0;
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
	int error = 0;

	if (!summary)
		return NULL;
	*summary = (struct summary){
		.output = { .emit = summary__emit,
			    .sum = summary__sum,
			    .lost = summary__lost,
			    .tick = summary__tick,
			    .flush = summary__flush,
			    .finish = summary__finish,
			    .free = summary__free },
		.config = *config,
		.clock = { .time = json ? OUTPUT_TIME_ISO : config->time, .wall = &summary->wall },
	};
	if (!config->by)
		summary->config.by = OUTPUT_BY_DEVICE | OUTPUT_BY_COMMAND;
	if (json && config->header)
		error = json_lines__print_header(SCHEMA_SUMMARY_NAME, SCHEMA_SUMMARY_VERSION,
						 config->file);
	return lines__begun(&summary->output, error);
}
