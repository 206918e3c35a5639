// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One line for each command. Every column but the last is one blank-free word,
 * so awk's $4 is the opcode, and "-" where there is nothing to say. printf() would take more time
 * than all else that is done for a line, so none of its words is made by it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/words.h"
#include "nvme/decode.h"
#include "nvme/tables.h"
#include "output/columns.h"
#include "output/lines.h"

#define WORD_SIZE 24
#define LINE_SIZE (1024 + NVME_SHORT_TEXT_SIZE)

#define RED	"\x1b[31m"
#define YELLOW	"\x1b[33m"
#define BOLD	"\x1b[1m"
#define NO_MORE "\x1b[0m"

/* TIME to CDW10: not a blank of them changes, for whoever reads them by their place. */
#define FIXED_COLUMNS 7

/* The words of a line, in their order; those after the first may be wider than their column. */
struct line {
	const char *time, *comm, *pid, *opcode, *command_id, *nsid, *cdw10, *dev, *qid, *status,
		*latency, *origin, *command;
};

static const struct line header = {
	"TIME", "COMM", "PID",	  "OPCODE",  "COMMAND-ID", "NSID",    "CDW10",
	"DEV",	"QID",	"STATUS", "LAT(us)", "ORIGIN",	   "COMMAND",
};

/* Colours say nothing that the words do not. */
static const char *color_of(const struct lines *text, const struct nvme_trace_event *event)
{
	if (!text->config.color)
		return NULL;
	if (!event)
		return BOLD;
	if (nvme_trace_failed(event))
		return RED;
	return event->outcome == NVME_TRACE_IN_FLIGHT || NVME_TRACE_STATUS_CODE(event->status)
		       ? YELLOW
		       : NULL;
}

/* A word, and how wide its column is at least; less than 0 if it stands on the right. */
struct column {
	const char *word;
	int width;
};

/* Up to `end`, or as far as the word goes. */
static void put_column(struct words *line, const struct column *column, size_t end)
{
	size_t length = line->length + strlen(column->word);
	size_t blanks = end > length ? end - length : 0;

	if (column->width < 0)
		words__put_blanks(line, blanks);
	words__put(line, column->word);
	if (column->width > 0)
		words__put_blanks(line, blanks);
}

/*
 * Behind the fixed columns a word that is too wide takes blanks of those behind it: each column
 * ends where it does in the header as soon as there is room for that. The last one goes below the
 * others where the terminal is too narrow for both: it is all that may have blanks, so the terminal
 * need not break a word.
 */
static int print_line(const struct lines *text, const struct line *line, const char *color)
{
	const struct column columns[] = {
		{ line->time, clock__width(text->config.time) },
		{ line->comm, 15 },
		{ line->pid, 7 },
		{ line->opcode, 6 },
		{ line->command_id, 10 },
		{ line->nsid, 8 },
		{ line->cdw10, 8 },
		{ line->dev, 10 },
		{ line->qid, 3 },
		{ line->status, 9 },
		{ line->latency, -9 },
		{ line->origin, 6 },
	};
	char buffer[LINE_SIZE];
	struct words words = words__in(buffer, sizeof(buffer));
	size_t start, end;
	bool fits;

	words__put(&words, color ? color : "");
	start = end = words.length;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		size_t gap = i ? 1 : 0, width = (size_t)abs(columns[i].width);

		words__put_blanks(&words, gap);
		end += gap + width;
		put_column(&words, &columns[i], i < FIXED_COLUMNS ? words.length + width : end);
	}
	fits = !text->config.width ||
	       words.length - start + 1 + strlen(line->command) <= text->config.width;
	words__put(&words, fits ? " " : "\n         ");
	words__put(&words, line->command);
	words__put(&words, color ? NO_MORE "\n" : "\n");
	return fwrite(buffer, words.length, 1, text->config.file) == 1 ? 0 : -1;
}

static const char *format_latency(const struct nvme_trace_event *event, char word[WORD_SIZE])
{
	struct words words;
	uint64_t ns;

	if (!columns__latency(event, &ns))
		return "-";
	words = words__in(word, WORD_SIZE);
	words__put_number(&words, ns / 1000);
	words__put_char(&words, '.');
	words__put_number(&words, ns % 1000 / 100);
	return word;
}

static const char *hex(uint32_t value, char word[WORD_SIZE])
{
	struct words words = words__in(word, WORD_SIZE);

	words__put_hex(&words, value, 1);
	return word;
}

static const char *decimal(uint32_t value, char word[WORD_SIZE])
{
	struct words words = words__in(word, WORD_SIZE);

	words__put_number(&words, value);
	return word;
}

