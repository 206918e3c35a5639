// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The I/O commands that all command sets share, and those for blocks. Base: NVM Express Base
 * Specification 2.1, section 7. NVM: NVM Command Set Specification 1.1, section 3.3. ZNS: Zoned
 * Namespace Command Set Specification 1.2, section 3.4.
 */
#include "nvme/structures.h"

/* One line for each row of a figure. */
/* clang-format off */

/* NVM, Protection Information Field: the bits GRDCHK, ATCHK and RTCHK of PRCHK. */
static const struct nvme_name checks[] = {
	{ 0, "None" },
	{ 1, "RTCHK" },
	{ 2, "ATCHK" },
	{ 3, "ATCHK+RTCHK" },
	{ 4, "GRDCHK" },
	{ 5, "GRDCHK+RTCHK" },
	{ 6, "GRDCHK+ATCHK" },
	{ 7, "GRDCHK+ATCHK+RTCHK" },
	{}
};

/* Base, section 8.1.8, Directive Types. 0h means no directive. */
#define DTYPE_DATA_PLACEMENT 0x2
static const struct nvme_name directives[] = {
	{ 0x0, "None" },
	{ 0x1, "Streams" },
	{ DTYPE_DATA_PLACEMENT, "Data Placement" },
	{ 0xf, NULL }
};
/* Shown even if it is 0, because 0 is a valid placement identifier. */
static const struct nvme_row placement_identifier[] = {
	{ "dspec", "Directive Specific", 13, 16, 16, ALWAYS },
	{}
};
static const struct nvme_variant directive_specific[] = {
	{ DTYPE_DATA_PLACEMENT, placement_identifier },
	{}
};

/* Base, section 8.1.11, Key Per I/O, the only extension so far. CEV is its key tag. */
#define CETYPE_NONE    0x0
#define CETYPE_KPIOTAG 0x1
static const struct nvme_name extensions[] = {
	{ CETYPE_NONE, "None" },
	{ CETYPE_KPIOTAG, "KPIOTAG" },
	{}
};

static const struct nvme_name latencies[] = {
	{ 0, "None" },
	{ 1, "Idle" },
	{ 2, "Normal" },
	{ 3, "Low" },
	{}
};

/* Write and Read share the values up to 5h. */
#define ACCESS_FREQUENCIES \
	{ 0x0, "None" }, \
	{ 0x1, "Typical" }, \
	{ 0x2, "Infrequent writes and reads" }, \
	{ 0x3, "Infrequent writes frequent reads" }, \
	{ 0x4, "Frequent writes infrequent reads" }, \
	{ 0x5, "Frequent writes and reads" }

static const struct nvme_name write_frequencies[] = {
	ACCESS_FREQUENCIES,
	{ 0x6, "One time write" },
	{}
};
static const struct nvme_name read_frequencies[] = {
	ACCESS_FREQUENCIES,
	{ 0x6, "One time read" },
	{ 0x7, "Speculative read" },
	{ 0x8, "Overwritten in the near future" },
	{}
};

/* Fields that several commands share. For some of them the dword differs. */
#define SLBA { "slba", "Starting LBA", 10, 0, 64, ALWAYS }
#define NLB \
	{ "nlb", "Number of Logical Blocks", 12, 0, 16, ALWAYS, .zeroes_based = 1, .unit = "blocks" }
#define NR(dword) \
	{ "nr", "Number of Ranges", dword, 0, 8, ALWAYS, .zeroes_based = 1, .unit = "ranges" }
#define NUMD(dword) \
	{ "len", "Number of Dwords (NUMD)", dword, 0, 32, ALWAYS, .zeroes_based = 1, .scale = 4, .unit = "bytes", .transfer = true }
#define LR_AND_FUA \
	{ "lr", "Limited Retry", 12, 31, 1 }, \
	{ "fua", "Force Unit Access", 12, 30, 1 }
#define PRINFO \
	{ "pract", "Protection Information Action", 12, 29, 1 }, \
	{ "prchk", "Protection Information Check", 12, 26, 3, .names = checks }
#define STC { "stc", "Storage Tag Check", 12, 24, 1, RARE }
#define DIRECTIVE(width) \
	{ "dtype", "Directive Type", 12, 20, width, .names = directives, .by = directive_specific }, \
	{ "dspec", "Directive Specific", 13, 16, 16, RARE }
