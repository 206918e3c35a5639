/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which name of the probed function is taken, and which cause of a failure is named first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "source/diagnose.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NAME	      "nvme_submit_user_cmd"
#define RELEASE	      "6.1.0-test-amd64"

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
	{ T("__se_sys_foo\t[" NAME "]"), "" }, /* a module of that name */
	{ T("__pfx_" NAME) T(NAME "_foo") T(NAME), NAME },

	{ "ffffffff81000000\n" T(NAME), NAME }, /* lines that are none */
	{ "ffffffff81000000 t\n" T(NAME), NAME },
	{ NAME "\n", "" },
	{ "t " NAME "\n", "" },
};

struct cause_row {
	const char *part; /* of the text; of this cause and no other */
	size_t offset;	  /* of the member that a repair sets to `healthy` */
	bool healthy;
};

#define FLAG(member, value) offsetof(struct machine, member), value

/* In the order in which they are told: a cause hides those below it. */
static const struct cause_row cause_rows[] = {
	{ "not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and CAP_PERFMON at "
	  "least); run: sudo nvme_trace",
	  FLAG(privileged, true) },
	{ "kernel lockdown mode 'confidentiality' forbids tracing; boot with lockdown=integrity",
	  FLAG(locked_down, false) },
	{ "this kernel (" RELEASE ") has no kprobes; boot one with CONFIG_KPROBE_EVENTS=y",
	  FLAG(kprobes, true) },
	{ "this kernel (" RELEASE ") has no BPF ring buffer; boot Linux 5.8 or newer",
	  FLAG(ring_buffer, true) },
	{ "this kernel (" RELEASE ") has no BTF (/sys/kernel/btf/vmlinux); boot one with "
	  "CONFIG_DEBUG_INFO_BTF=y",
	  FLAG(btf, true) },
	{ "tracefs is not mounted; run: mount -t tracefs tracefs /sys/kernel/tracing",
	  FLAG(tracefs, true) },
	{ "tracefs (/sys/kernel/tracing) is open to root only; add CAP_DAC_READ_SEARCH or run: "
	  "sudo "
	  "nvme_trace",
	  FLAG(tracefs_closed, false) },
	{ "the NVMe driver is not loaded; run: modprobe nvme", FLAG(driver, true) },
	/* The first byte of the symbol: "" or a name. */
	{ "the NVMe driver of this kernel (" RELEASE ") has no function " NAME " to probe; please "
	  "report the output of: grep nvme_.*user_cmd /proc/kallsyms",
	  FLAG(symbol, true) },
	{ "this kernel (" RELEASE ") does not say where its NVMe driver keeps its data (no "
	  "/sys/kernel/btf/nvme_core); boot one with CONFIG_DEBUG_INFO_BTF_MODULES=y",
	  FLAG(driver_layout, true) },
	{ "kernel.perf_event_paranoid keeps CAP_PERFMON from tracing; run: sysctl "
	  "kernel.perf_event_paranoid=2, or add CAP_SYS_ADMIN",
	  FLAG(perf_closed, false) },
	{ "this kernel (" RELEASE ") may count what tracing takes against ulimit -l",
	  FLAG(memory_bounded, false) },
	{ "CAP_BPF and CAP_PERFMON are not enough on this machine; add CAP_SYS_ADMIN or run: sudo "
	  "nvme_trace",
	  FLAG(sys_admin, true) },
};

static bool find(const char *listing, size_t size, char found[SYMBOL_SIZE])
{
	FILE *file = fmemopen((char *)listing, size, "r");
	bool there;

	assert_non_null(file);
	memset(found, 'Z', SYMBOL_SIZE);
	there = diagnose__find_symbol(file, NAME, found);
	fclose(file);
	return there;
}

static void symbols_are_found(void **state)
{
	char found[SYMBOL_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(symbol_rows); i++) {
		const char *listing = symbol_rows[i].listing;
		bool there = find(listing, strlen(listing), found);

		if (strcmp(found, symbol_rows[i].found) != 0)
			fail_msg("found '%s', not '%s', in:\n%s", found, symbol_rows[i].found,
				 listing);
		assert_int_equal(there, found[0] != '\0');
	}
}

/* By their exact names only, and functions only. */
static void several_functions_are_found(void **state)
{
	static const char listing[] = T("c.isra.0") T("a") "ffffffff81000000 d d\n" IN_MODULE("b");
	struct function functions[] = {
		{ "a", false }, { "b", false }, { "c", false }, { "d", false }, { "e", false }
	};
	FILE *file = fmemopen((char *)listing, strlen(listing), "r");

	(void)state;
	assert_non_null(file);
	diagnose__find_functions(file, functions, ARRAY_SIZE(functions));
	fclose(file);
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		assert_int_equal(functions[i].there, i < 2);
}

