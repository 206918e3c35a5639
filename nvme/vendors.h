/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Vendors' names for vendor specific log pages, features and opcodes. */
#ifndef NVME_VENDORS_H
#define NVME_VENDORS_H

#include <stdbool.h>
#include <stdint.h>

#define NVME_VENDORS_MAX     32
#define NVME_VENDOR_OF_DRIVE 0xff

/* The vendors whose names are wanted, in the order of lookup. All zeroes: none. */
struct nvme_vendors {
	uint8_t count;
	uint8_t list[NVME_VENDORS_MAX]; /* indices into nvme_vendor_list, or NVME_VENDOR_OF_DRIVE */
};

enum nvme_vendor_kind {
	NVME_VENDOR_LOG,     /* a log page identifier */
	NVME_VENDOR_FEATURE, /* a feature identifier */
	NVME_VENDOR_OPCODE,  /* the opcode of an Admin command */
};

/*
 * Adds a vendor: "ocp", "intel", or "auto" for the drive's own. Returns false if the word is
 * unknown.
 */
bool nvme_vendors_add(struct nvme_vendors *vendors, const char *word);

/*
 * The name from the first vendor that has one, or NULL. vendor_id is the drive's PCI vendor id, 0
 * if unknown. vendors may be NULL for none.
 */
const char *nvme_vendor_name(const struct nvme_vendors *vendors, uint16_t vendor_id,
			     enum nvme_vendor_kind kind, uint8_t value);

#endif
