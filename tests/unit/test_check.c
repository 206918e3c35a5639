/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rows of --check for made-up machines. The text and the JSON must say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "machine/check.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define NAME	      "nvme_submit_user_cmd"
#define RELEASE	      "6.1.0-test-amd64"

static struct trial trial_that_works(void)
{
	return (struct trial){
		.works = true,
		.machine = { .function = NAME,
			     .release = RELEASE,
			     .privileged = true,
			     .sys_admin = true,
			     .kprobes = true,
			     .tracefs = true,
			     .ring_buffer = true,
			     .btf = true,
			     .driver = true,
			     .driver_layout = true,
			     .symbol = NAME,
			     .fprobes = true,
			     .setup_cmd = true,
			     .complete_rq = true,
			     .uring = true },
	};
}

/* Makes the trial fail as a trace on such a machine would. */
static void let_it_fail(struct trial *trial)
{
	trial->works = false;
	trial->known = diagnose__find(&trial->machine, NULL);
	assert_non_null(trial->known);
	diagnose__print(trial->known, &trial->machine, trial->cause, sizeof(trial->cause));
}

static struct check_drive drives[] = {
	{ 0, "QEMU NVMe Ctrl, serial ctrlA", "nvme0n1" },
	{ 10, "", "" },
	{ 11, "a\x1b[2Jb \\ \x7f\xff, serial  1", "nvme11n1 nvme11n2" },
};

static struct check_facts facts_of_a_usual_machine(void)
{
	return (struct check_facts){
		.capabilities = "CAP_SYS_ADMIN CAP_BPF",
		.lockdown = "none",
		.perf_paranoid = "3",
		.unprivileged_bpf = "2",
		.memlock = 8 << 20,
		.module = true,
		.module_btf = true,
		.drives = drives,
		.drive_count = ARRAY_SIZE(drives),
	};
}

/* Returns the first row with that key; there must be one. */
static const struct finding *row_of(const struct findings *findings, const char *key)
{
	for (size_t i = 0; i < findings->count; i++)
		if (strcmp(findings->rows[i].key, key) == 0)
			return &findings->rows[i];
	fail_msg("no row %s", key);
	return NULL;
}

static size_t count_of(const struct findings *findings, enum finding_verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->rows[i].verdict == verdict;
	return count;
}

typedef int (*print_fn)(const struct findings *findings, FILE *file);

static char *print(print_fn fn, const struct findings *findings)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	assert_int_equal(fn(findings, file), 0);
	fclose(file);
	return text;
}

static void a_usual_machine_has_nothing_to_note(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};
	char *text;

	(void)state;
	facts.drive_count = 2;
	check__judge(&trial, &facts, &findings);
	text = print(findings__text, &findings);
	assert_string_equal(text,
			    "kernel                     6.1.0-test-amd64                       ok\n"
			    "privileges                 CAP_SYS_ADMIN CAP_BPF                  ok\n"
			    "lockdown                   none                                   ok\n"
			    "perf_event_paranoid        3                                      ok\n"
			    "unprivileged_bpf_disabled  2                                      ok\n"
			    "memlock limit              8192 KiB                               ok\n"
			    "kprobes                    used                                   ok\n"
			    "fprobes                    available, not needed                  ok\n"
			    "BPF ring buffer            available                              ok\n"
			    "BTF                        /sys/kernel/btf/vmlinux                ok\n"
			    "tracefs                    mounted                                ok\n"
			    "driver                     nvme_core, module                      ok\n"
			    "driver's function          nvme_submit_user_cmd                   ok\n"
			    "driver's BTF               /sys/kernel/btf/nvme_core              ok\n"
			    "tracepoints                nvme_setup_cmd nvme_complete_rq        ok\n"
			    "io_uring passthrough       nvme_uring_cmd_io                      ok\n"
			    "nvme0                      QEMU NVMe Ctrl, serial ctrlA: nvme0n1  ok\n"
			    "nvme10                     unnamed: no namespace                  ok\n"
			    "-> tracing works\n");
	free(text);
	findings__free(&findings);
}

#define FLAG(member) offsetof(struct machine, member)

/* Each problem, and the row that reports it. */
static const struct {
	size_t member; /* of struct machine: set to `wrong` */
	bool wrong;
	const char *key, *value;
} wrongs[] = {
	{ FLAG(privileged), false, "privileges", "CAP_SYS_ADMIN CAP_BPF" },
	{ FLAG(sys_admin), false, "privileges", "CAP_SYS_ADMIN CAP_BPF" },
	{ FLAG(locked_down), true, "lockdown", "none" },
	{ FLAG(kprobes), false, "kprobes", "none" },
	{ FLAG(ring_buffer), false, "ring_buffer", "none" },
	{ FLAG(btf), false, "btf", "none" },
	{ FLAG(tracefs), false, "tracefs", "not mounted" },
	{ FLAG(tracefs_closed), true, "tracefs", "mounted, closed to this user" },
	{ FLAG(perf_closed), true, "perf_event_paranoid", "3" },
	{ FLAG(memory_bounded), true, "memlock", "8192 KiB" },
	{ FLAG(driver), false, "driver", "not loaded" },
	{ FLAG(symbol), false, "function", "none to probe" }, /* its first byte */
	{ FLAG(driver_layout), false, "driver_btf", "/sys/kernel/btf/nvme_core" },
};

