/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The types of this folder's tables, which repeat the figures of the specifications. A new opcode
 * is one row in a command table of admin.c, io.c, kv.c, computational.c or fabrics.c, with a list
 * of its fields and the names of their values. features.c and logs.c hold the features and the log
 * pages, status.c the status codes, and structures.c the data structures. decode.c and data.c read
 * the tables and know no opcode.
 */
#ifndef NVME_TABLES_H
#define NVME_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows omit members that are 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Rows for a list of names: the assigned values of CSI. */
#define NVME_COMMAND_SETS \
	{ 0x00, "NVM" }, \
	{ 0x01, "Key Value" }, \
	{ 0x02, "Zoned Namespace" }, \
	{ 0x03, "Subsystem Local Memory" }, \
	{ 0x04, "Computational Programs" }
#define NVME_FIRST_VENDOR_SET 0x30

/* A row that selects other rows by the status code type and status code of a failure. */
#define STATUS(failures) \
	{ \
		NULL, "Status", NVME_DW3, 17, 11, .by = failures \
	}

/* The name of a value. A list ends with { FIRST_VENDOR_VALUE, NULL }, or with {} if there is none. */
struct nvme_name {
	uint32_t value;
	const char *name; /* the specification's term, short enough for a line */
};

/* Where a field lies: a dword of the submission queue entry, of the completion, or elsewhere. */
enum {
	NVME_DW0 = 16, /* of the completion queue entry */
	NVME_DW1 = 17,
	NVME_DW3 = 19, /* its status field */
	NVME_DWORDS = 20,
	NVME_NAMESPACE = 21, /* the kernel's knowledge about the namespace */
	NVME_SENDER = 22,    /* from the sender to the driver, not sent to the drive */
};

enum nvme_show {
	NONZERO, /* in the line unless it is 0; always in the long form (-v) */
	ALWAYS,	 /* in the line */
	VERBOSE, /* only in the long form, unless it is 0 */
	RARE,	 /* in both unless it is 0 */
	LONG,	 /* only in the long form, even if it is 0 */
};
_Static_assert(LONG < 1 << 3, "fits in struct nvme_row's show");

/*
 * One field, as the figures describe it. A single bit without names is a flag. A field has up to 64 bits and
 * continues in the next dword if the specification splits it so. A row is skipped if an earlier row
 * covers its bits.
 */
struct nvme_row {
	const char *key;   /* the abbreviation, in lower case; NULL: the row only selects `by` */
	const char *label; /* the name */
	uint8_t dword, bit, width;
	uint8_t show : 3;	       /* enum nvme_show */
	uint8_t hex : 1;	       /* an address, a mask or a tag, not a quantity */
	uint8_t bytes : 1;	       /* bytes in memory order, not a number */
	uint8_t zeroes_based : 1;      /* 0 stands for 1 */
	uint8_t transfer : 1;	       /* the number of bytes that the command transfers */
	uint8_t shift;		       /* added to the dwords of the rows of `by` */
	uint16_t scale;		       /* units in one; 0 = 1 */
	const char *unit;	       /* of the value after zeroes_based and scale */
	const struct nvme_name *names; /* of its values */
	const struct nvme_variant *by; /* more fields, selected by the value of this one */
};

/* Fields that exist for one value only. A list ends with rows == NULL. */
struct nvme_variant {
	uint32_t value;
	const struct nvme_row *rows; /* ends with an empty row (label NULL) */
};

/*
 * One value in a data structure. Numbers are little endian and have up to 8 bytes. Text ends at its first
 * zero byte.
 */
struct nvme_item {
	const char *key;   /* the abbreviation, in lower case */
	const char *label; /* the name */
	uint16_t at;	   /* byte offset in the structure or in the entry */
	uint16_t size;	   /* bytes */
	uint8_t kind;	   /* enum nvme_item_kind */
	uint8_t bit, width; /* of the number; width 0 = all of it */
	uint8_t zeroes_based;
	const char *unit;
	const struct nvme_name *names;
	const char *before; /* precedes it in the line; NULL = not in the line */
};

enum nvme_item_kind {
	NVME_NUMBER,
	NVME_HEX, /* an address, a mask, a key */
	NVME_TEXT,
	NVME_BYTES, /* an identifier of any length, in hexadecimal */
	NVME_TIME, /* milliseconds since 1970 */
};

