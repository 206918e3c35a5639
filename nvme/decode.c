// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "nvme/decode.h"

#include <string.h>

#include "base/words.h"
#include "nvme/names.h"
#include "nvme/tables.h"

/* The state of one call of nvme_decode(). */
struct decoding {
	struct nvme_decoded *to;
	const struct nvme_vendors *vendors;
	uint16_t vendor_id;		     /* of the drive */
	uint32_t dwords[NVME_DWORDS + 1];    /* the extra one is 0 */
	uint32_t described[NVME_DWORDS + 1]; /* the bits that a row has described */
};

/* Fields of every command: Base Specification 2.1, section 4.1.1, Figure 92. */
static const struct nvme_name fused[] = { { 0, "Normal" }, { 1, "First" }, { 2, "Second" }, {} };
static const struct nvme_name transfer[] = {
	{ 0, "PRPs" }, { 1, "SGLs" }, { 2, "SGLs with SGL metadata" }, {}
};
static const struct nvme_row common_rows[] = {
	{ "fuse", "Fused Operation", 0, 8, 2, RARE, .names = fused },
	{ "psdt", "PRP or SGL for Data Transfer", 0, 14, 2, VERBOSE, .names = transfer },
	{}
};

#define REST_OF(key, dword)                                                                        \
	{                                                                                          \
		key, "Not described", dword, 0, 32, .hex = 1                                       \
	}

/* The dwords that depend on the command. All others are fields of every command or addresses. */
static const struct nvme_row rest_of_command[] = {
	REST_OF("cdw2", 2),   REST_OF("cdw3", 3),   REST_OF("cdw10", 10),
	REST_OF("cdw11", 11), REST_OF("cdw12", 12), REST_OF("cdw13", 13),
	REST_OF("cdw14", 14), REST_OF("cdw15", 15), {},
};
static const struct nvme_row rest_of_answer[] = { REST_OF("dw0", NVME_DW0),
						  REST_OF("dw1", NVME_DW1),
						  {} };

static uint64_t mask_of(unsigned int width)
{
	return width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
}

/* The `width` bits from `bit` of a dword on. They may continue in the next dword. */
static uint64_t bits_of(const struct decoding *decoding, unsigned int dword, unsigned int bit,
			unsigned int width)
{
	uint64_t bits = decoding->dwords[dword];

	if (bit + width > 32)
		bits |= (uint64_t)decoding->dwords[dword + 1] << 32;
	return bits >> bit & mask_of(width);
}

/* Marks bits as described. Returns false if an earlier row has described any of them. */
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

static const char *vendors_name(const struct decoding *decoding, const struct nvme_name *names,
				uint64_t value)
{
	if (names != nvme_log_names && names != nvme_feature_names)
		return NULL;
	return nvme_vendor_name(decoding->vendors, decoding->vendor_id,
				names == nvme_log_names ? NVME_VENDOR_LOG : NVME_VENDOR_FEATURE,
				(uint8_t)value);
}

static void name_value(const struct decoding *decoding, const struct nvme_name *names,
		       struct nvme_field *field)
{
	const struct nvme_name *name = names;

	while (name->name && name->value != field->raw)
		name++;
	field->name = name->name;
	if (field->name)
		return;
	if (name->value && field->raw >= name->value)
		field->name = vendors_name(decoding, names, field->raw);
	field->vendor = !field->name && name->value && field->raw >= name->value;
	field->unknown = !field->name && !field->vendor;
}

static bool belongs_to_line(const struct nvme_row *row, uint64_t raw)
{
	return row->show == ALWAYS || (row->show != VERBOSE && row->show != LONG && raw);
}

static uint64_t value_of(const struct nvme_row *row, uint64_t raw)
{
	return (raw + row->zeroes_based) * (row->scale ? row->scale : 1);
}

static void note_transfer(struct nvme_decoded *to, const struct nvme_row *row, uint64_t raw)
{
	if (!row->transfer)
		return;
	to->has_transfer = true;
	to->transfer = value_of(row, raw);
}