#define CETYPE(cdw13) \
	{ "cetype", "Command Extension Type", 12, 16, 4, RARE, .names = extensions, .by = cdw13 }
#define CEV { "cev", "Command Extension Value", 13, 0, 16, RARE, .hex = 1 }

/*
 * The storage tag and the reference tag share Upper and Lower; the namespace's format defines the
 * boundary. With 16b guards and no storage tag, Lower is the initial reference tag and Upper is
 * unused.
 */
#define TAGS \
	{ "lbtu", "Logical Block Tags Upper", 2, 0, 48, RARE, .hex = 1 }, \
	{ "lbtl", "Logical Block Tags Lower", 14, 0, 32, RARE, .hex = 1 }, \
	{ "lbat", "Logical Block Application Tag", 15, 0, 16, RARE, .hex = 1 }, \
	{ "lbatm", "Logical Block Application Tag Mask", 15, 16, 16, RARE, .hex = 1 }
#define EXPECTED_TAGS \
	{ "elbtu", "Expected Logical Block Tags Upper", 2, 0, 48, RARE, .hex = 1 }, \
	{ "elbtl", "Expected Logical Block Tags Lower", 14, 0, 32, RARE, .hex = 1 }, \
	{ "elbat", "Expected Logical Block Application Tag", 15, 0, 16, RARE, .hex = 1 }, \
	{ "elbatm", "Expected Logical Block Application Tag Mask", 15, 16, 16, RARE, .hex = 1 }

/* Dataset Management (DSM) of Write and Read. */
#define HINTS(frequencies) \
	{ "af", "Access Frequency", 13, 0, 4, RARE, .names = frequencies }, \
	{ "al", "Access Latency", 13, 4, 2, RARE, .names = latencies }, \
	{ "seqreq", "Sequential Request", 13, 6, 1, RARE }, \
	{ "incprs", "Incompressible", 13, 7, 1, RARE }

/* The low bits of dword 13: the value of an extension replaces DSM. */
static const struct nvme_row write_hints[] = { HINTS(write_frequencies), {} };
static const struct nvme_row read_hints[] = { HINTS(read_frequencies), {} };
static const struct nvme_row extension_value[] = { CEV, {} };
static const struct nvme_variant write_cdw13[] = {
	{ CETYPE_NONE, write_hints },
	{ CETYPE_KPIOTAG, extension_value },
	{}
};
static const struct nvme_variant read_cdw13[] = {
	{ CETYPE_NONE, read_hints },
	{ CETYPE_KPIOTAG, extension_value },
	{}
};
static const struct nvme_variant other_cdw13[] = {
	{ CETYPE_KPIOTAG, extension_value },
	{}
};

/* NVM, section 3.3.6. */
static const struct nvme_row write_rows[] = {
	SLBA,
	NLB,
	LR_AND_FUA,
	PRINFO,
	STC,
	DIRECTIVE(4),
	CETYPE(write_cdw13),
	TAGS,
	{}
};

/* NVM, section 3.3.4. */
static const struct nvme_row read_rows[] = {
	SLBA,
	NLB,
	LR_AND_FUA,
	PRINFO,
	STC,
	CETYPE(read_cdw13),
	EXPECTED_TAGS,
	{}
};

/* NVM, section 3.3.7. */
static const struct nvme_row write_uncorrectable_rows[] = {
	SLBA,
	NLB,
	DIRECTIVE(4),
	{}
};

/* NVM, sections 3.3.1 and 3.3.5: Compare and Verify have the same fields. */
static const struct nvme_row compare_rows[] = {
	SLBA,
	NLB,
	LR_AND_FUA,
	PRINFO,
	STC,
	CETYPE(other_cdw13),
	EXPECTED_TAGS,
	{}
};

/* NVM, section 3.3.8. NSZ occupies the bit that is the highest of DTYPE in a Write. */
static const struct nvme_row write_zeroes_rows[] = {
	SLBA,
	NLB,
	{ "deac", "Deallocate", 12, 25, 1 },
	{ "nsz", "Namespace Zeroes", 12, 23, 1 },
	LR_AND_FUA,
	PRINFO,
	STC,
	DIRECTIVE(3),
	CETYPE(other_cdw13),
	TAGS,
	{}
};
static const struct nvme_row write_zeroes_answer[] = {
	{ "lbacz", "LBAs Cleared to Zero", NVME_DW0, 0, 1 }, /* the answer to NSZ */
	{}
};

