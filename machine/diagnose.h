/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why tracing cannot work on this machine, and what to do about it. */
#ifndef MACHINE_DIAGNOSE_H
#define MACHINE_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/kallsyms.h"

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

	/* What causes nothing by itself. */
	bool fprobes;
	bool setup_cmd, complete_rq; /* the driver's tracepoints */
	bool uring;		     /* its function for io_uring passthrough */
};

#define CAUSE_SIZE 512

/* What came of loading the kernel side and attaching it, just to see. */
struct trial {
	bool works;
	bool fprobes;	    /* functions are hooked by fprobes, not by kprobes */
	const char *symbol; /* the function to be probed */
	struct machine machine;
	char cause[CAUSE_SIZE]; /* what a trace would have said; "" if it works */
};

/* Whether this process holds it: CAP_BPF and the like, of <linux/capability.h>. */
bool diagnose__has_capability(int capability);

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
