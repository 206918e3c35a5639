// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/diagnose.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/words.h"

/* access() would ignore our capabilities. A path that we may not search counts as existing. */
static bool exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 || errno == EACCES;
}

static bool is_closed(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EACCES;
}

static bool file_holds(const char *path, const char *text)
{
	FILE *file = fopen(path, "re");
	char line[256] = "";
	bool holds;

	if (!file)
		return false;
	holds = fgets(line, sizeof(line), file) && strstr(line, text);
	fclose(file);
	return holds;
}

bool diagnose__has_capability(int capability)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t set = CAP_CLEAR;

	if (!own)
		return false;
	if (cap_get_flag(own, capability, CAP_EFFECTIVE, &set))
		set = CAP_CLEAR; /* a kernel that does not know this capability */
	cap_free(own);
	return set == CAP_SET;
}

/* Levels above 2 exist on Debian and Android only. They restrict perf to CAP_SYS_ADMIN. */
static bool perf_is_closed(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int level = 0;

	if (!file)
		return false;
	if (fscanf(file, "%d", &level) != 1)
		level = 0;
	fclose(file);
	return level > 2;
}

static bool memory_is_bounded(void)
{
	struct rlimit limit;

	return !getrlimit(RLIMIT_MEMLOCK, &limit) && limit.rlim_max != RLIM_INFINITY;
}

static void find_functions(struct machine *machine)
{
	struct symbol symbols[] = {
		{ .name = machine->function },
		{ .name = "register_fprobe" },
		{ .name = "__traceiter_nvme_setup_cmd" },
		{ .name = "__traceiter_nvme_complete_rq" },
		{ .name = "nvme_uring_cmd_io" },
	};

	kallsyms__find(symbols, sizeof(symbols) / sizeof(symbols[0]));
	memcpy(machine->symbol, symbols[0].found, sizeof(machine->symbol));
	machine->fprobes = kallsyms__is_exact(&symbols[1]);
	machine->setup_cmd = kallsyms__is_exact(&symbols[2]);
	machine->complete_rq = kallsyms__is_exact(&symbols[3]);
	machine->uring = kallsyms__is_exact(&symbols[4]);
}

void diagnose__gather(struct machine *machine, const char *function, bool ring_buffer,
		      bool driver_layout)
{
	struct utsname name;

	*machine = (struct machine){
		.function = function,
		.ring_buffer = ring_buffer,
		.driver_layout = driver_layout,
	};
	if (uname(&name) == 0)
		snprintf(machine->release, sizeof(machine->release), "%s", name.release);
	machine->sys_admin = diagnose__has_capability(CAP_SYS_ADMIN);
	machine->privileged = machine->sys_admin || (diagnose__has_capability(CAP_BPF) &&
						     diagnose__has_capability(CAP_PERFMON));
	machine->perf_closed = !machine->sys_admin && perf_is_closed();
	machine->memory_bounded =
		!diagnose__has_capability(CAP_SYS_RESOURCE) && memory_is_bounded();
	machine->locked_down = file_holds("/sys/kernel/security/lockdown", "[confidentiality]");
	/* libbpf uses the first, or one of the others where that is missing. */
	machine->kprobes = exists("/sys/bus/event_source/devices/kprobe") ||
			   exists("/sys/kernel/tracing/kprobe_events") ||
			   exists("/sys/kernel/debug/tracing/kprobe_events");
	machine->tracefs =
		exists("/sys/kernel/tracing/events") || exists("/sys/kernel/debug/tracing/events");
	machine->tracefs_closed =
		is_closed("/sys/kernel/tracing/events/syscalls/sys_exit_ioctl/id");
	machine->btf = exists("/sys/kernel/btf/vmlinux");
	machine->driver = exists("/sys/module/nvme_core");
	find_functions(machine);
}

/* A fact is a bool, or the first byte of a string: "" counts as false. */
#define LACKS(member) .fact = offsetof(struct machine, member), .holds_if = false
#define HAS(member)   .fact = offsetof(struct machine, member), .holds_if = true

