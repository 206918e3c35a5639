/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What vendors call what the specifications leave to them. */
#ifndef NVME_VENDORS_H
#define NVME_VENDORS_H

#include <stdbool.h>
#include <stdint.h>

#define NVME_VENDORS_MAX     32
#define NVME_VENDOR_OF_DRIVE 0xff

/* Whose names are wanted, in the order in which they are asked. All zeroes: nobody's. */
struct nvme_vendors {
	uint8_t count;
	uint8_t list[NVME_VENDORS_MAX]; /* places in nvme_vendor_list, or NVME_VENDOR_OF_DRIVE */
};

enum nvme_vendor_kind {
	NVME_VENDOR_LOG,     /* a log page identifier */
	NVME_VENDOR_FEATURE, /* a feature identifier */
	NVME_VENDOR_OPCODE,  /* of an Admin command */
};

/* Adds one by its word: "ocp", "intel", or "auto" for the drive's own. Returns false if it is none. */
bool nvme_vendors_add(struct nvme_vendors *vendors, const char *word);

/*
 * The name that the first of them has who has any, or NULL. vendor_id is the drive's PCI vendor id,
 * 0 if not known. vendors may be NULL, which is nobody.
 */
const char *nvme_vendor_name(const struct nvme_vendors *vendors, uint16_t vendor_id,
			     enum nvme_vendor_kind kind, uint8_t value);

#endif
