// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The log pages. Unless a comment names another document or revision, figures are those of the NVM
 * Express Base Specification 2.1, section 5.1.12. The Log Specific Parameter (LSP) is cdw10[14:8],
 * the Log Specific Identifier (LSI) cdw11[31:16]. They are here only for log pages that define
 * them.
 */
#include "nvme/tables.h"

/* One line for each row of a figure. */
/* clang-format off */

/*
 * Figure 202. BFh is from the Zoned Namespace Command Set. Revision 2.3 added 1Dh to 1Fh, 25h and
 * 7Fh. Revision 2.4 added 24h, 27h, 28h and 85h; only their names are here.
 */
const struct nvme_name nvme_log_names[] = {
	{ 0x00, "Supported Log Pages" },
	{ 0x01, "Error Information" },
	{ 0x02, "SMART/Health" },
	{ 0x03, "Firmware Slot" },
	{ 0x04, "Changed Attached Namespace List" },
	{ 0x05, "Commands Supported and Effects" },
	{ 0x06, "Device Self-test" },
	{ 0x07, "Telemetry Host-Initiated" },
	{ 0x08, "Telemetry Controller-Initiated" },
	{ 0x09, "Endurance Group Information" },
	{ 0x0a, "Predictable Latency Per NVM Set" },
	{ 0x0b, "Predictable Latency Event Aggregate" },
	{ 0x0c, "Asymmetric Namespace Access" },
	{ 0x0d, "Persistent Event" },
	{ 0x0e, "LBA Status Information" },
	{ 0x0f, "Endurance Group Event Aggregate" },
	{ 0x10, "Media Unit Status" },
	{ 0x11, "Supported Capacity Configuration List" },
	{ 0x12, "Feature Identifiers Supported and Effects" },
	{ 0x13, "NVMe-MI Commands Supported and Effects" },
	{ 0x14, "Command and Feature Lockdown" },
	{ 0x15, "Boot Partition" },
	{ 0x16, "Rotational Media Information" },
	{ 0x17, "Dispersed Namespace Participating NVM Subsystems" },
	{ 0x18, "Management Address List" },
	{ 0x19, "Physical Interface Receiver Eye Opening Measurement" },
	{ 0x1a, "Reachability Groups" },
	{ 0x1b, "Reachability Associations" },
	{ 0x1c, "Changed Allocated Namespace List" },
	{ 0x1d, "Device Personalities" },
	{ 0x1e, "Cross-Controller Reset" },
	{ 0x1f, "Lost Host Communication" },
	{ 0x20, "FDP Configurations" },
	{ 0x21, "Reclaim Unit Handle Usage" },
	{ 0x22, "FDP Statistics" },
	{ 0x23, "FDP Events" },
	{ 0x24, "Manufacturer Default Configuration Status" },
	{ 0x25, "Power Measurement" },
	{ 0x27, "Voltage Measurement" },
	{ 0x28, "Rate Limiting" },
	{ 0x70, "Discovery" },
	{ 0x71, "Host Discovery" },
	{ 0x72, "AVE Discovery" },
	{ 0x73, "Pull Model DDC Request" },
	{ 0x7f, "Sanitize Namespace Status List" },
	{ 0x80, "Reservation Notification" },
	{ 0x81, "Sanitize Status" },
	{ 0x85, "Host Addressable Namespaces" },
	{ 0xbf, "Changed Zone List" },
	{ 0xc0, NULL }
};

/* Figure 213. */
static const struct nvme_name data_areas[] = {
	{ 0, "Controller determined" },
	{ 1, "Data Area 1" },
	{ 2, "Data Area 2" },
	{ 3, "Data Area 3" },
	{ 4, "Data Area 4" },
	{}
};
static const struct nvme_row telemetry_host_initiated[] = {
	{ "cthid", "Create Telemetry Host-Initiated Data", 10, 8, 1 },
	{ "mcda", "Maximum Created Data Area", 10, 9, 3, .names = data_areas },
	{}
};

/* The LSI of log pages of an Endurance Group, an NVM Set or a domain. */
static const struct nvme_row endurance_group[] = {
	{ "endgid", "Endurance Group Identifier", 11, 16, 16, ALWAYS },
	{}
};
static const struct nvme_row nvm_set[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 16, 16, ALWAYS },
	{}
};
static const struct nvme_row domain[] = {
	{ "domid", "Domain Identifier", 11, 16, 16 },
	{}
};

/* Asymmetric Namespace Access and Reachability Groups. */
static const struct nvme_row groups_only[] = {
	{ "rgo", "Return Groups Only", 10, 8, 1 },
	{}
};
static const struct nvme_row associations_only[] = {
	{ "rao", "Return Associations Only", 10, 8, 1 },
	{}
};

