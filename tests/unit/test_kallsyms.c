/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which symbol of a kernel is chosen for the name that was looked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "machine/kallsyms.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NAME	      "nvme_submit_user_cmd"

#define T(symbol)	  "ffffffffc0a01230 t " symbol "\n"
#define IN_MODULE(symbol) "ffffffffc0a01230 t " symbol "\t[nvme_core]\n"

static const struct {
	const char *listing;
	const char *found; /* "": none */
} symbol_rows[] = {
	{ "", "" },
	{ "\n", "" },
	{ "\n\n" T(NAME), NAME },
	{ T(NAME), NAME },
	{ "ffffffff81000000 T " NAME "\n", NAME },
	{ "0000000000000000 t " NAME "\n", NAME }, /* addresses hidden by kptr_restrict */
	{ "ffffffffc0a01230 t " NAME, NAME },	   /* no newline at the end */
	{ IN_MODULE(NAME), NAME },
	{ IN_MODULE(NAME ".isra.0"), NAME ".isra.0" },
	{ T("nvme_user_cmd") T("zzz") IN_MODULE(NAME) T("aaa"), NAME },

	{ T(NAME ".isra.0"), NAME ".isra.0" },
	{ T(NAME ".constprop.0"), NAME ".constprop.0" },
	{ T(NAME ".constprop.0.isra.0"), NAME ".constprop.0.isra.0" },
	{ T(NAME ".llvm.123"), NAME ".llvm.123" },
	{ T(NAME ".llvm.17206529164937023581"), NAME ".llvm.17206529164937023581" },
	{ T(NAME) T(NAME ".isra.0"), NAME },
	{ T(NAME ".isra.0") T(NAME), NAME },
	{ IN_MODULE(NAME ".llvm.123") T("a") IN_MODULE(NAME), NAME },

	{ T(NAME ".cold"), "" },
	{ T(NAME ".isra.0.cold"), "" },
	{ T(NAME ".cold.isra.0"), "" },
	{ T(NAME ".part.0"), "" },
	{ T(NAME ".cold.12"), "" }, /* GCC 8 numbers them */
	{ IN_MODULE(NAME ".cold"), "" },
	{ T(NAME ".cold") T(NAME ".isra.0"), NAME ".isra.0" },
	{ T(NAME ".isra.0.cold") T(NAME ".isra.0"), NAME ".isra.0" },
	{ T(NAME ".isra.0") T(NAME ".isra.0.cold"), NAME ".isra.0" },
	{ T(NAME ".cold") T(NAME), NAME },

	{ "ffffffff81000000 d " NAME "\n", "" },
	{ "ffffffff81000000 D " NAME "\n", "" },
	{ "ffffffff81000000 r " NAME "\n", "" },
	{ "ffffffff81000000 R " NAME "\n", "" },
	{ "ffffffff81000000 b " NAME "\n", "" },
	{ "ffffffff81000000 a " NAME "\n", "" },
	{ "ffffffff81000000 d " NAME ".isra.0\n", "" },
	{ "ffffffff81000000 r " NAME "\n" T(NAME ".isra.0"), NAME ".isra.0" },
	{ "ffffffff81000000 r " NAME "\n" T(NAME), NAME },

	{ T(NAME "_foo"), "" },
	{ T(NAME "64"), "" },
	{ T(NAME "_foo.isra.0"), "" },
	{ T("__pfx_" NAME), "" },
	{ T("__" NAME), "" },
	{ T("nvme_submit_user_cm"), "" },
	{ T("nvme_submit_user_cm.isra.0"), "" },
	{ T("NVME_SUBMIT_USER_CMD"), "" },
	{ T("__se_sys_foo\t[" NAME "]"), "" }, /* a module with that name */
	{ T("__pfx_" NAME) T(NAME "_foo") T(NAME), NAME },

	{ "ffffffff81000000\n" T(NAME), NAME }, /* malformed lines */
	{ "ffffffff81000000 t\n" T(NAME), NAME },
	{ NAME "\n", "" },
	{ "t " NAME "\n", "" },
};

