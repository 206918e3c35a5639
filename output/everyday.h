/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What people type to send a command by nvme-cli. */
#ifndef OUTPUT_EVERYDAY_H
#define OUTPUT_EVERYDAY_H

#include "nvme_trace.h"

#define EVERYDAY_SIZE 64

/*
 * nvme-cli's subcommand that sends such a command, "id-ns", and in `arguments` what stands behind
 * the device, " -n 1". NULL where it has none but admin-passthru and io-passthru.
 */
const char *everyday__form(const struct nvme_trace_event *event, char arguments[EVERYDAY_SIZE]);

#endif
