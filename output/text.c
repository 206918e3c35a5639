// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One line for each command. Every column but the last is one blank-free word,
 * so awk's $4 is the opcode, and "-" where there is nothing to say.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nvme/names.h"
#include "output/escape.h"
#include "output/output.h"

#define SECOND_NS    1000000000
#define WORD_SIZE    24
#define DEVICE_SIZE  (2 * ESCAPED_SIZE(NVME_TRACE_DISK_SIZE))
#define STATUS_SIZE  96
#define COMMAND_SIZE 128
#define LINE_FORMAT  "%-8s %-15s %-7s %-6s %-10s %-8s %-8s %-10s %-3s %-9s %9s %-6s %s\n"

struct text {
	struct output output;
	FILE *file;
	int64_t wall_offset_ns;
	time_t second; /* that clock[] shows, so that one second is formatted once */
	char clock[16];
};

static const char *format_clock(struct text *text, const struct nvme_trace_event *event)
{
	/* Unsigned, as the times of a record may be anything and their sum must be defined. */
	int64_t ns = (int64_t)(event->submit_ns + (uint64_t)text->wall_offset_ns);
	time_t second = (time_t)(ns / SECOND_NS);
	struct tm local;

	if ((second != text->second || !text->clock[0]) && localtime_r(&second, &local)) {
		strftime(text->clock, sizeof(text->clock), "%H:%M:%S", &local);
		text->second = second;
	}
	return text->clock;
}

/*
 * The drive, as the kernel names it: the controller of an admin command, the block
 * device of an I/O command, behind the multipath device that it is a path of. Where
 * a command did not get so far, the node that it was sent to.
 */
static const char *format_device(const struct nvme_trace_event *event, char word[DEVICE_SIZE])
{
	char head[ESCAPED_SIZE(NVME_TRACE_DISK_SIZE)], disk[ESCAPED_SIZE(NVME_TRACE_DISK_SIZE)];

	if (event->disk[0] && event->head[0])
		snprintf(word, DEVICE_SIZE, "%s/%s",
			 escape_word(event->head, sizeof(event->head), head),
			 escape_word(event->disk, sizeof(event->disk), disk));
	else if (event->disk[0])
		escape_word(event->disk, sizeof(event->disk), word);
	else if (event->ctrl == NVME_TRACE_NO_CTRL)
		escape_word(event->node, sizeof(event->node), word);
	else
		snprintf(word, DEVICE_SIZE, "nvme%" PRId32, event->ctrl);
	return word;
}

static const char *format_error(int error, char *word)
{
	const char *name = strerrorname_np(error);

	if (!name)
		sprintf(word, "errno:%d", error);
	return name ? name : word;
}

static const char *format_status(const struct nvme_trace_event *event, char word[STATUS_SIZE])
{
	switch (event->outcome) {
	case NVME_TRACE_IN_FLIGHT:
		return "in-flight";
	case NVME_TRACE_COMPLETED:
		return nvme_status_text(event->status, word, STATUS_SIZE);
	case NVME_TRACE_FAILED:
		return format_error((int)-(uint32_t)event->error, word);
	default:
		return "unknown";
	}
}

static const char *format_origin(const struct nvme_trace_event *event)
{
	static const char *const names[NVME_TRACE_ORIGINS] = NVME_TRACE_ORIGIN_NAMES;

	return event->origin < NVME_TRACE_ORIGINS ? names[event->origin] : "?";
}

/*
 * From the driver's handing it to the drive until the drive's answer; of a command
 * in flight its age, from its entering the driver until now.
 */
static const char *format_latency(const struct nvme_trace_event *event, char word[WORD_SIZE])
{
	bool waits = event->outcome == NVME_TRACE_IN_FLIGHT;
	uint64_t start = waits ? event->submit_ns : event->issue_ns;
	uint64_t ns = event->complete_ns - start;

	if (!start || !event->complete_ns)
		return "-";
	snprintf(word, WORD_SIZE, "%" PRIu64 ".%" PRIu64, ns / 1000, ns % 1000 / 100);
	return word;
}

static const char *hex(uint32_t value, char word[WORD_SIZE])
{
	snprintf(word, WORD_SIZE, "%" PRIx32, value);
	return word;
}

static int text__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct text *text = (struct text *)output;
	const struct nvme_trace_sqe *sqe = &event->sqe;
	bool issued = event->issue_ns != 0;
	enum nvme_command_set set = event->queue == NVME_TRACE_QUEUE_ADMIN ? NVME_ADMIN : NVME_IO;
	char comm[ESCAPED_SIZE(NVME_TRACE_COMM_SIZE)], device[DEVICE_SIZE];
	char pid[WORD_SIZE], opcode[WORD_SIZE], cid[WORD_SIZE], nsid[WORD_SIZE], cdw10[WORD_SIZE];
	char qid[WORD_SIZE], latency[WORD_SIZE], status[STATUS_SIZE], command[COMMAND_SIZE];

	snprintf(pid, sizeof(pid), event->pid ? "%" PRIu32 : "-", event->pid);
	snprintf(qid, sizeof(qid), "%u", (unsigned int)event->qid);
	return fprintf(text->file, LINE_FORMAT, format_clock(text, event),
		       escape_word(event->comm, sizeof(event->comm), comm), pid,
		       hex(sqe->opcode, opcode), issued ? hex(sqe->command_id, cid) : "-",
		       hex(sqe->nsid, nsid), hex(sqe->cdw10, cdw10), format_device(event, device),
		       issued ? qid : "-", format_status(event, status),
		       format_latency(event, latency), format_origin(event),
		       nvme_command_text(set, sqe->opcode, sqe->nsid, command, sizeof(command))) < 0
		       ? -1
		       : 0;
}

static int text__flush(struct output *output)
{
	struct text *text = (struct text *)output;

	return fflush(text->file) ? -1 : 0;
}

static void text__free(struct output *output)
{
	free(output);
}

static int print_header(FILE *file)
{
	if (fprintf(file, LINE_FORMAT, "TIME", "COMM", "PID", "OPCODE", "COMMAND-ID", "NSID",
		    "CDW10", "DEV", "QID", "STATUS", "LAT(us)", "ORIGIN", "COMMAND") < 0)
		return -1;
	return fflush(file) ? -1 : 0;
}

struct output *text__new(FILE *file, bool header, int64_t wall_offset_ns)
{
	struct text *text = calloc(1, sizeof(*text));

	if (!text)
		return NULL;
	*text = (struct text){
		.output = { .emit = text__emit, .flush = text__flush, .free = text__free },
		.file = file,
		.wall_offset_ns = wall_offset_ns,
	};
	if (header && print_header(file)) {
		free(text);
		return NULL;
	}
	return &text->output;
}
