/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Compares the decoder with lines written from the specifications (decode_lines.txt), and checks
 * rules that every opcode and every value must follow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nvme/decode.h"
#include "nvme/names.h"
#include "nvme/tables.h"

#define GOLDEN	      "tests/unit/decode_lines.txt"
#define LINE_SIZE     1024
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define DATA_SIZE 1024

/* A record with room for data after it. */
struct record {
	struct nvme_trace_event event;
	uint8_t data[DATA_SIZE];
	struct nvme_vendors vendors;
};

/* Sets the data from "40.z4.ff": bytes in hexadecimal; z4 stands for four zeroes. */
static void set_data(struct record *record, const char *text)
{
	size_t length = 0;
	unsigned int byte;

	while (*text) {
		if (*text == 'z')
			length += strtoul(text + 1, (char **)&text, 10);
		else if (sscanf(text, "%2x", &byte) == 1 && length < DATA_SIZE)
			record->data[length++] = (uint8_t)byte, text += 2;
		else
			fail_msg("'%s': no byte", text);
		text += *text == '.';
	}
	assert_true(length <= DATA_SIZE);
	record->event.payload = NVME_TRACE_PAYLOAD_READ;
	record->event.payload_len = (uint32_t)length;
	record->event.size = (uint16_t)(sizeof(record->event) + length);
}

/* Sets the member that a word of a golden line names: "cdw10=7f0002". */
static void set_word(struct record *record, const char *word)
{
	struct nvme_trace_event *event = &record->event;
	struct nvme_trace_sqe *sqe = &event->sqe;
	const struct {
		const char *key;
		uint32_t *dword;
	} dwords[] = {
		{ "cdw2", &sqe->cdw2 },	  { "cdw3", &sqe->cdw3 },
		{ "cdw10", &sqe->cdw10 }, { "cdw4", (uint32_t *)&sqe->metadata },
		{ "cdw11", &sqe->cdw11 }, { "cdw12", &sqe->cdw12 },
		{ "cdw13", &sqe->cdw13 }, { "cdw14", &sqe->cdw14 },
		{ "cdw15", &sqe->cdw15 },
	};
	const char *equals = strchr(word, '=');
	uint64_t value;

	if (!equals)
		fail_msg("'%s': no =", word);
	value = strtoull(equals + 1, NULL, 16);
	for (size_t i = 0; i < ARRAY_SIZE(dwords); i++)
		if (!strncmp(word, dwords[i].key, (size_t)(equals - word)) &&
		    !dwords[i].key[equals - word]) {
			*dwords[i].dword = (uint32_t)value;
			return;
		}
	if (!strncmp(word, "data=", 5)) {
		set_data(record, equals + 1);
	} else if (!strncmp(word, "vendor=", 7)) {
		assert_true(nvme_vendors_add(&record->vendors, equals + 1));
	} else if (!strncmp(word, "vid=", 4)) {
		event->vendor_id = (uint16_t)value;
	} else if (!strncmp(word, "flags=", 6)) {
		sqe->flags = (uint8_t)value;
	} else if (!strncmp(word, "csi=", 4)) {
		event->csi = (uint8_t)value;
	} else if (!strncmp(word,
			    "len=", 4)) { /* length of the sender's buffer, for an issued command */
		event->data_len = (uint32_t)value;
		event->issue_ns = 1;
	} else if (!strncmp(word, "dw0=", 4)) {
		event->result |= value;
	} else if (!strncmp(word, "dw1=", 4)) {
		event->result |= value << 32;
	} else if (!strncmp(word, "status=", 7)) {
		event->outcome = NVME_TRACE_COMPLETED;
		event->status = (uint16_t)value;
	} else {
		fail_msg("'%s': not known", word);
	}
}

static struct record record_of(char *line)
{
	struct record record = { .event.outcome = NVME_TRACE_IN_FLIGHT };
	char *rest = line, *word = strsep(&rest, " ");

	record.event.queue = strcmp(word, "io") ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	record.event.sqe.opcode = (uint8_t)strtoul(strsep(&rest, " "), NULL, 16);
	record.event.sqe.nsid = (uint32_t)strtoul(strsep(&rest, " "), NULL, 16);
	while ((word = strsep(&rest, " ")))
		if (*word)
			set_word(&record, word);
	return record;
}

/* The commands that occur in the lines. */
struct coverage {
	bool seen[NVME_TRACE_SETS][256];
};

static void cover(struct coverage *coverage, const struct nvme_trace_event *event)
{
	coverage->seen[nvme_trace_set(event)][nvme_trace_code(&event->sqe)] = true;
}

