/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The interface of all outputs, and their constructors. */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "nvme/vendors.h"
#include "nvme_trace.h"
#include "output/everyday.h"

enum output_format {
	OUTPUT_TEXT,
	OUTPUT_JSON,
	OUTPUT_CSV,
	OUTPUT_COMMAND, /* for a shell */
	OUTPUT_PCAPNG,	/* a capture */
};

/* How to write the time at which a command entered the driver. */
enum output_time {
	OUTPUT_TIME_WALL,  /* 02:34:13, local */
	OUTPUT_TIME_ISO,   /* 2026-11-24T02:34:13.123456+01:00, local */
	OUTPUT_TIME_UTC,   /* 2026-11-24T01:34:13.123456Z */
	OUTPUT_TIME_MONO,  /* 4711.123456: seconds of CLOCK_MONOTONIC, as in the kernel log */
	OUTPUT_TIME_DELTA, /* 0.123456: seconds since the previous line's command */
};

/* The columns of text and CSV. Those up to OUTPUT_COLUMN_COMMAND are the default, in this order. */
enum output_column {
	OUTPUT_COLUMN_TIME,
	OUTPUT_COLUMN_COMM,
	OUTPUT_COLUMN_PID,
	OUTPUT_COLUMN_OPCODE,
	OUTPUT_COLUMN_COMMAND_ID,
	OUTPUT_COLUMN_NSID,
	OUTPUT_COLUMN_CDW10,
	OUTPUT_COLUMN_DEV,
	OUTPUT_COLUMN_QID,
	OUTPUT_COLUMN_STATUS,
	OUTPUT_COLUMN_LATENCY,
	OUTPUT_COLUMN_ORIGIN,
	OUTPUT_COLUMN_COMMAND,
	OUTPUT_COLUMN_TID,
	OUTPUT_COLUMN_UID,
	OUTPUT_COLUMN_CDW11,
	OUTPUT_COLUMN_CDW12,
	OUTPUT_COLUMN_CDW13,
	OUTPUT_COLUMN_CDW14,
	OUTPUT_COLUMN_CDW15,
	OUTPUT_COLUMN_BYTES,
	OUTPUT_COLUMN_RESULT,
	OUTPUT_COLUMNS,
};

/* Which columns to show, in this order; count 0 = the default. */
struct output_columns {
	uint8_t column[OUTPUT_COLUMNS];
	unsigned int count;
};

/* The order of a summary's rows. All but the first put the greatest number on top. */
enum output_sort {
	OUTPUT_SORT_NAME,
	OUTPUT_SORT_COUNT,
	OUTPUT_SORT_ERRORS,
	OUTPUT_SORT_BYTES,
	OUTPUT_SORT_P99,
};

/* What the rows of a summary stand for; bits of output_config.by. */
enum output_by {
	OUTPUT_BY_COMM = 1,
	OUTPUT_BY_DEVICE = 2,
	OUTPUT_BY_COMMAND = 4,
};

struct series;
struct wall;

struct output_config {
	FILE *file;	       /* stays the caller's */
	struct series *series; /* of a capture that is split into files; or NULL */
	enum output_format format;
	bool summary;	       /* instead of lines or objects */
	uint64_t interval_ns;  /* of a summary; 0 = one, at the end */
	enum output_sort sort; /* of a summary */
	unsigned int by;       /* of a summary: bits of enum output_by; 0 = device and command */
	struct output_columns columns;
	bool header;  /* names of columns; of JSON an object that names the schema */
	bool verbose; /* a line for each decoded field as well */
	bool color;
	enum everyday_version nvme_cli; /* for OUTPUT_COMMAND */
	struct nvme_vendors vendors;	/* whose names to use for vendor specific values */
	size_t payload;			/* bytes of a command's data to show at most */
	unsigned int width;		/* of the terminal, in columns; 0 = any line fits */
	enum output_time time;
	uint32_t host; /* of a capture: identifies this machine; 0 = random */
	/* Of a capture: describes a controller in words; NULL = cannot. */
	void (*describe)(int32_t ctrl, char *text, size_t size);
	const struct wall *wall; /* the caller's, who keeps it up to date; NULL as wall.h says */
};

/*
 * One output. emit() shows one record; lost() tells that so many commands, in all, are known by
 * now not to have been shown; tick() tells the time, in ns of CLOCK_MONOTONIC of the machine that
 * config->wall is of, before each record that ended then; flush() hands on what has been shown so
 * far, as whole lines; and finish() what there is to say at the end. Each returns 0, or -1 with
 * errno set when writing failed. free() releases the output, not the file.
 */
struct output {
	int (*emit)(struct output *output, const struct nvme_trace_event *event);
	int (*lost)(struct output *output, uint64_t total);  /* NULL if it does not say */
	int (*tick)(struct output *output, uint64_t now_ns); /* NULL if it needs no clock */
	int (*flush)(struct output *output);
	int (*finish)(struct output *output);
	void (*free)(struct output *output);
};

/*
 * Lines of text; CSV with the same columns; JSON Lines, one object for each record
 * (nvme_trace.schema.json); the nvme-cli commands that send the same again; a summary, as text or
 * JSON (nvme_trace-summary.schema.json); or a capture (capture/pcapng.h). NULL if out of memory or
 * if the header cannot be written; errno says which.
 */
struct output *text__new(const struct output_config *config);
struct output *csv__new(const struct output_config *config);
struct output *json__new(const struct output_config *config);
struct output *command__new(const struct output_config *config);
struct output *summary__new(const struct output_config *config);
struct output *pcapng__new(const struct output_config *config);

/* One output that writes to both and owns them. If out of memory NULL, and both stay the caller's.
 */
struct output *tee__new(struct output *first, struct output *second);

#endif
