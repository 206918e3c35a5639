/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* nvme-cli's own subcommands, as people type them. */
#ifndef OUTPUT_EVERYDAY_H
#define OUTPUT_EVERYDAY_H

#include <stdbool.h>

#include "nvme_trace.h"

#define EVERYDAY_SIZE 320

/* Version 3 renamed subcommands: smart-log is now "log smart". */
enum everyday_version {
	EVERYDAY_NVME_CLI_2,
	EVERYDAY_NVME_CLI_3,
	EVERYDAY_VERSIONS,
};

/*
 * Writes the subcommand that sends exactly this command with data of the same length: "nvme id-ns
 * /dev/nvme0 --namespace-id=1". Returns false if only admin-passthru or io-passthru can. *asks
 * tells whether the subcommand sends Identify commands of its own first.
 */
bool everyday__form(const struct nvme_trace_event *event, const char *node,
		    enum everyday_version version, char text[EVERYDAY_SIZE], bool *asks);

#endif