/* Commands of all I/O command sets mean the same in each. */
static void check_covered(const struct coverage *coverage)
{
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int i = 0; i < 256; i++) {
			const struct nvme_command *command = nvme_command_find(set, (uint8_t)i);

			if (set > NVME_TRACE_SET_NVM && nvme_io_commands[i])
				continue;
			if (command->name && !coverage->seen[set][i])
				fail_msg("no line for %s", command->name);
		}
}

static void golden_lines_read_as_the_specifications_have_it(void **state)
{
	char line[LINE_SIZE], text[NVME_SHORT_TEXT_SIZE], *expected;
	unsigned int number = 0, lines = 0, wrong = 0;
	FILE *file = fopen(GOLDEN, "re");
	struct coverage coverage = { 0 };
	struct nvme_decoded decoded;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		struct record record;

		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		expected = strstr(line, " | ");
		assert_non_null(expected);
		*expected = '\0';
		expected += 3;
		record = record_of(line);
		cover(&coverage, &record.event);
		nvme_decode(&record.event, &record.vendors, &decoded);
		nvme_short_text(&decoded, NULL, text, sizeof(text));
		lines++;
		if (!strcmp(text, expected))
			continue;
		print_error("%s:%u: '%s'\n  should be '%s'\n", GOLDEN, number, text, expected);
		wrong++;
	}
	fclose(file);
	assert_true(lines > 500);
	assert_int_equal(wrong, 0);
	check_covered(&coverage);
}

/* Every opcode of both queues and every Fabrics type, with any value in the dwords that choose. */
static void for_each_command(void (*check)(const struct nvme_trace_event *event))
{
	static const uint32_t others[] = { 0, 1, 0x55555555, 0xaaaaaaaa, UINT32_MAX };

	for (unsigned int opcode = 0; opcode < 512; opcode++)
		for (unsigned int low = 0; low < 256; low++)
			for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
				struct nvme_trace_event event;

				memset(&event, (int)(others[i] & 0xff), sizeof(event));
				event.outcome = NVME_TRACE_COMPLETED;
				event.status = 0;
				event.payload = NVME_TRACE_PAYLOAD_NONE;
				event.csi = (uint8_t)(low % 6);
				event.queue = opcode & 1;
				event.sqe.opcode = (uint8_t)(opcode >> 1);
				event.sqe.cdw10 = (others[i] & ~0xffU) | low;
				check(&event);
				event.sqe.cdw10 = (others[i] & ~0xff00U) | low << 8;
				event.sqe.nsid = low;
				check(&event);
			}
}

static void check_fields(const struct nvme_trace_event *event)
{
	struct nvme_decoded decoded;
	bool answer = false;

	nvme_decode(event, NULL, &decoded);
	assert_true(decoded.count < NVME_FIELDS_MAX);
	for (unsigned int i = 0; i < decoded.count; i++) {
		const struct nvme_field *field = &decoded.fields[i];

		assert_true(field->key && *field->key && field->label && *field->label);
		assert_true(field->width >= 1 && field->width <= 64);
		assert_true(field->width == 64 || !(field->raw >> field->width));
		assert_false(field->name && (field->vendor || field->unknown));
		/* Fields of the completion come last. */
		assert_false(answer && !nvme_field_is_answer(field));
		answer = nvme_field_is_answer(field);
		for (unsigned int j = 0; j < i; j++)
			if (answer == nvme_field_is_answer(&decoded.fields[j]) &&
			    !strcmp(field->key, decoded.fields[j].key))
				fail_msg("%s, cdw10 %x: '%s' twice", decoded.name, event->sqe.cdw10,
					 field->key);
	}
}

static void fields_are_sound(void **state)
{
	(void)state;
	for_each_command(check_fields);
}

/*
 * Rebuilds the dwords of the command and of the completion from the fields: each bit is there once.
 */
