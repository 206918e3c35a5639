/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which cause of a failure is named first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "machine/diagnose.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NAME	      "nvme_submit_user_cmd"
#define RELEASE	      "6.1.0-test-amd64"

struct cause_row {
	const char *part; /* a part of this cause's text that no other cause has */
	size_t offset;	  /* of the member that a repair sets to `healthy` */
	bool healthy;
};

#define FLAG(member, value) offsetof(struct machine, member), value

/* In the order of priority: a cause hides those below it. */
static const struct cause_row cause_rows[] = {
	{ "not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and CAP_PERFMON at "
	  "least); run: sudo nvme_trace",
	  FLAG(privileged, true) },
	{ "kernel lockdown mode 'confidentiality' forbids tracing; boot with lockdown=integrity",
	  FLAG(locked_down, false) },
	{ "this kernel (" RELEASE ") has no kprobes; boot one with CONFIG_KPROBE_EVENTS=y",
	  FLAG(kprobes, true) },
	{ "this kernel (" RELEASE ") has no BPF ring buffer; boot Linux 5.10 or newer",
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
	{ "this kernel (" RELEASE ") has no BTF for its NVMe driver "
	  "(/sys/kernel/btf/nvme_core); boot one with CONFIG_DEBUG_INFO_BTF_MODULES=y",
	  FLAG(driver_layout, true) },
	{ "kernel.perf_event_paranoid keeps CAP_PERFMON from tracing; run: sysctl "
	  "kernel.perf_event_paranoid=2, or add CAP_SYS_ADMIN",
	  FLAG(perf_closed, false) },
	{ "this kernel (" RELEASE ") may count BPF memory against ulimit -l",
	  FLAG(memory_bounded, false) },
	{ "CAP_BPF and CAP_PERFMON are not enough on this machine; add CAP_SYS_ADMIN or run: sudo "
	  "nvme_trace",
	  FLAG(sys_admin, true) },
};

static void set(struct machine *machine, const struct cause_row *row, bool is_well)
{
	if (row->offset == offsetof(struct machine, symbol))
		strcpy(machine->symbol, is_well ? NAME : "");
	else
		*((bool *)machine + row->offset) = is_well == row->healthy;
}

static struct machine machine_that(bool is_well)
{
	struct machine machine = { .release = RELEASE, .function = NAME };

	for (size_t i = 0; i < ARRAY_SIZE(cause_rows); i++)
		set(&machine, &cause_rows[i], is_well);
	return machine;
}

/* Explains a failure of a trace on such a machine. Returns false if no cause holds. */
static bool explain(const struct machine *machine, char *text, size_t size)
{
	const struct cause *cause = diagnose__find(machine, NULL);

	if (cause)
		diagnose__print(cause, machine, text, size);
	return cause != NULL;
}

static void check_cause(const struct machine *machine, const struct cause_row *row)
{
	char text[512];

	assert_true(explain(machine, text, sizeof(text)));
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
	assert_false(explain(&machine, text, sizeof(text)));
	assert_string_equal(text, "untouched");
	strcpy(machine.symbol, NAME ".isra.0");
	assert_false(explain(&machine, text, sizeof(text)));
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

/* Everything is wrong at first. Each cause is repaired once it has been named. */
static void the_nearest_cause_comes_first(void **state)
{
	struct machine machine = machine_that(false);
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cause_rows); i++) {
		check_cause(&machine, &cause_rows[i]);
		set(&machine, &cause_rows[i], true);
	}
	assert_false(explain(&machine, text, sizeof(text)));
}

static void a_small_text_is_cut(void **state)
{
	struct machine machine = {};
	char text[16];

	(void)state;
	assert_true(explain(&machine, text, sizeof(text)));
	assert_string_equal(text, "not permitted: ");
}

/* Runs on the machine of the test: the facts must fit into their members. */
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
		cmocka_unit_test(a_healthy_machine_has_no_cause),
		cmocka_unit_test(each_cause_is_named),
		cmocka_unit_test(the_nearest_cause_comes_first),
		cmocka_unit_test(a_small_text_is_cut),
		cmocka_unit_test(this_machine_is_gathered),
	};

	return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
