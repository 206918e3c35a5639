/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Structures in the data of commands. The tables are sound, and the walk stays within the data for
 * any length and content. (decode_lines.txt has the words.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nvme/data.h"
#include "nvme/decode.h"
#include "nvme/names.h"
#include "nvme/tables.h"

#define MOST 64 /* maximum of structures */

/* A structure, and a command that has it. */
struct found {
	const struct nvme_structure *structure;
	enum nvme_trace_set set;
	uint8_t code;
	uint32_t dwords[16];
};

struct collection {
	struct found found[MOST];
	size_t count;
};

/* Collects every row of a list of choices, with the bits that select it. */
static void collect(struct collection *to, struct found found,
		    const struct nvme_data_choice *choice)
{
	for (;; choice++) {
		struct found at = found;

		at.dwords[choice->dword] |= choice->value;
		if (choice->then)
			collect(to, at, choice->then);
		at.structure = choice->structure;
		if (at.structure) {
			assert_true(to->count < MOST);
			to->found[to->count++] = at;
		}
		if (!choice->mask)
			return;
	}
}

static struct collection *all_structures(void)
{
	struct collection *collection = calloc(1, sizeof(*collection));

	assert_non_null(collection);
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int code = 0; code < 256; code++) {
			const struct nvme_data_choice *choice =
				nvme_command_find(set, (uint8_t)code)->data;

			if (choice && (set <= NVME_TRACE_SET_NVM || !nvme_io_commands[code]))
				collect(collection,
					(struct found){ .set = set, .code = (uint8_t)code },
					choice);
		}
	assert_true(collection->count > 30);
	return collection;
}

/* ---- The tables ---- */

static size_t check_items(const struct nvme_item *item, size_t size)
{
	size_t count = 0;

	for (; item && item->label; item++, count++) {
		assert_true(item->key && *item->key && !strpbrk(item->key, " \t\n="));
		assert_true(item->size && (!size || item->at + item->size <= size));
		if (item->kind == NVME_NUMBER || item->kind == NVME_HEX || item->kind == NVME_TIME)
			assert_true(item->size <= 8);
		assert_true(item->bit + item->width <= 8 * item->size);
	}
	return count;
}

static void structures_are_sound(void **state)
{
	struct collection *collection = all_structures();

	(void)state;
	for (size_t i = 0; i < collection->count; i++) {
		const struct nvme_structure *structure = collection->found[i].structure;

		assert_true(structure->head || structure->entry);
		assert_true(!structure->entry == !structure->key &&
			    !structure->entry == !structure->size);
		if (structure->head)
			assert_true(check_items(structure->head, structure->entry
									 ? structure->first
									 : structure->whole));
		if (!structure->entry)
			continue;
		assert_true(check_items(structure->entry, structure->size));
		if (structure->entries == NVME_AS_COMMAND)
			assert_true(structure->width && structure->bit + structure->width <= 32);
		if (structure->entries == NVME_AS_HEAD)
			assert_true(structure->count_size &&
				    structure->count_at + structure->count_size <=
					    structure->first);
	}
	free(collection);
}

/* ---- Any data ---- */

/* Makes a record with exactly so many bytes of data after it. */
static struct nvme_trace_event *record_with(const struct found *found, size_t length, int byte)
{
	struct nvme_trace_event *event = calloc(1, sizeof(*event) + length);

	assert_non_null(event);
	memcpy(&event->sqe, found->dwords, sizeof(event->sqe));
	event->sqe.opcode = found->set == NVME_TRACE_SET_FABRICS ? NVME_TRACE_FABRICS : found->code;
	if (found->set == NVME_TRACE_SET_FABRICS)
		event->sqe.nsid = found->code;
	event->queue =
		found->set < NVME_TRACE_SET_NVM ? NVME_TRACE_QUEUE_ADMIN : NVME_TRACE_QUEUE_IO;
	event->size = (uint16_t)(sizeof(*event) + length);
	event->payload = NVME_TRACE_PAYLOAD_READ;
	event->payload_len = (uint32_t)length;
	memset(event + 1, byte, length);
	return event;
}

/* Walks all of the data. Each value is inside the data, and they come in order. */
static void check_walk(const struct nvme_trace_event *event, const struct nvme_structure *structure)
{
	char text[NVME_DATUM_TEXT_SIZE], line[NVME_SHORT_TEXT_SIZE];
	struct nvme_data_walk walk = {};
	struct nvme_decoded decoded;
	struct nvme_datum datum;
	size_t entries = 0;

	nvme_decode(event, NULL, &decoded);
	assert_ptr_equal(decoded.data.structure, structure);
	while (nvme_data_next(&decoded.data, &walk, &datum)) {
		assert_true(datum.at + datum.item->size <= event->payload_len);
		nvme_datum_text(&datum, text, sizeof(text));
		assert_true(*text && strlen(text) < sizeof(text) - 1 && !strpbrk(text, " \t\n"));
		for (const char *c = text; *c; c++)
			assert_true(*c > ' ' && *c < 0x7f);
		if (datum.is_entry)
			entries = datum.entry + 1;
	}
	assert_int_equal(entries, decoded.data.entries);
	nvme_short_text(&decoded, NULL, line, sizeof(line));
	assert_true(strlen(line) < sizeof(line) - 1);
}

static void no_length_makes_it_leave_the_data(void **state)
{
	static const int bytes[] = { 0, 1, 0x20, 0x5c, 0x7f, 0xff };
	struct collection *collection = all_structures();

	(void)state;
	for (size_t i = 0; i < collection->count; i++)
		for (size_t length = 1; length <= NVME_TRACE_PAYLOAD_MAX;
		     length += length < 1100 ? 1 : 499)
			for (size_t j = 0; j < sizeof(bytes) / sizeof(bytes[0]); j++) {
				struct nvme_trace_event *event =
					record_with(&collection->found[i], length, bytes[j]);

				check_walk(event, collection->found[i].structure);
				free(event);
			}
	free(collection);
}

/* A record claims more data than it has. The decoder uses only what there is. */
static void no_length_that_is_said_is_believed(void **state)
{
	struct collection *collection = all_structures();
	struct nvme_trace_event *event;
	struct nvme_decoded decoded;
	struct nvme_datum datum;

	(void)state;
	for (size_t i = 0; i < collection->count; i++) {
		event = record_with(&collection->found[i], 3, 0xff);
		event->payload_len = UINT32_MAX;
		nvme_decode(event, NULL, &decoded);
		assert_int_equal(decoded.data.length, 3);
		for (struct nvme_data_walk walk = {}; nvme_data_next(&decoded.data, &walk, &datum);)
			assert_true(datum.at + datum.item->size <= 3);
		event->size = 0;
		nvme_decode(event, NULL, &decoded);
		assert_int_equal(decoded.data.length, 0);
		event->payload = NVME_TRACE_PAYLOAD_SECRET;
		event->size = (uint16_t)(sizeof(*event) + 3);
		nvme_decode(event, NULL, &decoded);
		assert_null(decoded.data.structure);
		free(event);
	}
	free(collection);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(structures_are_sound),
		cmocka_unit_test(no_length_makes_it_leave_the_data),
		cmocka_unit_test(no_length_that_is_said_is_believed),
	};

	return cmocka_run_group_tests_name("data", tests, NULL, NULL);
}
