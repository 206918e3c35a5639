/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Decodes the data of a command: the ranges of Dataset Management and Copy, the keys of
 * reservations, the names in a Connect. The sender or the drive chose lengths and contents, so
 * nothing in them is trusted.
 */
#ifndef NVME_DATA_H
#define NVME_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "nvme_trace.h"

struct nvme_command;
struct nvme_item;
struct nvme_structure;

#define NVME_DATUM_TEXT_SIZE 2048 /* fits every value as a word: 508 bytes, escaped */
#define NVME_DATA_IN_LINE    8	  /* maximum number of list entries in the short form */

/* The data of a record, and its structure. */
struct nvme_data {
	const uint8_t *bytes; /* in the record */
	size_t length;
	size_t entries; /* complete ones */
	const struct nvme_structure *structure; /* NULL = not described, or no data */
};

/* The data that follows a record, and its length; NULL if none was read. */
const uint8_t *nvme_payload(const struct nvme_trace_event *event, size_t *length);

/* Finds the structure of the record's data. */
struct nvme_data nvme_data_of(const struct nvme_trace_event *event,
			      const struct nvme_command *command);

/*
 * The size of the data in bytes according to the command, whether or not the record has that much.
 * Returns false if the command does not tell.
 */
bool nvme_data_size(const struct nvme_trace_event *event, const struct nvme_command *command,
		    uint64_t *size);

/* One value of the data. */
struct nvme_datum {
	const struct nvme_item *item;
	size_t entry;	 /* index in the list; only if is_entry */
	bool is_entry;	 /* in the list, not in the head */
	size_t at;	 /* byte offset in the data */
	uint64_t raw;	 /* the bits, for a number */
	uint64_t value;	 /* after zeroes_based */
	const char *name; /* the specification's name of this value, or NULL */
	const uint8_t *bytes; /* item->size bytes */
};

/* The position of a walk. Starts as zeroes. */
struct nvme_data_walk {
	size_t entry, item;
	bool in_entries;
};

/* Gets the next value, starting with the head. Returns false at the end. */
bool nvme_data_next(const struct nvme_data *data, struct nvme_data_walk *walk,
		    struct nvme_datum *datum);

/* Writes a value as one word without blanks, at most size bytes, and returns buf. */
const char *nvme_datum_text(const struct nvme_datum *datum, char *buf, size_t size);

/* The key of the list of entries, such as "ranges"; NULL if there is none. */
const char *nvme_data_list(const struct nvme_data *data);

/* Appends the short form to a list of words: "ranges=64+8,128+16"; or nothing. */
void nvme_data_put_short(const struct nvme_data *data, struct words *words);

#endif
