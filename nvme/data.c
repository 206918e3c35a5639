// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "nvme/data.h"

#include <string.h>

#include "nvme/tables.h"

#define MS_PER_DAY UINT64_C(86400000)

const uint8_t *nvme_payload(const struct nvme_trace_event *event, size_t *length)
{
	size_t room = event->size > sizeof(*event) ? event->size - sizeof(*event) : 0;

	*length = 0;
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		return NULL;
	*length = event->payload_len < room ? event->payload_len : room;
	return (const uint8_t *)(event + 1);
}

static uint32_t dword_of(const struct nvme_trace_event *event, unsigned int dword)
{
	uint32_t value;

	memcpy(&value, (const uint8_t *)&event->sqe + dword * sizeof(value), sizeof(value));
	return value;
}

static const struct nvme_structure *chosen(const struct nvme_trace_event *event,
					   const struct nvme_command *command)
{
	const struct nvme_data_choice *choice = command->data;

	while (choice) {
		if ((dword_of(event, choice->dword) & choice->mask) != choice->value)
			choice++;
		else if (choice->then)
			choice = choice->then;
		else
			return choice->structure;
	}
	return NULL;
}

static uint64_t number_at(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value));
	return value;
}

/* The number of entries according to the command. */
static size_t asked_entries(const struct nvme_trace_event *event,
			    const struct nvme_structure *structure)
{
	uint32_t bits = dword_of(event, structure->dword) >> structure->bit;

	return (bits & ((UINT32_C(1) << structure->width) - 1)) + structure->zeroes_based;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* The number of complete entries, at most as many as the command or the head announces. */
static size_t count_entries(const struct nvme_trace_event *event, const struct nvme_data *data)
{
	const struct nvme_structure *structure = data->structure;
	size_t whole, wanted;

	if (!structure->entry || data->length < structure->first)
		return 0;
	whole = wanted = (data->length - structure->first) / structure->size;
	if (structure->entries == NVME_AS_COMMAND)
		wanted = asked_entries(event, structure);
	if (structure->entries == NVME_AS_HEAD)
		wanted = number_at(data->bytes + structure->count_at, structure->count_size);
	for (size_t i = 0; structure->entries == NVME_UNTIL_ZERO && i < whole; i++)
		if (is_zero(data->bytes + structure->first + i * structure->size, structure->size))
			return i;
	return wanted < whole ? wanted : whole;
}

struct nvme_data nvme_data_of(const struct nvme_trace_event *event,
			      const struct nvme_command *command)
{
	struct nvme_data data = { .structure = NULL };

	data.bytes = nvme_payload(event, &data.length);
	if (!data.bytes)
		return data;
	data.structure = chosen(event, command);
	if (data.structure)
		data.entries = count_entries(event, &data);
	return data;
}

bool nvme_data_size(const struct nvme_trace_event *event, const struct nvme_command *command,
		    uint64_t *size)
{
	const struct nvme_structure *structure = chosen(event, command);

	if (!structure)
		return false;
	*size = structure->whole;
	if (structure->entries == NVME_AS_COMMAND)
		*size = structure->first + asked_entries(event, structure) * structure->size;
	return *size != 0;
}

static uint64_t bits_of(const struct nvme_item *item, uint64_t number)
{
	return item->width ? number >> item->bit & ((UINT64_C(1) << item->width) - 1) : number;
}

/* Fills *datum, unless the data ends before the value does. */
static bool read_item(const struct nvme_data *data, const struct nvme_item *item, size_t start,
		      struct nvme_datum *datum)
{
	size_t at = start + item->at;

	if (at + item->size > data->length)
		return false;
	*datum = (struct nvme_datum){ .item = item, .at = at, .bytes = data->bytes + at };
	datum->raw = bits_of(item, number_at(datum->bytes, item->size));
	datum->value = datum->raw + item->zeroes_based;
	for (const struct nvme_name *name = item->names; name && name->name; name++)
		if (name->value == datum->raw)
			datum->name = name->name;
	return true;
}

bool nvme_data_next(const struct nvme_data *data, struct nvme_data_walk *walk,
		    struct nvme_datum *datum)
{
	const struct nvme_structure *structure = data->structure;
	const struct nvme_item *item;

	if (!structure)
		return false;
	while (!walk->in_entries && structure->head && structure->head[walk->item].label)
		if (read_item(data, &structure->head[walk->item++], 0, datum))
			return true;
	if (!walk->in_entries)
		*walk = (struct nvme_data_walk){ .in_entries = true };
	if (walk->entry == data->entries)
		return false;
	item = &structure->entry[walk->item++];
	if (!read_item(data, item, structure->first + walk->entry * structure->size, datum))
		return false;
	datum->is_entry = true;
	datum->entry = walk->entry;
	if (!structure->entry[walk->item].label) {
		walk->item = 0;
		walk->entry++;
	}
	return true;
}

/* ---- As words ---- */

static void put_two(struct words *words, uint64_t value)
{
	if (value < 10)
		words__put_char(words, '0');
	words__put_number(words, value);
}

/*
 * In UTC. Counts years from March, so that a leap day is the last day of a year. Then 400 years
 * always have 146097 days, and month m starts with day (153 m + 2) / 5.
 */
static void put_time(struct words *words, uint64_t ms)
{
	uint64_t days = ms / MS_PER_DAY + 719468, second = ms % MS_PER_DAY / 1000;
	uint64_t era = days / 146097, day = days % 146097;
	uint64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	uint64_t month;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	day -= (153 * month + 2) / 5;
	words__put_number(words, 400 * era + year + (month >= 10));
	words__put_char(words, '-');
	put_two(words, month < 10 ? month + 3 : month - 9);
	words__put_char(words, '-');
	put_two(words, day + 1);
	words__put_char(words, 'T');
	put_two(words, second / 3600);
	words__put_char(words, ':');
	put_two(words, second / 60 % 60);
	words__put_char(words, ':');
	put_two(words, second % 60);
	words__put_char(words, '.');
	words__put_char(words, (char)('0' + ms % 1000 / 100));
	put_two(words, ms % 100);
	words__put_char(words, 'Z');
}

static void put_datum(struct words *words, const struct nvme_datum *datum)
{
	const struct nvme_item *item = datum->item;

	if (datum->name) {
		words__put_joined(words, datum->name);
		return;
	}
	switch (item->kind) {
	case NVME_TEXT:
		words__put_escaped(words, (const char *)datum->bytes, item->size);
		break;
	case NVME_BYTES:
		for (size_t i = 0; i < item->size; i++)
			words__put_hex(words, datum->bytes[i], 2);
		break;
	case NVME_TIME:
		put_time(words, datum->value);
		break;
	case NVME_HEX:
		words__put(words, "0x");
		words__put_hex(words, datum->value, 1);
		break;
	default:
		words__put_number(words, datum->value);
	}
}

const char *nvme_datum_text(const struct nvme_datum *datum, char *buf, size_t size)
{
	struct words words = words__in(buf, size);

	put_datum(&words, datum);
	return buf;
}

const char *nvme_data_list(const struct nvme_data *data)
{
	return data->structure && data->structure->entry ? data->structure->key : NULL;
}

/* Writes the text before an entry's first value in the line. */
static void begin_entry(const struct nvme_data *data, size_t entry, struct words *words)
{
	if (!entry) {
		words__put_next(words);
		words__put(words, data->structure->key);
	}
	words__put_char(words, entry ? ',' : '=');
}

static void put_head(const struct nvme_datum *datum, struct words *words)
{
	words__put_next(words);
	words__put(words, datum->item->key);
	words__put_char(words, '=');
	put_datum(words, datum);
}

void nvme_data_put_short(const struct nvme_data *data, struct words *words)
{
	struct nvme_data_walk walk = {};
	struct nvme_datum datum;
	size_t begun = 0; /* the number of entries begun */

	while (nvme_data_next(data, &walk, &datum)) {
		if (!datum.item->before)
			continue;
		if (!datum.is_entry) {
			put_head(&datum, words);
			continue;
		}
		if (datum.entry == NVME_DATA_IN_LINE) {
			words__put(words, ",...");
			return;
		}
		if (datum.entry == begun)
			begin_entry(data, begun++, words);
		words__put(words, datum.item->before);
		put_datum(words, &datum);
	}
}