/* NVM, section 3.3.3. The ranges are in the data. */
static const struct nvme_row dataset_management_rows[] = {
	NR(10),
	{ "ad", "Attribute - Deallocate", 11, 2, 1 },
	{ "idw", "Attribute - Integral Dataset for Write", 11, 1, 1 },
	{ "idr", "Attribute - Integral Dataset for Read", 11, 0, 1 },
	{}
};

/*
 * NVM, section 3.3.2. PRINFOR and STCR apply to reading the ranges, which are in the data. All
 * other fields apply to the write.
 */
static const struct nvme_row copy_rows[] = {
	{ "sdlba", "Starting Destination LBA", 10, 0, 64, ALWAYS },
	NR(12),
	{ "desfmt", "Descriptor Format", 12, 8, 4 },
	LR_AND_FUA,
	{ "practr", "Protection Information Action (PRINFOR)", 12, 15, 1 },
	{ "prchkr", "Protection Information Check (PRINFOR)", 12, 12, 3, .names = checks },
	{ "practw", "Protection Information Action (PRINFOW)", 12, 29, 1 },
	{ "prchkw", "Protection Information Check (PRINFOW)", 12, 26, 3, .names = checks },
	{ "stcr", "Storage Tag Check Read", 12, 25, 1, RARE },
	{ "stcw", "Storage Tag Check Write", 12, 24, 1, RARE },
	DIRECTIVE(4),
	CETYPE(NULL),
	CEV,
	TAGS,
	{}
};
/*
 * On failure; 0 is valid, too. All ranges before this one were copied. The specification has no
 * abbreviation for it.
 */
static const struct nvme_row copy_failure[] = {
	{ "first_not_copied", "Lowest numbered Source Range not copied", NVME_DW0, 0, 32, ALWAYS },
	{}
};

#define IEKEY { "iekey", "Ignore Existing Key", 10, 3, 1 }
#define DISNSRS(dword, bit) \
	{ "disnsrs", "Dispersed Namespace Reservation Support", dword, bit, 1, RARE }

static const struct nvme_name register_actions[] = {
	{ 0, "Register" },
	{ 1, "Unregister" },
	{ 2, "Replace" },
	{}
};
static const struct nvme_name persistence_changes[] = {
	{ 0, "No change" },
	{ 2, "Clear to 0" },
	{ 3, "Set to 1" },
	{}
};

/* Base, section 7.6. All reservation commands have their keys in the data. */
static const struct nvme_row reservation_register_rows[] = {
	{ "rrega", "Reservation Register Action", 10, 0, 3, ALWAYS, .names = register_actions },
	IEKEY,
	{ "cptpl", "Change Persist Through Power Loss State", 10, 30, 2,
	  .names = persistence_changes },
	DISNSRS(10, 4),
	{}
};

/* Base, section 7.8. */
static const struct nvme_row reservation_report_rows[] = {
	NUMD(10),
	{ "eds", "Extended Data Structure", 11, 0, 1 },
	DISNSRS(11, 1),
	{}
};

static const struct nvme_name acquire_actions[] = {
	{ 0, "Acquire" },
	{ 1, "Preempt" },
	{ 2, "Preempt and Abort" },
	{}
};

/* Base, section 7.5. */
static const struct nvme_row reservation_acquire_rows[] = {
	{ "racqa", "Reservation Acquire Action", 10, 0, 3, ALWAYS, .names = acquire_actions },
	{ "rtype", "Reservation Type", 10, 8, 8, ALWAYS, .names = nvme_reservation_types },
	IEKEY,
	DISNSRS(10, 4),
	{}
};

static const struct nvme_name release_actions[] = {
	{ 0, "Release" },
	{ 1, "Clear" },
	{}
};

/* Base, section 7.7. Only Release uses RTYPE, Clear does not. */
static const struct nvme_row reservation_release_rows[] = {
	{ "rrela", "Reservation Release Action", 10, 0, 3, ALWAYS, .names = release_actions },
	{ "rtype", "Reservation Type", 10, 8, 8, RARE, .names = nvme_reservation_types },
	IEKEY,
	DISNSRS(10, 4),
	{}
};

static const struct nvme_name cancel_actions[] = {
	{ 0, "Single Command Cancel" },
	{ 1, "Multiple Command Cancel" },
	{}
};

