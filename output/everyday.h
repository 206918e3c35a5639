/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What people type to send a command by nvme-cli. */
#ifndef OUTPUT_EVERYDAY_H
#define OUTPUT_EVERYDAY_H

#include <stdbool.h>

#include "nvme_trace.h"

#define EVERYDAY_SIZE 320

/* Which words nvme-cli has: 3 moves smart-log to "log smart", and so on. */
enum everyday_version {
	EVERYDAY_NVME_CLI_2,
	EVERYDAY_NVME_CLI_3,
	EVERYDAY_VERSIONS,
};

/*
 * Writes nvme-cli's subcommand that sends the same command, whole: "nvme id-ns /dev/nvme0
 * --namespace-id=1". False, and nothing is written, where there is none that says every bit of it
 * and the length of its data, but for admin-passthru and io-passthru. Some subcommands ask what
 * they need to know by Identify commands of their own before; *asks is for those.
 */
bool everyday__form(const struct nvme_trace_event *event, const char *node,
		    enum everyday_version version, char text[EVERYDAY_SIZE], bool *asks);

#endif
