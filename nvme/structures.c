// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The data structures of commands, if they are small and essential to the command. Base: NVM
 * Express Base Specification 2.1. NVM: NVM Command Set Specification 1.1. Items with .before also
 * appear in the line.
 */
#include "nvme/structures.h"

/* One line for each row of a figure. */
/* clang-format off */

/* ---- Ranges of blocks ---- */

/* NVM, section 3.3.3. */
static const struct nvme_item deallocated_range[] = {
	{ "slba", "Starting LBA", 8, 8, .before = "" },
	{ "llb", "Length in Logical Blocks", 4, 4, .before = "+", .unit = "blocks" },
	{ "cattr", "Context Attributes", 0, 4, NVME_HEX },
	{}
};
const struct nvme_structure nvme_deallocated_ranges = {
	.entry = deallocated_range, .key = "ranges", .label = "Ranges", .size = 16,
	.entries = NVME_AS_COMMAND, .dword = 10, .bit = 0, .width = 8, .zeroes_based = true,
};

/* NVM, section 3.3.2: the Source Range Entries, by Descriptor Format. */
#define SOURCE_BLOCKS \
	{ "slba", "Starting LBA", 8, 8, .before = "" }, \
	{ "nlb", "Number of Logical Blocks", 16, 2, .before = "+", .zeroes_based = 1, .unit = "blocks" }
#define SOURCE_NAMESPACE { "snsid", "Source Namespace Identifier", 0, 4, .before = "" }
#define BLOCKS_OF_NAMESPACE \
	{ "slba", "Starting LBA", 8, 8, .before = ":" }, \
	{ "nlb", "Number of Logical Blocks", 16, 2, .before = "+", .zeroes_based = 1, .unit = "blocks" }, \
	{ "fco", "Fast Copy Only (SOPT)", 22, 2, .bit = 15, .width = 1 }
#define SOURCE_EXTENSION \
	{ "cetype", "Command Extension Type", 18, 1, .width = 4 }, \
	{ "cev", "Command Extension Value", 20, 2, NVME_HEX }
#define SOURCE_TAGS_OF_16B \
	{ "elbt", "Expected Logical Block Tags", 24, 4, NVME_HEX }, \
	{ "elbat", "Expected Logical Block Application Tag", 28, 2, NVME_HEX }, \
	{ "elbatm", "Expected Logical Block Application Tag Mask", 30, 2, NVME_HEX }
#define SOURCE_TAGS_OF_64B \
	{ "elbt", "Expected Logical Block Tags", 26, 10, NVME_BYTES }, \
	{ "elbat", "Expected Logical Block Application Tag", 36, 2, NVME_HEX }, \
	{ "elbatm", "Expected Logical Block Application Tag Mask", 38, 2, NVME_HEX }
#define SOURCES(format, items, bytes) \
	const struct nvme_structure nvme_copy_sources_##format = { \
		.entry = items, .key = "ranges", .label = "Source Ranges", .size = bytes, \
		.entries = NVME_AS_COMMAND, .dword = 12, .bit = 0, .width = 8, .zeroes_based = true, \
	}

static const struct nvme_item source_0[] = { SOURCE_BLOCKS, SOURCE_EXTENSION, SOURCE_TAGS_OF_16B, {} };
static const struct nvme_item source_1[] = { SOURCE_BLOCKS, SOURCE_EXTENSION, SOURCE_TAGS_OF_64B, {} };
static const struct nvme_item source_2[] = {
	SOURCE_NAMESPACE, BLOCKS_OF_NAMESPACE, SOURCE_EXTENSION, SOURCE_TAGS_OF_16B, {}
};
static const struct nvme_item source_3[] = {
	SOURCE_NAMESPACE, BLOCKS_OF_NAMESPACE, SOURCE_EXTENSION, SOURCE_TAGS_OF_64B, {}
};
/* From memory: a namespace of the Subsystem Local Memory Command Set. */
static const struct nvme_item source_4[] = {
	SOURCE_NAMESPACE,
	{ "saddr", "Starting Address", 8, 8, NVME_HEX, .before = ":" },
	{ "nbyte", "Number of Bytes", 16, 4, .before = "+", .unit = "bytes" },
	{}
};
SOURCES(0, source_0, 32);
SOURCES(1, source_1, 40);
SOURCES(2, source_2, 32);
SOURCES(3, source_3, 40);
SOURCES(4, source_4, 32);

