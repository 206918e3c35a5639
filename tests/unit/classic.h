/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A well-known command, as a record, and its line. */
#ifndef TESTS_UNIT_CLASSIC_H
#define TESTS_UNIT_CLASSIC_H

#include "nvme_trace.h"

#define SECOND_NS 1000000000LL

/* nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=1 --cdw10=1 */
static const struct nvme_trace_event classic = {
	.version = NVME_TRACE_RECORD_VERSION,
	.size = sizeof(struct nvme_trace_event),
	.outcome = NVME_TRACE_COMPLETED,
	.queue = NVME_TRACE_QUEUE_ADMIN,
	.submit_ns = 9287 * SECOND_NS,
	.issue_ns = 9287 * SECOND_NS + 2000,
	.complete_ns = 9287 * SECOND_NS + 125499,
	.pid = 32094,
	.tid = 32095,
	.uid = 1000,
	.ctrl = 0,
	.status = 0x4001,
	.sqe = { .opcode = 0x14, .command_id = 0xd, .nsid = 1, .cdw10 = 1 },
	.comm = "nvme",
	.node = "nvme0",
};

static const char classic_line[] __attribute__((unused)) =
	"02:34:47 nvme            32094   14     d          1        1        nvme0      0   "
	"0/01          123.4 ioctl  Device Self-test  stc=Short -> Invalid-Command-Opcode\n";

#endif