static int print_command(struct lines *text, const struct nvme_trace_event *event,
			 const struct nvme_decoded *decoded)
{
	const struct nvme_trace_sqe *sqe = &event->sqe;
	bool issued = event->issue_ns != 0;
	char comm[ESCAPED_SIZE(NVME_TRACE_COMM_SIZE)], device[DEVICE_SIZE], time[CLOCK_SIZE];
	char pid[WORD_SIZE], opcode[WORD_SIZE], cid[WORD_SIZE], nsid[WORD_SIZE], cdw10[WORD_SIZE];
	char qid[WORD_SIZE], latency[WORD_SIZE], status[STATUS_SIZE], command[NVME_SHORT_TEXT_SIZE];
	const struct line line = {
		.time = clock__format(&text->clock, event->submit_ns, time),
		.comm = escape_word(event->comm, sizeof(event->comm), comm),
		.pid = event->pid ? decimal(event->pid, pid) : "-",
		.opcode = hex(sqe->opcode, opcode),
		.command_id = issued ? hex(sqe->command_id, cid) : "-",
		.nsid = sqe->opcode == NVME_TRACE_FABRICS ? "-" : hex(sqe->nsid, nsid),
		.cdw10 = hex(sqe->cdw10, cdw10),
		.dev = columns__device(event, device),
		.qid = issued ? decimal(event->qid, qid) : "-",
		.status = columns__status_number(event, status),
		.latency = format_latency(event, latency),
		.origin = columns__origin(event),
		.command = nvme_short_text(decoded, columns__status_name(event), command,
					   sizeof(command)),
	};

	return print_line(text, &line, color_of(text, event));
}

/* Where it lies, its bits, and what they mean. */
static int print_field(FILE *file, const struct nvme_field *field)
{
	char place[NVME_FIELD_TEXT_SIZE], value[NVME_FIELD_TEXT_SIZE];

	nvme_field_place(field, place, sizeof(place));
	if (!field->name)
		nvme_field_text(field, value, sizeof(value));
	return fprintf(file, "         %-8s %-24s 0x%-8" PRIx64 " %s: %s%s%s\n", field->key, place,
		       field->raw, field->label, field->name ? field->name : value,
		       field->unit ? " " : "", field->unit ? field->unit : "") < 0
		       ? -1
		       : 0;
}

/* The same of a value in the data; its place is bytes, and the bits of a number that is not whole.
 */
static int print_datum(FILE *file, const struct nvme_datum *datum)
{
	const struct nvme_item *item = datum->item;
	char place[64], bits[16] = "", raw[24] = "-", value[NVME_DATUM_TEXT_SIZE];

	if (item->width)
		snprintf(bits, sizeof(bits), ".%u:%u", item->bit + item->width - 1U,
			 (unsigned int)item->bit);
	snprintf(place, sizeof(place), "data[%zu:%zu]%s", datum->at + item->size - 1, datum->at,
		 bits);
	if (item->kind == NVME_NUMBER || item->kind == NVME_HEX)
		snprintf(raw, sizeof(raw), "0x%" PRIx64, datum->raw);
	if (!datum->name)
		nvme_datum_text(datum, value, sizeof(value));
	return fprintf(file, "         %-8s %-24s %-10s %s: %s%s%s\n", item->key, place, raw,
		       item->label, datum->name ? datum->name : value, item->unit ? " " : "",
		       item->unit ? item->unit : "") < 0
		       ? -1
		       : 0;
}

static int print_fields(FILE *file, const struct nvme_decoded *decoded)
{
	struct nvme_data_walk walk = {};
	struct nvme_datum datum;

	for (unsigned int i = 0; i < decoded->count; i++)
		if (print_field(file, &decoded->fields[i]))
			return -1;
	while (nvme_data_next(&decoded->data, &walk, &datum))
		if (print_datum(file, &datum))
			return -1;
	return 0;
}

/* Sixteen bytes in a line, as hexdump -C has them. */
static int print_bytes(FILE *file, size_t offset, const uint8_t *bytes, size_t count)
{
	char hexadecimal[3 * 16 + 1] = "", characters[16 + 1] = "";

	for (size_t i = 0; i < count; i++) {
		snprintf(hexadecimal + 3 * i, 4, " %02x", (unsigned int)bytes[i]);
		characters[i] = (char)(bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.');
	}
	return fprintf(file, "         %04zx %-48s  |%s|\n", offset, hexadecimal, characters) < 0
		       ? -1
		       : 0;
}

static int print_payload(const struct lines *text, const struct nvme_trace_event *event)
{
	FILE *file = text->config.file;
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, text->config.payload, &length);

	for (size_t at = 0; bytes && at < length; at += 16)
		if (print_bytes(file, at, bytes + at, length - at < 16 ? length - at : 16))
			return -1;
	if (bytes && length < event->data_len)
		return fprintf(file, "         the first %zu of %" PRIu32 " bytes\n", length,
			       event->data_len) < 0
			       ? -1
			       : 0;
	if (event->payload == NVME_TRACE_PAYLOAD_SECRET)
		return fputs("         its data may be a password or a key: --unredacted shows "
			     "it\n",
			     file) < 0
			       ? -1
			       : 0;
	if (event->payload == NVME_TRACE_PAYLOAD_UNREADABLE)
		return fputs("         its data could not be read\n", file) < 0 ? -1 : 0;
	return 0;
}

static int text__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct lines *text = (struct lines *)output;
	struct nvme_decoded decoded;
	int error;

	nvme_decode(event, &text->config.vendors, &decoded);
	error = print_command(text, event, &decoded);
	if (!error && text->config.verbose)
		error = print_fields(text->config.file, &decoded);
	return error || !text->config.payload ? error : print_payload(text, event);
}

struct output *text__new(const struct output_config *config)
{
	struct lines *text = lines__new(config, config->time, text__emit);

	if (!text || !config->header)
		return text ? &text->output : NULL;
	if (print_line(text, &header, color_of(text, NULL)) || text->output.flush(&text->output)) {
		text->output.free(&text->output);
		return NULL;
	}
	return &text->output;
}