/* Whether a field that is 0 is left out. Most fields of most commands are. */
static bool hides_zero(const struct nvme_row *row)
{
	return row->show == VERBOSE || row->show == RARE;
}

static void add(const struct decoding *decoding, const struct nvme_row *row, unsigned int dword,
		uint64_t raw)
{
	struct nvme_decoded *to = decoding->to;
	struct nvme_field *field = &to->fields[to->count];

	if (to->count == NVME_FIELDS_MAX)
		return;
	*field = (struct nvme_field){
		.key = row->key,
		.label = row->label,
		.unit = row->unit,
		.raw = raw,
		.value = value_of(row, raw),
		.dword = (uint8_t)dword,
		.bit = row->bit,
		.width = row->width,
		.in_line = belongs_to_line(row, raw),
		.hex = row->hex,
		.bytes = row->bytes,
		.flag = row->width == 1 && !row->names,
	};
	if (row->names)
		name_value(decoding, row->names, field);
	to->count++;
}

static const struct nvme_row *chosen(const struct nvme_variant *variants, uint64_t value)
{
	while (variants->rows && variants->value != value)
		variants++;
	return variants->rows;
}

/*
 * Recursive, because rows of variants may have variants; the tables are at most four levels deep.
 * Of shifted rows, only those that end up in the answer's DW0 apply.
 */
static void add_rows(struct decoding *decoding, const struct nvme_row *rows, unsigned int shift)
{
	for (const struct nvme_row *row = rows; row && row->width; row++) {
		unsigned int dword = row->dword + shift;
		uint64_t raw;

		if (shift && dword != NVME_DW0)
			continue;
		raw = bits_of(decoding, dword, row->bit, row->width);
		if (row->key && describe(decoding, dword, row)) {
			if (raw || !hides_zero(row))
				add(decoding, row, dword, raw);
			note_transfer(decoding->to, row, raw);
		}
		if (row->by)
			add_rows(decoding, chosen(row->by, raw), row->shift);
	}
}

/* Adds the nonzero bits that no row describes: reserved ones, and all bits of unknown commands. */
static void add_rest(struct decoding *decoding, const struct nvme_row *rows)
{
	for (const struct nvme_row *row = rows; row->width; row++) {
		uint32_t rest = decoding->dwords[row->dword] & ~decoding->described[row->dword];

		if (rest)
			add(decoding, row, row->dword, rest);
	}
}

/* The I/O command set of the namespace, according to the kernel. */
static const struct nvme_name namespace_sets[] = {
	NVME_COMMAND_SETS,
	{ NVME_TRACE_CSI_UNKNOWN, "unknown" },
	{ NVME_FIRST_VENDOR_SET, NULL },
};
static const struct nvme_row beside_rows[] = {
	{ "csi", "Command Set Identifier", NVME_NAMESPACE, 0, 8, LONG, .names = namespace_sets },
	{ "data_len", "Data Length", NVME_SENDER, 0, 32, VERBOSE, .unit = "bytes" },
	{ "metadata_len", "Metadata Length", NVME_SENDER, 0, 32, VERBOSE, .unit = "bytes" },
};

/* Whether the meaning of the opcode depends on the namespace's command set. */
static bool depends_on_set(const struct nvme_trace_event *event)
{
	uint8_t opcode = event->sqe.opcode;

	if (event->queue == NVME_TRACE_QUEUE_ADMIN || opcode == NVME_TRACE_FABRICS)
		return false;
	return nvme_nvm_commands[opcode] || nvme_kv_commands[opcode] || nvme_slm_commands[opcode] ||
	       nvme_cp_commands[opcode];
}

/* Block devices exist only for namespaces of the NVM and Zoned Namespace Command Sets. */
static bool is_sure_of_set(const struct nvme_trace_event *event)
{
	if (event->origin == NVME_TRACE_ORIGIN_BLOCK)
		return true;
	return event->csi != NVME_TRACE_CSI_UNKNOWN &&
	       nvme_trace_set(event) != NVME_TRACE_SET_OTHER;
}

/*
 * Only for commands of programs that reached the drive. The kernel's own may have larger buffers.
 */
