// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Shows each command as an nvme-cli command line that sends the same submission queue entry again.
 * A comment with the sender and the outcome precedes it. A shell can run the output: commands that
 * may change the drive, or that cannot be sent again, are commented out with the reason.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/escape.h"
#include "nvme/decode.h"
#include "output/columns.h"
#include "output/everyday.h"
#include "output/lines.h"

#define LINE_SIZE 1024

/* All flags but PSDT: the driver sets PSDT itself and refuses it from a sender. */
#define FLAGS_OF_SENDER 0x3f

struct line {
	char text[LINE_SIZE];
	size_t length;
};

static void append(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append(struct line *line, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line->text + line->length, sizeof(line->text) - line->length, format,
			   args);
	va_end(args);
	line->length += (size_t)length < sizeof(line->text) - line->length ? (size_t)length : 0;
}

/* The node that the sender opened, or else the drive that got the command. */
static const char *node_of(const struct nvme_trace_event *event, char word[DEVICE_SIZE])
{
	if (event->node[0])
		return escape_word(event->node, sizeof(event->node), word);
	if (event->head[0])
		return escape_word(event->head, sizeof(event->head), word);
	return columns__device(event, word);
}

/*
 * Whether a shell can safely read the name. A record may contain any bytes, but a shell must only
 * see a name in /dev.
 */
static bool is_plain(const char *name)
{
	while (isalnum((unsigned char)*name))
		name++;
	return !*name;
}

static bool has_data(const struct nvme_trace_event *event)
{
	return event->data_len || event->metadata_len;
}

static const char *reason_not_to(const struct nvme_trace_event *event, const char *node,
				 const char *harm)
{
	if (event->origin != NVME_TRACE_ORIGIN_IOCTL && event->origin != NVME_TRACE_ORIGIN_URING)
		return "no program sent it";
	if (!is_plain(node))
		return "where it went is not known";
	if (harm)
		return harm;
	if (has_data(event) && nvme_trace_code(&event->sqe) & NVME_TRACE_TO_DRIVE)
		return "the data that it sent is not known";
	return NULL;
}

static void append_passthru(struct line *line, const struct nvme_trace_event *event,
			    const char *node)
{
	const struct nvme_trace_sqe *sqe = &event->sqe;
	const struct {
		const char *option;
		uint32_t value;
	} dwords[] = {
		{ "cdw2", sqe->cdw2 },	 { "cdw3", sqe->cdw3 },	  { "cdw10", sqe->cdw10 },
		{ "cdw11", sqe->cdw11 }, { "cdw12", sqe->cdw12 }, { "cdw13", sqe->cdw13 },
		{ "cdw14", sqe->cdw14 }, { "cdw15", sqe->cdw15 },
	};

	append(line, "nvme %s-passthru /dev/%s --opcode=0x%02x --namespace-id=0x%" PRIx32,
	       event->queue == NVME_TRACE_QUEUE_ADMIN ? "admin" : "io", node,
	       (unsigned int)sqe->opcode, sqe->nsid);
	if (sqe->flags & FLAGS_OF_SENDER)
		append(line, " --flags=0x%x", (unsigned int)sqe->flags & FLAGS_OF_SENDER);
	for (size_t i = 0; i < sizeof(dwords) / sizeof(dwords[0]); i++)
		if (dwords[i].value)
			append(line, " --%s=0x%" PRIx32, dwords[i].option, dwords[i].value);
	if (event->data_len)
		append(line, " --data-len=%" PRIu32, event->data_len);
	if (event->metadata_len)
		append(line, " --metadata-len=%" PRIu32, event->metadata_len);
	if (has_data(event) && nvme_trace_code(sqe) & NVME_TRACE_TO_HOST)
		append(line, " --read");
	if (has_data(event) && nvme_trace_code(sqe) & NVME_TRACE_TO_DRIVE)
		append(line, " --write");
}

static int print_sender(struct lines *command, const struct nvme_trace_event *event,
			const struct nvme_decoded *decoded)
{
	char comm[ESCAPED_SIZE(NVME_TRACE_COMM_SIZE)], status[STATUS_SIZE], time[CLOCK_SIZE];
	char text[NVME_SHORT_TEXT_SIZE];

	return fprintf(command->config.file, "# %s %s[%" PRIu32 "] %s: %s\n",
		       clock__format(&command->clock, event->submit_ns, time),
		       escape_word(event->comm, sizeof(event->comm), comm), event->pid,
		       nvme_short_text(decoded, NULL, text, sizeof(text)),
		       columns__status(event, status));
}

/* Whether an everyday form can send the command: it has neither flags nor metadata. */
static bool can_be_typed(const struct nvme_trace_event *event, const char *node)
{
	return is_plain(node) && !(event->sqe.flags & FLAGS_OF_SENDER) && !event->metadata_len;
}

static int command__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct lines *command = (struct lines *)output;
	char node[DEVICE_SIZE], everyday[EVERYDAY_SIZE];
	struct nvme_decoded decoded;
	struct line line = {};
	const char *reason;
	bool asks;

	nvme_decode(event, &command->config.vendors, &decoded);
	node_of(event, node);
	reason = reason_not_to(event, node, decoded.harm);
	if (reason)
		append(&line, "# NOT TO BE RUN UNREAD, %s: ", reason);
	append_passthru(&line, event, node);
	if (can_be_typed(event, node) &&
	    everyday__form(event, node, command->config.nvme_cli, everyday, &asks))
		append(&line, "  # %s%s", everyday, asks ? " (which asks by Identify first)" : "");
	if (print_sender(command, event, &decoded) < 0)
		return -1;
	return fprintf(command->config.file, "%s\n", line.text) < 0 ? -1 : 0;
}

struct output *command__new(const struct output_config *config)
{
	struct lines *command = lines__new(config, config->time, command__emit);

	return command ? &command->output : NULL;
}
