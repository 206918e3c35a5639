/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why tracing cannot work on this machine, and what to do about it. */
#ifndef SOURCE_DIAGNOSE_H
#define SOURCE_DIAGNOSE_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>

#define SYMBOL_SIZE 128

/* What matters of a machine. Gathered by existence, never by version number. */
struct machine {
	char release[65];	  /* uname -r; for messages only */
	bool privileged;	  /* CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON */
	bool sys_admin;		  /* CAP_SYS_ADMIN */
	bool perf_closed;	  /* perf_event_paranoid keeps CAP_PERFMON from tracing */
	bool memory_bounded;	  /* by RLIMIT_MEMLOCK, for want of CAP_SYS_RESOURCE */
	bool locked_down;	  /* lockdown mode "confidentiality" */
	bool kprobes;		  /* the kernel has them */
	bool tracefs;		  /* mounted at one of the usual places */
	bool tracefs_closed;	  /* and not ours to look into */
	bool ring_buffer;	  /* BPF_MAP_TYPE_RINGBUF */
	bool btf;		  /* /sys/kernel/btf/vmlinux */
	bool driver;		  /* nvme_core is there, built in or loaded */
	bool driver_layout;	  /* where it keeps its data: BTF says, or it is known */
	char symbol[SYMBOL_SIZE]; /* how kallsyms spells the probed function; "" = not at all */
};

/*
 * Looks for `name` in a listing as /proc/kallsyms has it. An exact match wins
 * over a compiler's variant of it (name.isra.0, name.constprop.0, name.llvm.123);
 * name.cold and name.part.0 are only parts of a function and do not count. Writes "" if there
 * is none. Returns whether there was one.
 */
bool diagnose__find_symbol(FILE *kallsyms, const char *name, char found[SYMBOL_SIZE]);

/* The address of a variable of this machine's kernel; 0 if it is not to be known. */
uint64_t diagnose__kernel_address(const char *name);

/* The same in this machine's /proc/kallsyms. */
bool diagnose__kernel_symbol(const char *name, char found[SYMBOL_SIZE]);

/* Whether this process holds it: CAP_BPF and the like, of <linux/capability.h>. */
bool diagnose__has_capability(int capability);

struct function {
	const char *name;
	bool there; /* is set if it is, and else left as it was */
};

/* Looks for several by their exact names, in a listing as above. */
void diagnose__find_functions(FILE *kallsyms, struct function *functions, size_t count);

/* The same in this machine's /proc/kallsyms, which takes a while. */
void diagnose__kernel_functions(struct function *functions, size_t count);

/*
 * Fills *machine. `symbol` is the function to be probed; ring_buffer and
 * driver_layout are what the caller has found.
 */
void diagnose__gather(struct machine *machine, const char *symbol, bool ring_buffer,
		      bool driver_layout);

/*
 * Writes the first cause that stands in the way, and its cure, for people.
 * Returns false, and writes nothing, if nothing known does.
 */
bool diagnose__cause(const struct machine *machine, const char *symbol, char *text, size_t size);

#endif
