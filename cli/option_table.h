/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The table of all options. Parsing, --help and --list-options come from it, and with
 * --list-options also shell completion and the check of the man page. A new option needs a name in
 * enum option_id, a row in option_table.c, and a row in conflicts.c for each conflict.
 */
#ifndef CLI_OPTION_TABLE_H
#define CLI_OPTION_TABLE_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/choices.h"
#include "cli/options.h"

/* In the order in which messages name them. */
enum option_id {
	OPTION_ALL,
	OPTION_COMM,
	OPTION_DEVICE,
	OPTION_FAILED,
	OPTION_NSID,
	OPTION_OPCODE,
	OPTION_ORIGIN,
	OPTION_PID,
	OPTION_QUEUE,
	OPTION_SLOW,
	OPTION_UID,
	OPTION_COUNT,
	OPTION_DURATION,
	OPTION_BY,
	OPTION_COLOR,
	OPTION_COLUMNS,
	OPTION_CSV,
	OPTION_HEXDUMP,
	OPTION_IN_FLIGHT,
	OPTION_JSON,
	OPTION_JSON_SCHEMA,
	OPTION_NO_HEADER,
	OPTION_NVME_CLI,
	OPTION_NVME_CLI_LINES,
	OPTION_SORT,
	OPTION_SUMMARY,
	OPTION_TIME,
	OPTION_UNREDACTED,
	OPTION_VENDOR,
	OPTION_VERBOSE,
	OPTION_OUTPUT,
	OPTION_READ,
	OPTION_ROTATE_COUNT,
	OPTION_ROTATE_EVERY,
	OPTION_ROTATE_SIZE,
	OPTION_WRITE,
	OPTION_BUFFER_SIZE,
	OPTION_CHECK,
	OPTION_DEBUG,
	OPTION_READY_FD,
	OPTION_RUN_AS,
	OPTION_STRICT,
	OPTION_WAIT,
	OPTION_HELP,
	OPTION_LIST_OPTIONS,
	OPTION_USAGE,
	OPTION_VERSION,
	OPTION_COMMAND, /* "-- COMMAND", which has no row in argp's table */
	OPTIONS,
};

/* A set of options has a bit for each. */
typedef uint64_t option_set;
#define OPTION_BIT(option) (UINT64_C(1) << (option))
_Static_assert(OPTIONS <= 64, "a bit for each option");

/* 366 days in ns: sums of a few such times do not overflow. */
#define MAX_DURATION (366ULL * 24 * 3600 * 1000000000)

/* The paragraphs of --help. */
enum option_group { GROUP_WHICH = 1, GROUP_STOP, GROUP_SHOW, GROUP_FILES, GROUP_RUN, GROUP_HELP };

enum option_kind {
	KIND_STORE,	 /* no argument: stores .value */
	KIND_NUMBER,	 /* from .min to .max; without its argument .value */
	KIND_SIZE,	 /* likewise, in bytes */
	KIND_DURATION,	 /* likewise, in ns */
	KIND_DESCRIPTOR, /* of an open file */
	KIND_CHOICE,	 /* one of .words */
	KIND_WORDS,	 /* a list; .add_word adds each of .words */
	KIND_FILTER,	 /* .add_filter adds a value, or each value of a list */
	KIND_DEVICE,	 /* the same, but only after it is known whether --read was given */
	KIND_FILE,
	KIND_USER,
	KIND_PRINT, /* .print prints something, and the program ends */
};

struct option_row {
	const char *name;
	const char *argument; /* its name for --help; NULL = takes none */
	const char *help;     /* NULL = hidden */
	char letter;	      /* 0 = has none */
	enum option_group group : 8;
	enum option_kind kind : 8;
	bool optional;	       /* the argument is optional */
	bool no_list;	       /* of KIND_FILTER: a comma is part of the value */
	uint16_t member, size; /* of struct options, where the value goes */
	uint32_t value;	       /* the value if there is no argument */
	uint32_t min;
	uint64_t max;
	const char *old_name; /* hidden; removed after the next version */
	const char *wanted;   /* completes "not ..." if the argument is refused */
	choices_fn words;     /* for KIND_FILTER, some of the accepted values */
	union {
		int (*add_filter)(struct filter *filter, const char *value,
				  char problem[PROBLEM_SIZE]);
		int (*add_word)(struct output_config *show, int place, char problem[PROBLEM_SIZE]);
		void (*print)(const struct argp_state *state);
	};
};

extern const struct option_row option_table[OPTIONS];

/* Makes argp's rows from the table: one for each option, old name and title, and an end. */
#define OPTION_ARGP_ROWS (2 * OPTIONS + GROUP_HELP + 1)
void option_table__argp_rows(struct argp_option rows[OPTION_ARGP_ROWS]);
extern const char option_args_doc[];
extern const char option_doc[];

/* argp's key of the option: its letter or, without one, a number above all characters. */
int option_table__key(enum option_id option);

/* The option with this argp key, or OPTIONS. */
enum option_id option_table__find(int key);

/* Prints a row for each visible option, for programs: letter, name, argument, kind, words. */
void option_table__print(void);

#endif
