/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rows of --check: everything that tracing depends on. */
#ifndef MACHINE_CHECK_H
#define MACHINE_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include "machine/diagnose.h"
#include "machine/findings.h"

#define CHECK_WORD 64

struct check_drive {
	int32_t ctrl;
	char description[256];
	char namespaces[1024];
};

/* Facts that a trial does not need. Anyone may read them. */
struct check_facts {
	char capabilities[128];		/* of those that tracing may need, the ones we hold */
	char lockdown[CHECK_WORD];	/* the mode; "" = the kernel does not report it */
	char perf_paranoid[CHECK_WORD]; /* sysctls; "" = the kernel has none */
	char unprivileged_bpf[CHECK_WORD];
	rlim_t memlock;	 /* the hard limit: libbpf raises the soft one to it */
	bool module;	 /* the driver is a module, not built in */
	bool module_btf; /* /sys/kernel/btf/nvme_core */
	struct check_drive *drives;
	size_t drive_count;
};

/* Fills *facts; check__free releases its members. */
void check__gather(struct check_facts *facts);
void check__free(struct check_facts *facts);

/*
 * Makes the rows. If the trial worked, nothing is missing. If not, a row is missing if one of its
 * causes holds; a cause that only may hinder counts if it is the one that the trial found.
 */
void check__judge(const struct trial *trial, const struct check_facts *facts,
		  struct findings *findings);

#endif
