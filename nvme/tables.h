/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the specifications' figures are written down here. A new opcode is one row of a command table
 * in admin.c, io.c, kv.c, computational.c or fabrics.c, a list of its fields and the names of their
 * values. features.c and logs.c have the features and the log pages, status.c the status codes,
 * structures.c what is in the data. decode.c and data.c read the tables and know no opcode.
 */
#ifndef NVME_TABLES_H
#define NVME_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row does not say is 0, and that is what it means. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* Rows of a list of names: the values of CSI that specifications have given out. */
#define NVME_COMMAND_SETS \
	{ 0x00, "NVM" }, \
	{ 0x01, "Key Value" }, \
	{ 0x02, "Zoned Namespace" }, \
	{ 0x03, "Subsystem Local Memory" }, \
	{ 0x04, "Computational Programs" }
#define NVME_FIRST_VENDOR_SET 0x30

/* A row that chooses by the status code type and status code of a failure. */
#define STATUS(failures) \
	{ \
		NULL, "Status", NVME_DW3, 17, 11, .by = failures \
	}

/* What a value is called. A list ends with { FIRST_VENDOR_VALUE, NULL }, or {} if there is none. */
struct nvme_name {
	uint32_t value;
	const char *name; /* the specification's word; short, as it goes into a line */
};

/* Where a field lies: a dword of the submission queue entry, of the completion, or elsewhere. */
enum {
	NVME_DW0 = 16, /* of the completion queue entry */
	NVME_DW1 = 17,
	NVME_DW3 = 19, /* its status field */
	NVME_DWORDS = 20,
	NVME_NAMESPACE = 21, /* what the kernel knows of the namespace */
	NVME_SENDER = 22,    /* what the sender told the driver, and not the drive */
};

enum nvme_show {
	NONZERO, /* the line has it unless it is 0 */
	ALWAYS,	 /* the line has it */
	VERBOSE, /* only the long form has it, unless it is 0 */
	RARE,	 /* both have it unless it is 0 */
	LONG,	 /* only the long form has it, 0 too */
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
	uint8_t show : 3;	       /* enum nvme_show */
	uint8_t hex : 1;	       /* an address, a mask, a tag: not a quantity */
	uint8_t bytes : 1;	       /* no number, but bytes in the order they have in memory */
	uint8_t zeroes_based : 1;      /* 0 stands for 1 */
	uint8_t transfer : 1;	       /* it is how many bytes of data the command transfers */
	uint8_t shift;		       /* the rows of `by` lie so many dwords further on */
	uint16_t scale;		       /* units in one; 0 = 1 */
	const char *unit;	       /* of what it comes to, after zeroes_based and scale */
	const struct nvme_name *names; /* of its values */
	const struct nvme_variant *by; /* the fields that this one's value chooses */
};

/* Fields that there are for one value only. A list ends with rows == NULL. */
struct nvme_variant {
	uint32_t value;
	const struct nvme_row *rows; /* ends with an empty row (label NULL) */
};

/*
 * One value in a data structure. Numbers are little endian and have up to 8 bytes; text ends at its
 * first zero byte.
 */
struct nvme_item {
	const char *key;   /* the abbreviation, in lower case */
	const char *label; /* the name */
	uint16_t at;	   /* byte, from the beginning of the structure or of the entry */
	uint16_t size;	   /* bytes */
	uint8_t kind;	   /* enum nvme_item_kind */
	uint8_t bit, width; /* of the number, if it is not all of it */
	uint8_t zeroes_based;
	const char *unit;
	const struct nvme_name *names;
	const char *before; /* what stands before it in the line; NULL: the line leaves it out */
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
	NVME_ONE_BY_ONE,  /* as many as there is data */
	NVME_UNTIL_ZERO,  /* the first one that is 0 ends the list */
	NVME_AS_COMMAND,  /* a field of the command says it */
	NVME_AS_HEAD,	  /* a number in the first bytes of the data says it */
};

