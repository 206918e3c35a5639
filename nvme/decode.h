/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Decodes a record into a command name and a list of fields. All outputs use this list: lines of
 * text print its short form, -v and JSON all of it.
 */
#ifndef NVME_DECODE_H
#define NVME_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nvme/data.h"
#include "nvme/vendors.h"
#include "nvme_trace.h"

#define NVME_FIELDS_MAX	     64
#define NVME_COMMAND_SIZE    64	 /* fits every command name */
#define NVME_FIELD_TEXT_SIZE 96	 /* fits every field's value as a word */
#define NVME_SHORT_TEXT_SIZE 4096 /* fits every short form */

struct nvme_field {
	const char *key;   /* the specification's abbreviation, in lower case: "lid" */
	const char *label; /* "Log Page Identifier" */
	const char *name;  /* the specification's name of this value, or NULL */
	const char *unit;  /* the unit of value: "bytes"; or NULL */
	uint64_t raw;	   /* the bits themselves */
	uint64_t value;	   /* after zeroes_based and scale: counts from 1, dwords as bytes */
	uint8_t dword;	   /* where: 0 to 15 of the command, 16 to 19 are DW0 to DW3 of the answer; or
			    * beside them, NVME_NAMESPACE and NVME_SENDER of tables.h */
	uint8_t bit, width;
	bool in_line; /* appears in the short form */
	bool hex;     /* an address, a mask, a tag: not a quantity */
	bool bytes;   /* width / 8 bytes, lowest first, not a number */
	bool flag;    /* a single bit without names */
	bool vendor;  /* no name, because the value is vendor specific */
	bool unknown; /* no name, although it should have one */
};

struct nvme_decoded {
	char name[NVME_COMMAND_SIZE]; /* "Get Log Page", "Vendor specific opcode 0xc1" */
	const char *harm; /* its side effect: "it clears an event"; NULL = none */
	bool has_transfer;
	uint64_t transfer; /* bytes of data that the command requests, if has_transfer */
	struct nvme_data data; /* with its structure, if the record has the data */
	unsigned int count;
	struct nvme_field fields[NVME_FIELDS_MAX]; /* those of the answer last; keys are unique in
						    * the command and in the answer */
};

/*
 * Fills *decoded from the command and, if there is one, from the answer. Nonzero bits that no
 * table describes become a field such as "cdw12", with only those bits. Vendor specific values get
 * the names of the given vendors; NULL = none. The strings are constants.
 */
void nvme_decode(const struct nvme_trace_event *event, const struct nvme_vendors *vendors,
		 struct nvme_decoded *decoded);

/* Whether it belongs to the completion, not to the command. */
bool nvme_field_is_answer(const struct nvme_field *field);

/* Whether it is in neither the submission queue entry nor the completion queue entry. */
bool nvme_field_is_beside(const struct nvme_field *field);

/* The three functions below write at most size bytes, truncate, terminate, and return buf. */

/* The value of a field, as one word without blanks: "SMART/Health", "512", "0xca(vendor)". */
const char *nvme_field_text(const struct nvme_field *field, char *buf, size_t size);

/*
 * The short form: "Get Log Page  lid=SMART/Health len=512", then "-> key=value" for the answer. If
 * status is not NULL, it follows the arrow as one word: the name of the status.
 */
const char *nvme_short_text(const struct nvme_decoded *decoded, const char *status, char *buf,
			    size_t size);

/* The place of a field: "cdw10[7:0]", "cdw10[31:16]+cdw11[15:0]", "dw0[31:0]", "namespace". */
const char *nvme_field_place(const struct nvme_field *field, char *buf, size_t size);

#endif
