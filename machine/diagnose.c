// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/diagnose.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* Not access(), which leaves our capabilities out of account. What is closed to us is there. */
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

/* Levels from 3 on are Debian's and Android's own: perf is for CAP_SYS_ADMIN alone. */
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

static void find_functions(struct machine *machine, const char *symbol)
{
	struct symbol symbols[] = {
		{ .name = symbol },
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

void diagnose__gather(struct machine *machine, const char *symbol, bool ring_buffer,
		      bool driver_layout)
{
	struct utsname name;

	*machine = (struct machine){ .ring_buffer = ring_buffer, .driver_layout = driver_layout };
	if (uname(&name) == 0)
		snprintf(machine->release, sizeof(machine->release), "%s", name.release);
	machine->sys_admin = diagnose__has_capability(CAP_SYS_ADMIN);
	machine->privileged = machine->sys_admin || (diagnose__has_capability(CAP_BPF) &&
						     diagnose__has_capability(CAP_PERFMON));
	machine->perf_closed = !machine->sys_admin && perf_is_closed();
	machine->memory_bounded =
		!diagnose__has_capability(CAP_SYS_RESOURCE) && memory_is_bounded();
	machine->locked_down = file_holds("/sys/kernel/security/lockdown", "[confidentiality]");
	/* libbpf takes the first, and where it is missing one of the others. */
	machine->kprobes = exists("/sys/bus/event_source/devices/kprobe") ||
			   exists("/sys/kernel/tracing/kprobe_events") ||
			   exists("/sys/kernel/debug/tracing/kprobe_events");
	machine->tracefs =
		exists("/sys/kernel/tracing/events") || exists("/sys/kernel/debug/tracing/events");
	machine->tracefs_closed =
		is_closed("/sys/kernel/tracing/events/syscalls/sys_exit_ioctl/id");
	machine->btf = exists("/sys/kernel/btf/vmlinux");
	machine->driver = exists("/sys/module/nvme_core");
	find_functions(machine, symbol);
}

/* What root would be free of, where all else is well. */
static bool lacks_rights(const struct machine *m, char *text, size_t size)
{
	if (m->perf_closed)
		snprintf(text, size,
			 "kernel.perf_event_paranoid keeps CAP_PERFMON from tracing; run: sysctl "
			 "kernel.perf_event_paranoid=2, or add CAP_SYS_ADMIN");
	else if (m->memory_bounded)
		snprintf(text, size,
			 "this kernel (%s) may count what tracing takes against ulimit -l; raise "
			 "that, add CAP_SYS_RESOURCE or run: sudo nvme_trace",
			 m->release);
	else if (!m->sys_admin)
		snprintf(
			text, size,
			"CAP_BPF and CAP_PERFMON are not enough on this machine; add CAP_SYS_ADMIN "
			"or run: sudo nvme_trace");
	else
		return false;
	return true;
}

bool diagnose__cause(const struct machine *m, const char *symbol, char *text, size_t size)
{
	if (!m->privileged)
		snprintf(text, size,
			 "not permitted: tracing needs root, or CAP_SYS_ADMIN (CAP_BPF and "
			 "CAP_PERFMON at least); run: sudo nvme_trace");
	else if (m->locked_down)
		snprintf(text, size,
			 "kernel lockdown mode 'confidentiality' forbids tracing; boot with "
			 "lockdown=integrity or without lockdown (see "
			 "/sys/kernel/security/lockdown)");
	else if (!m->kprobes)
		snprintf(
			text, size,
			"this kernel (%s) has no kprobes; boot one with CONFIG_KPROBE_EVENTS=y, as "
			"distributions' kernels have (grep KPROBE /boot/config-$(uname -r))",
			m->release);
	else if (!m->ring_buffer)
		snprintf(text, size,
			 "this kernel (%s) has no BPF ring buffer; boot Linux 5.8 or newer",
			 m->release);
	else if (!m->btf)
		snprintf(text, size,
			 "this kernel (%s) has no BTF (/sys/kernel/btf/vmlinux); boot one with "
			 "CONFIG_DEBUG_INFO_BTF=y",
			 m->release);
	else if (!m->tracefs)
		snprintf(text, size,
			 "tracefs is not mounted; run: mount -t tracefs tracefs "
			 "/sys/kernel/tracing");
	else if (m->tracefs_closed)
		snprintf(text, size,
			 "tracefs (/sys/kernel/tracing) is open to root only; add "
			 "CAP_DAC_READ_SEARCH or run: sudo nvme_trace");
	else if (!m->driver)
		snprintf(text, size, "the NVMe driver is not loaded; run: modprobe nvme");
	else if (!m->symbol[0])
		snprintf(text, size,
			 "the NVMe driver of this kernel (%s) has no function %s to probe; please "
			 "report the output of: grep nvme_.*user_cmd /proc/kallsyms",
			 m->release, symbol);
	else if (!m->driver_layout)
		snprintf(
			text, size,
			"this kernel (%s) does not say where its NVMe driver keeps its data (no "
			"/sys/kernel/btf/nvme_core); boot one with CONFIG_DEBUG_INFO_BTF_MODULES=y",
			m->release);
	else
		return lacks_rights(m, text, size);
	return true;
}