/* What a command's data is: a head, entries, or both. A list of items ends with {}. */
struct nvme_structure {
	const struct nvme_item *head;  /* NULL = none */
	const struct nvme_item *entry; /* of which there may be many; NULL = none */
	const char *key, *label;       /* of the list of entries */
	uint16_t first, size;	       /* byte at which entries begin, and bytes of each */
	uint8_t entries;	       /* enum nvme_entries */
	uint8_t dword, bit, width;     /* NVME_AS_COMMAND: the field */
	uint8_t zeroes_based;	       /* and whether 0 in it stands for 1 */
	uint8_t count_at, count_size;  /* NVME_AS_HEAD: the number, in bytes */
	uint16_t whole; /* bytes of it all, where the specification fixes them; 0 = it does not */
};

/*
 * Which structure a command's data is: the first row whose bits fit. A row without a structure says
 * that it is none that is described here. A list ends with a row that has no mask, {} or one that
 * names what all others have.
 */
struct nvme_data_choice {
	uint8_t dword;
	uint32_t mask, value; /* of the dword; mask 0 = any */
	const struct nvme_structure *structure;
	const struct nvme_data_choice *then; /* or where to go on */
};

/*
 * What an operation does besides what it is asked for: the first row whose bits fit. One without a
 * reason says that it does nothing. A list ends with {}.
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
	const struct nvme_row *failure; /* of the same where the drive reports a failure */
	const struct nvme_name *statuses; /* command specific ones that it alone has so; NULL = none */
	const struct nvme_data_choice *data; /* NULL = what it transfers is not described */
	uint16_t transfer; /* bytes of data, where the command has no field for it; 0 = not known */
	bool harmless; /* the drive stays as it is, and so does what it has to tell */
	const struct nvme_harm *harms; /* of some operations of a command that else is harmless */
};

/* A row of the tables below: the members of the above, in their order. */
#define COMMAND(...) &(const struct nvme_command){ __VA_ARGS__ }

/*
 * By opcode, and for Fabrics by command type; what is not assigned is NULL. The first of the I/O
 * tables has what all I/O command sets have.
 */
extern const struct nvme_command *const nvme_admin_commands[256];
extern const struct nvme_command *const nvme_io_commands[256];
extern const struct nvme_command *const nvme_nvm_commands[256];
extern const struct nvme_command *const nvme_kv_commands[256];
extern const struct nvme_command *const nvme_slm_commands[256];
extern const struct nvme_command *const nvme_cp_commands[256];
extern const struct nvme_command *const nvme_fabrics_commands[256];

/* Status codes by their type, of 256 each; NULL = the type has no names. */
extern const char *const *const nvme_status_types[8];
/* The command specific codes of all Fabrics commands, and of those about programs. */
extern const struct nvme_name nvme_fabrics_statuses[];
extern const struct nvme_name nvme_program_statuses[];

/* Names that are none of a specification's; vendors.c has the list, which ends with {}. */
struct nvme_vendor {
	const char *word;    /* what --vendor calls it */
	uint16_t ids[3];     /* PCI vendor ids */
	const struct nvme_name *logs, *features, *opcodes; /* of Admin commands; NULL = none */
};
extern const struct nvme_vendor nvme_vendor_list[];

/* What Get Features and Set Features have for each feature identifier. */
extern const struct nvme_name nvme_feature_names[];
extern const struct nvme_variant nvme_set_feature_fields[];  /* cdw11 on */
extern const struct nvme_variant nvme_set_feature_answers[]; /* where a Set's DW0 says something */
extern const struct nvme_variant nvme_get_feature_fields[];  /* what a Get has in cdw11 */
extern const struct nvme_variant nvme_get_feature_answers[]; /* its DW0, as if it were cdw11 */
extern const struct nvme_variant nvme_get_feature_second_answers[]; /* its DW1 */
/* What Get Log Page has for each log page identifier: its LSP, LSI and offset. */
extern const struct nvme_name nvme_log_names[];
extern const struct nvme_variant nvme_log_fields[];

#endif