/* Computational Programs Command Set Specification 1.1, section 4.1. */
static const struct nvme_item memory_range[] = {
	{ "nsid", "Namespace Identifier", 0, 4, .before = "" },
	{ "sb", "Starting Byte", 8, 8, NVME_HEX, .before = ":" },
	{ "len", "Length", 4, 4, .before = "+", .unit = "bytes" },
	{}
};
const struct nvme_structure nvme_memory_ranges = {
	.entry = memory_range, .key = "ranges", .label = "Memory Ranges", .size = 32,
	.entries = NVME_AS_COMMAND, .dword = 11, .bit = 0, .width = 8,
};

/* ---- Reservations: Base, sections 7.5 to 7.8 ---- */

#define CRKEY { "crkey", "Current Reservation Key", 0, 8, NVME_HEX, .before = "" }
static const struct nvme_item registration[] = {
	CRKEY,
	{ "nrkey", "New Reservation Key", 8, 8, NVME_HEX, .before = "" },
	{}
};
static const struct nvme_item acquisition[] = {
	CRKEY,
	{ "prkey", "Preempt Reservation Key", 8, 8, NVME_HEX, .before = "" },
	{}
};
static const struct nvme_item release[] = { CRKEY, {} };
const struct nvme_structure nvme_reservation_register = { .head = registration, .whole = 16 };
const struct nvme_structure nvme_reservation_acquire = { .head = acquisition, .whole = 16 };
const struct nvme_structure nvme_reservation_release = { .head = release, .whole = 8 };

const struct nvme_name nvme_reservation_types[] = {
	{ 0x0, "Reserved" },
	{ 0x1, "Write Exclusive" },
	{ 0x2, "Exclusive Access" },
	{ 0x3, "Write Exclusive Registrants Only" },
	{ 0x4, "Exclusive Access Registrants Only" },
	{ 0x5, "Write Exclusive All Registrants" },
	{ 0x6, "Exclusive Access All Registrants" },
	{}
};
static const struct nvme_item reservation_status[] = {
	{ "gen", "Generation", 0, 4 },
	{ "rtype", "Reservation Type", 4, 1, .names = nvme_reservation_types, .before = "" },
	{ "regstrnt", "Number of Registrants", 5, 2 },
	{ "ptpls", "Persist Through Power Loss State", 9, 1 },
	{}
};
static const struct nvme_item registrant[] = {
	{ "cntlid", "Controller ID", 0, 2, .before = "" },
	{ "rcsts", "Reservation Status: holds the reservation", 2, 1, .width = 1 },
	{ "hostid", "Host Identifier", 8, 8, NVME_HEX },
	{ "rkey", "Reservation Key", 16, 8, NVME_HEX, .before = ":" },
	{}
};
static const struct nvme_item extended_registrant[] = {
	{ "cntlid", "Controller ID", 0, 2, .before = "" },
	{ "rcsts", "Reservation Status: holds the reservation", 2, 1, .width = 1 },
	{ "rkey", "Reservation Key", 8, 8, NVME_HEX, .before = ":" },
	{ "hostid", "Host Identifier", 16, 16, NVME_BYTES },
	{}
};
const struct nvme_structure nvme_reservation_status = {
	.head = reservation_status, .entry = registrant, .key = "registrants",
	.label = "Registrants", .first = 24, .size = 24,
	.entries = NVME_AS_HEAD, .count_at = 5, .count_size = 2,
};
const struct nvme_structure nvme_extended_reservation_status = {
	.head = reservation_status, .entry = extended_registrant, .key = "registrants",
	.label = "Registrants", .first = 64, .size = 64,
	.entries = NVME_AS_HEAD, .count_at = 5, .count_size = 2,
};

/* ---- Connect: Base, section 6.3 ---- */

