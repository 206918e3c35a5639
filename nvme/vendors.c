// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The vendors' names of log pages, features and Admin commands. They are from the OCP Datacenter
 * NVMe SSD Specification 2.5 and from nvme-cli's plugins, not from an NVMe specification. A
 * vendor's next drive may use a number for something else, so the names are shown only with
 * --vendor.
 */
#include "nvme/vendors.h"

#include <string.h>

#include "nvme/tables.h"

/* One line for each row. */
/* clang-format off */

static const struct nvme_name ocp_logs[] = {
	{ 0xc0, "OCP SMART/Health Information Extended" },
	{ 0xc1, "OCP Error Recovery" },
	{ 0xc2, "OCP Firmware Activation History" },
	{ 0xc3, "OCP Latency Monitor" },
	{ 0xc4, "OCP Device Capabilities" },
	{ 0xc5, "OCP Unsupported Requirements" },
	{ 0xc6, "OCP Hardware Component" },
	{ 0xc7, "OCP TCG Configuration" },
	{ 0xc9, "OCP Telemetry String" },
	{ 0xca, "OCP Latency Monitor Debug Telemetry" },
	{}
};
static const struct nvme_name ocp_features[] = {
	{ 0xc0, "OCP Error Injection" },
	{ 0xc1, "OCP Clear Firmware Update History" },
	{ 0xc2, "OCP EOL/PLP Failure Mode" },
	{ 0xc3, "OCP Clear PCIe Correctable Error Counters" },
	{ 0xc4, "OCP Enable IEEE1667 Silo" },
	{ 0xc5, "OCP Latency Monitor" },
	{ 0xc6, "OCP PLP Health Check Interval" },
	{ 0xc7, "OCP DSSD Power State" },
	{ 0xc8, "OCP Telemetry Profile" },
	{ 0xc9, "OCP DSSD Asynchronous Event Configuration" },
	{ 0xca, "OCP Idle Wake Up Time Configuration" },
	{}
};

static const struct nvme_name amazon_logs[] = {
	{ 0xd0, "Amazon Volume Statistics" },
	{}
};

static const struct nvme_name dapustor_logs[] = {
	{ 0xca, "DapuStor Additional SMART" },
	{ 0xcb, "DapuStor Extended SMART" },
	{}
};

static const struct nvme_name dera_logs[] = {
	{ 0xc0, "Dera SMART" },
	{}
};
static const struct nvme_name dera_opcodes[] = {
	{ 0xc0, "Dera Device Status" },
	{}
};

static const struct nvme_name ibm_logs[] = {
	{ 0xf0, "IBM Critical SMART" },
	{ 0xf1, "IBM VPD" },
	{}
};

static const struct nvme_name innogrit_logs[] = {
	{ 0xcb, "Innogrit Event Log" },
	{ 0xe1, "Innogrit Controller Dump" },
	{}
};
static const struct nvme_name innogrit_opcodes[] = {
	{ 0xc2, "Innogrit Get Event Log" },
	{ 0xe6, "Innogrit Vendor Get" },
	{ 0xfe, "Innogrit Vendor Get Type 1" },
	{}
};

static const struct nvme_name intel_logs[] = {
	{ 0xc1, "Intel Read Latency Statistics" },
	{ 0xc2, "Intel Write Latency Statistics" },
	{ 0xc5, "Intel Temperature Statistics" },
	{ 0xca, "Intel Additional SMART" },
	{ 0xdd, "Intel Marketing Name" },
	{}
};
static const struct nvme_name intel_features[] = {
	{ 0xe2, "Intel Latency Statistics Tracking" },
	{ 0xf7, "Intel Latency Bucket Thresholds" },
	{}
};
static const struct nvme_name intel_opcodes[] = {
	{ 0xd2, "Intel Get Internal Firmware Log" },
	{}
};

static const struct nvme_name kioxia_logs[] = {
	{ 0xc0, "Kioxia Log Page Directory" },
	{ 0xca, "Kioxia Extended SMART" },
	{}
};
static const struct nvme_name kioxia_features[] = {
	{ 0xca, "Kioxia Clear PCIe Correctable Errors" },
	{}
};
static const struct nvme_name kioxia_opcodes[] = {
	{ 0xe0, "Kioxia SCT Command Transfer" },
	{ 0xe1, "Kioxia SCT Data Transfer" },
	{}
};

