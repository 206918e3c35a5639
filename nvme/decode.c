// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "nvme/decode.h"

#include <string.h>

#include "nvme/names.h"
#include "nvme/tables.h"
#include "nvme/words.h"

_Static_assert(NVME_OPCODE_FABRICS == NVME_TRACE_FABRICS, "the same, without the record");

/* All that has to do with one call of nvme_decode(). */
struct decoding {
	struct nvme_decoded *to;
	uint32_t dwords[NVME_DWORDS + 1];    /* what lies behind the last one is 0 */
	uint32_t described[NVME_DWORDS + 1]; /* the bits that some row is about */
};

/* What every command has, in dwords 0 and 1: Base Specification 2.1, section 4.1.1, Figure 92. */
static const struct nvme_name fused[] = { { 0, "Normal" }, { 1, "First" }, { 2, "Second" }, {} };
static const struct nvme_name transfer[] = {
	{ 0, "PRPs" }, { 1, "SGLs" }, { 2, "SGLs with SGL metadata" }, {}
};
static const struct nvme_row common_rows[] = {
	{ "fuse", "Fused Operation", 0, 8, 2, RARE, .names = fused },
	{ "psdt", "PRP or SGL for Data Transfer", 0, 14, 2, VERBOSE, .names = transfer },
	{}
};

/*
 * Reserved in most commands; the rest of the entry is either a field of every command or an
 * address. The answer's dwords come last, as they do in the list of fields.
 */
static const struct {
	uint8_t dword;
	const char *key;
} whole_dwords[] = {
	{ 2, "cdw2" },	 { 3, "cdw3" },	  { 10, "cdw10" }, { 11, "cdw11" },	{ 12, "cdw12" },
	{ 13, "cdw13" }, { 14, "cdw14" }, { 15, "cdw15" }, { NVME_DW0, "dw0" }, { NVME_DW1, "dw1" },
};

static uint64_t mask_of(unsigned int width)
{
	return width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
}

/* The width bits from `bit` of a dword on; from the next one too where they go on there. */
static uint64_t bits_of(const struct decoding *decoding, unsigned int dword, unsigned int bit,
			unsigned int width)
{
	uint64_t bits = decoding->dwords[dword];

	if (bit + width > 32)
		bits |= (uint64_t)decoding->dwords[dword + 1] << 32;
	return bits >> bit & mask_of(width);
}

/* False if a row before has described any of these bits: then they are not described anew. */
static bool describe(struct decoding *decoding, unsigned int dword, const struct nvme_row *row)
{
	uint64_t mask = mask_of(row->width) << row->bit;
	uint32_t *described = &decoding->described[dword];

	if (row->bit + row->width <= 32)
		mask &= UINT32_MAX;
	if (described[0] & (uint32_t)mask || described[1] & (uint32_t)(mask >> 32))
		return false;
	described[0] |= (uint32_t)mask;
	described[1] |= (uint32_t)(mask >> 32);
	return true;
}

static void name_value(const struct nvme_name *names, struct nvme_field *field)
{
	for (; names->name; names++)
		if (names->value == field->raw) {
			field->name = names->name;
			return;
		}
	field->vendor = names->value && field->raw >= names->value;
	field->unknown = !field->vendor;
}

static bool belongs_to_line(const struct nvme_row *row, uint64_t raw)
{
	return row->show == ALWAYS || (row->show != VERBOSE && raw);
}

static void add(struct nvme_decoded *to, const struct nvme_row *row, unsigned int dword,
		uint64_t raw)
{
	struct nvme_field *field = &to->fields[to->count];

	if (to->count == NVME_FIELDS_MAX)
		return;
	if (!raw && (row->show == VERBOSE || row->show == RARE))
		return;
	*field = (struct nvme_field){
		.key = row->key,
		.label = row->label,
		.unit = row->unit,
		.raw = raw,
		.value = (raw + row->zeroes_based) * (row->scale ? row->scale : 1),
		.dword = (uint8_t)dword,
		.bit = row->bit,
		.width = row->width,
		.in_line = belongs_to_line(row, raw),
		.hex = row->hex,
		.flag = row->width == 1 && !row->names,
	};
	if (row->names)
		name_value(row->names, field);
	to->count++;
}

static const struct nvme_row *chosen(const struct nvme_variant *variants, uint64_t value)
{
	while (variants->rows && variants->value != value)
		variants++;
	return variants->rows;
}

/*
 * Rows of variants may have variants themselves; the tables are four deep at most. Of shifted
 * rows only those that come to lie in the answer's DW0 are meant.
 */
