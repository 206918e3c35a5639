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
#include "sums.h"

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

/*
 * The columns of text and CSV. By default, those up to OUTPUT_COLUMN_COMMAND are shown, in this
 * order.
 */
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

/* The order of a summary's rows. All but the first put the largest number on top. */
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
	struct series *series; /* the files of a capture that is split; or NULL */
	enum output_format format;
	bool summary;	       /* instead of lines or objects */
	uint64_t interval_ns;  /* of a summary; 0 = one, at the end */
	enum output_sort sort; /* of a summary */
	unsigned int by;       /* of a summary: bits of enum output_by; 0 = device and command */
	struct output_columns columns;
	bool header;  /* print column names; for JSON, an object that names the schema */
	bool verbose; /* a line for each decoded field as well */
	bool color;
	enum everyday_version nvme_cli; /* for OUTPUT_COMMAND */
	struct nvme_vendors vendors;	/* for names of vendor specific values */
	size_t payload;			/* bytes of a command's data to show at most */
	unsigned int width;		/* of the terminal, in columns; 0 = any line fits */
	enum output_time time;
	uint32_t host; /* of a capture: identifies this machine; 0 = random */
	/* For a capture: describes a controller in words; may be NULL. */
	void (*describe)(int32_t ctrl, char *text, size_t size);
	const struct wall *wall; /* the caller keeps it up to date; NULL: see wall.h */
};

/*
 * One output. Each function except free() returns 0, or -1 with errno set if writing failed.
 *
 * emit() shows one record. sum() counts the commands of one group, as emit() would have counted
 * their records; only a summary has it. lost() tells the total of commands that are known to be
 * lost. tick() tells the time before each record that ended then: in ns of CLOCK_MONOTONIC, on the
 * machine of config->wall. flush() passes on everything shown so far, as whole lines. finish()
 * writes what comes at the end. free() releases the output, but not the file.
 */
struct output {
	int (*emit)(struct output *output, const struct nvme_trace_event *event);
	int (*sum)(struct output *output, const struct sum_of_group *sum); /* may be NULL */
	int (*lost)(struct output *output, uint64_t total);  /* NULL if it does not say */
	int (*tick)(struct output *output, uint64_t now_ns); /* NULL if it needs no clock */
	int (*flush)(struct output *output);
	int (*finish)(struct output *output);
	void (*free)(struct output *output);
};

/*
 * Constructors, in this order: lines of text; CSV with the same columns; JSON Lines, one object for
 * each record (nvme_trace.schema.json); nvme-cli commands that send the same commands again; a
 * summary, as text or JSON (nvme_trace-summary.schema.json); a capture (capture/pcapng.h). NULL if
 * out of memory or if the header cannot be written; errno tells which.
 */
struct output *text__new(const struct output_config *config);
struct output *csv__new(const struct output_config *config);
struct output *json__new(const struct output_config *config);
struct output *command__new(const struct output_config *config);
struct output *summary__new(const struct output_config *config);
struct output *pcapng__new(const struct output_config *config);

/*
 * Makes one output that writes to both and owns them. If out of memory, returns NULL, and the
 * caller keeps both.
 */
struct output *tee__new(struct output *first, struct output *second);

#endif