static const struct nvme_name memblaze_logs[] = {
	{ 0xc1, "Memblaze Read Latency Histogram" },
	{ 0xc2, "Memblaze Write Latency Histogram" },
	{ 0xc3, "Memblaze High Latency" },
	{ 0xca, "Memblaze Additional SMART" },
	{ 0xd0, "Memblaze Latency Statistics" },
	{ 0xd1, "Memblaze High Latency (X series)" },
	{ 0xd2, "Memblaze Performance Statistics" },
	{}
};
static const struct nvme_name memblaze_features[] = {
	{ 0xd0, "Memblaze Latency (X series)" },
	{ 0xe1, "Memblaze High Latency" },
	{ 0xe2, "Memblaze Latency Statistics" },
	{ 0xf7, "Memblaze Clear Error Log" },
	{}
};

static const struct nvme_name micron_logs[] = {
	{ 0xc0, "Micron SMART Cloud Health" },
	{ 0xc2, "Micron Firmware Activation History" },
	{ 0xc3, "Micron Latency Monitor" },
	{ 0xc5, "Micron Workload" },
	{ 0xc6, "Micron Vendor Telemetry" },
	{ 0xd0, "Micron Extended Health Information" },
	{ 0xd1, "Micron Latency Monitor Log" },
	{ 0xe1, "Micron Extended SMART" },
	{ 0xfb, "Micron Extended SMART" },
	{}
};
static const struct nvme_name micron_features[] = {
	{ 0xc1, "Micron Clear Firmware Activation History" },
	{ 0xc3, "Micron Clear PCIe Correctable Errors" },
	{ 0xcf, "Micron Telemetry Control Option" },
	{ 0xd0, "Micron Latency Monitor" },
	{ 0xd5, "Micron SMBus Option" },
	{}
};
static const struct nvme_name micron_opcodes[] = {
	{ 0xd6, "Micron PCIe Error Counters" },
	{ 0xda, "Micron Drive Information" },
	{}
};

static const struct nvme_name netapp_logs[] = {
	{ 0xc2, "NetApp ONTAP" },
	{}
};

static const struct nvme_name scaleflux_logs[] = {
	{ 0xc1, "ScaleFlux Read Latency Statistics" },
	{ 0xc2, "ScaleFlux Extended Health" },
	{ 0xc3, "ScaleFlux Write Latency Statistics" },
	{ 0xc4, "ScaleFlux Quality" },
	{ 0xc5, "ScaleFlux Mismatched LBA" },
	{ 0xc6, "ScaleFlux Media" },
	{ 0xc7, "ScaleFlux Bad Block Table" },
	{ 0xca, "ScaleFlux Additional SMART" },
	{ 0xcc, "ScaleFlux Identify" },
	{ 0xd2, "ScaleFlux Extended Health" },
	{}
};
static const struct nvme_name scaleflux_opcodes[] = {
	{ 0xd3, "ScaleFlux Query Capacity Information" },
	{ 0xd4, "ScaleFlux Change Capacity" },
	{ 0xd5, "ScaleFlux Set Vendor Features" },
	{ 0xd6, "ScaleFlux Get Vendor Features" },
	{}
};

static const struct nvme_name seagate_logs[] = {
	{ 0xc0, "Seagate Media SMART" },
	{ 0xc1, "Seagate Debug Log 1" },
	{ 0xc2, "Seagate Security Error" },
	{ 0xc3, "Seagate Life Time Drive History" },
	{ 0xc4, "Seagate Extended SMART" },
	{ 0xc5, "Seagate Supported Log Pages" },
	{ 0xc6, "Seagate Power Monitor" },
	{ 0xc7, "Seagate Critical Event" },
	{ 0xc8, "Seagate Recent Drive History" },
	{ 0xc9, "Seagate Security Error" },
	{ 0xca, "Seagate Life Time Drive History" },
	{ 0xcb, "Seagate PCIe Error" },
	{ 0xcf, "Seagate DRAM Supercap SMART" },
	{ 0xd6, "Seagate OEM2 Work Load" },
	{ 0xd7, "Seagate Firmware Security" },
	{ 0xd8, "Seagate Revision" },
	{}
};
static const struct nvme_name seagate_features[] = {
	{ 0xc1, "Seagate Clear Firmware Activation History" },
	{ 0xc3, "Seagate Clear PCIe Errors" },
	{ 0xe1, "Seagate Clear PCIe Errors (older drives)" },
	{}
};

