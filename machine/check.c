// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <unistd.h>

#include "machine/sysfs.h"
#include "machine/drive.h"

/* ---- Gathering ---- */

/* The file lists all modes, with the current one in brackets: none [integrity] confidentiality */
static void read_lockdown(char mode[CHECK_WORD])
{
	char modes[CHECK_WORD];
	const char *begin;

	sysfs__read("/sys/kernel/security/lockdown", modes, sizeof(modes));
	begin = strchr(modes, '[');
	snprintf(mode, CHECK_WORD, "%s", begin ? begin + 1 : "");
	mode[strcspn(mode, "]")] = '\0';
}

static void list_capabilities(char *text, size_t size)
{
	static const struct {
		int number;
		const char *name;
	} useful[] = {
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN" },
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_SYS_RESOURCE, "CAP_SYS_RESOURCE" }, /* raises the memlock limit */
	};
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(useful) / sizeof(useful[0]); i++)
		if (diagnose__has_capability(useful[i].number))
			length += (size_t)snprintf(text + length, size - length, "%s%s",
						   length ? " " : "", useful[i].name);
}

static void gather_drives(struct check_facts *facts)
{
	int32_t *ctrls;
	size_t count = drive__list(&ctrls);

	facts->drives = count ? calloc(count, sizeof(*facts->drives)) : NULL;
	for (size_t i = 0; facts->drives && i < count; i++) {
		struct check_drive *drive = &facts->drives[facts->drive_count++];

		drive->ctrl = ctrls[i];
		drive__describe(ctrls[i], drive->description, sizeof(drive->description));
		drive__namespaces(ctrls[i], drive->namespaces, sizeof(drive->namespaces));
	}
	free(ctrls);
}

void check__gather(struct check_facts *facts)
{
	struct rlimit memlock = { .rlim_max = RLIM_INFINITY };

	*facts = (struct check_facts){ 0 };
	list_capabilities(facts->capabilities, sizeof(facts->capabilities));
	read_lockdown(facts->lockdown);
	sysfs__read("/proc/sys/kernel/perf_event_paranoid", facts->perf_paranoid,
		    sizeof(facts->perf_paranoid));
	sysfs__read("/proc/sys/kernel/unprivileged_bpf_disabled", facts->unprivileged_bpf,
		    sizeof(facts->unprivileged_bpf));
	getrlimit(RLIMIT_MEMLOCK, &memlock);
	facts->memlock = memlock.rlim_max;
	/* Only modules have a state, built-in code has none. */
	facts->module = access("/sys/module/nvme_core/initstate", F_OK) == 0;
	facts->module_btf = access("/sys/kernel/btf/nvme_core", F_OK) == 0;
	gather_drives(facts);
}

void check__free(struct check_facts *facts)
{
	free(facts->drives);
	*facts = (struct check_facts){ 0 };
}

/* ---- Judging ---- */

struct judge {
	const struct trial *trial;
	const struct check_facts *facts;
	struct findings *findings;
};

/* A row that causes no failure. It gets a note if it is unusual and tracing does not work. */
static void tell(const struct judge *judge, const char *key, const char *label, const char *value,
		 bool usual)
{
	findings__add(judge->findings, key, label, value,
		      usual || judge->trial->works ? FINDING_OK : FINDING_NOTE, NULL);
}

static void tell_unknown(const struct judge *judge, const char *key, const char *label,
			 const char *value)
{
	findings__add(judge->findings, key, label, value, FINDING_NOTE, NULL);
}

/* A row that the table of causes decides about. */
static void judge_row(const struct judge *judge, const char *key, const char *label,
		      const char *value)
{
	const struct trial *trial = judge->trial;
	const struct cause *cause = diagnose__find(&trial->machine, key);
	char text[CAUSE_SIZE];

	if (!cause) {
		findings__add(judge->findings, key, label, value, FINDING_OK, NULL);
	} else if (trial->works || (cause->hindrance == MAY_HINDER && cause != trial->known)) {
		findings__add(judge->findings, key, label, value, FINDING_NOTE, NULL);
	} else {
		diagnose__print(cause, &trial->machine, text, sizeof(text));
		findings__add(judge->findings, key, label, value, FINDING_MISSING, text);
	}
}

static const char *or_else(const char *text, const char *otherwise)
{
	return text[0] ? text : otherwise;
}

static void judge_rights(const struct judge *judge)
{
	const struct check_facts *facts = judge->facts;

	judge_row(judge, "privileges", "privileges", or_else(facts->capabilities, "none"));
	if (facts->lockdown[0] || judge->trial->machine.locked_down)
		judge_row(judge, "lockdown", "lockdown", facts->lockdown);
	else
		tell_unknown(judge, "lockdown", "lockdown", "not reported");
}