static void check_all_bits(const struct nvme_trace_event *event)
{
	static const uint8_t all[] = { 2, 3, 10, 11, 12, 13, 14, 15, NVME_DW0, NVME_DW1 };
	uint32_t dwords[NVME_DWORDS + 1] = { 0 }, expected[NVME_DWORDS + 1] = { 0 };
	struct nvme_decoded decoded;

	nvme_decode(event, NULL, &decoded);
	memcpy(expected, &event->sqe, sizeof(event->sqe));
	memcpy(&expected[NVME_DW0], &event->result, sizeof(event->result));
	for (unsigned int i = 0; i < decoded.count; i++) {
		const struct nvme_field *field = &decoded.fields[i];

		if (nvme_field_is_beside(field) || field->dword == NVME_DW3)
			continue;
		dwords[field->dword] |= (uint32_t)(field->raw << field->bit);
		if (field->bit + field->width > 32)
			dwords[field->dword + 1] |= (uint32_t)(field->raw >> (32 - field->bit));
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (dwords[all[i]] != expected[all[i]])
			fail_msg("%s, cdw10 %x: dword %u is %x, not %x", decoded.name,
				 event->sqe.cdw10, all[i], dwords[all[i]], expected[all[i]]);
}

static void no_bit_is_lost(void **state)
{
	(void)state;
	for_each_command(check_all_bits);
}

static void check_words(const struct nvme_trace_event *event)
{
	char text[NVME_SHORT_TEXT_SIZE], value[NVME_FIELD_TEXT_SIZE], place[NVME_FIELD_TEXT_SIZE];
	struct nvme_decoded decoded;

	nvme_decode(event, NULL, &decoded);
	assert_true(strlen(nvme_short_text(&decoded, NULL, text, sizeof(text))) < sizeof(text) - 1);
	for (unsigned int i = 0; i < decoded.count; i++) {
		const struct nvme_field *field = &decoded.fields[i];

		nvme_field_text(field, value, sizeof(value));
		assert_true(*value && strlen(value) < sizeof(value) - 1);
		assert_null(strpbrk(value, " \t\n="));
		assert_null(strpbrk(field->key, " \t\n="));
		nvme_field_place(field, place, sizeof(place));
		assert_true(strlen(place) < sizeof(place) - 1);
		if (field->in_line && !field->flag) {
			char word[2 * NVME_FIELD_TEXT_SIZE];

			snprintf(word, sizeof(word), " %s=%s", field->key, value);
			assert_non_null(strstr(text, word));
		}
	}
}

/* Nothing is cut, and each value is one word. */
static void words_are_whole(void **state)
{
	(void)state;
	for_each_command(check_words);
}

/* For any size of buffer: nothing is written after it, and it holds the beginning of the text. */
static void short_buffers_are_kept_to(void **state)
{
	struct nvme_trace_event event = { .sqe = { .opcode = 2, .cdw10 = 0x7f0002 } };
	char whole[NVME_SHORT_TEXT_SIZE];
	struct nvme_decoded decoded;

	(void)state;
	nvme_decode(&event, NULL, &decoded);
	nvme_short_text(&decoded, "Invalid Log Page", whole, sizeof(whole));
	for (size_t size = 0; size <= strlen(whole) + 1; size++) {
		char *text = malloc(size + 1);

		text[size] = 'x';
		nvme_short_text(&decoded, "Invalid Log Page", text, size);
		assert_int_equal(text[size], 'x');
		if (size)
			assert_true(strlen(text) == size - 1 && !memcmp(text, whole, size - 1));
		free(text);
	}
}

static void places_are_named(void **state)
{
	static const struct {
		struct nvme_field field;
		const char *place;
	} rows[] = {
		{ { .dword = 10, .bit = 0, .width = 8 }, "cdw10[7:0]" },
		{ { .dword = 12, .bit = 31, .width = 1 }, "cdw12[31]" },
		{ { .dword = 10, .bit = 16, .width = 32 }, "cdw10[31:16]+cdw11[15:0]" },
		{ { .dword = 10, .bit = 0, .width = 64 }, "cdw10[31:0]+cdw11[31:0]" },
		{ { .dword = NVME_DW0, .bit = 16, .width = 16 }, "dw0[31:16]" },
		{ { .dword = NVME_DW0, .bit = 0, .width = 64 }, "dw0[31:0]+dw1[31:0]" },
	};
	char text[NVME_FIELD_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(nvme_field_place(&rows[i].field, text, sizeof(text)),
				    rows[i].place);
}

/* Vendors name vendor specific values only (C0h to FFh), and each value once. */
static void vendors_names_are_sound(void **state)
{
	size_t vendors = 0;

	(void)state;
	for (const struct nvme_vendor *vendor = nvme_vendor_list; vendor->word;
	     vendor++, vendors++) {
		const struct nvme_name *const lists[] = { vendor->logs, vendor->features,
							  vendor->opcodes };

		for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
			for (const struct nvme_name *name = lists[i]; name && name->name; name++) {
				assert_in_range(name->value, 0xc0, 0xff);
				assert_true(strlen(name->name) < NVME_COMMAND_SIZE);
				for (const struct nvme_name *other = lists[i]; other < name;
				     other++)
					assert_int_not_equal(other->value, name->value);
			}
	}
	assert_true(vendors < NVME_VENDORS_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_lines_read_as_the_specifications_have_it),
		cmocka_unit_test(fields_are_sound),
		cmocka_unit_test(no_bit_is_lost),
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(short_buffers_are_kept_to),
		cmocka_unit_test(places_are_named),
		cmocka_unit_test(vendors_names_are_sound),
	};

	return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
