/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A record as a named command and a list of fields. Every output walks this one list: the line
 * of text prints its short form, the long form and JSON all of it.
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
#define NVME_COMMAND_SIZE    64	 /* holds every command's name */
#define NVME_FIELD_TEXT_SIZE 96	 /* holds every field's value as a word */
#define NVME_SHORT_TEXT_SIZE 4096 /* holds every short form */

struct nvme_field {
	const char *key;   /* the specification's abbreviation, in lower case: "lid" */
	const char *label; /* "Log Page Identifier" */
	const char *name;  /* what the specification calls this value, or NULL */
	const char *unit;  /* of value: "bytes"; or NULL */
	uint64_t raw;	   /* the bits as they are */
	uint64_t value;	   /* what they come to: a 0's based count is one more, dwords are bytes */
	uint8_t dword;	   /* where: 0 to 15 of the command, 16 to 19 are DW0 to DW3 of the answer; or
			    * beside them, NVME_NAMESPACE and NVME_SENDER of tables.h */
	uint8_t bit, width;
	bool in_line; /* belongs to the short form */
	bool hex;     /* an address, a mask, a tag: not a quantity */
	bool bytes;   /* no number: width / 8 bytes, the lowest first */
	bool flag;    /* a single bit; set or not is all that it says */
	bool vendor;  /* should have a name, and is in the vendors' range */
	bool unknown; /* should have a name, and no specification known here gives it one */
};

struct nvme_decoded {
	char name[NVME_COMMAND_SIZE]; /* "Get Log Page", "Vendor specific opcode 0xc1" */
	const char *harm; /* what else it does, "it clears an event"; NULL = the drive stays as it is */
	bool has_transfer;
	uint64_t transfer; /* bytes of data that the command asks for, if has_transfer */
	struct nvme_data data; /* its structure, where the record has the bytes */
	unsigned int count;
	struct nvme_field fields[NVME_FIELDS_MAX]; /* those of the answer last; keys are unique in
						    * the command and in the answer */
};

/*
 * Fills *decoded from what the drive was sent and, if it has answered, from the answer. Bits that
 * no table describes are there as well, if they are not 0: as "cdw12" with those bits alone. What
 * the specifications leave to vendors has the names of those that are given; NULL = nobody's. The
 * strings are constants.
 */
void nvme_decode(const struct nvme_trace_event *event, const struct nvme_vendors *vendors,
		 struct nvme_decoded *decoded);

/* Whether it is of the completion and not of the command. */
bool nvme_field_is_answer(const struct nvme_field *field);

/* Whether it is neither in the submission queue entry nor in the completion queue entry. */
bool nvme_field_is_beside(const struct nvme_field *field);

/* The three below write at most size bytes, cut what does not fit, terminate, and return buf. */

/* What a field says, as one word without blanks: "SMART/Health", "512", "0xca(vendor)". */
const char *nvme_field_text(const struct nvme_field *field, char *buf, size_t size);

/*
 * "Get Log Page  lid=SMART/Health len=512", and "-> key=value" of what was answered. There comes
 * first what the answer's status is called, as one word; NULL = nothing, or it is told elsewhere.
 */
const char *nvme_short_text(const struct nvme_decoded *decoded, const char *status, char *buf,
			    size_t size);

/* "cdw10[7:0]", "cdw10[31:16]+cdw11[15:0]", "dw0[31:0]", "namespace": where a field lies. */
const char *nvme_field_place(const struct nvme_field *field, char *buf, size_t size);

#endif