static const struct nvme_item connect[] = {
	{ "hostid", "Host Identifier", 0, 16, NVME_BYTES },
	{ "cntlid", "Controller ID", 16, 2, NVME_HEX },
	{ "subnqn", "NVM Subsystem NVMe Qualified Name", 256, 256, NVME_TEXT, .before = "" },
	{ "hostnqn", "Host NVMe Qualified Name", 512, 256, NVME_TEXT, .before = "" },
	{}
};
const struct nvme_structure nvme_connect_data = { .head = connect, .whole = 1024 };

/*
 * Authentication Send and Receive: Base, section 8.3.5.4. Revision 2.4 renamed DH-HMAC-CHAP to KX-
 * HMAC-CHAP. One list of messages is enough, because its message numbers differ from those of the
 * common messages.
 */
static const struct nvme_name authentication_types[] = {
	{ 0x00, "Common messages" },
	{ 0x01, "KX-HMAC-CHAP" },
	{}
};
static const struct nvme_name authentication_messages[] = {
	{ 0x00, "AUTH_Negotiate" },
	{ 0x01, "Challenge" },
	{ 0x02, "Reply" },
	{ 0x03, "Success1" },
	{ 0x04, "Success2" },
	{ 0xf0, "AUTH_Failure2" },
	{ 0xf1, "AUTH_Failure1" },
	{}
};
static const struct nvme_item authentication[] = {
	{ "auth_type", "Authentication Type", 0, 1, NVME_HEX, .names = authentication_types, .before = "" },
	{ "auth_id", "Authentication Message", 1, 1, NVME_HEX, .names = authentication_messages, .before = "" },
	{ "t_id", "Transaction Identifier", 4, 2 },
	{}
};
const struct nvme_structure nvme_authentication = { .head = authentication };

/* ---- Lists of controllers and of namespaces: Base, sections 4.4 and 5.1.13 ---- */

static const struct nvme_item controller[] = {
	{ "cntlid", "Controller Identifier", 0, 2, .before = "" },
	{}
};
const struct nvme_structure nvme_controller_list = {
	.entry = controller, .key = "ctrls", .label = "Controller List", .first = 2, .size = 2,
	.entries = NVME_AS_HEAD, .count_at = 0, .count_size = 2, .whole = 4096,
};
static const struct nvme_item namespace[] = {
	{ "nsid", "Namespace Identifier", 0, 4, .before = "" },
	{}
};
const struct nvme_structure nvme_namespace_list = {
	.entry = namespace, .key = "nsids", .label = "Namespace List", .size = 4,
	.entries = NVME_UNTIL_ZERO, .whole = 4096,
};

/*
 * The fields of a new namespace that the host specifies: NVM, section 4.1.6, and the Zoned
 * Namespace and Key Value Command Set Specifications. For Key Value, the size is in bytes.
 */
#define ANY_NAMESPACE \
	{ "nmic", "Namespace Multi-path I/O and Sharing Capabilities", 30, 1, NVME_HEX }, \
	{ "anagrpid", "ANA Group Identifier", 92, 4 }, \
	{ "nvmsetid", "NVM Set Identifier", 100, 2 }, \
	{ "endgid", "Endurance Group Identifier", 102, 2 }
#define NAMESPACE_OF_BLOCKS \
	{ "nsze", "Namespace Size", 0, 8, .before = "", .unit = "blocks" }, \
	{ "ncap", "Namespace Capacity", 8, 8, .before = "", .unit = "blocks" }, \
	{ "flbas", "Formatted LBA Size", 26, 1, NVME_HEX, .before = "" }, \
	{ "dps", "End-to-end Data Protection Type Settings", 29, 1, NVME_HEX }, \
	ANY_NAMESPACE, \
	{ "lbstm", "Logical Block Storage Tag Mask", 384, 8, NVME_HEX }, \
	{ "nphndls", "Number of Placement Handles", 392, 2 }