/* How many entries a structure has. */
enum nvme_entries {
	NVME_ONE_BY_ONE,  /* as many as the data holds */
	NVME_UNTIL_ZERO,  /* an entry of 0 ends the list */
	NVME_AS_COMMAND,  /* a field of the command says how many */
	NVME_AS_HEAD,	  /* a number at the start of the data says how many */
};

/* The layout of a command's data: a head, entries, or both. A list of items ends with {}. */
struct nvme_structure {
	const struct nvme_item *head;  /* NULL = none */
	const struct nvme_item *entry; /* repeated; NULL = none */
	const char *key, *label;       /* of the list of entries */
	uint16_t first, size;	       /* byte offset of the first entry, bytes of each */
	uint8_t entries;	       /* enum nvme_entries */
	uint8_t dword, bit, width;     /* NVME_AS_COMMAND: the field */
	uint8_t zeroes_based;	       /* whether 0 in it stands for 1 */
	uint8_t count_at, count_size;  /* NVME_AS_HEAD: the number, in bytes */
	uint16_t whole; /* bytes of the whole, if the specification fixes them; else 0 */
};

/*
 * Selects the structure of a command's data: the first row whose bits match. Without a structure,
 * the data is not described. A list ends with a row without a mask: {} or the default.
 */
struct nvme_data_choice {
	uint8_t dword;
	uint32_t mask, value; /* of the dword; mask 0 = any */
	const struct nvme_structure *structure;
	const struct nvme_data_choice *then; /* or the list to continue with */
};

/*
 * Selects the side effect of an operation: the first row whose bits match. Without a reason, there
 * is none. A list ends with {}.
 */
struct nvme_harm {
	const char *why; /* "it clears an event" */
	uint8_t dword;
	uint32_t mask, value;
};

struct nvme_command {
	const char *name;
	const struct nvme_row *fields; /* of the command; NULL = none */
	const struct nvme_row *answer; /* of the completion's dwords 0 and 1; NULL = none */
	const struct nvme_row *failure; /* of the same dwords of a failure; NULL = none */
	const struct nvme_name *statuses; /* command specific codes of this command; NULL = none */
	const struct nvme_data_choice *data; /* NULL = its data is not described */
	uint16_t transfer; /* bytes of data, if no field of the command says so; 0 = unknown */
	bool harmless; /* changes neither the drive nor what it reports */
	const struct nvme_harm *harms; /* operations with side effects, if the rest is harmless */
};

/* A row of the tables below: the members of struct nvme_command in their order. */
#define COMMAND(...) &(const struct nvme_command){ __VA_ARGS__ }

/*
 * Indexed by opcode, for Fabrics by command type; NULL = unassigned. nvme_io_commands has the
 * commands that all I/O command sets share.
 */
extern const struct nvme_command *const nvme_admin_commands[256];
extern const struct nvme_command *const nvme_io_commands[256];
extern const struct nvme_command *const nvme_nvm_commands[256];
extern const struct nvme_command *const nvme_kv_commands[256];
extern const struct nvme_command *const nvme_slm_commands[256];
extern const struct nvme_command *const nvme_cp_commands[256];
extern const struct nvme_command *const nvme_fabrics_commands[256];

/* Names of status codes, indexed by status code type and then by status code; NULL = no names. */
extern const char *const *const nvme_status_types[8];
/* The command specific status codes of all Fabrics commands, and of commands about programs. */
extern const struct nvme_name nvme_fabrics_statuses[];
extern const struct nvme_name nvme_program_statuses[];

/* A vendor's own names. The list in vendors.c ends with {}. */
struct nvme_vendor {
	const char *word;    /* its name for --vendor */
	uint16_t ids[3];     /* PCI vendor ids */
	const struct nvme_name *logs, *features, *opcodes; /* of Admin commands; NULL = none */
};
extern const struct nvme_vendor nvme_vendor_list[];

/* Names and fields of Get Features and Set Features, by feature identifier. */
extern const struct nvme_name nvme_feature_names[];
extern const struct nvme_variant nvme_set_feature_fields[];  /* cdw11 on */
extern const struct nvme_variant nvme_set_feature_answers[]; /* a Set's DW0, if used */
extern const struct nvme_variant nvme_get_feature_fields[];  /* a Get's cdw11 */
extern const struct nvme_variant nvme_get_feature_answers[]; /* a Get's DW0, as if it were cdw11 */
extern const struct nvme_variant nvme_get_feature_second_answers[]; /* a Get's DW1 */
/* Names, LSP, LSI and offset of Get Log Page, by log page identifier. */
extern const struct nvme_name nvme_log_names[];
extern const struct nvme_variant nvme_log_fields[];

#endif
