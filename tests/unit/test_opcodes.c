/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Commands as people name them, and the filter bits that must result. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/opcodes.h"
#include "nvme/names.h"
#include "nvme/tables.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(set)      (1U << NVME_TRACE_SET_##set)
#define IO	      (BIT(NVM) | BIT(KV) | BIT(SLM) | BIT(CP) | BIT(OTHER))

/* The typed text, and a code that it selects in these sets. */
static const struct {
	const char *text;
	unsigned int sets;
	uint8_t code;
} rows[] = {
	{ "6", BIT(ADMIN) | IO, 6 },
	{ "0x0", BIT(ADMIN) | IO, 0 },
	{ "0xff", BIT(ADMIN) | IO, 0xff },
	{ "admin:6", BIT(ADMIN), 6 },
	{ "io:0x80", IO, 0x80 },
	{ "kv:1", BIT(KV), 1 },
	{ "fabrics:1", BIT(FABRICS), 1 },
	{ "identify", BIT(ADMIN), 6 },
	{ "admin:identify", BIT(ADMIN), 6 },
	{ "Get Log Page", BIT(ADMIN), 2 },
	{ "get-log-page", BIT(ADMIN), 2 },
	{ "GET_LOG PAGE", BIT(ADMIN), 2 },
	{ "device_self_test", BIT(ADMIN), 0x14 },
	{ "read", BIT(NVM), 2 },
	{ "IO:Read", BIT(NVM), 2 },
	{ "nvm:read", BIT(NVM), 2 },
	{ "zns:zone-append", BIT(NVM), 0x7d },
	{ "store", BIT(KV), 1 },
	{ "io:store", BIT(KV), 1 },
	{ "kv:retrieve", BIT(KV), 2 },
	{ "flush", IO, 0 },
	{ "kv:reservation-report", BIT(KV), 0x0e },
	{ "Delete I/O Submission Queue", BIT(ADMIN), 0 },
	{ "delete-io-submission-queue", BIT(ADMIN), 0 },
	/* Any text of the COMMAND column. */
	{ "fabrics connect", BIT(FABRICS), 1 },
	{ "Fabrics-Property-Get", BIT(FABRICS), 4 },
	{ "property-get", BIT(FABRICS), 4 },
	{ "fabrics:connect", BIT(FABRICS), 1 },
	{ "admin:Vendor specific opcode 0xc1", BIT(ADMIN), 0xc1 },
	{ "unknown-opcode-0x03", BIT(ADMIN) | BIT(NVM), 3 },
	{ "Unknown Fabrics type 0x3f", BIT(FABRICS), 0x3f },
};

static void expect(unsigned int sets, uint8_t code, struct filter *filter)
{
	*filter = (struct filter){ .by_opcode = 1 };
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		if (sets >> set & 1)
			filter->opcodes[set][code / 64] |= 1ULL << code % 64;
}

static void check_taken(const char *text, const struct filter *expected)
{
	char problem[PROBLEM_SIZE] = "";
	struct filter filter = { .slow_ns = 0 };

	if (opcodes__add(&filter, text, problem))
		fail_msg("'%s' was refused: %s", text, problem);
	if (memcmp(&filter, expected, sizeof(filter)) != 0)
		fail_msg("'%s' became something else", text);
}

static void texts_become_bits(void **state)
{
	struct filter expected;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		expect(rows[i].sets, rows[i].code, &expected);
		/* This selects opcode 3 in every set that does not name it. */
		if (strcmp(rows[i].text, "unknown-opcode-0x03") == 0)
			expect(BIT(ADMIN) | IO, 3, &expected);
		check_taken(rows[i].text, &expected);
	}
}

/* Opcode 7Fh, whatever its type and queue. */
static void fabrics_commands_are_all_of_them(void **state)
{
	static const char *const texts[] = { "0x7f", "127", "fabrics", "Fabrics Commands" };
	struct filter expected = { .by_opcode = 1 };

	(void)state;
	memset(expected.opcodes[NVME_TRACE_SET_FABRICS], 0xff,
	       sizeof(expected.opcodes[NVME_TRACE_SET_FABRICS]));
	for (size_t i = 2; i < ARRAY_SIZE(texts); i++)
		check_taken(texts[i], &expected);
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		if (set != NVME_TRACE_SET_FABRICS)
			expected.opcodes[set][1] |= 1ULL << 63;
	for (size_t i = 0; i < 2; i++)
		check_taken(texts[i], &expected);
}