/* Figure 225. */
static const struct nvme_name persistent_event_actions[] = {
	{ 0, "Read Log Data" },
	{ 1, "Establish Context and Read Log Data" },
	{ 2, "Release Context" },
	{ 3, "Establish Context and Read Header" }, /* of 512 bytes */
	{}
};
static const struct nvme_row persistent_event[] = {
	{ "act", "Action", 10, 8, 2, ALWAYS, .names = persistent_event_actions },
	{}
};

/* The Lockdown command has the same scopes. */
static const struct nvme_name scopes[] = {
	{ 0x0, "Admin command opcodes" },
	{ 0x2, "Set Features Feature Identifiers" },
	{ 0x3, "Management Interface opcodes" },
	{ 0x4, "PCIe opcodes" },
	{}
};
static const struct nvme_name lockdown_contents[] = {
	{ 0, "Supported to be prohibited" },
	{ 1, "Prohibited on Admin SQ" },
	{ 2, "Prohibited out-of-band" },
	{}
};
/* Revision 2.4. FFFFh stands for any controller. */
static const struct nvme_row lockdown_of_controller[] = {
	{ "cntlid", "Controller Identifier", 11, 16, 16, ALWAYS },
	{}
};
static const struct nvme_variant enhanced_lockdown[] = { { 1, lockdown_of_controller }, {} };
static const struct nvme_row lockdown[] = {
	{ "scp", "Scope", 10, 8, 4, ALWAYS, .names = scopes },
	{ "cntts", "Contents", 10, 12, 2, ALWAYS, .names = lockdown_contents },
	{ "elpf", "Enhanced Log Page Format", 10, 14, 1, .by = enhanced_lockdown },
	{}
};

static const struct nvme_name boot_partitions[] = { { 0, "0" }, { 1, "1" }, {} };
static const struct nvme_row boot_partition[] = {
	{ "bpid", "Boot Partition Identifier", 10, 8, 1, ALWAYS, .names = boot_partitions },
	{}
};

/* NVMe over PCIe Transport Specification 1.1. */
static const struct nvme_name measurement_qualities[] = {
	{ 0, "Good" },
	{ 1, "Better" },
	{ 2, "Best" },
	{}
};
static const struct nvme_name measurement_actions[] = {
	{ 0, "Read Log Data" },
	{ 1, "Start Measurement and Read Log Data" },
	{ 2, "Abort Measurement and Clear Log Data" },
	{}
};
static const struct nvme_row eye_opening[] = {
	{ "act", "Action", 10, 10, 2, ALWAYS, .names = measurement_actions },
	{ "mqual", "Measurement Quality", 10, 8, 2, ALWAYS, .names = measurement_qualities },
	{ "cntlid", "Controller Identifier", 11, 16, 16, ALWAYS },
	{}
};

/* Revision 2.3, section 5.2.12.3.1. */
static const struct nvme_row cross_controller_reset[] = {
	{ "rmc", "Remove Completed", 10, 8, 1 },
	{}
};

/* Figure 287. */
static const struct nvme_name placement_event_types[] = {
	{ 0, "Controller events" },
	{ 1, "Host events" },
	{}
};
static const struct nvme_row placement_events[] = {
	{ "endgid", "Endurance Group Identifier", 11, 16, 16, ALWAYS },
	{ "fdpet", "FDP Event Type", 10, 8, 1, ALWAYS, .names = placement_event_types },
	{}
};

/* Figure 293. */
static const struct nvme_row discovery[] = {
	{ "extdlpe", "Extended Discovery Log Page Entry", 10, 8, 1 },
	{ "pleo", "Port Local Entries Only", 10, 9, 1 },
	{ "allsube", "All NVM Subsystem Entries", 10, 10, 1 },
	{}
};

/* Figure 298. */
static const struct nvme_row host_discovery[] = {
	{ "allhoste", "All Host Entries", 10, 8, 1 },
	{}
};

/* Revision 2.3, section 5.2.12.1.34. NLT: sanitize operations in progress, or completed ones. */
static const struct nvme_row sanitize_namespace_list[] = {
	{ "nlt", "NSID List Type", 10, 8, 1 },
	{}
};

const struct nvme_variant nvme_log_fields[] = {
	{ 0x07, telemetry_host_initiated },
	{ 0x09, endurance_group },
	{ 0x0a, nvm_set },
	{ 0x0c, groups_only },
	{ 0x0d, persistent_event },
	{ 0x10, domain },
	{ 0x11, domain },
	{ 0x14, lockdown },
	{ 0x15, boot_partition },
	{ 0x16, endurance_group },
	{ 0x19, eye_opening },
	{ 0x1a, groups_only },
	{ 0x1b, associations_only },
	{ 0x1e, cross_controller_reset },
	{ 0x20, endurance_group },
	{ 0x21, endurance_group },
	{ 0x22, endurance_group },
	{ 0x23, placement_events },
	{ 0x70, discovery },
	{ 0x71, host_discovery },
	{ 0x7f, sanitize_namespace_list },
	{}
};
/* clang-format on */