/* Base, section 7.1. CID is FFFFh to cancel several commands. */
static const struct nvme_row cancel_rows[] = {
	{ "acode", "Action Code", 11, 0, 2, ALWAYS, .names = cancel_actions },
	{ "sqid", "Submission Queue Identifier", 10, 0, 16, ALWAYS },
	{ "cid", "Command Identifier", 10, 16, 16, ALWAYS },
	{}
};
static const struct nvme_row cancel_answer[] = {
	{ "cmda", "Commands Aborted", NVME_DW0, 0, 16, ALWAYS, .unit = "commands" },
	{ "ceda", "Commands Eligible for Deferred Abort", NVME_DW0, 16, 16, .unit = "commands" },
	{}
};

#define MO_RECLAIM_UNIT_HANDLE 0x01
#define MO_VENDOR	       0xff
#define MO(operations, specific) \
	{ "mo", "Management Operation", 10, 0, 8, ALWAYS, .names = operations, .by = specific }
#define MOS { "mos", "Management Operation Specific", 10, 16, 16, RARE, .hex = 1 }

static const struct nvme_name received_operations[] = {
	{ 0x00, "No action" },
	{ MO_RECLAIM_UNIT_HANDLE, "Reclaim Unit Handle Status" },
	{ MO_VENDOR, NULL }
};
static const struct nvme_name sent_operations[] = {
	{ 0x00, "No action" },
	{ MO_RECLAIM_UNIT_HANDLE, "Reclaim Unit Handle Update" },
	{ MO_VENDOR, NULL }
};

/* Base, section 7.3. */
static const struct nvme_row io_management_receive_rows[] = {
	MO(received_operations, NULL),
	MOS,
	NUMD(11),
	{}
};

/* Base, section 7.4. MOS depends on the operation. */
static const struct nvme_row placement_identifiers[] = {
	{ "npid", "Number of Placement Identifiers", 10, 16, 16, ALWAYS, .zeroes_based = 1 },
	{}
};
static const struct nvme_row vendor_operation[] = { MOS, {} };
static const struct nvme_variant sent_specific[] = {
	{ MO_RECLAIM_UNIT_HANDLE, placement_identifiers },
	{ MO_VENDOR, vendor_operation },
	{}
};
static const struct nvme_row io_management_send_rows[] = {
	MO(sent_operations, sent_specific),
	{}
};

/* 11h and ZSASO, for Zone Random Write Areas, came after ZNS 1.1. */
static const struct nvme_name zone_send_actions[] = {
	{ 0x01, "Close Zone" },
	{ 0x02, "Finish Zone" },
	{ 0x03, "Open Zone" },
	{ 0x04, "Reset Zone" },
	{ 0x05, "Offline Zone" },
	{ 0x10, "Set Zone Descriptor Extension" },
	{ 0x11, "Flush Explicit ZRWA Range" },
	{}
};

/*
 * ZNS, section 3.4.3. ZNS 1.1 has no abbreviations for select_all, zcapc and, in Zone Management
 * Receive, partial. These are nvme-cli's names.
 */
static const struct nvme_row zone_management_send_rows[] = {
	{ "zsa", "Zone Send Action", 13, 0, 8, ALWAYS, .names = zone_send_actions },
	SLBA,
	{ "select_all", "Select All", 13, 8, 1 },
	{ "zsaso", "Zone Send Action Specific Option", 13, 9, 1, RARE },
	{}
};
static const struct nvme_row zone_management_send_answer[] = {
	{ "zcapc", "Zone Capacity Changed", NVME_DW0, 0, 1, RARE },
	{}
};

static const struct nvme_name zone_receive_actions[] = {
	{ 0x00, "Report Zones" },
	{ 0x01, "Extended Report Zones" },
	{}
};
static const struct nvme_name reporting_options[] = {
	{ 0x0, "All zones" },
	{ 0x1, "Empty" },
	{ 0x2, "Implicitly Opened" },
	{ 0x3, "Explicitly Opened" },
	{ 0x4, "Closed" },
	{ 0x5, "Full" },
	{ 0x6, "Read Only" },
	{ 0x7, "Offline" },
	{ 0x9, "Zone attribute set" }, /* any of RZR, FZR and ZFC */
	{}
};

/* ZNS, section 3.4.2. The reporting options apply to both actions. */
static const struct nvme_row zone_management_receive_rows[] = {
	{ "zra", "Zone Receive Action", 13, 0, 8, ALWAYS, .names = zone_receive_actions },
	SLBA,
	{ "zrasf", "Zone Receive Action Specific Field", 13, 8, 8, .names = reporting_options },
	{ "partial", "Partial Report", 13, 16, 1 },
	NUMD(12),
	{}
};