static const struct nvme_name solidigm_logs[] = {
	{ 0xc0, "Solidigm OCP SMART/Health Information Extended" },
	{ 0xc1, "Solidigm Read Latency Statistics" },
	{ 0xc2, "Solidigm Write Latency Statistics" },
	{ 0xc3, "Solidigm OCP Latency Monitor" },
	{ 0xc4, "Solidigm Endurance Manager Statistics" },
	{ 0xc5, "Solidigm Temperature Statistics" },
	{ 0xc6, "Solidigm OCP Hardware Component" },
	{ 0xc7, "Solidigm OCP TCG Configuration" },
	{ 0xc9, "Solidigm OCP Telemetry String" },
	{ 0xca, "Solidigm SMART Attributes" },
	{ 0xcb, "Solidigm IO Queue Metrics" },
	{ 0xd5, "Solidigm Temperature Statistics" },
	{ 0xdd, "Solidigm Marketing Description" },
	{ 0xef, "Solidigm Performance Rating and LBA Access Histogram" },
	{ 0xf2, "Solidigm Power Usage" },
	{ 0xf4, "Solidigm NAND Statistics" },
	{ 0xf5, "Solidigm NAND Defects Count" },
	{ 0xf6, "Solidigm Vt Histo" },
	{ 0xf9, "Solidigm Workload Tracker" },
	{ 0xfd, "Solidigm Garbage Collection" },
	{ 0xfe, "Solidigm Latency Outlier" },
	{}
};
static const struct nvme_name solidigm_features[] = {
	{ 0xe2, "Solidigm Latency Tracking" },
	{ 0xf1, "Solidigm Workload Tracker" },
	{ 0xf5, "Solidigm Workload Tracker Trigger" },
	{}
};
static const struct nvme_name solidigm_opcodes[] = {
	{ 0xd2, "Solidigm Get Internal Log" },
	{}
};

static const struct nvme_name wdc_logs[] = {
	{ 0xc0, "WDC SMART Cloud Attributes" },
	{ 0xc1, "WDC Error Recovery" },
	{ 0xc2, "WDC Device Management" },
	{ 0xc3, "WDC Latency Monitor" },
	{ 0xc4, "WDC Device Capabilities" },
	{ 0xc5, "WDC Unsupported Requirements" },
	{ 0xc6, "WDC Hardware Revision" },
	{ 0xc8, "WDC Device Management" },
	{ 0xca, "WDC Device Information" },
	{ 0xcb, "WDC Firmware Activate History" },
	{ 0xd0, "WDC Vendor Unique SMART" },
	{ 0xfb, "WDC NAND Statistics" },
	{}
};
static const struct nvme_name wdc_features[] = {
	{ 0xc1, "WDC Clear Firmware Activate History" },
	{ 0xc3, "WDC Clear PCIe Correctable Errors" },
	{ 0xc5, "WDC Latency Monitor" },
	{ 0xd2, "WDC Disable Controller Initiated Telemetry" },
	{}
};
static const struct nvme_name wdc_opcodes[] = {
	{ 0xc0, "WDC Drive Essentials: Size" },
	{ 0xc2, "WDC Drive Essentials: Data" },
	{ 0xc6, "WDC Capture Diagnostics or Dump" },
	{ 0xc9, "WDC Enclosure Management Send" },
	{ 0xca, "WDC Enclosure Management Receive" },
	{ 0xcc, "WDC Drive Resize" },
	{ 0xd1, "WDC PCIe Statistics" },
	{ 0xd2, "WDC Clear PCIe Correctable Errors" },
	{ 0xd8, "WDC Clear Assert Dump" },
	{ 0xdd, "WDC Purge" },
	{ 0xde, "WDC Purge Monitor" },
	{ 0xe6, "WDC Capture Diagnostics" },
	{ 0xfa, "WDC Capture Device Unit Information" },
	{ 0xfb, "WDC Namespace Resize" },
	{ 0xff, "WDC Clear Dump" },
	{}
};