static void search(const char *listing, struct symbol *symbols, size_t count)
{
	FILE *file = *listing ? fmemopen((char *)listing, strlen(listing), "r") : NULL;

	assert_true(file || !*listing);
	for (size_t i = 0; i < count; i++) {
		memset(symbols[i].found, 'Z', sizeof(symbols[i].found));
		symbols[i].address = UINT64_MAX;
	}
	kallsyms__search(file, symbols, count);
	if (file)
		fclose(file);
}

static void functions_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(symbol_rows); i++) {
		struct symbol symbol = { .name = NAME };

		search(symbol_rows[i].listing, &symbol, 1);
		if (strcmp(symbol.found, symbol_rows[i].found) != 0)
			fail_msg("found '%s', not '%s', in:\n%s", symbol.found,
				 symbol_rows[i].found, symbol_rows[i].listing);
		assert_int_equal(kallsyms__is_exact(&symbol),
				 strcmp(symbol_rows[i].found, NAME) == 0);
	}
}

/* Several names are found in one pass, independently and in any order. */
static void several_are_found(void **state)
{
	static const char listing[] = T("c.isra.0")
		T("a") "ffffffff81000010 d d\n"
		       "ffffffff81000020 D a\n" IN_MODULE("b") T("d") "ffffffff81000030 B f.0\n";
	struct symbol symbols[] = {
		{ .name = "a" },
		{ .name = "a", .is_variable = true },
		{ .name = "b" },
		{ .name = "c" },
		{ .name = "d", .is_variable = true },
		{ .name = "e" },
		{ .name = "f", .is_variable = true },
	};
	static const struct {
		const char *found;
		uint64_t address;
	} expected[] = {
		{ "a", 0xffffffffc0a01230 },
		{ "a", 0xffffffff81000020 },
		{ "b", 0xffffffffc0a01230 },
		{ "c.isra.0", 0xffffffffc0a01230 },
		{ "d", 0xffffffff81000010 },
		{ "", 0 },
		{ "", 0 },
	};

	(void)state;
	search(listing, symbols, ARRAY_SIZE(symbols));
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		assert_string_equal(symbols[i].found, expected[i].found);
		assert_true(symbols[i].address == expected[i].address);
	}
}

/* Reading stops after the last symbol that can be found. */
static void it_stops_when_it_has_all(void **state)
{
	static const char listing[] = T("b.isra.0") T("a") T("b") T("z");
	struct symbol symbols[] = { { .name = "b" }, { .name = "a" } };
	FILE *file = fmemopen((char *)listing, strlen(listing), "r");
	char rest[64];

	(void)state;
	assert_non_null(file);
	kallsyms__search(file, symbols, ARRAY_SIZE(symbols));
	assert_non_null(fgets(rest, sizeof(rest), file));
	assert_string_equal(rest, T("z"));
	fclose(file);
	assert_true(kallsyms__is_exact(&symbols[0]) && kallsyms__is_exact(&symbols[1]));
}

/* Symbols have up to 511 bytes. Whatever room a line gets, some line is longer. */
static void long_lines_mislead_nobody(void **state)
{
	char listing[2048], name[1024];

	(void)state;
	for (size_t length = strlen(NAME) + 1; length < sizeof(name); length++) {
		struct symbol symbol = { .name = NAME };
		int size = snprintf(name, sizeof(name), "%s", NAME);

		memset(name + size, 't', length - (size_t)size);
		name[length] = '\0';
		snprintf(listing, sizeof(listing), IN_MODULE("%s"), name);
		search(listing, &symbol, 1);
		assert_string_equal(symbol.found, "");
		strcat(listing, IN_MODULE(NAME ".isra.0"));
		search(listing, &symbol, 1);
		assert_string_equal(symbol.found, NAME ".isra.0");
		name[size] = '.'; /* a variant; its name may be too long to be recognized */
		snprintf(listing, sizeof(listing), IN_MODULE("%s"), name);
		search(listing, &symbol, 1);
		assert_string_equal(symbol.found, length < SYMBOL_SIZE ? name : "");
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_found),
		cmocka_unit_test(several_are_found),
		cmocka_unit_test(it_stops_when_it_has_all),
		cmocka_unit_test(long_lines_mislead_nobody),
	};

	return cmocka_run_group_tests_name("kallsyms", tests, NULL, NULL);
}