/* ZNS, section 3.4.1. */
static const struct nvme_row zone_append_rows[] = {
	{ "zslba", "Zone Start Logical Block Address", 10, 0, 64, ALWAYS },
	NLB,
	LR_AND_FUA,
	PRINFO,
	{ "piremap", "Protection Information Remap", 12, 25, 1 },
	STC,
	DIRECTIVE(4),
	CETYPE(other_cdw13),
	TAGS,
	{}
};
static const struct nvme_row zone_append_answer[] = {
	{ "alba", "Assigned LBA", NVME_DW0, 0, 64, ALWAYS },
	{}
};

/* The structures in their data. */
static const struct nvme_data_choice deallocated[] = { { .structure = &nvme_deallocated_ranges } };
static const struct nvme_data_choice copied[] = {
	{ 12, 0xf00, 0x000, &nvme_copy_sources_0 },
	{ 12, 0xf00, 0x100, &nvme_copy_sources_1 },
	{ 12, 0xf00, 0x200, &nvme_copy_sources_2 },
	{ 12, 0xf00, 0x300, &nvme_copy_sources_3 },
	{ 12, 0xf00, 0x400, &nvme_copy_sources_4 },
	{}
};
static const struct nvme_data_choice registered[] = { { .structure = &nvme_reservation_register } };
static const struct nvme_data_choice acquired[] = { { .structure = &nvme_reservation_acquire } };
static const struct nvme_data_choice released[] = { { .structure = &nvme_reservation_release } };
static const struct nvme_data_choice reported[] = {
	{ 11, 1, 1, &nvme_extended_reservation_status },
	{ .structure = &nvme_reservation_status }
};
static const struct nvme_data_choice received[] = {
	{ 10, 0xff, MO_RECLAIM_UNIT_HANDLE, &nvme_handle_status },
	{}
};
static const struct nvme_harm received_harms[] = {
	{ "what a vendor's operation does is not known", 10, 0xff, MO_VENDOR },
	{}
};
static const struct nvme_data_choice sent[] = {
	{ 10, 0xff, MO_RECLAIM_UNIT_HANDLE, &nvme_placement_identifiers },
	{}
};

/* Base, section 7. */
const struct nvme_command *const nvme_io_commands[256] = {
	[0x00] = COMMAND("Flush", .harmless = true),
	[0x0d] = COMMAND("Reservation Register", reservation_register_rows, .data = registered),
	[0x0e] = COMMAND("Reservation Report", reservation_report_rows, .data = reported, .harmless = true),
	[0x11] = COMMAND("Reservation Acquire", reservation_acquire_rows, .data = acquired),
	[0x12] = COMMAND("I/O Management Receive", io_management_receive_rows, .data = received,
		   .harmless = true, .harms = received_harms),
	[0x15] = COMMAND("Reservation Release", reservation_release_rows, .data = released),
	[0x18] = COMMAND("Cancel", cancel_rows, cancel_answer),
	[0x1d] = COMMAND("I/O Management Send", io_management_send_rows, .data = sent),
};

/* NVM, and ZNS (79h, 7Ah, 7Dh), which extends the NVM Command Set. */
const struct nvme_command *const nvme_nvm_commands[256] = {
	[0x01] = COMMAND("Write", write_rows),
	[0x02] = COMMAND("Read", read_rows, .harmless = true),
	[0x04] = COMMAND("Write Uncorrectable", write_uncorrectable_rows),
	[0x05] = COMMAND("Compare", compare_rows, .harmless = true),
	[0x08] = COMMAND("Write Zeroes", write_zeroes_rows, write_zeroes_answer),
	[0x09] = COMMAND("Dataset Management", dataset_management_rows, .data = deallocated),
	[0x0c] = COMMAND("Verify", compare_rows, .harmless = true),
	[0x19] = COMMAND("Copy", copy_rows, .failure = copy_failure, .data = copied),
	[0x79] = COMMAND("Zone Management Send", zone_management_send_rows, zone_management_send_answer),
	[0x7a] = COMMAND("Zone Management Receive", zone_management_receive_rows, .harmless = true),
	[0x7d] = COMMAND("Zone Append", zone_append_rows, zone_append_answer),
};
/* clang-format on */
