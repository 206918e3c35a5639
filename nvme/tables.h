/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the specifications' figures are written down here; the tables are in admin.c, features.c,
 * logs.c, io.c and fabrics.c. A new opcode is one row of a command table, a list of its fields
 * and the names of their values; decode.c reads them and knows no opcode.
 */
#ifndef NVME_TABLES_H
#define NVME_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row does not say is 0, and that is what it means. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define NVME_OPCODE_FABRICS 0x7f /* on both queues; byte 4 tells which command */

/* What a value is called. A list ends with { FIRST_VENDOR_VALUE, NULL }, or {} if there is none. */
struct nvme_name {
	uint32_t value;
	const char *name; /* the specification's word; short, as it goes into a line */
};

/* Where a field lies: a dword of the submission queue entry, or of the completion. */
enum {
	NVME_DW0 = 16, /* of the completion queue entry */
	NVME_DW1 = 17,
	NVME_DWORDS = 18,
};

enum nvme_show {
	NONZERO, /* the line has it unless it is 0 */
	ALWAYS,	 /* the line has it */
	VERBOSE, /* only the long form has it, unless it is 0 */
	RARE,	 /* both have it unless it is 0 */
};

/*
 * One field, as the figures print it. A single bit without names is a flag. Up to 64 bits, on
 * into the next dword where that is how the specification splits a number. A row for bits that
 * a row before it has described is passed over.
 */
struct nvme_row {
	const char *key;   /* the abbreviation, in lower case; NULL: only chooses `by` */
	const char *label; /* the name */
	uint8_t dword, bit, width;
	uint8_t show;			   /* enum nvme_show */
	uint8_t hex;			   /* an address, a mask, a tag: not a quantity */
	uint8_t zeroes_based;		   /* 0 stands for 1 */
	uint16_t scale;			   /* units in one; 0 = 1 */
	const char *unit;		   /* of what it comes to, after the two above */
	const struct nvme_name *names;	   /* of its values */
	const struct nvme_variant *by;	   /* the fields that this one's value chooses */
	uint8_t shift;			   /* that many dwords further on than those rows say */
};

/* Fields that there are for one value only. A list ends with rows == NULL. */
struct nvme_variant {
	uint32_t value;
	const struct nvme_row *rows; /* ends with an empty row (label NULL) */
};

struct nvme_command {
	const char *name;
	const struct nvme_row *fields; /* of the command; NULL = none */
	const struct nvme_row *answer; /* of the completion's dwords 0 and 1; NULL = none */
	bool harmless; /* data, configuration and firmware of the drive stay as they are */
};

/* By opcode, and for Fabrics by command type; a place without a name is not assigned. */
extern const struct nvme_command nvme_admin_commands[256];
extern const struct nvme_command nvme_io_commands[256];
extern const struct nvme_command nvme_fabrics_commands[256];

/* What Get Features and Set Features have for each feature identifier. */
extern const struct nvme_name nvme_feature_names[];
extern const struct nvme_variant nvme_set_feature_fields[];  /* cdw11 on */
extern const struct nvme_variant nvme_set_feature_answers[]; /* where a Set's DW0 says something */
extern const struct nvme_variant nvme_get_feature_fields[];  /* what a Get has in cdw11 */
extern const struct nvme_variant nvme_get_feature_answers[]; /* its DW0, as if it were cdw11 */
/* What Get Log Page has for each log page identifier: its LSP, LSI and offset. */
extern const struct nvme_name nvme_log_names[];
extern const struct nvme_variant nvme_log_fields[];

#endif