static void what_stands_in_the_way_is_missing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++) {
		struct trial trial = trial_that_works();
		struct check_facts facts = facts_of_a_usual_machine();
		struct findings findings = {};
		const struct finding *row;
		char *text, arrow[CAUSE_SIZE + 8];

		*((bool *)&trial.machine + wrongs[i].member) = wrongs[i].wrong;
		let_it_fail(&trial);
		check__judge(&trial, &facts, &findings);
		row = row_of(&findings, wrongs[i].key);
		assert_string_equal(row->value, wrongs[i].value);
		assert_int_equal(row->verdict, FINDING_MISSING);
		assert_string_equal(row->cure, trial.cause);
		assert_int_equal(count_of(&findings, FINDING_MISSING), 1);
		/* It is reported once, and nothing else is. */
		text = print(findings__text, &findings);
		snprintf(arrow, sizeof(arrow), "\n-> %s\n", trial.cause);
		assert_string_equal(strstr(text, "\n-> "), arrow);
		free(text);
		findings__free(&findings);
	}
}

/* As on kernels that attach to functions by fprobes, which need neither kprobes nor tracefs. */
static void what_is_not_needed_is_not_missing(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};

	(void)state;
	trial.fprobes = true;
	trial.machine.kprobes = trial.machine.tracefs = false;
	check__judge(&trial, &facts, &findings);
	assert_null(findings.cause);
	assert_int_equal(row_of(&findings, "kprobes")->verdict, FINDING_NOTE);
	assert_string_equal(row_of(&findings, "kprobes")->value, "none, not needed");
	assert_string_equal(row_of(&findings, "fprobes")->value, "used");
	assert_int_equal(row_of(&findings, "tracefs")->verdict, FINDING_NOTE);
	assert_int_equal(count_of(&findings, FINDING_NOTE), 2);
	for (size_t i = 0; i < findings.count; i++)
		assert_null(findings.rows[i].cure);
	findings__free(&findings);
}

/* A trace names one problem only. Each other problem has its cure too, below that one. */
static void every_cure_is_told(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};
	char *text;

	(void)state;
	trial.works = trial.machine.privileged = trial.machine.driver = false;
	strcpy(trial.cause, "the first");
	check__judge(&trial, &facts, &findings);
	text = print(findings__text, &findings);
	assert_string_equal(strstr(text, "\n-> "),
			    "\n-> the first\n"
			    "-> not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and "
			    "CAP_PERFMON at least); run: sudo nvme_trace\n"
			    "-> the NVMe driver is not loaded; run: modprobe nvme\n");
	assert_string_equal(row_of(&findings, "ring_buffer")->value,
			    "not known without privileges");
	for (size_t i = 0; i < findings.count; i++)
		assert_string_not_equal(findings.rows[i].key, "function");
	free(text);
	findings__free(&findings);
}

/* If something else stops a trace, nobody knows whether these limits would be too low. */
static void limits_are_missing_only_if_a_trace_says_so(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	static const char *const keys[] = { "privileges", "perf_event_paranoid", "memlock" };
	struct findings findings = {};

	(void)state;
	trial.machine.sys_admin = trial.machine.driver = false;
	trial.machine.perf_closed = trial.machine.memory_bounded = true;
	let_it_fail(&trial);
	check__judge(&trial, &facts, &findings);
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		assert_int_equal(row_of(&findings, keys[i])->verdict, FINDING_NOTE);
	assert_int_equal(row_of(&findings, "driver")->verdict, FINDING_MISSING);
	assert_int_equal(count_of(&findings, FINDING_MISSING), 1);
	findings__free(&findings);
}

/* Lockdown empties tracefs, so mounting it would not help. */
static void lockdown_hides_tracefs(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};

	(void)state;
	trial.works = trial.machine.tracefs = false;
	trial.machine.locked_down = true;
	check__judge(&trial, &facts, &findings);
	assert_int_equal(row_of(&findings, "lockdown")->verdict, FINDING_MISSING);
	assert_int_equal(row_of(&findings, "tracefs")->verdict, FINDING_NOTE);
	findings__free(&findings);
}

static void a_machine_that_tells_nothing(void **state)
{
	struct trial trial = { .machine.function = NAME, .cause = "unknown" };
	struct check_facts facts = { .memlock = RLIM_INFINITY };
	struct findings findings = {};

	(void)state;
	check__judge(&trial, &facts, &findings);
	assert_string_equal(row_of(&findings, "kernel")->value, "");
	assert_string_equal(row_of(&findings, "privileges")->value, "none");
	assert_string_equal(row_of(&findings, "lockdown")->value, "not reported");
	assert_string_equal(row_of(&findings, "perf_event_paranoid")->value, "no such sysctl");
	assert_string_equal(row_of(&findings, "memlock")->value, "unlimited");
	assert_string_equal(row_of(&findings, "drive")->value, "none");
	findings__free(&findings);
}