static void add_rows(struct decoding *decoding, const struct nvme_row *rows, unsigned int shift)
{
	for (const struct nvme_row *row = rows; row && row->width; row++) {
		unsigned int dword = row->dword + shift;
		uint64_t raw;

		if (shift && dword != NVME_DW0)
			continue;
		raw = bits_of(decoding, dword, row->bit, row->width);
		if (row->key && describe(decoding, dword, row))
			add(decoding->to, row, dword, raw);
		if (row->by)
			add_rows(decoding, chosen(row->by, raw), row->shift);
	}
}

/* Whatever is set and no row describes: reserved bits, and all there is of unknown commands. */
static void add_rest(struct decoding *decoding, bool answer)
{
	for (size_t i = 0; i < sizeof(whole_dwords) / sizeof(*whole_dwords); i++) {
		unsigned int dword = whole_dwords[i].dword;
		struct nvme_row row = {
			whole_dwords[i].key, "Not described", (uint8_t)dword, 0, 32, .hex = 1
		};
		uint32_t rest = decoding->dwords[dword] & ~decoding->described[dword];

		if (rest && (dword >= NVME_DW0) == answer)
			add(decoding->to, &row, dword, rest);
	}
}

static const struct nvme_command *command_of(const struct nvme_trace_event *event)
{
	if (event->sqe.opcode == NVME_OPCODE_FABRICS)
		return &nvme_fabrics_commands[nvme_trace_code(&event->sqe)];
	return event->queue == NVME_TRACE_QUEUE_ADMIN ? &nvme_admin_commands[event->sqe.opcode]
						      : &nvme_io_commands[event->sqe.opcode];
}

void nvme_decode(const struct nvme_trace_event *event, struct nvme_decoded *decoded)
{
	bool answered = event->outcome == NVME_TRACE_COMPLETED;
	bool succeeded = answered && !NVME_TRACE_STATUS_CODE(event->status);
	const struct nvme_command *command = command_of(event);
	struct decoding decoding = { .to = decoded };

	memcpy(decoding.dwords, &event->sqe, sizeof(event->sqe));
	if (answered)
		memcpy(&decoding.dwords[NVME_DW0], &event->result, sizeof(event->result));
	nvme_command_text(event->queue == NVME_TRACE_QUEUE_ADMIN ? NVME_ADMIN : NVME_IO,
			  event->sqe.opcode, event->sqe.nsid, decoded->name, sizeof(decoded->name));
	decoded->harmless = command->harmless;
	decoded->count = 0;
	add_rows(&decoding, common_rows, 0);
	add_rows(&decoding, command->fields, 0);
	add_rest(&decoding, false);
	if (succeeded)
		add_rows(&decoding, command->answer, 0);
	add_rest(&decoding, true);
}

static void put_value(struct words *words, const struct nvme_field *field)
{
	bool nameless = field->vendor || field->unknown;

	if (field->name) {
		words__put_joined(words, field->name);
	} else if (field->hex || nameless) {
		words__put(words, "0x");
		words__put_hex(words, field->value, 1);
		words__put(words, field->vendor ? "(vendor)" : field->unknown ? "(unknown)" : "");
	} else {
		words__put_number(words, field->value);
	}
}

const char *nvme_field_text(const struct nvme_field *field, char *buf, size_t size)
{
	struct words words = words__in(buf, size);

	put_value(&words, field);
	return buf;
}

const char *nvme_short_text(const struct nvme_decoded *decoded, char *buf, size_t size)
{
	struct words words = words__in(buf, size);
	const struct nvme_field *before = NULL;

	words__put(&words, decoded->name);
	for (unsigned int i = 0; i < decoded->count; i++) {
		const struct nvme_field *field = &decoded->fields[i];

		if (!field->in_line)
			continue;
		words__put(&words, before ? " " : "  ");
		if (nvme_field_is_answer(field) && !(before && nvme_field_is_answer(before)))
			words__put(&words, "-> ");
		before = field;
		words__put(&words, field->key);
		if (field->flag)
			continue;
		words__put_char(&words, '=');
		put_value(&words, field);
	}
	return buf;
}

bool nvme_field_is_answer(const struct nvme_field *field)
{
	return field->dword >= NVME_DW0;
}

static void put_bits(struct words *words, unsigned int dword, unsigned int last, unsigned int first)
{
	words__put(words, dword < NVME_DW0 ? "cdw" : "dw");
	words__put_number(words, dword < NVME_DW0 ? dword : dword - NVME_DW0);
	words__put_char(words, '[');
	words__put_number(words, last);
	if (last != first) {
		words__put_char(words, ':');
		words__put_number(words, first);
	}
	words__put_char(words, ']');
}

const char *nvme_field_place(const struct nvme_field *field, char *buf, size_t size)
{
	unsigned int last = field->bit + field->width - 1U;
	struct words words = words__in(buf, size);

	put_bits(&words, field->dword, last < 32 ? last : 31, field->bit);
	if (last >= 32) {
		words__put_char(&words, '+');
		put_bits(&words, field->dword + 1U, last - 32, 0);
	}
	return buf;
}
