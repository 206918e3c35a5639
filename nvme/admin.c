// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The Admin commands. Unless a comment names another document or revision, sections and figures
 * are those of the NVM Express Base Specification 2.1, section 5.
 */
#include "nvme/structures.h"

/* One line for each row of a figure. */
/* clang-format off */

/* Fields that several commands share. The dword differs. */
#define NUMD(dword) \
	{ "len", "Number of Dwords (NUMD)", dword, 0, 32, ALWAYS, .zeroes_based = 1, .scale = 4, \
	  .unit = "bytes", .transfer = true }
#define UIDX { "uidx", "UUID Index", 14, 0, 7, RARE }

static const struct nvme_name command_sets[] = {
	NVME_COMMAND_SETS,
	{ NVME_FIRST_VENDOR_SET, NULL }
};

/* Sections 5.2.3 and 5.2.4. */
static const struct nvme_row delete_queue_rows[] = {
	{ "qid", "Queue Identifier", 10, 0, 16, ALWAYS },
	{}
};

#define QUEUE \
	{ "qid", "Queue Identifier", 10, 0, 16, ALWAYS }, \
	{ "qsize", "Queue Size", 10, 16, 16, ALWAYS, .zeroes_based = 1, .unit = "entries" }
#define QUEUE_MEMORY \
	{ "pc", "Physically Contiguous", 11, 0, 1 }, \
	{ "prp1", "PRP Entry 1", 6, 0, 64, VERBOSE, .hex = 1 }

/* Section 5.2.1. */
static const struct nvme_row create_completion_queue_rows[] = {
	QUEUE,
	QUEUE_MEMORY,
	{ "ien", "Interrupts Enabled", 11, 1, 1 },
	{ "iv", "Interrupt Vector", 11, 16, 16 },
	{}
};

/* Section 5.2.2. Used only with weighted round robin arbitration. */
static const struct nvme_name queue_priorities[] = {
	{ 0, "Urgent" },
	{ 1, "High" },
	{ 2, "Medium" },
	{ 3, "Low" },
	{}
};
static const struct nvme_row create_submission_queue_rows[] = {
	QUEUE,
	{ "cqid", "Completion Queue Identifier", 11, 16, 16, ALWAYS },
	QUEUE_MEMORY,
	{ "qprio", "Queue Priority", 11, 1, 2, .names = queue_priorities },
	{ "nvmsetid", "NVM Set Identifier", 12, 0, 16, RARE },
	{}
};

/*
 * Figures 197 to 201. NUMDL and NUMDU form one number, and so do LPOL and LPOU. LSP and LSI depend
 * on the log page: logs.c has the pages that define them, and the other pages show lsp and lsi.
 */
static const struct nvme_row offset_in_bytes[] = {
	{ "lpo", "Log Page Offset", 12, 0, 64, .unit = "bytes" },
	{}
};
static const struct nvme_row offset_as_index[] = {
	{ "lpo", "Log Page Offset", 12, 0, 64 },
	{}
};
static const struct nvme_variant offset_types[] = {
	{ 0, offset_in_bytes },
	{ 1, offset_as_index },
	{}
};
static const struct nvme_row get_log_page_rows[] = {
	{ "lid", "Log Page Identifier", 10, 0, 8, ALWAYS, .names = nvme_log_names,
	  .by = nvme_log_fields },
	{ "len", "Number of Dwords (NUMD)", 10, 16, 32, ALWAYS, .zeroes_based = 1, .scale = 4,
	  .unit = "bytes", .transfer = true },
	{ NULL, "Offset Type", 14, 23, 1, .by = offset_types },
	{ "ot", "Offset Type", 14, 23, 1, RARE },
	{ "lsp", "Log Specific Parameter", 10, 8, 7, NONZERO, .hex = 1 },
	{ "lsi", "Log Specific Identifier", 11, 16, 16, NONZERO },
	{ "rae", "Retain Asynchronous Event", 10, 15, 1 },
	{ "csi", "Command Set Identifier", 14, 24, 8, RARE, .names = command_sets },
	UIDX,
	{}
};

/*
 * Base Specification 2.3, section 5.2.12: reading a log page clears its event, unless RAE is set.
 * A cleared event is not reported to whoever waits for it. Other side effects are in the section
 * of each log page.
 */
#define RAE 0x8000
#define CLEARS_EVENT(lid) { "it clears an event (RAE is 0)", 10, 0xff | RAE, lid }
static const struct nvme_harm get_log_page_harms[] = {
	CLEARS_EVENT(0x01),
	CLEARS_EVENT(0x02),
	CLEARS_EVENT(0x03),
	{ "it empties the list", 10, 0xff, 0x04 },
	{ "it replaces the data that was captured before", 10, 0x1ff, 0x107 },
	CLEARS_EVENT(0x08),
	CLEARS_EVENT(0x09),
	CLEARS_EVENT(0x0a),
	CLEARS_EVENT(0x0b),
	CLEARS_EVENT(0x0c),
	{ NULL, 10, 0x3ff, 0x00d },
	{ "it takes or releases the reporting context", 10, 0xff, 0x0d },
	CLEARS_EVENT(0x0e),
	CLEARS_EVENT(0x0f),
	{ NULL, 10, 0xcff, 0x019 },
	{ "it starts or aborts a measurement", 10, 0xff, 0x19 },
	CLEARS_EVENT(0x1a),
	CLEARS_EVENT(0x1b),
	{ "it empties the list", 10, 0xff, 0x1c },
	{ "it removes entries", 10, 0x1ff, 0x11e },
	CLEARS_EVENT(0x1e),
	{ "it removes entries (RAE is 0)", 10, 0xff | RAE, 0x1f },
	CLEARS_EVENT(0x70),
	CLEARS_EVENT(0x71),
	CLEARS_EVENT(0x72),
	CLEARS_EVENT(0x73),
	{ "it takes a notification from the queue", 10, 0xff, 0x80 },
	CLEARS_EVENT(0x81),
	CLEARS_EVENT(0xbf),
	{ "what reading a vendor's log page does is not known", 10, 0xc0, 0xc0 },
	{}
};

/* Figure 310. 21h and 22h came with revision 2.4. */
static const struct nvme_name identify_structures[] = {
	{ 0x00, "Namespace" },
	{ 0x01, "Controller" },
	{ 0x02, "Active Namespace ID list" },
	{ 0x03, "Namespace Identification Descriptor list" },
	{ 0x04, "NVM Set List" },
	{ 0x05, "I/O Command Set specific Namespace" },
	{ 0x06, "I/O Command Set specific Controller" },
	{ 0x07, "I/O Command Set specific Active Namespace ID list" },
	{ 0x08, "I/O Command Set Independent Namespace" },
	{ 0x09, "Namespace for a Format Index" },
	{ 0x0a, "I/O Command Set specific Namespace for a Format Index" },
	{ 0x10, "Allocated Namespace ID list" },
	{ 0x11, "Allocated Namespace" },
	{ 0x12, "Attached Controller List" },
	{ 0x13, "Controller List" },
	{ 0x14, "Primary Controller Capabilities" },
	{ 0x15, "Secondary Controller List" },
	{ 0x16, "Namespace Granularity List" },
	{ 0x17, "UUID List" },
	{ 0x18, "Domain List" },
	{ 0x19, "Endurance Group List" },
	{ 0x1a, "I/O Command Set specific Allocated Namespace ID list" },
	{ 0x1b, "I/O Command Set specific Allocated Namespace" },
	{ 0x1c, "I/O Command Set" },
	{ 0x1d, "Underlying Namespace List" },
	{ 0x1e, "Ports List" },
	{ 0x1f, "I/O Command Set Independent Allocated Namespace" },
	{ 0x20, "Supported Controller State Formats" },
	{ 0x21, "Underlying Controller List" },
	{ 0x22, "Exported NVM Subsystem Template UUID List" },
	{}
};