static void judge_limits(const struct judge *judge)
{
	const struct check_facts *facts = judge->facts;
	char limit[32] = "unlimited";

	judge_row(judge, "perf_event_paranoid", "perf_event_paranoid",
		  or_else(facts->perf_paranoid, "no such sysctl"));
	tell(judge, "unprivileged_bpf_disabled", "unprivileged_bpf_disabled",
	     or_else(facts->unprivileged_bpf, "no such sysctl"), judge->trial->machine.privileged);
	if (facts->memlock != RLIM_INFINITY)
		snprintf(limit, sizeof(limit), "%ju KiB", (uintmax_t)facts->memlock / 1024);
	judge_row(judge, "memlock", "memlock limit", limit);
}

/* Functions are hooked by kprobes or by fprobes; this is the value of either's row. */
static const char *way_to_hook(const struct judge *judge, bool available, bool used)
{
	if (!available)
		return judge->trial->works ? "none, not needed" : "none";
	if (!judge->trial->works)
		return "available";
	return used ? "used" : "available, not needed";
}

static void judge_tracefs(const struct judge *judge)
{
	const struct machine *machine = &judge->trial->machine;

	if (!machine->tracefs && machine->locked_down)
		tell_unknown(judge, "tracefs", "tracefs", "empty under lockdown, or not mounted");
	else
		judge_row(judge, "tracefs", "tracefs",
			  !machine->tracefs	    ? "not mounted"
			  : machine->tracefs_closed ? "mounted, closed to this user"
						    : "mounted");
}

static void judge_kernel(const struct judge *judge)
{
	const struct trial *trial = judge->trial;
	const struct machine *machine = &trial->machine;

	judge_row(judge, "kprobes", "kprobes",
		  way_to_hook(judge, machine->kprobes, !trial->fprobes));
	tell(judge, "fprobes", "fprobes", way_to_hook(judge, machine->fprobes, trial->fprobes),
	     machine->fprobes);
	if (machine->privileged)
		judge_row(judge, "ring_buffer", "BPF ring buffer",
			  machine->ring_buffer ? "available" : "none");
	else
		tell_unknown(judge, "ring_buffer", "BPF ring buffer",
			     "not known without privileges");
	judge_row(judge, "btf", "BTF", machine->btf ? "/sys/kernel/btf/vmlinux" : "none");
	judge_tracefs(judge);
}

static void judge_driver_types(const struct judge *judge)
{
	const struct machine *machine = &judge->trial->machine;
	const char *value = judge->facts->module_btf ? "/sys/kernel/btf/nvme_core"
			    : !judge->facts->module  ? "in the kernel's BTF"
			    : machine->driver_layout ? "none, not needed"
						     : "none";

	if (machine->btf)
		judge_row(judge, "driver_btf", "driver's BTF", value);
	else
		tell_unknown(judge, "driver_btf", "driver's BTF",
			     "not known without the kernel's BTF");
}

static void judge_driver(const struct judge *judge)
{
	const struct machine *machine = &judge->trial->machine;
	char points[CHECK_WORD];

	judge_row(judge, "driver", "driver",
		  !machine->driver	 ? "not loaded"
		  : judge->facts->module ? "nvme_core, module"
					 : "nvme_core, built in");
	if (!machine->driver)
		return;
	judge_row(judge, "function", "driver's function",
		  or_else(machine->symbol, "none to probe"));
	judge_driver_types(judge);
	snprintf(points, sizeof(points), "%s%s%s", machine->setup_cmd ? "nvme_setup_cmd" : "",
		 machine->setup_cmd && machine->complete_rq ? " " : "",
		 machine->complete_rq ? "nvme_complete_rq" : "");
	tell(judge, "tracepoints", "tracepoints", or_else(points, "none"),
	     machine->setup_cmd && machine->complete_rq);
	tell(judge, "io_uring", "io_uring passthrough",
	     machine->uring ? "nvme_uring_cmd_io" : "none", machine->uring);
}

static void judge_drives(const struct judge *judge)
{
	const struct check_facts *facts = judge->facts;
	char label[32], value[sizeof(struct check_drive) + 8];

	if (!facts->drive_count)
		tell_unknown(judge, "drive", "drives", "none");
	for (size_t i = 0; i < facts->drive_count; i++) {
		const struct check_drive *drive = &facts->drives[i];

		snprintf(label, sizeof(label), "nvme%" PRId32, drive->ctrl);
		snprintf(value, sizeof(value), "%s: %s", or_else(drive->description, "unnamed"),
			 or_else(drive->namespaces, "no namespace"));
		findings__add(judge->findings, "drive", label, value, FINDING_OK, NULL);
	}
}

void check__judge(const struct trial *trial, const struct check_facts *facts,
		  struct findings *findings)
{
	const struct judge judge = { trial, facts, findings };

	findings->cause = trial->works ? NULL : trial->cause;
	findings__add(findings, "kernel", "kernel", trial->machine.release, FINDING_OK, NULL);
	judge_rights(&judge);
	judge_limits(&judge);
	judge_kernel(&judge);
	judge_driver(&judge);
	judge_drives(&judge);
}