static const struct nvme_item new_namespace[] = { NAMESPACE_OF_BLOCKS, {} };
static const struct nvme_item new_zoned_namespace[] = {
	NAMESPACE_OF_BLOCKS,
	{ "azr", "Allocate ZRWA Resources (ZNSCO)", 499, 1, .width = 1 },
	{ "rar", "Requested Active Resources", 500, 4 },
	{ "ror", "Requested Open Resources", 504, 4 },
	{ "rnumzrwa", "Requested Number of ZRWA Resources", 508, 4 },
	{}
};
static const struct nvme_item new_kv_namespace[] = {
	{ "nsze", "Namespace Size", 0, 8, .before = "", .unit = "bytes" },
	ANY_NAMESPACE,
	{}
};
const struct nvme_structure nvme_new_namespace = { .head = new_namespace, .whole = 4096 };
const struct nvme_structure nvme_new_zoned_namespace = { .head = new_zoned_namespace, .whole = 4096 };
const struct nvme_structure nvme_new_kv_namespace = { .head = new_kv_namespace, .whole = 4096 };

/* Base, section 5.3.9. Deleting an Exported Port uses only the first two. */
static const struct nvme_item exported_port[] = {
	{ "subnqn", "Exported NVM Subsystem NVMe Qualified Name", 0, 256, NVME_TEXT, .before = "" },
	{ "epid", "Exported Port ID", 256, 2, .before = "" },
	{ "pidud", "Port ID of the Underlying Port", 258, 2 },
	{ "trsvcid", "Transport Service ID", 260, 32, NVME_TEXT },
	{}
};
const struct nvme_structure nvme_exported_port = { .head = exported_port, .whole = 320 };

/* ---- Features: Base, section 5.1.25; NVM, section 4.1.3 ---- */

static const struct nvme_name origins[] = {
	{ 0, "Cleared by Controller Level Reset" },
	{ 1, "Set by host" },
	{}
};
static const struct nvme_item timestamp[] = {
	{ "ts", "Timestamp", 0, 6, NVME_TIME, .before = "" },
	{ "sync", "May have stopped counting", 6, 1, .width = 1 },
	{ "to", "Timestamp Origin", 6, 1, .bit = 1, .width = 3, .names = origins },
	{}
};
const struct nvme_structure nvme_timestamp = { .head = timestamp, .whole = 8 };

static const struct nvme_item transition[] = {
	{ "itps", "Idle Transition Power State", 0, 8, .bit = 3, .width = 5, .before = "" },
	{ "itpt", "Idle Time Prior to Transition", 0, 8, .bit = 8, .width = 24, .before = "@", .unit = "ms" },
	{}
};
const struct nvme_structure nvme_power_transitions = {
	.entry = transition, .key = "transitions", .label = "Autonomous Power State Transitions",
	.size = 8, .whole = 256,
};

static const struct nvme_name range_types[] = {
	{ 0x0, "General Purpose" },
	{ 0x1, "Filesystem" },
	{ 0x2, "RAID" },
	{ 0x3, "Cache" },
	{ 0x4, "Swap" },
	{}
};
static const struct nvme_item range_type[] = {
	{ "type", "Type", 0, 1, NVME_HEX, .names = range_types, .before = "" },
	{ "attr", "Attributes", 1, 1, NVME_HEX },
	{ "slba", "Starting LBA", 16, 8, .before = ":" },
	{ "nlb", "Number of Logical Blocks", 24, 8, .before = "+", .zeroes_based = 1, .unit = "blocks" },
	{ "guid", "Unique Identifier", 32, 16, NVME_BYTES },
	{}
};
const struct nvme_structure nvme_range_types = {
	.entry = range_type, .key = "ranges", .label = "LBA Range Types", .size = 64, .whole = 4096,
	.entries = NVME_AS_COMMAND, .dword = 11, .bit = 0, .width = 6, .zeroes_based = true,
};

static const struct nvme_item host_behavior[] = {
	{ "acre", "Advanced Command Retry Enable", 0, 1, .before = "" },
	{ "etdas", "Extended Telemetry Data Area 4 Supported", 1, 1, .before = "" },
	{ "lbafee", "LBA Format Extension Enable", 2, 1, .before = "" },
	{ "hdisns", "Host Dispersed Namespace Support", 3, 1 },
	{ "cdf2e", "Copy Descriptor Format 2h Enable", 4, 2, .bit = 2, .width = 1, .before = "" },
	{ "cdf3e", "Copy Descriptor Format 3h Enable", 4, 2, .bit = 3, .width = 1, .before = "" },
	{ "cdf4e", "Copy Descriptor Format 4h Enable", 4, 2, .bit = 4, .width = 1, .before = "" },
	{}
};
const struct nvme_structure nvme_host_behavior = { .head = host_behavior, .whole = 512 };