const struct nvme_vendor nvme_vendor_list[] = {
	{ "ocp", .logs = ocp_logs, .features = ocp_features },
	{ "amazon", .ids = { 0x1d0f }, .logs = amazon_logs },
	{ "dapustor", .ids = { 0x1e3b }, .logs = dapustor_logs },
	{ "dera", .ids = { 0x1d78 }, .logs = dera_logs, .opcodes = dera_opcodes },
	{ "ibm", .ids = { 0x1014 }, .logs = ibm_logs },
	{ "innogrit", .ids = { 0x1dbe }, .logs = innogrit_logs, .opcodes = innogrit_opcodes },
	{ "intel", .ids = { 0x8086 }, .logs = intel_logs, .features = intel_features, .opcodes = intel_opcodes },
	{ "kioxia", .ids = { 0x1e0f, 0x1179 }, .logs = kioxia_logs, .features = kioxia_features, .opcodes = kioxia_opcodes },
	{ "memblaze", .ids = { 0x1c5f }, .logs = memblaze_logs, .features = memblaze_features },
	{ "micron", .ids = { 0x1344 }, .logs = micron_logs, .features = micron_features, .opcodes = micron_opcodes },
	{ "netapp", .ids = { 0x1275 }, .logs = netapp_logs },
	{ "scaleflux", .ids = { 0xcc53, 0x1dfd }, .logs = scaleflux_logs, .opcodes = scaleflux_opcodes },
	{ "seagate", .ids = { 0x1bb1 }, .logs = seagate_logs, .features = seagate_features },
	{ "solidigm", .ids = { 0x025e }, .logs = solidigm_logs, .features = solidigm_features, .opcodes = solidigm_opcodes },
	{ "wdc", .ids = { 0x1b96, 0x15b7, 0x1c58 }, .logs = wdc_logs, .features = wdc_features, .opcodes = wdc_opcodes },
	{}
};
/* clang-format on */
_Static_assert(sizeof(nvme_vendor_list) / sizeof(nvme_vendor_list[0]) <= NVME_VENDORS_MAX,
	       "room for each vendor once, and for the drive's own");

static const struct nvme_name *names_of(const struct nvme_vendor *vendor,
					enum nvme_vendor_kind kind)
{
	switch (kind) {
	case NVME_VENDOR_LOG:
		return vendor->logs;
	case NVME_VENDOR_FEATURE:
		return vendor->features;
	default:
		return vendor->opcodes;
	}
}

static const char *find(const struct nvme_vendor *vendor, enum nvme_vendor_kind kind, uint8_t value)
{
	const struct nvme_name *name = names_of(vendor, kind);

	while (name && name->name && name->value != value)
		name++;
	return name ? name->name : NULL;
}

static bool has_id(const struct nvme_vendor *vendor, uint16_t id)
{
	for (size_t i = 0; i < sizeof(vendor->ids) / sizeof(vendor->ids[0]); i++)
		if (id && vendor->ids[i] == id)
			return true;
	return false;
}

static const struct nvme_vendor *vendor_of_drive(uint16_t id)
{
	const struct nvme_vendor *vendor = nvme_vendor_list;

	while (vendor->word && !has_id(vendor, id))
		vendor++;
	return vendor; /* the last one has no names */
}

bool nvme_vendors_add(struct nvme_vendors *vendors, const char *word)
{
	const struct nvme_vendor *vendor = nvme_vendor_list;
	uint8_t which = NVME_VENDOR_OF_DRIVE;

	while (strcmp(word, "auto") != 0 && vendor->word && strcmp(vendor->word, word) != 0)
		vendor++;
	if (!vendor->word)
		return false;
	if (strcmp(word, "auto") != 0)
		which = (uint8_t)(vendor - nvme_vendor_list);
	if (vendors->count == NVME_VENDORS_MAX) /* then all are in it, and this is a duplicate */
		return true;
	vendors->list[vendors->count++] = which;
	return true;
}

const char *nvme_vendor_name(const struct nvme_vendors *vendors, uint16_t vendor_id,
			     enum nvme_vendor_kind kind, uint8_t value)
{
	for (unsigned int i = 0; vendors && i < vendors->count; i++) {
		const struct nvme_vendor *vendor = vendors->list[i] == NVME_VENDOR_OF_DRIVE
							   ? vendor_of_drive(vendor_id)
							   : &nvme_vendor_list[vendors->list[i]];
		const char *name = find(vendor, kind, value);

		if (name)
			return name;
	}
	return NULL;
}
