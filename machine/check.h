/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What of this machine tracing depends on, row by row. */
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

/* What a trial does not tell, as it can be read by anyone. */
struct check_facts {
	char capabilities[128];		/* those held of the ones that count */
	char lockdown[CHECK_WORD];	/* the mode; "" = the kernel does not say */
	char perf_paranoid[CHECK_WORD]; /* sysctls; "" as well */
	char unprivileged_bpf[CHECK_WORD];
	rlim_t memlock;	 /* the hard limit, up to which libbpf raises it */
	bool module;	 /* the driver is one; else it is built in, if it is there */
	bool module_btf; /* /sys/kernel/btf/nvme_core */
	struct check_drive *drives;
	size_t drive_count;
};

/* Fills *facts; check__forget releases what is in it. */
void check__look(struct check_facts *facts);
void check__forget(struct check_facts *facts);

/*
 * Makes the rows. The trial is the judge: only where it failed is anything missing, and what is
 * missing is what diagnose__cause would name if nothing else were wrong.
 */
void check__judge(const struct trial *trial, const struct check_facts *facts,
		  struct findings *findings);

#endif
