// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One line for each command. Rows are written without printf(), which would take longer than
 * everything else that a row needs.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/words.h"
#include "nvme/decode.h"
#include "nvme/tables.h"
#include "output/cells.h"
#include "output/columns.h"
#include "output/lines.h"
#include "output/row.h"

#define RED	"\x1b[31m"
#define YELLOW	"\x1b[33m"
#define BOLD	"\x1b[1m"
#define NO_MORE "\x1b[0m"

struct text {
	struct lines lines;
	struct row_layout layout;
};

/* The color of a line. It only repeats what the words say. */
static const char *color_of(const struct nvme_trace_event *event)
{
	if (!event)
		return BOLD;
	if (nvme_trace_failed(event))
		return RED;
	return event->outcome == NVME_TRACE_IN_FLIGHT || NVME_TRACE_STATUS_CODE(event->status)
		       ? YELLOW
		       : NULL;
}

/* A record, or the headings if cells is NULL. */
static int print_row(const struct text *text, const struct cells *cells)
{
	const char *color = text->lines.config.color ? color_of(cells ? cells->event : NULL) : NULL;
	char buffer[ROW_SIZE];
	struct words row = words__in(buffer, sizeof(buffer));

	if (color)
		words__put(&row, color);
	row__put(&text->layout, cells, &row);
	words__put(&row, color ? NO_MORE "\n" : "\n");
	return fwrite(buffer, row.length, 1, text->lines.config.file) == 1 ? 0 : -1;
}

/* Prints a field: its position, its bits and their meaning. */
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

/*
 * Prints a value of the data. Its position is a range of bytes, with bits if it has only some of
 * them.
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

/* Sixteen bytes in a line, like hexdump -C. */
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

static int print_payload(const struct output_config *config, const struct nvme_trace_event *event)
{
	FILE *file = config->file;
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, config->payload, &length);

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
	struct text *text = (struct text *)output;
	const struct output_config *config = &text->lines.config;
	struct nvme_decoded decoded;
	int error;

	nvme_decode(event, &config->vendors, &decoded);
	error = print_row(text, &(struct cells){ event, &decoded, &text->lines.clock });
	if (!error && config->verbose)
		error = print_fields(config->file, &decoded);
	return error || !config->payload ? error : print_payload(config, event);
}

struct output *text__new(const struct output_config *config)
{
	struct text *text = calloc(1, sizeof(*text));

	if (!text)
		return NULL;
	lines__init(&text->lines, config, config->time, text__emit);
	text->layout = row__layout(config);
	return lines__begun(&text->lines.output, config->header ? print_row(text, NULL) : 0);
}