/* The meanings of the CNS Specific Identifier (CNSSID). */
static const struct nvme_row identify_nvm_set[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row identify_format[] = {
	{ "fidx", "Format Index", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row identify_domain[] = {
	{ "domid", "Domain Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row identify_endurance_group[] = {
	{ "endgid", "Endurance Group Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant identify_specific[] = {
	{ 0x04, identify_nvm_set },
	{ 0x09, identify_format },
	{ 0x0a, identify_format },
	{ 0x18, identify_domain },
	{ 0x19, identify_endurance_group },
	{}
};

/* Figures 307 to 309. */
static const struct nvme_row identify_rows[] = {
	{ "cns", "Controller or Namespace Structure", 10, 0, 8, ALWAYS,
	  .names = identify_structures, .by = identify_specific },
	{ "cntid", "Controller Identifier", 10, 16, 16 },
	{ "csi", "Command Set Identifier", 11, 24, 8, .names = command_sets },
	UIDX,
	{}
};

/* By CNS. */
static const struct nvme_data_choice identify_data[] = {
	{ 10, 0xff, 0x02, &nvme_namespace_list },
	{ 10, 0xff, 0x07, &nvme_namespace_list },
	{ 10, 0xff, 0x10, &nvme_namespace_list },
	{ 10, 0xff, 0x12, &nvme_controller_list },
	{ 10, 0xff, 0x13, &nvme_controller_list },
	{ 10, 0xff, 0x1a, &nvme_namespace_list },
	{}
};

/* Figures 143 and 144. */
static const struct nvme_row abort_rows[] = {
	{ "sqid", "Submission Queue Identifier", 10, 0, 16, ALWAYS },
	{ "cid", "Command Identifier", 10, 16, 16, ALWAYS },
	{}
};
static const struct nvme_row abort_answer[] = {
	{ "ianp", "Immediate Abort Not Performed", NVME_DW0, 0, 1 },
	{}
};

/*
 * Figures 383 and 384. Host Memory Buffer (0Dh) has no UUID Index, because its descriptor list's
 * address occupies dword 14.
 */
static const struct nvme_row set_features_rows[] = {
	{ "fid", "Feature Identifier", 10, 0, 8, ALWAYS, .names = nvme_feature_names,
	  .by = nvme_set_feature_fields },
	{ "sv", "Save", 10, 31, 1 },
	UIDX,
	{}
};
static const struct nvme_row set_features_answer[] = {
	{ NULL, "Feature Identifier", 10, 0, 8, .by = nvme_set_feature_answers },
	{}
};

/* EXHID gives the length of the Host Identifier. */
static const struct nvme_data_choice host_identifiers[] = {
	{ 11, 1, 1, &nvme_extended_host_identifier },
	{ .structure = &nvme_host_identifier }
};
/* By FID. */
static const struct nvme_data_choice set_features_data[] = {
	{ 10, 0xff, 0x03, &nvme_range_types },
	{ 10, 0xff, 0x0c, &nvme_power_transitions },
	{ 10, 0xff, 0x0e, &nvme_timestamp },
	{ 10, 0xff, 0x13, &nvme_latency_events },
	{ 10, 0xff, 0x16, &nvme_host_behavior },
	{ 10, 0xff, 0x1f, &nvme_admin_label },
	{ 10, 0xff, 0x78, &nvme_agent_address },
	{ 10, 0xff, 0x79, &nvme_agent_address },
	{ 10, 0xff, 0x81, .then = host_identifiers },
	{}
};

/* Figures 192 and 193. */
#define SEL_CURRENT	 0
#define SEL_DEFAULT	 1
#define SEL_SAVED	 2
#define SEL_CAPABILITIES 3
static const struct nvme_name feature_selects[] = {
	{ SEL_CURRENT, "Current" },
	{ SEL_DEFAULT, "Default" },
	{ SEL_SAVED, "Saved" },
	{ SEL_CAPABILITIES, "Supported Capabilities" },
	{}
};
static const struct nvme_row get_features_rows[] = {
	{ "fid", "Feature Identifier", 10, 0, 8, ALWAYS, .names = nvme_feature_names,
	  .by = nvme_get_feature_fields },
	{ "sel", "Select", 10, 8, 3, NONZERO, .names = feature_selects },
	UIDX,
	{}
};

/* DW0 returns the attributes. For the capabilities see Figure 195. */
static const struct nvme_row feature_attributes[] = {
	{ NULL, "Feature Identifier", 10, 0, 8, .by = nvme_get_feature_answers,
	  .shift = NVME_DW0 - 11 },
	{ NULL, "Feature Identifier", 10, 0, 8, .by = nvme_get_feature_second_answers },
	{}
};
static const struct nvme_row feature_capabilities[] = {
	{ "svbl", "Saveable", NVME_DW0, 0, 1 },
	{ "nsspec", "NS Specific", NVME_DW0, 1, 1 },
	{ "chang", "Changeable", NVME_DW0, 2, 1 },
	{}
};
static const struct nvme_variant feature_answers[] = {
	{ SEL_CURRENT, feature_attributes },
	{ SEL_DEFAULT, feature_attributes },
	{ SEL_SAVED, feature_attributes },
	{ SEL_CAPABILITIES, feature_capabilities },
	{}
};
/* Generate Default Host Metadata (GDHM), section 5.1.25.1.27. */
static const struct nvme_harm get_features_harms[] = {
	{ NULL, 11, 1, 0 },
	{ "it generates new host metadata", 10, 0xff, 0x7d },
	{ "it generates new host metadata", 10, 0xff, 0x7e },
	{ "it generates new host metadata", 10, 0xff, 0x7f },
	{}
};

/*
 * There is no data for the capabilities. For two features, the data of a Get differs from that of
 * a Set.
 */
static const struct nvme_data_choice get_features_data[] = {
	{ 10, 0x700, SEL_CAPABILITIES << 8 },
	{ 10, 0xff, 0x0d, &nvme_host_memory_attributes },
	{ 10, 0xff, 0x21, &nvme_data_queue_pointers },
	{ .then = set_features_data }
};
static const struct nvme_row get_features_answer[] = {
	{ NULL, "Select", 10, 8, 3, .by = feature_answers },
	{}
};

/*
 * Figures 150 to 155. Revision 2.3 added the notices F4h and F5h and the one-shot event 2h,
 * revision 2.4 the notice 0Ah.
 */
static const struct nvme_name error_events[] = {
	{ 0x00, "Write to Invalid Doorbell Register" },
	{ 0x01, "Invalid Doorbell Write Value" },
	{ 0x02, "Diagnostic Failure" },
	{ 0x03, "Persistent Internal Error" },
	{ 0x04, "Transient Internal Error" },
	{ 0x05, "Firmware Image Load Error" },
	{}
};
static const struct nvme_name health_events[] = {
	{ 0x00, "NVM subsystem Reliability" },
	{ 0x01, "Temperature Threshold" },
	{ 0x02, "Spare Below Threshold" },
	{}
};
static const struct nvme_name notices[] = {
	{ 0x00, "Attached Namespace Attribute Changed" },
	{ 0x01, "Firmware Activation Starting" },
	{ 0x02, "Telemetry Log Changed" },
	{ 0x03, "Asymmetric Namespace Access Change" },
	{ 0x04, "Predictable Latency Event Aggregate Log Change" },
	{ 0x05, "LBA Status Information Alert" },
	{ 0x06, "Endurance Group Event Aggregate Log Change" },
	{ 0x07, "Reachability Group Change" },
	{ 0x08, "Reachability Association Change" },
	{ 0x09, "Allocated Namespace Attribute Changed" },
	{ 0x0a, "Rate Limiting Configuration Change" },
	{ 0xef, "Zone Descriptor Changed" },
	{ 0xf0, "Discovery Log Page Change" },
	{ 0xf1, "Host Discovery Log Page Change" },
	{ 0xf2, "AVE Discovery Log Page Change" },
	{ 0xf3, "Pull Model DDC Request" },
	{ 0xf4, "Cross-Controller Reset Completed" },
	{ 0xf5, "Lost Host Communication" },
	{}
};
static const struct nvme_name immediate_events[] = {
	{ 0x00, "NVM Subsystem Normal Shutdown" },
	{ 0x01, "Temperature Threshold Hysteresis Recovery" },
	{}
};
static const struct nvme_name one_shot_events[] = {
	{ 0x00, "Controller Data Queue Tail Pointer" },
	{ 0x01, "Controller Data Queue Full Error" },
	{ 0x02, "Power Threshold Exceeded" },
	{}
};
static const struct nvme_name command_set_events[] = {
	{ 0x00, "Reservation Log Page Available" },
	{ 0x01, "Sanitize Operation Completed" },
	{ 0x02, "Sanitize Operation Completed With Unexpected Deallocation" },
	{ 0x03, "Sanitize Operation Entered Media Verification State" },
	{}
};

#define AEI(events) \
	{ "aei", "Asynchronous Event Information", NVME_DW0, 8, 8, ALWAYS, .names = events }
#define EVENT_LOG_PAGE \
	{ "lid", "Log Page Identifier", NVME_DW0, 16, 8, ALWAYS, .names = nvme_log_names }

/* Immediate and one-shot events have no log page. */
static const struct nvme_row error_event[] = { AEI(error_events), EVENT_LOG_PAGE, {} };
static const struct nvme_row health_event[] = { AEI(health_events), EVENT_LOG_PAGE, {} };
static const struct nvme_row notice[] = { AEI(notices), EVENT_LOG_PAGE, {} };
static const struct nvme_row immediate_event[] = { AEI(immediate_events), {} };
static const struct nvme_row data_queue_event[] = {
	{ "cdqid", "Controller Data Queue Identifier", NVME_DW1, 0, 16, ALWAYS },
	{}
};
/* Revision 2.3. The scales are those of Power Threshold (24h). */
static const struct nvme_name power_scales[] = { { 1, "0.0001 W" }, { 2, "0.01 W" }, {} };
static const struct nvme_row power_event[] = {
	{ "pmt", "Power Measurement Type", NVME_DW1, 20, 4 },
	{ "ipm", "Interval Power Measurement", NVME_DW1, 0, 16, ALWAYS },
	{ "ipms", "Interval Power Measurement: scale", NVME_DW1, 16, 2, .names = power_scales },
	{}
};
static const struct nvme_variant one_shot_specific[] = {
	{ 0x00, data_queue_event },
	{ 0x01, data_queue_event },
	{ 0x02, power_event },
	{}
};
static const struct nvme_row one_shot_event[] = {
	AEI(one_shot_events),
	{ NULL, "Asynchronous Event Information", NVME_DW0, 8, 8, .by = one_shot_specific },
	{}
};
static const struct nvme_row command_set_event[] = {
	AEI(command_set_events),
	EVENT_LOG_PAGE,
	{}
};

/* Figures 147 to 149. */
static const struct nvme_name event_types[] = {
	{ 0, "Error status" },
	{ 1, "SMART/Health status" },
	{ 2, "Notice" },
	{ 3, "Immediate" },
	{ 4, "One-Shot" },
	{ 6, "I/O Command specific status" },
	{ 7, "Vendor specific" },
	{}
};
static const struct nvme_variant events[] = {
	{ 0, error_event },
	{ 1, health_event },
	{ 2, notice },
	{ 3, immediate_event },
	{ 4, one_shot_event },
	{ 6, command_set_event },
	{}
};
static const struct nvme_row asynchronous_event_answer[] = {
	{ "aet", "Asynchronous Event Type", NVME_DW0, 0, 3, ALWAYS, .names = event_types,
	  .by = events },
	/* For vendor specific types and types of later revisions. */
	{ "aei", "Asynchronous Event Information", NVME_DW0, 8, 8, ALWAYS, .hex = 1 },
	{ "lid", "Log Page Identifier", NVME_DW0, 16, 8, .names = nvme_log_names },
	{ "esp", "Event Specific Parameter", NVME_DW1, 0, 32, RARE, .hex = 1 },
	{}
};

/* Figures 367 and 368. Revision 2.4 added 2h. */
#define SEL_CREATE 0
static const struct nvme_name namespace_actions[] = {
	{ SEL_CREATE, "Create" },
	{ 1, "Delete" },
	{ 2, "Restore Default Namespace Configuration" },
	{}
};
static const struct nvme_row namespace_create[] = {
	{ "csi", "Command Set Identifier", 11, 24, 8, .names = command_sets },
	{}
};
static const struct nvme_variant namespace_specific[] = { { SEL_CREATE, namespace_create }, {} };
static const struct nvme_row namespace_management_rows[] = {
	{ "sel", "Select", 10, 0, 4, ALWAYS, .names = namespace_actions,
	  .by = namespace_specific },
	{}
};

/* By Command Set Identifier. The Base Specification has no structure for 3h and 4h. */
static const struct nvme_data_choice new_namespaces[] = {
	{ 11, 0xff000000, 0x00000000, &nvme_new_namespace },
	{ 11, 0xff000000, 0x01000000, &nvme_new_kv_namespace },
	{ 11, 0xff000000, 0x02000000, &nvme_new_zoned_namespace },
	{}
};
static const struct nvme_data_choice namespace_data[] = {
	{ 10, 0xf, SEL_CREATE, .then = new_namespaces },
	{}
};

/* Figure 371. */
static const struct nvme_row namespace_created[] = {
	{ "nsid", "Namespace Identifier", NVME_DW0, 0, 32, ALWAYS },
	{}
};
static const struct nvme_variant namespace_answers[] = { { SEL_CREATE, namespace_created }, {} };
static const struct nvme_row namespace_management_answer[] = {
	{ NULL, "Select", 10, 0, 4, .by = namespace_answers },
	{}
};

/* Namespace Attachment, section 5.1.20. */
static const struct nvme_name attachment_actions[] = {
	{ 0, "Controller Attach" },
	{ 1, "Controller Detach" },
	{}
};
static const struct nvme_row namespace_attachment_rows[] = {
	{ "sel", "Select", 10, 0, 4, ALWAYS, .names = attachment_actions },
	{}
};

static const struct nvme_data_choice attachment_data[] = { { .structure = &nvme_controller_list } };

/* Multiple Update Detected (MUD), the answer of both firmware commands. */
static const struct nvme_row firmware_answer[] = {
	{ "asqfwo", "Admin Submission Queue Firmware Overlap", NVME_DW0, 0, 1 },
	{ "mefwo", "Management Endpoint Firmware Overlap", NVME_DW0, 1, 1 },
	{}
};

/* Figures 181 and 182. Slot 0 lets the controller choose. */
static const struct nvme_name commit_actions[] = {
	{ 0, "Replace" },
	{ 1, "Replace and activate at reset" },
	{ 2, "Activate at reset" },
	{ 3, "Replace and activate immediately" },
	{ 6, "Replace Boot Partition" },
	{ 7, "Activate Boot Partition" },
	{}
};
static const struct nvme_name boot_partitions[] = {
	{ 0, "0" },
	{ 1, "1" },
	{}
};
static const struct nvme_row commit_boot_partition[] = {
	{ "bpid", "Boot Partition ID", 10, 31, 1, ALWAYS, .names = boot_partitions },
	{}
};
static const struct nvme_variant commit_specific[] = {
	{ 6, commit_boot_partition },
	{ 7, commit_boot_partition },
	{}
};
static const struct nvme_row firmware_commit_rows[] = {
	{ "ca", "Commit Action", 10, 3, 3, ALWAYS, .names = commit_actions,
	  .by = commit_specific },
	{ "fs", "Firmware Slot", 10, 0, 3, ALWAYS },
	{}
};

/* Figures 185 and 186. */
static const struct nvme_row firmware_image_download_rows[] = {
	NUMD(10),
	{ "ofst", "Offset", 11, 0, 32, ALWAYS, .scale = 4, .unit = "bytes" },
	{}
};

/* Figures 171 and 172. */
static const struct nvme_name self_tests[] = {
	{ 0x1, "Short" },
	{ 0x2, "Extended" },
	{ 0x3, "Host-Initiated Refresh" },
	{ 0xe, "Vendor specific" },
	{ 0xf, "Abort" },
	{}
};
static const struct nvme_row vendor_self_test[] = {
	{ "dstp", "Device Self-test Parameter", 15, 0, 16, .hex = 1 },
	{}
};
static const struct nvme_variant self_test_specific[] = { { 0xe, vendor_self_test }, {} };
static const struct nvme_row device_self_test_rows[] = {
	{ "stc", "Self-test Code", 10, 0, 4, ALWAYS, .names = self_tests,
	  .by = self_test_specific },
	{}
};

/* Section 8.1.8, Figure 597. Each type has its own operations. */
#define DTYPE_IDENTIFY	     0x00
#define DTYPE_STREAMS	     0x01
#define DTYPE_DATA_PLACEMENT 0x02
#define DTYPE_VENDOR	     0x0f
static const struct nvme_name directives[] = {
	{ DTYPE_IDENTIFY, "Identify" },
	{ DTYPE_STREAMS, "Streams" },
	{ DTYPE_DATA_PLACEMENT, "Data Placement" },
	{ DTYPE_VENDOR, "Vendor specific" },
	{}
};
#define DTYPE(operations) \
	{ "dtype", "Directive Type", 11, 8, 8, ALWAYS, .names = directives, .by = operations }
#define DOPER(operations, specific) \
	{ "doper", "Directive Operation", 11, 0, 8, ALWAYS, .names = operations, .by = specific }
#define DSPEC { "dspec", "Directive Specific", 11, 16, 16 }
/* For operations without data. Here 0 does not stand for one dword. */
#define NO_DATA { "numd", "Number of Dwords", 10, 0, 32, RARE }

/* For types whose operations no specification names. */
static const struct nvme_row other_operation[] = {
	{ "doper", "Directive Operation", 11, 0, 8, ALWAYS, .hex = 1 },
	{}
};

/* Figures 175 and 176; section 8.1.8. */
#define DOPER_ALLOCATE_RESOURCES 0x03
static const struct nvme_name identify_receive_operations[] = {
	{ 0x01, "Return Parameters" },
	{}
};
static const struct nvme_name streams_receive_operations[] = {
	{ 0x01, "Return Parameters" },
	{ 0x02, "Get Status" },
	{ DOPER_ALLOCATE_RESOURCES, "Allocate Resources" },
	{}
};
static const struct nvme_row streams_requested[] = {
	{ "nsr", "Namespace Streams Requested", 12, 0, 16, ALWAYS },
	NO_DATA,
	{}
};
static const struct nvme_variant streams_receive_specific[] = {
	{ DOPER_ALLOCATE_RESOURCES, streams_requested },
	{}
};
static const struct nvme_row identify_receive[] = {
	DOPER(identify_receive_operations, NULL),
	{}
};
static const struct nvme_row streams_receive[] = {
	DOPER(streams_receive_operations, streams_receive_specific),
	{}
};
static const struct nvme_variant received_directives[] = {
	{ DTYPE_IDENTIFY, identify_receive },
	{ DTYPE_STREAMS, streams_receive },
	{ DTYPE_DATA_PLACEMENT, other_operation },
	{ DTYPE_VENDOR, other_operation },
	{}
};
static const struct nvme_row directive_receive_rows[] = {
	DTYPE(received_directives),
	DSPEC,
	NUMD(10),
	{}
};
static const struct nvme_harm directive_receive_harms[] = {
	{ "it allocates streams", 11, 0xffff, DTYPE_STREAMS << 8 | DOPER_ALLOCATE_RESOURCES },
	{ "what a vendor's directive does is not known", 11, 0xff00, DTYPE_VENDOR << 8 },
	{}
};
static const struct nvme_row streams_allocated[] = {
	{ "nsa", "Namespace Streams Allocated", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant streams_answers[] = {
	{ DOPER_ALLOCATE_RESOURCES, streams_allocated },
	{}
};
static const struct nvme_row streams_receive_answer[] = {
	{ NULL, "Directive Operation", 11, 0, 8, .by = streams_answers },
	{}
};
static const struct nvme_variant directive_answers[] = {
	{ DTYPE_STREAMS, streams_receive_answer },
	{}
};
static const struct nvme_row directive_receive_answer[] = {
	{ NULL, "Directive Type", 11, 8, 8, .by = directive_answers },
	{}
};

/*
 * Figures 178 and 179; section 8.1.8. The specification calls the type to enable DTYPE, too.
 * tdtype is Linux's name for it.
 */
#define DOPER_ENABLE_DIRECTIVE 0x01
static const struct nvme_name identify_send_operations[] = {
	{ DOPER_ENABLE_DIRECTIVE, "Enable Directive" },
	{}
};
static const struct nvme_name streams_send_operations[] = {
	{ 0x01, "Release Identifier" },
	{ 0x02, "Release Resources" },
	{}
};
static const struct nvme_name enable_directive_values[] = {
	{ 0, "Disable" },
	{ 1, "Enable" },
	{}
};
static const struct nvme_row enable_directive[] = {
	{ "tdtype", "Directive Type to enable or disable", 12, 8, 8, ALWAYS, .names = directives },
	{ "endir", "Enable Directive", 12, 0, 1, ALWAYS, .names = enable_directive_values },
	NO_DATA,
	{}
};
static const struct nvme_variant identify_send_specific[] = {
	{ DOPER_ENABLE_DIRECTIVE, enable_directive },
	{}
};
static const struct nvme_row identify_send[] = {
	DOPER(identify_send_operations, identify_send_specific),
	{}
};
static const struct nvme_row release_streams[] = { NO_DATA, {} };
static const struct nvme_variant streams_send_specific[] = {
	{ 0x01, release_streams },
	{ 0x02, release_streams },
	{}
};
static const struct nvme_row streams_send[] = {
	DOPER(streams_send_operations, streams_send_specific),
	{}
};
static const struct nvme_variant sent_directives[] = {
	{ DTYPE_IDENTIFY, identify_send },
	{ DTYPE_STREAMS, streams_send },
	{ DTYPE_DATA_PLACEMENT, other_operation },
	{ DTYPE_VENDOR, other_operation },
	{}
};
static const struct nvme_row directive_send_rows[] = {
	DTYPE(sent_directives),
	DSPEC,
	NUMD(10),
	{}
};

/* Figures 489 and 490. */
#define ACT_PRIMARY_FLEXIBLE 0x1
#define ACT_SECONDARY_ASSIGN 0x8
static const struct nvme_name virtualization_actions[] = {
	{ ACT_PRIMARY_FLEXIBLE, "Primary Controller Flexible Allocation" },
	{ 0x7, "Secondary Controller Offline" },
	{ ACT_SECONDARY_ASSIGN, "Secondary Controller Assign" },
	{ 0x9, "Secondary Controller Online" },
	{}
};
static const struct nvme_name resource_types[] = {
	{ 0, "VQ Resources" },
	{ 1, "VI Resources" },
	{}
};
static const struct nvme_row controller_resources[] = {
	{ "rt", "Resource Type", 10, 8, 3, ALWAYS, .names = resource_types },
	{ "nr", "Number of Controller Resources", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant virtualization_specific[] = {
	{ ACT_PRIMARY_FLEXIBLE, controller_resources },
	{ ACT_SECONDARY_ASSIGN, controller_resources },
	{}
};
static const struct nvme_row virtualization_management_rows[] = {
	{ "act", "Action", 10, 0, 4, ALWAYS, .names = virtualization_actions,
	  .by = virtualization_specific },
	{ "cntlid", "Controller Identifier", 10, 16, 16, ALWAYS },
	{}
};
static const struct nvme_row resources_modified[] = {
	{ "nrm", "Number of Controller Resources Modified", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant virtualization_answers[] = {
	{ ACT_PRIMARY_FLEXIBLE, resources_modified },
	{ ACT_SECONDARY_ASSIGN, resources_modified },
	{}
};
static const struct nvme_row virtualization_management_answer[] = {
	{ NULL, "Action", 10, 0, 4, .by = virtualization_answers },
	{}
};

/* NVM Express Management Interface Specification 2.0, Opcodes for NVMe-MI Commands. */
static const struct nvme_name management_opcodes[] = {
	{ 0x00, "Read NVMe-MI Data Structure" },
	{ 0x01, "NVM Subsystem Health Status Poll" },
	{ 0x02, "Controller Health Status Poll" },
	{ 0x03, "Configuration Set" },
	{ 0x04, "Configuration Get" },
	{ 0x05, "VPD Read" },
	{ 0x06, "VPD Write" },
	{ 0x07, "Reset" },
	{ 0x08, "SES Receive" },
	{ 0x09, "SES Send" },
	{ 0x0a, "Management Endpoint Buffer Read" },
	{ 0x0b, "Management Endpoint Buffer Write" },
	{ 0x0c, "Shutdown" },
	{ 0xc0, NULL }
};
static const struct nvme_name management_message_types[] = {
	{ 0x0, "Control Primitive" },
	{ 0x1, "NVMe-MI Command" },
	{ 0x2, "NVMe Admin Command" },
	{ 0x4, "PCIe Command" },
	{}
};

/*
 * The same document, NVMe-MI Send and NVMe-MI Receive. Dword 10 is the first dword of a Request
 * Message; dwords 11 to 13 are those that follow it in an NVMe-MI Command.
 */
static const struct nvme_row management_command[] = {
	{ "opc", "Opcode", 11, 0, 8, ALWAYS, .names = management_opcodes },
	{}
};
static const struct nvme_variant management_messages[] = { { 0x1, management_command }, {} };
static const struct nvme_row management_rows[] = {
	{ "nmimt", "NVMe-MI Message Type", 10, 11, 4, ALWAYS, .names = management_message_types,
	  .by = management_messages },
	{ "nmd0", "NVMe Management Dword 0", 12, 0, 32, .hex = 1 },
	{ "nmd1", "NVMe Management Dword 1", 13, 0, 32, .hex = 1 },
	{ "mt", "Message Type", 10, 0, 7, VERBOSE },
	{ "ic", "Integrity Check", 10, 7, 1, RARE },
	{ "csi", "Command Slot Identifier", 10, 8, 1, RARE },
	{ "ror", "Request or Response", 10, 15, 1, RARE },
	{ "meb", "Management Endpoint Buffer", 10, 16, 1, RARE },
	{ "ciap", "Command Initiated Auto Pause", 10, 17, 1, RARE },
	{}
};
static const struct nvme_row management_answer[] = {
	{ "tstat", "Tunneled Status", NVME_DW0, 0, 8, ALWAYS, .hex = 1 },
	{ "tnmresp", "Tunneled NVMe Management Response", NVME_DW0, 8, 24, .hex = 1 },
	{}
};

/*
 * Opcodes that only read. The two health status polls are not here: they may clear what they
 * report.
 */
#define READS(opcode) { NULL, 11, 0xff, opcode }
static const struct nvme_harm management_receive_harms[] = {
	READS(0x00), /* Read NVMe-MI Data Structure */
	READS(0x04), /* Configuration Get */
	READS(0x05), /* VPD Read */
	READS(0x08), /* SES Receive */
	{ "it may change what the management endpoint has", 0, 0, 0 }
};

/* Figures 156 to 160. CAPL and CAPU form one number. Revision 2.4 added 5h. */
#define OPER_CREATE_ENDURANCE_GROUP 0x1
#define OPER_CREATE_NVM_SET	    0x3
static const struct nvme_name capacity_operations[] = {
	{ 0x0, "Select Capacity Configuration" },
	{ OPER_CREATE_ENDURANCE_GROUP, "Create Endurance Group" },
	{ 0x2, "Delete Endurance Group" },
	{ OPER_CREATE_NVM_SET, "Create NVM Set" },
	{ 0x4, "Delete NVM Set" },
	{ 0x5, "Restore Default Capacity Management Configuration" },
	{}
};
static const struct nvme_row capacity[] = {
	{ "cap", "Capacity (CAPL, CAPU)", 11, 0, 64, ALWAYS, .unit = "bytes" },
	{}
};
static const struct nvme_variant capacity_specific[] = {
	{ OPER_CREATE_ENDURANCE_GROUP, capacity },
	{ OPER_CREATE_NVM_SET, capacity },
	{}
};
static const struct nvme_row capacity_management_rows[] = {
	{ "oper", "Operation", 10, 0, 4, ALWAYS, .names = capacity_operations },
	{ "elid", "Element Identifier", 10, 16, 16, ALWAYS },
	{ NULL, "Operation", 10, 0, 4, .by = capacity_specific },
	{}
};
static const struct nvme_row element_created[] = {
	{ "celid", "Created Element Identifier", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant capacity_answers[] = {
	{ OPER_CREATE_ENDURANCE_GROUP, element_created },
	{ OPER_CREATE_NVM_SET, element_created },
	{}
};
static const struct nvme_row capacity_management_answer[] = {
	{ NULL, "Operation", 10, 0, 4, .by = capacity_answers },
	{}
};

/* Figures 337 and 338. The PCIe opcodes are from the Management Interface Specification. */
static const struct nvme_name pcie_opcodes[] = {
	{ 0x00, "PCIe Configuration Read" },
	{ 0x01, "PCIe Configuration Write" },
	{ 0x02, "PCIe Memory Read" },
	{ 0x03, "PCIe Memory Write" },
	{ 0x04, "PCIe I/O Read" },
	{ 0x05, "PCIe I/O Write" },
	{}
};
static const struct nvme_name scopes[] = {
	{ 0x0, "Admin command opcode" },
	{ 0x2, "Set Features Feature Identifier" },
	{ 0x3, "Management Interface opcode" },
	{ 0x4, "PCIe opcode" },
	{}
};
static const struct nvme_name interfaces[] = {
	{ 0, "Admin SQ" },
	{ 1, "Admin SQ and out-of-band" },
	{ 2, "Out-of-band" },
	{}
};
static const struct nvme_name prohibitions[] = {
	{ 0, "Allow" },
	{ 1, "Prohibit" },
	{}
};
#define OFI "ofi", "Opcode or Feature Identifier", 10, 8, 8, ALWAYS
static const struct nvme_row feature_scope[] = { { OFI, .names = nvme_feature_names }, {} };
static const struct nvme_row management_scope[] = { { OFI, .names = management_opcodes }, {} };
static const struct nvme_row pcie_scope[] = { { OFI, .names = pcie_opcodes }, {} };
static const struct nvme_variant lockdown_scopes[] = {
	{ 0x2, feature_scope },
	{ 0x3, management_scope },
	{ 0x4, pcie_scope },
	{}
};
static const struct nvme_row lockdown_rows[] = {
	{ "prhbt", "Prohibit", 10, 4, 1, ALWAYS, .names = prohibitions },
	{ "scp", "Scope", 10, 0, 4, ALWAYS, .names = scopes, .by = lockdown_scopes },
	{ OFI, .hex = 1 }, /* an Admin opcode, or the identifier of a later scope */
	{ "ifc", "Interface", 10, 5, 2, ALWAYS, .names = interfaces },
	UIDX,
	{}
};

/* Figures 161 to 168. */
#define SEL_CREATE_QUEUE 0x00
#define QT_MIGRATION	 0x00
static const struct nvme_name data_queue_actions[] = {
	{ SEL_CREATE_QUEUE, "Create Controller Data Queue" },
	{ 0x01, "Delete Controller Data Queue" },
	{ 0xc0, NULL }
};
static const struct nvme_name data_queue_types[] = {
	{ QT_MIGRATION, "User Data Migration Queue" },
	{ 0xc0, NULL }
};
static const struct nvme_row migration_queue[] = {
	{ "cntlid", "Controller Identifier", 11, 16, 16, ALWAYS },
	{}
};
static const struct nvme_variant data_queue_specific[] = { { QT_MIGRATION, migration_queue }, {} };
static const struct nvme_row data_queue_create[] = {
	{ "qt", "Queue Type", 10, 16, 8, ALWAYS, .names = data_queue_types,
	  .by = data_queue_specific },
	{ "cdqsize", "Controller Data Queue Size", 12, 0, 32, ALWAYS, .scale = 4,
	  .unit = "bytes" },
	{ "pc", "Physically Contiguous", 11, 0, 1 },
	{}
};
static const struct nvme_row data_queue_delete[] = {
	{ "cdqid", "Controller Data Queue Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant data_queue_operations[] = {
	{ SEL_CREATE_QUEUE, data_queue_create },
	{ 0x01, data_queue_delete },
	{}
};
static const struct nvme_row controller_data_queue_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = data_queue_actions,
	  .by = data_queue_operations },
	{}
};
static const struct nvme_row data_queue_created[] = {
	{ "cdqid", "Controller Data Queue Identifier", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant data_queue_answers[] = {
	{ SEL_CREATE_QUEUE, data_queue_created },
	{}
};
static const struct nvme_row controller_data_queue_answer[] = {
	{ NULL, "Select", 10, 0, 8, .by = data_queue_answers },
	{}
};

/* Section 5.1.27. Selects from C0h on are vendor specific. */
#define SEL_LOG_USER_DATA_CHANGES 0x00
#define SEL_TRACK_MEMORY_CHANGES  0x01
static const struct nvme_name track_send_selects[] = {
	{ SEL_LOG_USER_DATA_CHANGES, "Log User Data Changes" },
	{ SEL_TRACK_MEMORY_CHANGES, "Track Memory Changes" },
	{ 0xc0, NULL }
};
static const struct nvme_name logging_actions[] = {
	{ 0, "Stop Logging" },
	{ 1, "Start Logging" },
	{}
};
static const struct nvme_name tracking_actions[] = {
	{ 0, "Stop Tracking" },
	{ 1, "Start Tracking" },
	{}
};
static const struct nvme_row log_user_data_changes[] = {
	{ "lact", "Logging Action", 10, 16, 4, ALWAYS, .names = logging_actions },
	{ "cdqid", "Controller Data Queue Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row track_memory_changes[] = {
	{ "tact", "Tracking Action", 10, 16, 1, ALWAYS, .names = tracking_actions },
	{ "cntlid", "Controller Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant track_send_specific[] = {
	{ SEL_LOG_USER_DATA_CHANGES, log_user_data_changes },
	{ SEL_TRACK_MEMORY_CHANGES, track_memory_changes },
	{}
};
static const struct nvme_row track_send_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = track_send_selects,
	  .by = track_send_specific },
	{}
};
/* With the status Not Enough Resources: the limits of the controller. */
static const struct nvme_row memory_trackable[] = {
	{ "mrtg", "Memory Range Tracking Granularity", NVME_DW0, 0, 16, ALWAYS },
	{ "nmrtd", "Number of Memory Range Tracking Descriptors", NVME_DW1, 0, 32, ALWAYS },
	{}
};
static const struct nvme_variant track_send_resources[] = {
	{ SEL_TRACK_MEMORY_CHANGES, memory_trackable },
	{}
};
static const struct nvme_row not_enough_resources[] = {
	{ NULL, "Select", 10, 0, 8, .by = track_send_resources },
	{}
};
static const struct nvme_variant track_send_failures[] = { { 0x138, not_enough_resources }, {} };
static const struct nvme_row track_send_failure[] = { STATUS(track_send_failures), {} };

/* Section 5.1.26. */
static const struct nvme_name track_receive_selects[] = {
	{ 0x00, "Tracked Memory Changes" },
	{ 0xc0, NULL }
};
static const struct nvme_row track_receive_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = track_receive_selects },
	{ "cntlid", "Controller Identifier", 11, 0, 16, ALWAYS },
	NUMD(12),
	{}
};

/* Migration Send, section 5.1.17. NUMD is not 0's based here. */
#define SEL_SUSPEND		 0x00
#define SEL_RESUME		 0x01
#define SEL_SET_CONTROLLER_STATE 0x02
static const struct nvme_name migration_send_selects[] = {
	{ SEL_SUSPEND, "Suspend" },
	{ SEL_RESUME, "Resume" },
	{ SEL_SET_CONTROLLER_STATE, "Set Controller State" },
	{ 0xc0, NULL }
};
static const struct nvme_name suspend_types[] = {
	{ 0x00, "Suspend Notification" },
	{ 0x01, "Suspend" },
	{}
};
static const struct nvme_name sequence_indicators[] = {
	{ 0, "Middle" },
	{ 1, "First" },
	{ 2, "Last" },
	{ 3, "Entire" },
	{}
};
#define MIGRATING { "cntlid", "Controller Identifier", 11, 0, 16, ALWAYS }
static const struct nvme_row suspend[] = {
	MIGRATING,
	{ "stype", "Suspend Type", 11, 16, 8, ALWAYS, .names = suspend_types },
	{ "dudmq", "Delete User Data Migration Queue", 11, 31, 1 },
	{}
};
static const struct nvme_row resume[] = { MIGRATING, {} };
static const struct nvme_row set_controller_state[] = {
	MIGRATING,
	{ "seqind", "Sequence Indicator", 10, 16, 2, ALWAYS, .names = sequence_indicators },
	{ "cso", "Controller State Offset", 12, 0, 64, ALWAYS, .unit = "bytes" },
	{ "len", "Number of Dwords (NUMD)", 15, 0, 32, ALWAYS, .scale = 4, .unit = "bytes",
	  .transfer = true },
	{ "csvi", "Controller State Version Index", 11, 16, 8 },
	{ "csuuidi", "Controller State UUID Index", 11, 24, 8 },
	{}
};
static const struct nvme_variant migration_send_specific[] = {
	{ SEL_SUSPEND, suspend },
	{ SEL_RESUME, resume },
	{ SEL_SET_CONTROLLER_STATE, set_controller_state },
	{}
};
static const struct nvme_row migration_send_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = migration_send_selects,
	  .by = migration_send_specific },
	UIDX,
	{}
};

/* Migration Receive, section 5.1.16. */
#define SEL_GET_CONTROLLER_STATE 0x00
static const struct nvme_name migration_receive_selects[] = {
	{ SEL_GET_CONTROLLER_STATE, "Get Controller State" },
	{ 0xc0, NULL }
};
static const struct nvme_row get_controller_state[] = {
	MIGRATING,
	{ "csvi", "Controller State Version Index", 10, 16, 8 },
	{ "csuuidi", "Controller State UUID Index", 11, 16, 8 },
	{ "csuidxp", "Controller State UUID Index Parameter", 11, 24, 8 },
	{}
};
static const struct nvme_variant migration_receive_specific[] = {
	{ SEL_GET_CONTROLLER_STATE, get_controller_state },
	{}
};
static const struct nvme_row migration_receive_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = migration_receive_selects,
	  .by = migration_receive_specific },
	{ "offset", "Offset (OL, OU)", 12, 0, 64, ALWAYS, .unit = "bytes" },
	NUMD(15),
	UIDX,
	{}
};
static const struct nvme_row controller_state_answer[] = {
	{ "csup", "Controller Suspended", NVME_DW0, 0, 1 },
	{}
};
static const struct nvme_variant migration_receive_answers[] = {
	{ SEL_GET_CONTROLLER_STATE, controller_state_answer },
	{}
};
static const struct nvme_row migration_receive_answer[] = {
	{ NULL, "Select", 10, 0, 8, .by = migration_receive_answers },
	{}
};

/* Figure 496. */
static const struct nvme_name discovery_tasks[] = {
	{ 0, "Register" },
	{ 1, "De-register" },
	{ 2, "Update" },
	{}
};
static const struct nvme_row discovery_information_rows[] = {
	{ "tas", "Task", 10, 0, 4, ALWAYS, .names = discovery_tasks },
	{}
};

/* Figures 504, 506 to 510 and 512 to 514. NUMD has 28 bits here and is not 0's based. */
static const struct nvme_row zoning_lookup_answer[] = {
	{ "zdk", "Zoning Data Key", NVME_DW0, 0, 32, ALWAYS, .hex = 1 },
	{}
};
#define ZONING_DATA \
	{ "zdk", "Zoning Data Key", 10, 0, 32, ALWAYS, .hex = 1 }, \
	{ "zdo", "Zoning Data Offset", 11, 0, 32, ALWAYS, .unit = "bytes" }, \
	{ "len", "Number of Dwords (NUMD)", 12, 0, 28, ALWAYS, .scale = 4, .unit = "bytes", \
	  .transfer = true }, \
	{ "zdkc", "ZDK Context", 12, 28, 1 }
static const struct nvme_row zoning_receive_rows[] = {
	ZONING_DATA,
	{}
};
static const struct nvme_row zoning_receive_answer[] = {
	{ "lf", "Last Fragment", NVME_DW0, 31, 1 },
	{}
};
static const struct nvme_row zoning_send_rows[] = {
	ZONING_DATA,
	{ "lf", "Last Fragment", 12, 31, 1 },
	{}
};

/* Revision 2.4 selects the subsystem by these fields, earlier revisions by the data. */
#define MOS { "mos", "Management Operation Specific", 10, 8, 8, RARE, .hex = 1 }
#define MOSE { "mose", "Management Operation Specific Extended", 10, 16, 16, RARE, .hex = 1 }
#define EXPORTED_SUBSYSTEM \
	{ "esubidv", "Exported NVM Subsystem Identifier Valid", 14, 7, 1, RARE }, \
	{ "esubid", "Exported NVM Subsystem Identifier", 14, 16, 16, RARE }

/*
 * Create Exported NVM Subsystem: Figure 494. In revision 2.4 this is one of the operations of
 * Manage Exported NVM Subsystem Receive.
 */
#define RESTRICTED_ACCESS { "ra", "Restricted Access", 10, 8, 1 }
#define SEL_CREATE_EXPORTED 0x00
static const struct nvme_name exported_subsystem_receive_operations[] = {
	{ SEL_CREATE_EXPORTED, "Create" },
	{ 0x01, "List Exported NVM Subsystems" },
	{ 0x02, "List Exported Namespaces" },
	{ 0x03, "List Exported Controllers" },
	{ 0x04, "List Exported Ports" },
	{ 0x05, "Get Exported NVM Subsystem Configuration State" },
	{}
};
static const struct nvme_row exported_subsystem_create[] = {
	RESTRICTED_ACCESS,
	{ "ensti", "Exported NVM Subsystem Template Index", 11, 0, 8, RARE },
	{ "tr", "Template Required", 11, 31, 1, RARE },
	{}
};
static const struct nvme_variant exported_subsystem_receive_specific[] = {
	{ SEL_CREATE_EXPORTED, exported_subsystem_create },
	{}
};
static const struct nvme_row exported_subsystem_receive_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = exported_subsystem_receive_operations,
	  .by = exported_subsystem_receive_specific },
	MOS,
	MOSE,
	{ "mosi", "Management Operation Specific Identifier", 14, 16, 16, RARE },
	{}
};
static const struct nvme_row exported_subsystem_created[] = {
	{ "esubid", "Exported NVM Subsystem Identifier", NVME_DW0, 0, 16 },
	{}
};
static const struct nvme_variant exported_subsystem_answers[] = {
	{ SEL_CREATE_EXPORTED, exported_subsystem_created },
	{}
};
static const struct nvme_row exported_subsystem_answer[] = {
	{ NULL, "Select", 10, 0, 8, .by = exported_subsystem_answers },
	{}
};

/*
 * Manage Exported NVM Subsystem: Figures 521 and 522. Revision 2.4 added the last two operations
 * and renamed the command to Manage Exported NVM Subsystem Send.
 */
#define SEL_CHANGE_ACCESS_MODE 0x02
static const struct nvme_name exported_subsystem_send_operations[] = {
	{ 0x01, "Delete" },
	{ SEL_CHANGE_ACCESS_MODE, "Change Access Mode" },
	{ 0x03, "Grant Host Access" },
	{ 0x04, "Revoke Host Access" },
	{ 0x05, "Associate Controllers" },
	{ 0x06, "Set Exported Configuration State" },
	{}
};
static const struct nvme_row change_access_mode[] = { RESTRICTED_ACCESS, {} };
static const struct nvme_variant exported_subsystem_send_specific[] = {
	{ SEL_CHANGE_ACCESS_MODE, change_access_mode },
	{}
};
static const struct nvme_row exported_subsystem_send_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = exported_subsystem_send_operations,
	  .by = exported_subsystem_send_specific },
	MOS,
	MOSE,
	EXPORTED_SUBSYSTEM,
	{}
};
/* With the status Invalid Exported Configuration State: the first wrong bit. */
static const struct nvme_row invalid_configuration[] = {
	{ "dwloc", "Dword Location", NVME_DW0, 0, 27, ALWAYS },
	{ "bitloc", "Bit Location", NVME_DW0, 27, 5, ALWAYS },
	{}
};
static const struct nvme_variant exported_subsystem_failures[] = {
	{ 0x144, invalid_configuration },
	{}
};
static const struct nvme_row exported_subsystem_failure[] = {
	STATUS(exported_subsystem_failures),
	{}
};

/* Figure 517. Revision 2.4 added ESUBID. */
static const struct nvme_name exported_namespace_operations[] = {
	{ 0x01, "Associate Namespace" },
	{ 0x02, "Disassociate Namespace" },
	{}
};
static const struct nvme_row manage_exported_namespace_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = exported_namespace_operations },
	MOS,
	EXPORTED_SUBSYSTEM,
	{}
};

/* Section 5.3.9. */
#define SEL_CREATE_PORT 0x01
static const struct nvme_name exported_port_operations[] = {
	{ SEL_CREATE_PORT, "Create" },
	{ 0x02, "Delete" },
	{}
};
static const struct nvme_row create_port[] = {
	{ "gepid", "Generate Exported Port ID", 10, 8, 1 },
	{}
};
static const struct nvme_variant exported_port_specific[] = {
	{ SEL_CREATE_PORT, create_port },
	{}
};
static const struct nvme_row manage_exported_port_rows[] = {
	{ "sel", "Select", 10, 0, 8, ALWAYS, .names = exported_port_operations,
	  .by = exported_port_specific },
	MOS,
	{}
};
static const struct nvme_row port_created[] = {
	{ "epid", "Exported Port ID", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant exported_port_answers[] = { { SEL_CREATE_PORT, port_created }, {} };
static const struct nvme_row manage_exported_port_answer[] = {
	{ NULL, "Select", 10, 0, 8, .by = exported_port_answers },
	{}
};
static const struct nvme_data_choice exported_port_data[] = {
	{ 10, 0xff, 0x01, &nvme_exported_port },
	{ 10, 0xff, 0x02, &nvme_exported_port },
	{}
};

/* Figures 534 to 539. The status is that of the requested log page. */
static const struct nvme_name requested_log_page_statuses[] = {
	{ 0, "Valid Log Page" },
	{ 1, "Invalid Log Page" },
	{ 2, "Not Allowed Log Page" },
	{ 3, "Not Successful" },
	{}
};
static const struct nvme_row send_discovery_log_page_rows[] = {
	{ "tlid", "Transferred Log Page Identifier", 10, 0, 8, ALWAYS, .names = nvme_log_names },
	{ "tlsp", "Transferred Log Specific Parameter", 10, 8, 7, NONZERO, .hex = 1 },
	{ "rlps", "Requested Log Page Status", 10, 30, 2, NONZERO,
	  .names = requested_log_page_statuses },
	{ "sct", "Status Code Type", 10, 25, 3, NONZERO, .hex = 1 },
	{ "sc", "Status Code", 10, 17, 8, NONZERO, .hex = 1 },
	{ "len", "Number of Dwords (NDWS)", 11, 0, 32, ALWAYS, .scale = 4, .unit = "bytes",
	  .transfer = true },
	{ "tlpo", "Transferred Log Page Offset", 12, 0, 64, ALWAYS, .unit = "bytes" },
	{}
};
static const struct nvme_row send_discovery_log_page_answer[] = {
	{ "lpur", "Log Page Update Registration", NVME_DW0, 31, 1 },
	{}
};

/* Revision 2.3. */
static const struct nvme_row cross_controller_reset_rows[] = {
	{ "icid", "Impacted Controller ID", 10, 0, 16, ALWAYS },
	{ "ciu", "Controller Instance Uniquifier", 10, 16, 8 },
	{ "cirn", "Controller Instance Random Number", 12, 0, 64, .hex = 1 },
	{}
};
/* These two bits are valid only after an immediate reset. */
static const struct nvme_row controller_was_reset[] = {
	{ "v", "Validated", NVME_DW0, 1, 1 },
	{ "clri", "Controller Level Reset Initiated", NVME_DW0, 2, 1 },
	{}
};
static const struct nvme_variant immediate_reset[] = { { 1, controller_was_reset }, {} };
static const struct nvme_row cross_controller_reset_answer[] = {
	{ "irs", "Immediate Reset Successful", NVME_DW0, 0, 1, .by = immediate_reset },
	{}
};

/* Figures 486 to 488. */
static const struct nvme_row doorbell_buffer_rows[] = {
	{ "prp1", "PRP Entry 1: Shadow Doorbell buffer", 6, 0, 64, VERBOSE, .hex = 1 },
	{ "prp2", "PRP Entry 2: EventIdx buffer", 8, 0, 64, VERBOSE, .hex = 1 },
	{}
};

/* Figure 189. The settings: NVM Command Set Specification 1.1, section 4.1.1. */
static const struct nvme_name erase_settings[] = {
	{ 0, "No secure erase" },
	{ 1, "User Data Erase" },
	{ 2, "Cryptographic Erase" },
	{}
};
static const struct nvme_name metadata_settings[] = {
	{ 0, "Separate buffer" },
	{ 1, "Extended LBA" },
	{}
};
static const struct nvme_name protection_types[] = {
	{ 0, "None" },
	{ 1, "Type 1" },
	{ 2, "Type 2" },
	{ 3, "Type 3" },
	{}
};
static const struct nvme_name protection_locations[] = {
	{ 0, "Last bytes of metadata" },
	{ 1, "First bytes of metadata" },
	{}
};
static const struct nvme_row format_nvm_rows[] = {
	{ "lbafl", "LBA Format Lower", 10, 0, 4, ALWAYS },
	{ "lbafu", "LBA Format Upper", 10, 12, 2 },
	{ "ses", "Secure Erase Settings", 10, 9, 3, ALWAYS, .names = erase_settings },
	{ "mset", "Metadata Settings", 10, 4, 1, .names = metadata_settings },
	{ "pi", "Protection Information", 10, 5, 3, .names = protection_types },
	{ "pil", "Protection Information Location", 10, 8, 1, .names = protection_locations },
	{}
};

/* The protocols are from SPC-5, except E8h, which is from DMTF's DSP0286. */
static const struct nvme_name security_protocols[] = {
	{ 0x00, "Security protocol information" },
	{ 0x01, "TCG" },
	{ 0x02, "TCG" },
	{ 0x03, "TCG" },
	{ 0x04, "TCG" },
	{ 0x05, "TCG" },
	{ 0x06, "TCG" },
	{ 0x07, "CbCS" },
	{ 0x20, "Tape Data Encryption" },
	{ 0x21, "Data Encryption Configuration" },
	{ 0x40, "SA Creation Capabilities" },
	{ 0x41, "IKEv2-SCSI" },
	{ 0xe8, "SPDM" },
	{ 0xea, "NVMe" },
	{ 0xec, "JEDEC UFS" },
	{ 0xed, "SDcard TrustedFlash Security" },
	{ 0xee, "IEEE 1667" },
	{ 0xef, "ATA Device Server Password" },
	{ 0xf0, NULL }
};

/* Figures 376 to 381. NSSF is only used with NVMe's own protocol (EAh): the RPMB target. */
#define SECURITY_PROTOCOL \
	{ "secp", "Security Protocol", 10, 24, 8, ALWAYS, .names = security_protocols }, \
	{ "spsp", "SP Specific (SPSP1, SPSP0)", 10, 8, 16, ALWAYS, .hex = 1 }, \
	{ "nssf", "NVMe Security Specific Field", 10, 0, 8, RARE, .hex = 1 }
static const struct nvme_row security_send_rows[] = {
	SECURITY_PROTOCOL,
	{ "tl", "Transfer Length", 11, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	{}
};
static const struct nvme_row security_receive_rows[] = {
	SECURITY_PROTOCOL,
	{ "al", "Allocation Length", 11, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	{}
};

/*
 * The list of protocols and TCG's level 0 discovery only read. Other protocols may return the
 * answer to a Security Send, and only once.
 */
static const struct nvme_harm security_receive_harms[] = {
	{ NULL, 10, 0xff000000, 0x00000000 },
	{ NULL, 10, 0xffffff00, 0x01000100 },
	{ "it may take an answer that somebody else waits for", 0, 0, 0 }
};

/* Figures 372 and 373. */
#define SANACT_OVERWRITE 3
static const struct nvme_name sanitize_actions[] = {
	{ 1, "Exit Failure Mode" },
	{ 2, "Block Erase" },
	{ SANACT_OVERWRITE, "Overwrite" },
	{ 4, "Crypto Erase" },
	{ 5, "Exit Media Verification State" },
	{}
};
static const struct nvme_name overwrite_passes[] = {
	{ 0, "16" }, { 1, "1" }, { 2, "2" }, { 3, "3" }, { 4, "4" }, { 5, "5" }, { 6, "6" },
	{ 7, "7" }, { 8, "8" }, { 9, "9" }, { 10, "10" }, { 11, "11" }, { 12, "12" },
	{ 13, "13" }, { 14, "14" }, { 15, "15" },
	{}
};
static const struct nvme_row overwrite[] = {
	{ "owpass", "Overwrite Pass Count", 10, 4, 4, ALWAYS, .names = overwrite_passes },
	{ "oipbp", "Overwrite Invert Pattern Between Passes", 10, 8, 1 },
	{ "ovrpat", "Overwrite Pattern", 11, 0, 32, ALWAYS, .hex = 1 },
	{}
};
static const struct nvme_variant sanitize_specific[] = { { SANACT_OVERWRITE, overwrite }, {} };
#define SANACT(specific) \
	{ "sanact", "Sanitize Action", 10, 0, 3, ALWAYS, .names = sanitize_actions, \
	  .by = specific }
#define AUSE { "ause", "Allow Unrestricted Sanitize Exit", 10, 3, 1 }
#define EMVS { "emvs", "Enter Media Verification State", 10, 10, 1 }
static const struct nvme_row sanitize_rows[] = {
	SANACT(sanitize_specific),
	AUSE,
	{ "ndas", "No-Deallocate After Sanitize", 10, 9, 1 },
	EMVS,
	{}
};

/* Revision 2.3. It has three of the actions above. */
static const struct nvme_row sanitize_namespace_rows[] = { SANACT(NULL), AUSE, EMVS, {} };

/* NVM Command Set Specification 1.1, section 4.2.1. */
static const struct nvme_name lba_status_actions[] = {
	{ 0x02, "Allocated LBAs" },
	{ 0x10, "Scan untracked and tracked LBAs" },
	{ 0x11, "Tracked LBAs" },
	{}
};
static const struct nvme_row get_lba_status_rows[] = {
	{ "atype", "Action Type", 13, 24, 8, ALWAYS, .names = lba_status_actions },
	{ "slba", "Starting LBA", 10, 0, 64, ALWAYS },
	{ "rl", "Range Length", 13, 0, 16, ALWAYS, .unit = "blocks" },
	{ "len", "Maximum Number of Dwords (MNDW)", 12, 0, 32, ALWAYS, .zeroes_based = 1,
	  .scale = 4, .unit = "bytes", .transfer = true },
	{}
};

/*
 * Computational Programs Command Set Specification 1.1, section 4.1. Programs are loaded in parts.
 * The number of memory ranges is not 0's based. The actions 0h and 1h of Program Activation have
 * no names here, because implementations differ about which one activates.
 */
#define PROGRAM_INDEX { "pind", "Program Index", 10, 0, 16, ALWAYS }
static const struct nvme_name program_selects[] = { { 0, "Load" }, { 1, "Unload" }, {} };
static const struct nvme_row program_part[] = {
	{ "psize", "Program Size", 11, 0, 32, ALWAYS, .unit = "bytes" },
	{ "loff", "Load Offset", 15, 0, 32, ALWAYS, .unit = "bytes" },
	{ "numb", "Number of Bytes", 14, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	{}
};
static const struct nvme_variant program_specific[] = { { 0, program_part }, {} };
static const struct nvme_row load_program_rows[] = {
	PROGRAM_INDEX,
	{ "sel", "Select", 10, 24, 1, ALWAYS, .names = program_selects, .by = program_specific },
	{ "ptype", "Program Type", 10, 16, 8, ALWAYS, .hex = 1 },
	{ "pit", "Program Identifier Type", 10, 25, 3, NONZERO, .hex = 1 },
	{ "pid", "Program Identifier", 12, 0, 64, NONZERO, .hex = 1 },
	{}
};
static const struct nvme_row program_activation_rows[] = {
	PROGRAM_INDEX,
	{ "sel", "Select", 10, 16, 4, ALWAYS },
	{}
};
#define SEL_CREATE_RANGE_SET 0x0
static const struct nvme_name range_set_selects[] = {
	{ SEL_CREATE_RANGE_SET, "Create" },
	{ 0x1, "Delete" },
	{}
};
static const struct nvme_row range_set_create[] = {
	{ "numr", "Number of Memory Ranges", 11, 0, 8, ALWAYS },
	{}
};
static const struct nvme_row range_set_delete[] = {
	{ "rsid", "Memory Range Set Identifier", 10, 16, 16, ALWAYS },
	{}
};
static const struct nvme_variant range_set_specific[] = {
	{ SEL_CREATE_RANGE_SET, range_set_create },
	{ 0x1, range_set_delete },
	{}
};
static const struct nvme_row memory_range_set_rows[] = {
	{ "sel", "Select", 10, 0, 4, ALWAYS, .names = range_set_selects,
	  .by = range_set_specific },
	{}
};
static const struct nvme_row range_set_created[] = {
	{ "rsid", "Memory Range Set Identifier", NVME_DW0, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant range_set_answers[] = {
	{ SEL_CREATE_RANGE_SET, range_set_created },
	{}
};
static const struct nvme_row memory_range_set_answer[] = {
	{ NULL, "Select", 10, 0, 4, .by = range_set_answers },
	{}
};
static const struct nvme_data_choice memory_range_set_data[] = {
	{ 10, 0xf, SEL_CREATE_RANGE_SET, &nvme_memory_ranges },
	{}
};

/*
 * Revision 2.3 gives these statuses one number in the list of all codes (Figure 103) and another
 * in the command's own section. Both occur.
 */
static const struct nvme_name set_features_statuses[] = {
	{ 0x15, "I/O Command Set Combination Rejected" },
	{}
};
static const struct nvme_name firmware_commit_statuses[] = {
	{ 0x1f, "Manufacturing Default Personality Required" },
	{}
};
static const struct nvme_name sanitize_namespace_statuses[] = {
	{ 0x12, "Request Exceeds Maximum Namespace Sanitize Operations In Progress" },
	{}
};

/*
 * Figure 141. Revision 2.3 added 38h and 8Ch. Revision 2.4 renamed 2Ah and 2Dh, formerly Create
 * Exported NVM Subsystem and Manage Exported NVM Subsystem. 85h, 88h and 89h are from the
 * Computational Programs Command Set.
 */
const struct nvme_command *const nvme_admin_commands[256] = {
	[0x00] = COMMAND("Delete I/O Submission Queue", delete_queue_rows),
	[0x01] = COMMAND("Create I/O Submission Queue", create_submission_queue_rows),
	[0x02] = COMMAND("Get Log Page", get_log_page_rows, .harmless = true, .harms = get_log_page_harms),
	[0x04] = COMMAND("Delete I/O Completion Queue", delete_queue_rows),
	[0x05] = COMMAND("Create I/O Completion Queue", create_completion_queue_rows),
	[0x06] = COMMAND("Identify", identify_rows, .data = identify_data, .transfer = 4096, .harmless = true),
	[0x08] = COMMAND("Abort", abort_rows, abort_answer),
	[0x09] = COMMAND("Set Features", set_features_rows, set_features_answer,
		   .statuses = set_features_statuses, .data = set_features_data),
	[0x0a] = COMMAND("Get Features", get_features_rows, get_features_answer,
		   .data = get_features_data, .harmless = true, .harms = get_features_harms),
	[0x0c] = COMMAND("Asynchronous Event Request", NULL, asynchronous_event_answer),
	[0x0d] = COMMAND("Namespace Management", namespace_management_rows,
		   namespace_management_answer, .data = namespace_data),
	[0x10] = COMMAND("Firmware Commit", firmware_commit_rows, firmware_answer, firmware_answer,
		   firmware_commit_statuses),
	[0x11] = COMMAND("Firmware Image Download", firmware_image_download_rows, firmware_answer,
		   firmware_answer),
	[0x14] = COMMAND("Device Self-test", device_self_test_rows),
	[0x15] = COMMAND("Namespace Attachment", namespace_attachment_rows, .data = attachment_data),
	[0x18] = COMMAND("Keep Alive", .harmless = true),
	[0x19] = COMMAND("Directive Send", directive_send_rows),
	[0x1a] = COMMAND("Directive Receive", directive_receive_rows, directive_receive_answer,
		   .harmless = true, .harms = directive_receive_harms),
	[0x1c] = COMMAND("Virtualization Management", virtualization_management_rows,
		   virtualization_management_answer),
	[0x1d] = COMMAND("NVMe-MI Send", management_rows, management_answer),
	[0x1e] = COMMAND("NVMe-MI Receive", management_rows, management_answer, .harmless = true,
		   .harms = management_receive_harms),
	[0x20] = COMMAND("Capacity Management", capacity_management_rows, capacity_management_answer),
	[0x21] = COMMAND("Discovery Information Management", discovery_information_rows),
	[0x22] = COMMAND("Fabric Zoning Receive", zoning_receive_rows, zoning_receive_answer),
	[0x24] = COMMAND("Lockdown", lockdown_rows),
	[0x25] = COMMAND("Fabric Zoning Lookup", NULL, zoning_lookup_answer),
	[0x28] = COMMAND("Clear Exported NVM Resource Configuration"),
	[0x29] = COMMAND("Fabric Zoning Send", zoning_send_rows),
	[0x2a] = COMMAND("Manage Exported NVM Subsystem Receive", exported_subsystem_receive_rows,
		   exported_subsystem_answer),
	[0x2d] = COMMAND("Manage Exported NVM Subsystem Send", exported_subsystem_send_rows,
		   .failure = exported_subsystem_failure),
	[0x31] = COMMAND("Manage Exported Namespace", manage_exported_namespace_rows),
	[0x35] = COMMAND("Manage Exported Port", manage_exported_port_rows,
		   manage_exported_port_answer, .data = exported_port_data),
	[0x38] = COMMAND("Cross-Controller Reset", cross_controller_reset_rows,
		   cross_controller_reset_answer),
	[0x39] = COMMAND("Send Discovery Log Page", send_discovery_log_page_rows,
		   send_discovery_log_page_answer),
	[0x3d] = COMMAND("Track Send", track_send_rows, .failure = track_send_failure),
	[0x3e] = COMMAND("Track Receive", track_receive_rows),
	[0x41] = COMMAND("Migration Send", migration_send_rows),
	[0x42] = COMMAND("Migration Receive", migration_receive_rows, migration_receive_answer),
	[0x45] = COMMAND("Controller Data Queue", controller_data_queue_rows,
		   controller_data_queue_answer),
	[0x7c] = COMMAND("Doorbell Buffer Config", doorbell_buffer_rows),
	[0x80] = COMMAND("Format NVM", format_nvm_rows),
	[0x81] = COMMAND("Security Send", security_send_rows),
	[0x82] = COMMAND("Security Receive", security_receive_rows, .harmless = true,
		   .harms = security_receive_harms),
	[0x84] = COMMAND("Sanitize", sanitize_rows),
	[0x85] = COMMAND("Load Program", load_program_rows, .statuses = nvme_program_statuses),
	[0x86] = COMMAND("Get LBA Status", get_lba_status_rows, .harmless = true),
	[0x88] = COMMAND("Program Activation Management", program_activation_rows,
		   .statuses = nvme_program_statuses),
	[0x89] = COMMAND("Memory Range Set Management", memory_range_set_rows, memory_range_set_answer,
		   .statuses = nvme_program_statuses, .data = memory_range_set_data),
	[0x8c] = COMMAND("Sanitize Namespace", sanitize_namespace_rows,
		   .statuses = sanitize_namespace_statuses),
};
/* clang-format on */
