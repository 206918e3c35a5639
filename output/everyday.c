// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/everyday.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define ANY 0 /* as a mask: whatever the command says there */

/* Which arguments go behind the device. */
enum arguments {
	NONE,
	NSID,	 /* -n */
	LOG,	 /* -i, -l: log page identifier, length */
	FEATURE, /* -f, -s, -n */
	BLOCKS,	 /* -s, -c, -z: first block, their number less one, bytes */
};

/* nvme-cli 2, its subcommands; the first row that fits counts. */
static const struct form {
	uint8_t queue, opcode;
	uint32_t cdw10_mask, cdw10;
	const char *subcommand;
	enum arguments arguments;
} forms[] = {
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x00, "id-ns", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x01, "id-ctrl", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x02, "list-ns", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x03, "ns-descs", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x04, "id-nvmset", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x08, "cmdset-ind-id-ns", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x10, "list-ns --all", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x11, "id-ns --force", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x12, "list-ctrl", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x13, "list-ctrl", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x14, "primary-ctrl-caps", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x15, "list-secondary", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x16, "id-ns-granularity", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x17, "id-uuid", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x18, "id-domain", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x19, "list-endgrp", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x06, 0xff, 0x1c, "id-iocs", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x00, "supported-log-pages", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x01, "error-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x02, "smart-log", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x03, "fw-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x04, "changed-ns-list-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x05, "effects-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x06, "self-test-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x0c, "ana-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x80, "resv-notif-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, 0xff, 0x81, "sanitize-log", NONE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x02, ANY, 0, "get-log", LOG },
	{ NVME_TRACE_QUEUE_ADMIN, 0x0a, ANY, 0, "get-feature", FEATURE },
	{ NVME_TRACE_QUEUE_ADMIN, 0x14, 0xf, 0x1, "device-self-test -s 1", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x14, 0xf, 0x2, "device-self-test -s 2", NSID },
	{ NVME_TRACE_QUEUE_ADMIN, 0x14, 0xf, 0xf, "device-self-test -s 0xf", NSID },
	{ NVME_TRACE_QUEUE_IO, 0x00, ANY, 0, "flush", NSID },
	{ NVME_TRACE_QUEUE_IO, 0x02, ANY, 0, "read", BLOCKS },
	{ NVME_TRACE_QUEUE_IO, 0x05, ANY, 0, "compare", BLOCKS },
};

static void write_arguments(const struct nvme_trace_event *event, enum arguments arguments,
			    char text[EVERYDAY_SIZE])
{
	const struct nvme_trace_sqe *sqe = &event->sqe;

	switch (arguments) {
	case NSID:
		snprintf(text, EVERYDAY_SIZE, " -n 0x%" PRIx32, sqe->nsid);
		break;
	case LOG:
		snprintf(text, EVERYDAY_SIZE, " -i 0x%x -l %" PRIu32,
			 (unsigned int)sqe->cdw10 & 0xff, event->data_len);
		break;
	case FEATURE:
		snprintf(text, EVERYDAY_SIZE, " -f 0x%x -s %u -n 0x%" PRIx32,
			 (unsigned int)sqe->cdw10 & 0xff, (unsigned int)sqe->cdw10 >> 8 & 7,
			 sqe->nsid);
		break;
	case BLOCKS:
		snprintf(text, EVERYDAY_SIZE, " -s %" PRIu64 " -c %u -z %" PRIu32,
			 (uint64_t)sqe->cdw11 << 32 | sqe->cdw10, (unsigned int)sqe->cdw12 & 0xffff,
			 event->data_len);
		break;
	default:
		text[0] = '\0';
	}
}

const char *everyday__form(const struct nvme_trace_event *event, char arguments[EVERYDAY_SIZE])
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct form *form = &forms[i];

		if (form->queue != event->queue || form->opcode != event->sqe.opcode ||
		    (event->sqe.cdw10 & form->cdw10_mask) != form->cdw10)
			continue;
		write_arguments(event, form->arguments, arguments);
		return form->subcommand;
	}
	return NULL;
}