/* A drive may report any bytes about itself. */
static void nothing_reaches_a_terminal_as_it_is(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};
	char *text, *json;

	(void)state;
	check__judge(&trial, &facts, &findings);
	text = print(findings__text, &findings);
	json = print(findings__json, &findings);
	assert_non_null(strstr(text, "a\\x1b[2Jb \\x5c \\x7f\\xff, serial  1: nvme11n1 nvme11n2"));
	for (const char *c = text; *c; c++)
		assert_true((*c >= ' ' && *c < 0x7f) || *c == '\n');
	for (const char *c = json; *c; c++)
		assert_true((*c >= ' ' && *c < 0x7f) || (*c == '\n' && !c[1]));
	free(text);
	free(json);
	findings__free(&findings);
}

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* Builds each line of the text from the JSON rows, and compares it. */
static void check_same(const struct findings *findings)
{
	char *text = print(findings__text, findings), *line = text, *rest;
	char *dump = print(findings__json, findings);
	json_t *json = json_loads(dump, 0, NULL), *row;
	size_t i;

	assert_non_null(json);
	json_array_foreach(json_object_get(json, "rows"), i, row)
	{
		const char *label = member(row, "label"), *value = member(row, "value");

		rest = strchr(line, '\n');
		*rest = '\0';
		assert_string_equal(member(row, "key"), findings->rows[i].key);
		assert_memory_equal(line, label, strlen(label));
		assert_string_equal(strrchr(line, ' ') + 1, member(row, "verdict"));
		assert_non_null(strstr(line, value));
		assert_int_equal(!member(row, "cure"), !findings->rows[i].cure);
		line = rest + 1;
	}
	assert_int_equal(i, findings->count);
	assert_memory_equal(line, "-> ", 3);
	*strchr(line, '\n') = '\0';
	assert_string_equal(line + 3, json_is_true(json_object_get(json, "works"))
					      ? "tracing works"
					      : member(json, "cause"));
	json_decref(json);
	free(dump);
	free(text);
}

static void text_and_json_agree(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	struct findings findings = {};

	(void)state;
	check__judge(&trial, &facts, &findings);
	check_same(&findings);
	findings__free(&findings);
	trial.works = trial.machine.kprobes = trial.machine.btf = false;
	strcpy(trial.cause, "no");
	check__judge(&trial, &facts, &findings);
	check_same(&findings);
	findings__free(&findings);
}

static void a_full_disk_is_noticed(void **state)
{
	struct trial trial = trial_that_works();
	struct check_facts facts = facts_of_a_usual_machine();
	const print_fn fns[] = { findings__text, findings__json };
	struct findings findings = {};

	(void)state;
	check__judge(&trial, &facts, &findings);
	for (size_t i = 0; i < ARRAY_SIZE(fns); i++) {
		FILE *full = fopen("/dev/full", "w");

		assert_non_null(full);
		setvbuf(full, NULL, _IONBF, 0);
		assert_int_equal(fns[i](&findings, full), -1);
		fclose(full);
	}
	findings__free(&findings);
}

/* Runs on the machine of the test, whatever it is. */
static void this_machine_is_looked_at(void **state)
{
	struct check_facts facts;

	(void)state;
	memset(&facts, 0xff, sizeof(facts));
	check__gather(&facts);
	assert_non_null(memchr(facts.capabilities, 0, sizeof(facts.capabilities)));
	assert_non_null(memchr(facts.lockdown, 0, sizeof(facts.lockdown)));
	assert_null(strpbrk(facts.perf_paranoid, "\n "));
	assert_null(strpbrk(facts.unprivileged_bpf, "\n "));
	for (size_t i = 1; i < facts.drive_count; i++)
		assert_true(facts.drives[i - 1].ctrl < facts.drives[i].ctrl);
	check__free(&facts);
	assert_null(facts.drives);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_usual_machine_has_nothing_to_note),
		cmocka_unit_test(what_stands_in_the_way_is_missing),
		cmocka_unit_test(what_is_not_needed_is_not_missing),
		cmocka_unit_test(every_cure_is_told),
		cmocka_unit_test(limits_are_missing_only_if_a_trace_says_so),
		cmocka_unit_test(lockdown_hides_tracefs),
		cmocka_unit_test(a_machine_that_tells_nothing),
		cmocka_unit_test(nothing_reaches_a_terminal_as_it_is),
		cmocka_unit_test(text_and_json_agree),
		cmocka_unit_test(a_full_disk_is_noticed),
		cmocka_unit_test(this_machine_is_looked_at),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