/* Predictable Latency Mode Config: the events for the aggregate log page, and their thresholds. */
static const struct nvme_item latency_events[] = {
	{ "enev", "Enable Event", 0, 2, NVME_HEX, .before = "" },
	{ "dtwinrt", "DTWIN Reads Threshold", 32, 8 },
	{ "dtwinwt", "DTWIN Writes Threshold", 40, 8 },
	{ "dtwintt", "DTWIN Time Threshold", 48, 8 },
	{}
};
const struct nvme_structure nvme_latency_events = { .head = latency_events, .whole = 512 };

static const struct nvme_item admin_label[] = {
	{ "label", "Namespace Admin Label", 0, 256, NVME_TEXT, .before = "" },
	{}
};
const struct nvme_structure nvme_admin_label = { .head = admin_label, .whole = 256 };

/* Embedded Management Controller Address and Host Management Agent Address. */
static const struct nvme_item agent_address[] = {
	{ "uri", "Address", 4, 508, NVME_TEXT, .before = "" },
	{}
};
const struct nvme_structure nvme_agent_address = { .head = agent_address, .whole = 512 };

static const struct nvme_item host_memory_attributes[] = {
	{ "hsize", "Host Memory Buffer Size", 0, 4, .before = "", .unit = "pages" },
	{ "hmdla", "Host Memory Descriptor List Address", 4, 8, NVME_HEX },
	{ "hmdlec", "Host Memory Descriptor List Entry Count", 12, 4 },
	{}
};
const struct nvme_structure nvme_host_memory_attributes = {
	.head = host_memory_attributes, .whole = 4096,
};

static const struct nvme_item data_queue_pointers[] = {
	{ "hp", "Head Pointer", 0, 4, .before = "" },
	{ "tpt", "Tail Pointer Trigger", 4, 4, .before = "" },
	{}
};
const struct nvme_structure nvme_data_queue_pointers = {
	.head = data_queue_pointers, .whole = 512,
};

static const struct nvme_item host_identifier[] = {
	{ "hostid", "Host Identifier", 0, 8, NVME_HEX, .before = "" },
	{}
};
static const struct nvme_item extended_host_identifier[] = {
	{ "hostid", "Host Identifier", 0, 16, NVME_BYTES, .before = "" },
	{}
};
const struct nvme_structure nvme_host_identifier = { .head = host_identifier, .whole = 8 };
const struct nvme_structure nvme_extended_host_identifier = {
	.head = extended_host_identifier, .whole = 16,
};

/* ---- Flexible Data Placement: Base, sections 7.3 and 7.4 ---- */

static const struct nvme_item placement_identifier[] = {
	{ "pid", "Placement Identifier", 0, 2, NVME_HEX, .before = "" },
	{}
};
const struct nvme_structure nvme_placement_identifiers = {
	.entry = placement_identifier, .key = "pids", .label = "Placement Identifiers", .size = 2,
	.entries = NVME_AS_COMMAND, .dword = 10, .bit = 16, .width = 16, .zeroes_based = true,
};

static const struct nvme_item handle_status[] = {
	{ "pid", "Placement Identifier", 0, 2, NVME_HEX, .before = "" },
	{ "ruhid", "Reclaim Unit Handle Identifier", 2, 2 },
	{ "earutr", "Estimated Active Reclaim Unit Time Remaining", 4, 4, .unit = "s" },
	{ "ruamw", "Reclaim Unit Available Media Writes", 8, 8, .before = ":", .unit = "blocks" },
	{}
};
const struct nvme_structure nvme_handle_status = {
	.entry = handle_status, .key = "handles", .label = "Reclaim Unit Handle Status Descriptors",
	.first = 16, .size = 32, .entries = NVME_AS_HEAD, .count_at = 14, .count_size = 2,
};
/* clang-format on */