static bool brings_other_length(const struct nvme_trace_event *event,
				const struct nvme_decoded *decoded)
{
	return decoded->has_transfer && decoded->transfer != event->data_len && event->issue_ns &&
	       event->origin <= NVME_TRACE_ORIGIN_URING;
}

/*
 * Adds the fields from outside the command and the answer. They are in the line only if
 * unexpected.
 */
static void add_beside(struct decoding *decoding, const struct nvme_trace_event *event)
{
	const uint32_t raw[] = { event->csi, event->data_len, event->metadata_len };
	const bool odd[] = { !is_sure_of_set(event), brings_other_length(event, decoding->to),
			     false };

	_Static_assert(sizeof(raw) / sizeof(raw[0]) ==
				       sizeof(beside_rows) / sizeof(beside_rows[0]) &&
			       sizeof(odd) / sizeof(odd[0]) == sizeof(raw) / sizeof(raw[0]),
		       "a value and a flag for each row");
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		const struct nvme_row *row = &beside_rows[i];
		struct nvme_row shown;

		if (row->dword == NVME_NAMESPACE && !depends_on_set(event))
			continue;
		if (odd[i]) {
			shown = *row;
			shown.show = ALWAYS;
			row = &shown;
		}
		if (raw[i] || !hides_zero(row))
			add(decoding, row, row->dword, raw[i]);
	}
}

/* The length of the data: fixed, or from a field, or from the data's structure. */
static void find_transfer(struct decoding *decoding, const struct nvme_trace_event *event,
			  const struct nvme_command *command)
{
	struct nvme_decoded *to = decoding->to;

	if (command->transfer) {
		to->has_transfer = true;
		to->transfer = command->transfer;
	} else if (!to->has_transfer) {
		to->has_transfer = nvme_data_size(event, command, &to->transfer);
	}
}

/* Completion queue entry, dword 3: Base Specification 2.1, section 4.2.1, Figures 98 and 100. */
static const struct nvme_row status_rows[] = {
	{ "sf", "Status Field", NVME_DW3, 17, 15, VERBOSE, .hex = 1 }, {}
};
static const struct nvme_row status_flags[] = { { "crd", "Command Retry Delay", NVME_DW3, 28, 2,
						  VERBOSE },
						{ "m", "More", NVME_DW3, 30, 1, VERBOSE },
						{ "dnr", "Do Not Retry", NVME_DW3, 31, 1, VERBOSE },
						{} };

/* Adds the whole status field with the name of the status, then its other bits, unless all are 0.
 */
static void add_status(struct decoding *decoding, const struct nvme_trace_event *event,
		       const struct nvme_command *command)
{
	unsigned int count = decoding->to->count;

	if (!event->status)
		return;
	add_rows(decoding, status_rows, 0);
	if (decoding->to->count > count)
		decoding->to->fields[count].name = nvme_status_name(command, event->status);
	decoding->described[NVME_DW3] = 0;
	add_rows(decoding, status_flags, 0);
}

/*
 * If the driver made up the status (path related, from 70h on), dwords 0 and 1 are left over from
 * an earlier command of the request, so they are not shown.
 */
static void add_answer(struct decoding *decoding, const struct nvme_trace_event *event,
		       const struct nvme_command *command)
{
	uint16_t code = NVME_TRACE_STATUS_CODE(event->status);

	if (event->outcome != NVME_TRACE_COMPLETED)
		return;
	if (!nvme_trace_is_host_status(event->status)) {
		memcpy(&decoding->dwords[NVME_DW0], &event->result, sizeof(event->result));
		add_rows(decoding, code ? command->failure : command->answer, 0);
		add_rest(decoding, rest_of_answer);
	}
	add_status(decoding, event, command);
}

static const char *harm_of(const struct decoding *decoding, const struct nvme_command *command)
{
	const struct nvme_harm *harm = command->harms;

	if (!command->harmless)
		return "it may change the drive";
	while (harm && harm->mask && (decoding->dwords[harm->dword] & harm->mask) != harm->value)
		harm++;
	return harm ? harm->why : NULL;
}