/* An alias selects exactly what the command's own name selects. */
static void other_names_are_known(void **state)
{
	static const char *const names[][2] = {
		{ "dsm", "dataset-management" },
		{ "trim", "dataset-management" },
		{ "discard", "dataset-management" },
		{ "write-zeros", "write-zeroes" },
		{ "write-uncor", "write-uncorrectable" },
		{ "get-log", "get-log-page" },
		{ "get-feature", "get-features" },
		{ "fw-commit", "firmware-commit" },
		{ "fw-download", "firmware-image-download" },
		{ "admin:format", "format-nvm" },
		{ "resv-acquire", "reservation-acquire" },
		{ "security-recv", "security-receive" },
		{ "self-test", "device-self-test" },
		{ "nvme_admin_identify", "identify" },
		{ "nvme_admin_get_log_page", "get-log-page" },
		{ "nvme_admin_activate_fw", "firmware-commit" },
		{ "nvme_admin_async_event", "asynchronous-event-request" },
		{ "nvme_cmd_dsm", "dataset-management" },
		{ "nvme_cmd_resv_report", "reservation-report" },
		{ "nvme_cmd_write_zeroes", "write-zeroes" },
		{ "nvme_cmd_zone_mgmt_send", "zone-management-send" },
		{ "nvme_fabrics_type_connect", "fabrics-connect" },
		{ "nvme_fabrics_type_auth_send", "authentication-send" },
		{ "create-exported-nvm-subsystem", "manage-exported-nvm-subsystem-receive" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char problem[PROBLEM_SIZE];
		struct filter expected = { .slow_ns = 0 };

		assert_int_equal(opcodes__add(&expected, names[i][1], problem), 0);
		check_taken(names[i][0], &expected);
	}
}

#define NO_OPCODE "neither a command's name nor a number from 0 to 0xff"
#define NO_SET	  "before the colon goes admin, io, fabrics, nvm, zns, kv, slm or cp"

static const struct {
	const char *text, *problem;
} refused_rows[] = {
	{ "", NO_OPCODE },
	{ "256", NO_OPCODE },
	{ "0x100", NO_OPCODE },
	{ "-1", NO_OPCODE },
	{ "xyzzy", NO_OPCODE },
	{ "admin:", NO_OPCODE },
	{ "identfy", NO_OPCODE "; did you mean identify?" },
	{ "Identfy", NO_OPCODE "; did you mean identify?" },
	{ "get features ", NO_OPCODE "; did you mean get-features or set-features?" },
	{ "reservation", NO_OPCODE "; did you mean reservation-register, reservation-report or "
				   "reservation-acquire?" },
	{ "admin:read", NO_OPCODE "; did you mean io:read?" },
	{ "io:identify", NO_OPCODE "; did you mean admin:identify?" },
	{ "admin:store", NO_OPCODE "; did you mean kv:store?" },
	{ "io:connect", NO_OPCODE "; did you mean fabrics:connect or fabrics:disconnect?" },
	{ "nvm:dsm2", NO_OPCODE },
	{ ":6", NO_SET },
	{ "amdin:6", NO_SET "; did you mean admin?" },
	{ "adm:6", NO_SET "; did you mean admin?" },
	{ "admins:6", NO_SET "; did you mean admin?" },
	{ "identify:admin", NO_SET },
	{ "admin :6", NO_SET "; did you mean admin?" },
	{ "admin:io:6", NO_OPCODE },
	{ "clear-exported-nvm-resource-configuration-xxxxxxx",
	  NO_OPCODE "; did you mean clear-exported-nvm-resource-configuration?" },
};

static void all_else_is_refused_with_its_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused_rows); i++) {
		char problem[PROBLEM_SIZE] = "";
		struct filter filter = { .slow_ns = 0 };

		assert_int_equal(opcodes__add(&filter, refused_rows[i].text, problem), -1);
		if (strcmp(problem, refused_rows[i].problem) != 0)
			fail_msg("'%s': '%s'", refused_rows[i].text, problem);
		assert_memory_equal(&filter, &(struct filter){ .slow_ns = 0 }, sizeof(filter));
	}
}

/* Sets the bits of every command with this name, in every set. */
static void expect_named(const char *name, struct filter *filter)
{
	*filter = (struct filter){ .by_opcode = 1 };
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int i = 0; i < 256; i++) {
			const char *known = nvme_command_find(set, (uint8_t)i)->name;

			if (known && strcmp(known, name) == 0)
				filter->opcodes[set][i / 64] |= 1ULL << i % 64;
		}
}

static int as_it_is(int c)
{
	return c;
}

static void check_spelling(const char *name, char blank, int (*change)(int))
{
	struct filter expected;
	char text[64];

	assert_true(strlen(name) < 47); /* cli/opcodes.c relies on this */
	for (size_t i = 0; i <= strlen(name); i++)
		text[i] = (char)(name[i] == ' ' ? blank : change(name[i]));
	expect_named(name, &expected);
	check_taken(text, &expected);
}

static void every_name_is_known_in_every_spelling(void **state)
{
	size_t names = 0;

	(void)state;
	for (unsigned int i = 0; i < 256 * NVME_TRACE_SETS; i++) {
		const char *name = nvme_command_find(i / 256, (uint8_t)i)->name;

		if (!name)
			continue;
		names++;
		check_spelling(name, ' ', as_it_is);
		check_spelling(name, '-', tolower);
		check_spelling(name, '_', toupper);
	}
	assert_true(names > 80);
}

/* Decimal numbers that look like hexadecimal ones of the OPCODE column. */
static void ambiguous_numbers_are_known(void **state)
{
	unsigned int opcode = 0;

	(void)state;
	assert_true(opcodes__is_ambiguous("14", &opcode));
	assert_int_equal(opcode, 14);
	assert_true(opcodes__is_ambiguous("admin:10", &opcode));
	assert_int_equal(opcode, 10);
	assert_false(opcodes__is_ambiguous("9", &opcode)); /* the same in both */
	assert_false(opcodes__is_ambiguous("0x14", &opcode));
	assert_false(opcodes__is_ambiguous("read", &opcode));
	assert_false(opcodes__is_ambiguous("", &opcode));
	assert_false(opcodes__is_ambiguous("300", &opcode));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_become_bits),
		cmocka_unit_test(fabrics_commands_are_all_of_them),
		cmocka_unit_test(other_names_are_known),
		cmocka_unit_test(all_else_is_refused_with_its_reason),
		cmocka_unit_test(every_name_is_known_in_every_spelling),
		cmocka_unit_test(ambiguous_numbers_are_known),
	};

	return cmocka_run_group_tests_name("opcodes", tests, NULL, NULL);
}
