/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is in the data of a command: the ranges of Dataset Management and Copy, the keys of
 * reservations, the names in a Connect. Lengths and contents are the sender's or the drive's, so
 * nothing in them is believed.
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

#define NVME_DATUM_TEXT_SIZE 2048 /* holds every value as a word: 508 bytes, escaped */
#define NVME_DATA_IN_LINE    8	  /* entries of a list that the short form has at most */

/* The data of a record, and which structure it is. */
struct nvme_data {
	const uint8_t *bytes; /* the record's */
	size_t length;
	size_t entries; /* that are whole */
	const struct nvme_structure *structure; /* NULL = not described, or no data */
};

/* The bytes behind a record, and how many; NULL if none were read. */
const uint8_t *nvme_payload(const struct nvme_trace_event *event, size_t *length);

/* Finds out what the record's data is. */
struct nvme_data nvme_data_of(const struct nvme_trace_event *event,
			      const struct nvme_command *command);

/*
 * How many bytes the structure has by what the command says, whether or not there are so many.
 * Returns false if the command does not say.
 */
bool nvme_data_size(const struct nvme_trace_event *event, const struct nvme_command *command,
		    uint64_t *size);

/* One value of the data. */
struct nvme_datum {
	const struct nvme_item *item;
	size_t entry;	 /* of the list; of the head's values meaningless */
	bool is_entry;	 /* of the list */
	size_t at;	 /* byte of the data */
	uint64_t raw;	 /* of a number: its bits */
	uint64_t value;	 /* what they come to */
	const char *name; /* what the specification calls this value, or NULL */
	const uint8_t *bytes; /* item->size of them */
};

/* Where a walk stands. Starts as zeroes. */
struct nvme_data_walk {
	size_t entry, item;
	bool in_entries;
};

/* The next value, the head's first. Returns false at the end. */
bool nvme_data_next(const struct nvme_data *data, struct nvme_data_walk *walk,
		    struct nvme_datum *datum);

/* A value as one word without blanks. Writes at most size bytes, and returns buf. */
const char *nvme_datum_text(const struct nvme_datum *datum, char *buf, size_t size);

/* The name of the list of entries, "ranges"; NULL if there is none. */
const char *nvme_data_list(const struct nvme_data *data);

/* The short form, as words of a list: "ranges=64+8,128+16"; or nothing. */
void nvme_data_put_short(const struct nvme_data *data, struct words *words);

#endif