/* A kernel's names have up to 511 bytes, so whatever room a line gets, some line is longer. */
static void long_lines_mislead_nobody(void **state)
{
	char found[SYMBOL_SIZE], listing[2048], symbol[1024];

	(void)state;
	for (size_t length = strlen(NAME) + 1; length < sizeof(symbol); length++) {
		int size = snprintf(symbol, sizeof(symbol), "%s", NAME);

		memset(symbol + size, 't', length - (size_t)size);
		symbol[length] = '\0';
		size = snprintf(listing, sizeof(listing), IN_MODULE("%s"), symbol);
		assert_false(find(listing, (size_t)size, found));
		assert_string_equal(found, "");
		strcat(listing, IN_MODULE(NAME ".isra.0"));
		assert_true(find(listing, strlen(listing), found));
		assert_string_equal(found, NAME ".isra.0");
	}
}

static void set(struct machine *machine, const struct cause_row *row, bool is_well)
{
	if (row->offset == offsetof(struct machine, symbol))
		strcpy(machine->symbol, is_well ? NAME : "");
	else
		*((bool *)machine + row->offset) = is_well == row->healthy;
}

static struct machine machine_that(bool is_well)
{
	struct machine machine = { .release = RELEASE };

	for (size_t i = 0; i < ARRAY_SIZE(cause_rows); i++)
		set(&machine, &cause_rows[i], is_well);
	return machine;
}

static void check_cause(const struct machine *machine, const struct cause_row *row)
{
	char text[512];

	assert_true(diagnose__cause(machine, NAME, text, sizeof(text)));
	if (strncmp(text, row->part, strlen(row->part)) != 0)
		fail_msg("'%s'\nis not\n'%s'", text, row->part);
	assert_null(strchr(text, '\n'));
	assert_true(strlen(text) + 1 < sizeof(text)); /* nothing was cut */
}

static void a_healthy_machine_has_no_cause(void **state)
{
	struct machine machine = machine_that(true);
	char text[] = "untouched";

	(void)state;
	assert_false(diagnose__cause(&machine, NAME, text, sizeof(text)));
	assert_string_equal(text, "untouched");
	strcpy(machine.symbol, NAME ".isra.0");
	assert_false(diagnose__cause(&machine, NAME, text, sizeof(text)));
	assert_string_equal(text, "untouched");
}

static void each_cause_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cause_rows); i++) {
		struct machine machine = machine_that(true);

		set(&machine, &cause_rows[i], false);
		check_cause(&machine, &cause_rows[i]);
	}
}

/* Everything is wrong at first; then whatever was named is repaired. */
static void the_nearest_cause_comes_first(void **state)
{
	struct machine machine = machine_that(false);
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cause_rows); i++) {
		check_cause(&machine, &cause_rows[i]);
		set(&machine, &cause_rows[i], true);
	}
	assert_false(diagnose__cause(&machine, NAME, text, sizeof(text)));
}

static void a_small_text_is_cut(void **state)
{
	struct machine machine = {};
	char text[16];

	(void)state;
	assert_true(diagnose__cause(&machine, NAME, text, sizeof(text)));
	assert_string_equal(text, "not permitted: ");
}

/* On whatever machine this runs: what is gathered of it stays within its members. */
static void this_machine_is_gathered(void **state)
{
	struct machine machine;

	(void)state;
	memset(&machine, 0xff, sizeof(machine));
	diagnose__gather(&machine, "no_such_function", true, true);
	assert_true(machine.ring_buffer);
	assert_true(machine.release[0] && memchr(machine.release, 0, sizeof(machine.release)));
	assert_string_equal(machine.symbol, "");
	diagnose__gather(&machine, "no_such_function", false, false);
	assert_false(machine.ring_buffer);
	assert_true(machine.privileged || !machine.sys_admin);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_are_found),
		cmocka_unit_test(several_functions_are_found),
		cmocka_unit_test(long_lines_mislead_nobody),
		cmocka_unit_test(a_healthy_machine_has_no_cause),
		cmocka_unit_test(each_cause_is_named),
		cmocka_unit_test(the_nearest_cause_comes_first),
		cmocka_unit_test(a_small_text_is_cut),
		cmocka_unit_test(this_machine_is_gathered),
	};

	return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