/*
 * {release} and {function} stand for members of struct machine. The order matters: a cause may
 * have those below it as its consequences. For example, nobody sees tracefs under lockdown.
 */
static const struct cause causes[] = {
	{ "privileges", LACKS(privileged),
	  "not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and CAP_PERFMON at least)",
	  "run: sudo nvme_trace" },
	{ "lockdown", HAS(locked_down), "kernel lockdown mode 'confidentiality' forbids tracing",
	  "boot with lockdown=integrity or without lockdown (see /sys/kernel/security/lockdown)" },
	{ "kprobes", LACKS(kprobes), "this kernel ({release}) has no kprobes",
	  "boot one with CONFIG_KPROBE_EVENTS=y, as distributions' kernels have (grep KPROBE "
	  "/boot/config-$(uname -r))" },
	{ "ring_buffer", LACKS(ring_buffer), "this kernel ({release}) has no BPF ring buffer",
	  "boot Linux 5.10 or newer" },
	{ "btf", LACKS(btf), "this kernel ({release}) has no BTF (/sys/kernel/btf/vmlinux)",
	  "boot one with CONFIG_DEBUG_INFO_BTF=y" },
	{ "tracefs", LACKS(tracefs), "tracefs is not mounted",
	  "run: mount -t tracefs tracefs /sys/kernel/tracing" },
	{ "tracefs", HAS(tracefs_closed), "tracefs (/sys/kernel/tracing) is open to root only",
	  "add CAP_DAC_READ_SEARCH or run: sudo nvme_trace" },
	{ "driver", LACKS(driver), "the NVMe driver is not loaded", "run: modprobe nvme" },
	{ "function", LACKS(symbol),
	  "the NVMe driver of this kernel ({release}) has no function {function} to probe",
	  "please report the output of: grep nvme_.*user_cmd /proc/kallsyms" },
	{ "driver_btf", LACKS(driver_layout),
	  "this kernel ({release}) has no BTF for its NVMe driver (/sys/kernel/btf/nvme_core)",
	  "boot one with CONFIG_DEBUG_INFO_BTF_MODULES=y" },
	{ "perf_event_paranoid", HAS(perf_closed),
	  "kernel.perf_event_paranoid keeps CAP_PERFMON from tracing",
	  "run: sysctl kernel.perf_event_paranoid=2, or add CAP_SYS_ADMIN", MAY_HINDER },
	{ "memlock", HAS(memory_bounded),
	  "this kernel ({release}) may count BPF memory against ulimit -l",
	  "raise that limit, add CAP_SYS_RESOURCE or run: sudo nvme_trace", MAY_HINDER },
	{ "privileges", LACKS(sys_admin), "CAP_BPF and CAP_PERFMON are not enough on this machine",
	  "add CAP_SYS_ADMIN or run: sudo nvme_trace", MAY_HINDER },
};

static bool is_present(const struct cause *cause, const struct machine *machine)
{
	const unsigned char *fact = (const unsigned char *)machine + cause->fact;

	return (*fact != 0) == cause->holds_if;
}

const struct cause *diagnose__find(const struct machine *machine, const char *key)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if ((!key || strcmp(causes[i].key, key) == 0) && is_present(&causes[i], machine))
			return &causes[i];
	return NULL;
}

static void put_filled_in(struct words *words, const char *text, const struct machine *machine)
{
	static const char release[] = "{release}", function[] = "{function}";

	while (*text)
		if (strncmp(text, release, sizeof(release) - 1) == 0) {
			words__put(words, machine->release);
			text += sizeof(release) - 1;
		} else if (strncmp(text, function, sizeof(function) - 1) == 0) {
			words__put(words, machine->function);
			text += sizeof(function) - 1;
		} else {
			words__put_char(words, *text++);
		}
}

void diagnose__print(const struct cause *cause, const struct machine *machine, char *text,
		     size_t size)
{
	struct words words = words__in(text, size);

	put_filled_in(&words, cause->message, machine);
	words__put(&words, "; ");
	put_filled_in(&words, cause->cure, machine);
}