/* A vendor's name replaces "Vendor specific opcode". */
static void name_command(const struct decoding *decoding, const struct nvme_trace_event *event)
{
	enum nvme_trace_set set = nvme_trace_set(event);
	uint8_t code = nvme_trace_code(&event->sqe);
	struct nvme_decoded *to = decoding->to;
	const char *name = NULL;
	struct words words;

	nvme_command_text(set, code, to->name, sizeof(to->name));
	if (set == NVME_TRACE_SET_ADMIN)
		name = nvme_vendor_name(decoding->vendors, decoding->vendor_id, NVME_VENDOR_OPCODE,
					code);
	if (!name)
		return;
	words = words__in(to->name, sizeof(to->name));
	words__put(&words, name);
}

void nvme_decode(const struct nvme_trace_event *event, const struct nvme_vendors *vendors,
		 struct nvme_decoded *decoded)
{
	const struct nvme_command *command = nvme_command_of(event);
	struct decoding decoding = { .to = decoded,
				     .vendors = vendors,
				     .vendor_id = event->vendor_id };

	memcpy(decoding.dwords, &event->sqe, sizeof(event->sqe));
	decoding.dwords[NVME_DW3] = (uint32_t)event->status << 17;
	name_command(&decoding, event);
	decoded->harm = harm_of(&decoding, command);
	decoded->has_transfer = false;
	decoded->data = nvme_data_of(event, command);
	decoded->count = 0;
	if (event->sqe.flags) /* holds all of them, and none is shown if it is 0 */
		add_rows(&decoding, common_rows, 0);
	add_rows(&decoding, command->fields, 0);
	add_rest(&decoding, rest_of_command);
	find_transfer(&decoding, event, command);
	add_beside(&decoding, event);
	add_answer(&decoding, event, command);
}

static void put_value(struct words *words, const struct nvme_field *field)
{
	bool nameless = field->vendor || field->unknown;

	if (field->name) {
		words__put_joined(words, field->name);
	} else if (field->bytes) {
		for (unsigned int bit = 0; bit < field->width; bit += 8)
			words__put_hex(words, field->raw >> bit & 0xff, 2);
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

/* Appends the fields of the command or those of the answer. `before` precedes the first one. */
static void put_fields(struct words *words, const struct nvme_decoded *decoded, bool answer,
		       const char *before)
{
	for (unsigned int i = 0; i < decoded->count; i++) {
		const struct nvme_field *field = &decoded->fields[i];

		if (!field->in_line || nvme_field_is_answer(field) != answer)
			continue;
		words__put_next(words);
		words__put(words, before);
		before = "";
		words__put(words, field->key);
		if (field->flag)
			continue;
		words__put_char(words, '=');
		put_value(words, field);
	}
}

static void put_answer(struct words *words, const struct nvme_decoded *decoded, const char *status)
{
	const char *arrow = "-> ";

	if (status) {
		words__put_next(words);
		words__put(words, arrow);
		words__put_joined(words, status);
		arrow = "";
	}
	put_fields(words, decoded, true, arrow);
}

const char *nvme_short_text(const struct nvme_decoded *decoded, const char *status, char *buf,
			    size_t size)
{
	struct words words = words__in(buf, size);

	words__put(&words, decoded->name);
	put_fields(&words, decoded, false, "");
	nvme_data_put_short(&decoded->data, &words);
	put_answer(&words, decoded, status);
	return buf;
}

bool nvme_field_is_answer(const struct nvme_field *field)
{
	return field->dword >= NVME_DW0 && field->dword < NVME_DWORDS;
}

bool nvme_field_is_beside(const struct nvme_field *field)
{
	return field->dword >= NVME_DWORDS;
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

	if (nvme_field_is_beside(field)) {
		words__put(&words, field->dword == NVME_NAMESPACE ? "namespace" : "buffer");
		return buf;
	}
	put_bits(&words, field->dword, last < 32 ? last : 31, field->bit);
	if (last >= 32) {
		words__put_char(&words, '+');
		put_bits(&words, field->dword + 1U, last - 32, 0);
	}
	return buf;
}
