/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Why tracing fails on this machine, and how to cure it. */
#ifndef MACHINE_DIAGNOSE_H
#define MACHINE_DIAGNOSE_H

#include <stdbool.h>
#include <stddef.h>

#include "machine/kallsyms.h"

/* The facts that tracing depends on. Found by looking for features, never by version number. */
struct machine {
	char release[65];	  /* uname -r; for messages only */
	const char *function;	  /* the function to be probed */
	char symbol[SYMBOL_SIZE]; /* its name in kallsyms; "" = not found */
	bool privileged;	  /* CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON */
	bool sys_admin;		  /* CAP_SYS_ADMIN */
	bool perf_closed;	  /* perf_event_paranoid keeps CAP_PERFMON from tracing */
	bool memory_bounded;	  /* RLIMIT_MEMLOCK applies, for lack of CAP_SYS_RESOURCE */
	bool locked_down;	  /* lockdown mode "confidentiality" */
	bool kprobes;		  /* the kernel supports kprobe events */
	bool tracefs;		  /* mounted at one of the usual places */
	bool tracefs_closed;	  /* mounted, but we may not read it */
	bool ring_buffer;	  /* BPF_MAP_TYPE_RINGBUF */
	bool btf;		  /* /sys/kernel/btf/vmlinux */
	bool driver;		  /* nvme_core is loaded or built in */
	bool driver_layout;	  /* the offsets in its structures: from BTF, or fixed ones */

	/* For --check only: these cause no failure. */
	bool fprobes;
	bool setup_cmd, complete_rq; /* the driver's tracepoints */
	bool uring;		     /* its function for io_uring passthrough */
};

enum hindrance {
	SURELY_HINDERS, /* tracing is impossible while it holds */
	MAY_HINDER,	/* works on some machines: to blame only if nothing else is */
};

/* A row of the table of causes. */
struct cause {
	const char *key; /* of the row of --check that it belongs to */
	size_t fact;	 /* the offset of a member of struct machine */
	bool holds_if;	 /* the value of that member if the cause holds */
	const char *message, *cure;
	enum hindrance hindrance;
};

#define CAUSE_SIZE 512

/* The result of loading the kernel side and attaching it as a test. */
struct trial {
	bool works;
	bool fprobes; /* functions are hooked by fprobes, not by kprobes */
	struct machine machine;
	const struct cause *known; /* why it does not work; NULL = the table does not know */
	char cause[CAUSE_SIZE];	   /* the message that a trace would print; "" if it works */
};

/* Whether this process holds a capability of <linux/capability.h>, such as CAP_BPF. */
bool diagnose__has_capability(int capability);

/*
 * Fills *machine, which keeps the pointer `function`. The caller finds out ring_buffer and
 * driver_layout.
 */
void diagnose__gather(struct machine *machine, const char *function, bool ring_buffer,
		      bool driver_layout);

/*
 * The first cause that holds, of those that belong to the row `key` of --check, or of all if key
 * is NULL. NULL if none holds.
 */
const struct cause *diagnose__find(const struct machine *machine, const char *key);

/* Writes the message and the cure, for people; cut if they do not fit. */
void diagnose__print(const struct cause *cause, const struct machine *machine, char *text,
		     size_t size);

#endif
