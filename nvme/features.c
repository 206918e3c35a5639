// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The features of Get Features and Set Features. Unless a comment names another document or
 * revision, sections and figures are those of the NVM Express Base Specification 2.1, section
 * 5.1.25; revision 2.2 has the same features. The NVM and Key Value Command Sets have features of
 * their own.
 */
#include "nvme/tables.h"

/* clang-format off */

/*
 * Figure 385 "Set Features - Feature Identifiers". 15h is from the NVM Command Set; the lists of
 * both documents name it after its first field. Revision 2.3 added 22h to 25h, revision 2.4 26h to
 * 28h. 7Ah to 7Fh are from the Management Interface.
 */
const struct nvme_name nvme_feature_names[] = {
	{ 0x01, "Arbitration" },
	{ 0x02, "Power Management" },
	{ 0x03, "LBA Range Type" },
	{ 0x04, "Temperature Threshold" },
	{ 0x05, "Error Recovery" },
	{ 0x06, "Volatile Write Cache" },
	{ 0x07, "Number of Queues" },
	{ 0x08, "Interrupt Coalescing" },
	{ 0x09, "Interrupt Vector Configuration" },
	{ 0x0a, "Write Atomicity Normal" },
	{ 0x0b, "Asynchronous Event Configuration" },
	{ 0x0c, "Autonomous Power State Transition" },
	{ 0x0d, "Host Memory Buffer" },
	{ 0x0e, "Timestamp" },
	{ 0x0f, "Keep Alive Timer" },
	{ 0x10, "Host Controlled Thermal Management" },
	{ 0x11, "Non-Operational Power State Config" },
	{ 0x12, "Read Recovery Level Config" },
	{ 0x13, "Predictable Latency Mode Config" },
	{ 0x14, "Predictable Latency Mode Window" },
	{ 0x15, "LBA Status Information Attributes" },
	{ 0x16, "Host Behavior Support" },
	{ 0x17, "Sanitize Config" },
	{ 0x18, "Endurance Group Event Configuration" },
	{ 0x19, "I/O Command Set Profile" },
	{ 0x1a, "Spinup Control" },
	{ 0x1b, "Power Loss Signaling Config" },
	{ 0x1c, "Performance Characteristics" },
	{ 0x1d, "Flexible Data Placement" },
	{ 0x1e, "Flexible Data Placement Events" },
	{ 0x1f, "Namespace Admin Label" },
	{ 0x20, "Key Value Configuration" },
	{ 0x21, "Controller Data Queue" },
	{ 0x22, "Configurable Device Personality" },
	{ 0x23, "Power Limit" },
	{ 0x24, "Power Threshold" },
	{ 0x25, "Power Measurement" },
	{ 0x26, "Voltage Threshold" },
	{ 0x27, "Voltage Measurement" },
	{ 0x28, "Rate Limiting" },
	{ 0x78, "Embedded Management Controller Address" },
	{ 0x79, "Host Management Agent Address" },
	{ 0x7d, "Enhanced Controller Metadata" },
	{ 0x7e, "Controller Metadata" },
	{ 0x7f, "Namespace Metadata" },
	{ 0x80, "Software Progress Marker" },
	{ 0x81, "Host Identifier" },
	{ 0x82, "Reservation Notification Mask" },
	{ 0x83, "Reservation Persistence" },
	{ 0x84, "Namespace Write Protection Config" },
	{ 0x85, "Boot Partition Write Protection Config" },
	{ 0xc0, NULL }
};

/* For a feature that consists of one bit: 0 is as informative as 1. */
static const struct nvme_name switched[] = { { 0, "Disabled" }, { 1, "Enabled" }, {} };

/* Section 5.1.25.1.1. The values are exponents of two. */
static const struct nvme_name bursts[] = {
	{ 0, "1" }, { 1, "2" }, { 2, "4" }, { 3, "8" }, { 4, "16" }, { 5, "32" }, { 6, "64" },
	{ 7, "No limit" }, {}
};
static const struct nvme_row arbitration[] = {
	{ "ab", "Arbitration Burst", 11, 0, 3, ALWAYS, .names = bursts },
	{ "lpw", "Low Priority Weight", 11, 8, 8, .zeroes_based = 1 },
	{ "mpw", "Medium Priority Weight", 11, 16, 8, .zeroes_based = 1 },
	{ "hpw", "High Priority Weight", 11, 24, 8, .zeroes_based = 1 },
	{}
};

/* Section 5.1.25.1.2; for the hints, section 8.1.17.3. Revision 2.4 added IIELL. */
static const struct nvme_name workloads[] = {
	{ 0, "No Workload" }, { 1, "Workload 1" }, { 2, "Workload 2" }, {}
};
static const struct nvme_row power_management[] = {
	{ "ps", "Power State", 11, 0, 5, ALWAYS },
	{ "wh", "Workload Hint", 11, 5, 3, .names = workloads },
	{ "iiell", "Idle I/O Exit Latency Limit", 11, 16, 16, RARE, .scale = 100, .unit = "us" },
	{}
};

/* NVM Command Set Specification 1.1, section 4.1.3. */
static const struct nvme_row lba_range_type[] = {
	{ "num", "Number of LBA Ranges", 11, 0, 6, ALWAYS, .zeroes_based = 1 },
	{}
};

/* Section 5.1.25.1.3. A Get has the first two fields, too. */
static const struct nvme_name temperatures[] = {
	{ 0x0, "Composite Temperature" },
	{ 0x1, "Temperature Sensor 1" }, { 0x2, "Temperature Sensor 2" },
	{ 0x3, "Temperature Sensor 3" }, { 0x4, "Temperature Sensor 4" },
	{ 0x5, "Temperature Sensor 5" }, { 0x6, "Temperature Sensor 6" },
	{ 0x7, "Temperature Sensor 7" }, { 0x8, "Temperature Sensor 8" },
	{ 0xf, "All implemented sensors" }, {}
};
static const struct nvme_name thresholds[] = {
	{ 0, "Over" }, { 1, "Under" }, {}
};
static const struct nvme_row temperature_threshold_get[] = {
	{ "tmpsel", "Threshold Temperature Select", 11, 16, 4, ALWAYS, .names = temperatures },
	{ "thsel", "Threshold Type Select", 11, 20, 2, ALWAYS, .names = thresholds },
	{}
};
static const struct nvme_row temperature_threshold[] = {
	{ "tmpsel", "Threshold Temperature Select", 11, 16, 4, ALWAYS, .names = temperatures },
	{ "thsel", "Threshold Type Select", 11, 20, 2, ALWAYS, .names = thresholds },
	{ "tmpth", "Temperature Threshold", 11, 0, 16, ALWAYS, .unit = "K" },
	{ "tmpthh", "Temperature Threshold Hysteresis", 11, 22, 3, .unit = "K" },
	{}
};

/* NVM Command Set Specification 1.1, section 4.1.3. */
static const struct nvme_row error_recovery[] = {
	{ "tler", "Time Limited Error Recovery", 11, 0, 16, ALWAYS, .scale = 100, .unit = "ms" },
	{ "dulbe", "Deallocated or Unwritten Logical Block Error Enable", 11, 16, 1 },
	{}
};

/* Section 5.1.25.1.4. */
static const struct nvme_row volatile_write_cache[] = {
	{ "wce", "Volatile Write Cache Enable", 11, 0, 1, ALWAYS, .names = switched },
	{}
};

/* Section 5.1.25.2.1. */
static const struct nvme_row number_of_queues[] = {
	{ "nsqr", "Number of I/O Submission Queues Requested", 11, 0, 16, ALWAYS,
	  .zeroes_based = 1 },
	{ "ncqr", "Number of I/O Completion Queues Requested", 11, 16, 16, ALWAYS,
	  .zeroes_based = 1 },
	{}
};
static const struct nvme_row number_of_queues_answer[] = {
	{ "nsqa", "Number of I/O Submission Queues Allocated", NVME_DW0, 0, 16, ALWAYS,
	  .zeroes_based = 1 },
	{ "ncqa", "Number of I/O Completion Queues Allocated", NVME_DW0, 16, 16, ALWAYS,
	  .zeroes_based = 1 },
	{}
};

/* Section 5.1.25.2.2. */
static const struct nvme_row interrupt_coalescing[] = {
	{ "thr", "Aggregation Threshold", 11, 0, 8, ALWAYS, .zeroes_based = 1 },
	{ "time", "Aggregation Time", 11, 8, 8, ALWAYS, .scale = 100, .unit = "us" },
	{}
};

/* Section 5.1.25.2.3. */
static const struct nvme_row interrupt_vector_get[] = {
	{ "iv", "Interrupt Vector", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row interrupt_vector[] = {
	{ "iv", "Interrupt Vector", 11, 0, 16, ALWAYS },
	{ "cd", "Coalescing Disable", 11, 16, 1 },
	{}
};

/* NVM Command Set Specification 1.1, section 4.1.3. */
static const struct nvme_name atomicity[] = {
	{ 0, "AWUN and NAWUN honored" }, { 1, "Only AWUPF and NAWUPF honored" }, {}
};
static const struct nvme_row write_atomicity[] = {
	{ "dn", "Disable Normal", 11, 0, 1, ALWAYS, .names = atomicity },
	{}
};

/*
 * Section 5.1.25.1.5. SHCW is a mask of the critical warnings in SMART / Health Information. Bit
 * 13 is from the NVM Command Set and bit 27 from the Zoned Namespace Command Set. Revision 2.3
 * added bits 20 and 21 without abbreviations. Revision 2.4 added these and bit 22.
 */
static const struct nvme_row asynchronous_events[] = {
	{ "shcw", "SMART / Health Critical Warnings", 11, 0, 8, ALWAYS, .hex = 1 },
	{ "nan", "Attached Namespace Attribute Notices", 11, 8, 1 },
	{ "fan", "Firmware Activation Notices", 11, 9, 1 },
	{ "tln", "Telemetry Log Notices", 11, 10, 1 },
	{ "anacn", "Asymmetric Namespace Access Change Notices", 11, 11, 1 },
	{ "plealcn", "Predictable Latency Event Aggregate Log Change Notices", 11, 12, 1 },
	{ "lsian", "LBA Status Information Alert Notices", 11, 13, 1 },
	{ "egealcn", "Endurance Group Event Aggregate Log Change Notices", 11, 14, 1 },
	{ "nnsshdn", "Normal NVM Subsystem Shutdown", 11, 15, 1 },
	{ "tthry", "Temperature Threshold Hysteresis Recovery", 11, 16, 1 },
	{ "rassn", "Reachability Association", 11, 17, 1 },
	{ "rgrp0", "Reachability Group", 11, 18, 1 },
	{ "ansan", "Allocated Namespace Attribute Notices", 11, 19, 1 },
	{ "ccrcn", "Cross-Controller Reset Completed Notices", 11, 20, 1 },
	{ "lhcn", "Lost Host Communication Notices", 11, 21, 1 },
	{ "rlccn", "Rate Limiting Configuration Change Notices", 11, 22, 1, RARE },
	{ "zdcn", "Zone Descriptor Changed Notices", 11, 27, 1 },
	{ "pmdrlpcn", "Pull Model DDC Request Log Page Change Notification", 11, 28, 1 },
	{ "adlpcn", "AVE Discovery Log Page Change Notification", 11, 29, 1 },
	{ "hdlpcn", "Host Discovery Log Page Change Notification", 11, 30, 1 },
	{ "dlpcn", "Discovery Log Page Change Notification", 11, 31, 1 },
	{}
};

/* Section 5.1.25.1.6. */
static const struct nvme_row power_state_transition[] = {
	{ "apste", "Autonomous Power State Transition Enable", 11, 0, 1, ALWAYS,
	  .names = switched },
	{}
};

/*
 * Section 5.1.25.2.4. The size is in memory pages (CC.MPS). HMDLLA and HMDLUA form one number. It
 * occupies dword 14, which holds a UUID Index for other features.
 */
static const struct nvme_row host_memory_buffer[] = {
	{ "ehm", "Enable Host Memory", 11, 0, 1, ALWAYS, .names = switched },
	{ "mr", "Memory Return", 11, 1, 1 },
	{ "hmnare", "Host Memory Non-operational Access Restriction Enable", 11, 2, 1 },
	{ "hsize", "Host Memory Buffer Size", 12, 0, 32, .unit = "pages" },
	{ "hmdla", "Host Memory Descriptor List Address (HMDLLA, HMDLUA)", 13, 0, 64, VERBOSE,
	  .hex = 1 },
	{ "hmdlec", "Host Memory Descriptor List Entry Count", 15, 0, 32 },
	{}
};

/* Section 5.1.25.1.8. */
static const struct nvme_row keep_alive_timer[] = {
	{ "kato", "Keep Alive Timeout", 11, 0, 32, ALWAYS, .unit = "ms" },
	{}
};

/* Section 5.1.25.1.9. */
static const struct nvme_row thermal_management[] = {
	{ "tmt1", "Thermal Management Temperature 1", 11, 16, 16, ALWAYS, .unit = "K" },
	{ "tmt2", "Thermal Management Temperature 2", 11, 0, 16, ALWAYS, .unit = "K" },
	{}
};

/* Section 5.1.25.1.10. */
static const struct nvme_row non_operational_states[] = {
	{ "noppme", "Non-Operational Power State Permissive Mode Enable", 11, 0, 1, ALWAYS,
	  .names = switched },
	{}
};

/* The fields of a Get of the next three features. */
static const struct nvme_row nvm_set[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 0, 16, ALWAYS },
	{}
};

/* Section 5.1.25.1.11. */
static const struct nvme_row read_recovery_level[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 0, 16, ALWAYS },
	{ "rrl", "Read Recovery Level", 12, 0, 4, ALWAYS },
	{}
};

/* Section 5.1.25.1.12. The specification abbreviates it LPE. */
static const struct nvme_row predictable_latency[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 0, 16, ALWAYS },
	{ "lpe", "Predictable Latency Enable", 12, 0, 1, ALWAYS, .names = switched },
	{}
};

/* Section 5.1.25.1.13. */
static const struct nvme_name windows[] = {
	{ 1, "Deterministic Window" }, { 2, "Non-Deterministic Window" }, {}
};
static const struct nvme_row predictable_latency_window[] = {
	{ "nvmsetid", "NVM Set Identifier", 11, 0, 16, ALWAYS },
	{ "wsel", "Window Select", 12, 0, 3, ALWAYS, .names = windows },
	{}
};

/* NVM Command Set Specification 1.1, section 4.1.3. The answer repeats the interval. */
static const struct nvme_row lba_status_information[] = {
	{ "lsiri", "LBA Status Information Report Interval", 11, 0, 16, ALWAYS, .scale = 100,
	  .unit = "ms" },
	{ "lsipi", "LBA Status Information Poll Interval", 11, 16, 16, .scale = 100,
	  .unit = "ms" },
	{}
};
static const struct nvme_row lba_status_information_answer[] = {
	{ "lsiri", "LBA Status Information Report Interval", NVME_DW0, 0, 16, ALWAYS,
	  .scale = 100, .unit = "ms" },
	{ "lsipi", "LBA Status Information Poll Interval", NVME_DW0, 16, 16, ALWAYS,
	  .scale = 100, .unit = "ms" },
	{}
};

/* Section 5.1.25.1.15. */
static const struct nvme_name no_deallocate_modes[] = {
	{ 0, "Error Response Mode" }, { 1, "Warning Response Mode" }, {}
};
static const struct nvme_row sanitize_config[] = {
	{ "nodrm", "No-Deallocate Response Mode", 11, 0, 1, ALWAYS,
	  .names = no_deallocate_modes },
	{}
};

/* Section 5.1.25.1.16. */
static const struct nvme_row endurance_group_events[] = {
	{ "endgid", "Endurance Group Identifier", 11, 0, 16, ALWAYS },
	{ "egcw", "Endurance Group Critical Warnings", 11, 16, 8, ALWAYS, .hex = 1 },
	{}
};

/* The fields of a Get of the feature above and of Flexible Data Placement. */
static const struct nvme_row endurance_group[] = {
	{ "endgid", "Endurance Group Identifier", 11, 0, 16, ALWAYS },
	{}
};

/* Section 5.1.25.1.17. */
static const struct nvme_row command_set_profile[] = {
	{ "iocsci", "I/O Command Set Combination Index", 11, 0, 9, ALWAYS },
	{}
};

/* Section 5.1.25.1.18. */
static const struct nvme_row spinup_control[] = {
	{ "sce", "Spinup Control Enable", 11, 0, 1, ALWAYS, .names = switched },
	{}
};

/* Section 5.1.25.1.19. */
static const struct nvme_name power_loss_modes[] = {
	{ 0, "Not enabled" }, { 1, "Emergency Power Fail" }, { 2, "Forced Quiescence" }, {}
};
static const struct nvme_row power_loss_signaling[] = {
	{ "plsm", "Power Loss Signaling Mode", 11, 0, 2, ALWAYS, .names = power_loss_modes },
	{}
};

/* NVM Command Set Specification 1.1, section 4.1.3. */
static const struct nvme_name performance_attributes[] = {
	{ 0x00, "Standard Performance Attribute" },
	{ 0xc0, "Performance Attribute Identifier List" },
	{ 0xc1, NULL }
};
static const struct nvme_row performance_get[] = {
	{ "attri", "Attribute Index", 11, 0, 8, ALWAYS, .hex = 1,
	  .names = performance_attributes },
	{}
};
static const struct nvme_row performance[] = {
	{ "attri", "Attribute Index", 11, 0, 8, ALWAYS, .hex = 1,
	  .names = performance_attributes },
	{ "rvspa", "Revert Vendor Specific Performance Attribute", 11, 8, 1 },
	{}
};

/* Section 5.1.25.1.20. */
static const struct nvme_row data_placement[] = {
	{ "endgid", "Endurance Group Identifier", 11, 0, 16, ALWAYS },
	{ "fdpe", "Flexible Data Placement Enable", 12, 0, 1, ALWAYS, .names = switched },
	{ "fdpcidx", "Flexible Data Placement Configuration Index", 12, 8, 8, ALWAYS },
	{}
};

/* Section 5.1.25.1.21. */
static const struct nvme_row placement_events_get[] = {
	{ "phndl", "Placement Handle", 11, 0, 16, ALWAYS },
	{ "noet", "Number of FDP Event Types", 11, 16, 8, ALWAYS },
	{}
};
static const struct nvme_row placement_events[] = {
	{ "phndl", "Placement Handle", 11, 0, 16, ALWAYS },
	{ "noet", "Number of FDP Event Types", 11, 16, 8, ALWAYS },
	{ "fdpee", "FDP Event Enable", 12, 0, 1, ALWAYS, .names = switched },
	{}
};

/* Key Value Command Set Specification 1.1, section 4.1.3.1. */
static const struct nvme_row key_value[] = {
	{ "ednek", "Error on Delete of Non-Existent KV Key", 11, 0, 1, ALWAYS,
	  .names = switched },
	{}
};

/* Section 5.1.25.1.23. */
static const struct nvme_row controller_data_queue_get[] = {
	{ "cdqid", "Controller Data Queue Identifier", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_row controller_data_queue[] = {
	{ "cdqid", "Controller Data Queue Identifier", 11, 0, 16, ALWAYS },
	{ "hp", "Head Pointer", 12, 0, 32, ALWAYS },
	{ "etpt", "Enable Tail Pointer Trigger", 11, 31, 1 },
	{ "tpt", "Tail Pointer Trigger", 13, 0, 32 },
	{}
};

/* The answer to a Get of the feature above. The pointers are in its data. */
static const struct nvme_row controller_data_queue_got[] = {
	{ "cdqid", "Controller Data Queue Identifier", 11, 0, 16, ALWAYS },
	{ "etpt", "Enable Tail Pointer Trigger", 11, 31, 1 },
	{}
};

/*
 * Revision 2.3, section 5.2.26.1.24. A Get has the first field in dword 13 as well. Revision 2.4
 * added 2h, with the only field in dword 11, and 3h.
 */
#define PERID_LOCKDOWN 0x02
static const struct nvme_name personalities[] = {
	{ 0x00, "Manufacturing Default" },
	{ 0x01, "Security" },
	{ PERID_LOCKDOWN, "Lockdown Persistence" },
	{ 0x03, "Revert to Subsystem Manufacturing Settings" },
	{ 0xff, "All Personalities" },
	{ 0xc0, NULL }
};
static const struct nvme_row personality_get[] = {
	{ "perid", "Personality Identifier", 13, 0, 8, ALWAYS, .hex = 1, .names = personalities },
	{}
};
static const struct nvme_row lockdown_persistence[] = {
	{ "ldpe", "Lockdown Persistence Enable", 11, 0, 1, ALWAYS, .names = switched },
	{}
};
static const struct nvme_variant personality_specific[] = {
	{ PERID_LOCKDOWN, lockdown_persistence },
	{}
};
static const struct nvme_row personality[] = {
	{ "perid", "Personality Identifier", 13, 0, 8, ALWAYS, .hex = 1, .names = personalities,
	  .by = personality_specific },
	{ "perfs", "Personality Freeze State", 13, 8, 1 },
	{ "chps", "Change Personality Settings", 13, 9, 1 },
	{}
};

/* Revision 2.3, sections 5.2.26.1.25, which has it in dword 13, and 8.1.19. */
static const struct nvme_name power_scales[] = { { 1, "0.0001 W" }, { 2, "0.01 W" }, {} };
static const struct nvme_row power_limit[] = {
	{ "plv", "Power Limit Value", 13, 0, 16, ALWAYS },
	{ "pls", "Power Limit Scale", 13, 16, 2, .names = power_scales },
	{}
};

/* Revision 2.3, sections 5.2.26.1.26 and 8.1.19. */
static const struct nvme_name power_measurement_types[] = {
	{ 0x0, "NVM subsystem total power" },
	{ 0xc, NULL }
};
static const struct nvme_row power_threshold[] = {
	{ "ept", "Enable Power Threshold", 11, 31, 1, ALWAYS, .names = switched },
	{ "ptv", "Power Threshold Value", 11, 0, 16, ALWAYS },
	{ "pts", "Power Threshold Scale", 11, 16, 2, .names = power_scales },
	{ "pmts", "Power Measurement Type Select", 11, 20, 4, .names = power_measurement_types },
	{}
};

/* Revision 2.3, section 5.2.26.1.27. Dword 12 is for vendor specific actions. */
static const struct nvme_name measurement_actions[] = {
	{ 0x0, "Stop Power Measurements" },
	{ 0x1, "Start Power Measurements" },
	{ 0xc, NULL }
};
static const struct nvme_row power_measurement[] = {
	{ "act", "Action", 11, 0, 4, ALWAYS, .names = measurement_actions },
	{ "pmts", "Power Measurement Type Select", 11, 4, 4, .names = power_measurement_types },
	{ "smt", "Stop Measurement Time", 11, 16, 16, .unit = "min" },
	{}
};

/* The answer to a Set and to a Get. The log page has the same fields. */
static const struct nvme_row power_measurement_got[] = {
	{ "pme", "Power Measurement Enable", 11, 0, 1, ALWAYS, .names = switched },
	{ "pmgn", "Power Measurement Generation Number", 11, 8, 8, ALWAYS },
	{ "smtr", "Stop Measurement Time Remaining", 11, 16, 16, .unit = "min" },
	{}
};
static const struct nvme_row power_measurement_answer[] = {
	{ "pme", "Power Measurement Enable", NVME_DW0, 0, 1, ALWAYS, .names = switched },
	{ "pmgn", "Power Measurement Generation Number", NVME_DW0, 8, 8, ALWAYS },
	{ "smtr", "Stop Measurement Time Remaining", NVME_DW0, 16, 16, .unit = "min" },
	{}
};

/* Revision 2.4. The drive's voltage sensor defines the unit of the thresholds. */
static const struct nvme_row voltage_threshold[] = {
	{ "evt", "Enable Voltage Threshold", 11, 28, 1, ALWAYS, .names = switched },
	{ "uvt", "Undervoltage Threshold", 11, 0, 14, ALWAYS },
	{ "ovt", "Overvoltage Threshold", 11, 14, 14, ALWAYS },
	{ "vsens", "Voltage Sensor Select", 11, 29, 2 },
	{}
};

/* Revision 2.4. */
static const struct nvme_name voltage_actions[] = {
	{ 0x0, "Stop Voltage Measurements" },
	{ 0x1, "Start Voltage Measurements" },
	{ 0x2, "Clear Overvoltage Valid and Undervoltage Valid" },
	{}
};
static const struct nvme_row voltage_measurement[] = {
	{ "act", "Action", 11, 0, 4, ALWAYS, .names = voltage_actions },
	{}
};

/* Revision 2.4. The target whose rate is limited; the limits are in the data. */
#define TGT_CONTROLLER 0x00
static const struct nvme_name rate_targets[] = { { TGT_CONTROLLER, "Controller" }, { 0xc0, NULL } };
static const struct nvme_row limited_controller[] = {
	{ "tid", "Target Identifier: Controller ID", 11, 0, 16, ALWAYS },
	{}
};
static const struct nvme_variant rate_specific[] = { { TGT_CONTROLLER, limited_controller }, {} };
static const struct nvme_row rate_limiting[] = {
	{ "tgt", "Target", 11, 16, 8, ALWAYS, .hex = 1, .names = rate_targets,
	  .by = rate_specific },
	{ "tid", "Target Identifier", 11, 0, 16, ALWAYS },
	{}
};

/* Section 5.1.25.1.26. The same for all three features. */
static const struct nvme_name element_actions[] = {
	{ 0, "Add or Replace Entry" }, { 1, "Delete Entry Multiple" },
	{ 2, "Add Entry Multiple" }, {}
};
static const struct nvme_row host_metadata_get[] = {
	{ "gdhm", "Generate Default Host Metadata", 11, 0, 1 },
	{}
};
static const struct nvme_row host_metadata[] = {
	{ "ea", "Element Action", 11, 13, 2, ALWAYS, .names = element_actions },
	{}
};

/* Section 5.1.25.1.27. */
static const struct nvme_row software_progress[] = {
	{ "pbslc", "Pre-boot Software Load Count", 11, 0, 8, ALWAYS },
	{}
};

/* Section 5.1.25.1.28. The length of the identifier in the data, for a Get as well. */
static const struct nvme_name identifier_sizes[] = { { 0, "64-bit" }, { 1, "128-bit" }, {} };
static const struct nvme_row host_identifier[] = {
	{ "exhid", "Enable Extended Host Identifier", 11, 0, 1, ALWAYS,
	  .names = identifier_sizes },
	{}
};

/* Section 5.1.25.1.29. */
static const struct nvme_row reservation_mask[] = {
	{ "regpre", "Mask Registration Preempted Notification", 11, 1, 1 },
	{ "resrel", "Mask Reservation Released Notification", 11, 2, 1 },
	{ "respre", "Mask Reservation Preempted Notification", 11, 3, 1 },
	{}
};

/* Section 5.1.25.1.30. */
static const struct nvme_name persistence[] = {
	{ 0, "Released on power loss" }, { 1, "Persist across power loss" }, {}
};
static const struct nvme_row reservation_persistence[] = {
	{ "ptpl", "Persist Through Power Loss", 11, 0, 1, ALWAYS, .names = persistence },
	{}
};

/* Section 5.1.25.1.31. */
static const struct nvme_name write_protection_states[] = {
	{ 0, "No Write Protect" },
	{ 1, "Write Protect" },
	{ 2, "Write Protect Until Power Cycle" },
	{ 3, "Permanent Write Protect" },
	{}
};
static const struct nvme_row write_protection[] = {
	{ "wps", "Write Protection State", 11, 0, 3, ALWAYS, .names = write_protection_states },
	{}
};

/* Section 5.1.25.1.32. */
static const struct nvme_name boot_partition_states[] = {
	{ 0, "Change in state not requested" },
	{ 1, "Write Unlocked" },
	{ 2, "Write Locked" },
	{ 3, "Write Locked Until Power Cycle" },
	{ 4, "Controlled by RPMB" },
	{}
};
static const struct nvme_row boot_partition_protection[] = {
	{ "bp0wps", "Boot Partition 0 Write Protection State", 11, 0, 3, ALWAYS,
	  .names = boot_partition_states },
	{ "bp1wps", "Boot Partition 1 Write Protection State", 11, 3, 3, ALWAYS,
	  .names = boot_partition_states },
	{}
};

/* Features 0Eh, 16h, 1Fh, 78h and 79h are not here, because all their fields are in the data. */
const struct nvme_variant nvme_set_feature_fields[] = {
	{ 0x01, arbitration },
	{ 0x02, power_management },
	{ 0x03, lba_range_type },
	{ 0x04, temperature_threshold },
	{ 0x05, error_recovery },
	{ 0x06, volatile_write_cache },
	{ 0x07, number_of_queues },
	{ 0x08, interrupt_coalescing },
	{ 0x09, interrupt_vector },
	{ 0x0a, write_atomicity },
	{ 0x0b, asynchronous_events },
	{ 0x0c, power_state_transition },
	{ 0x0d, host_memory_buffer },
	{ 0x0f, keep_alive_timer },
	{ 0x10, thermal_management },
	{ 0x11, non_operational_states },
	{ 0x12, read_recovery_level },
	{ 0x13, predictable_latency },
	{ 0x14, predictable_latency_window },
	{ 0x15, lba_status_information },
	{ 0x17, sanitize_config },
	{ 0x18, endurance_group_events },
	{ 0x19, command_set_profile },
	{ 0x1a, spinup_control },
	{ 0x1b, power_loss_signaling },
	{ 0x1c, performance },
	{ 0x1d, data_placement },
	{ 0x1e, placement_events },
	{ 0x20, key_value },
	{ 0x21, controller_data_queue },
	{ 0x22, personality },
	{ 0x23, power_limit },
	{ 0x24, power_threshold },
	{ 0x25, power_measurement },
	{ 0x26, voltage_threshold },
	{ 0x27, voltage_measurement },
	{ 0x28, rate_limiting },
	{ 0x7d, host_metadata },
	{ 0x7e, host_metadata },
	{ 0x7f, host_metadata },
	{ 0x80, software_progress },
	{ 0x81, host_identifier },
	{ 0x82, reservation_mask },
	{ 0x83, reservation_persistence },
	{ 0x84, write_protection },
	{ 0x85, boot_partition_protection },
	{}
};

/* Only the fields that select something. The figures say that a Get ignores the others. */
const struct nvme_variant nvme_get_feature_fields[] = {
	{ 0x04, temperature_threshold_get },
	{ 0x09, interrupt_vector_get },
	{ 0x12, nvm_set },
	{ 0x13, nvm_set },
	{ 0x14, nvm_set },
	{ 0x18, endurance_group },
	{ 0x1c, performance_get },
	{ 0x1d, endurance_group },
	{ 0x1e, placement_events_get },
	{ 0x21, controller_data_queue_get },
	{ 0x22, personality_get },
	{ 0x28, rate_limiting },
	{ 0x7d, host_metadata_get },
	{ 0x7e, host_metadata_get },
	{ 0x7f, host_metadata_get },
	{ 0x81, host_identifier },
	{}
};

const struct nvme_variant nvme_set_feature_answers[] = {
	{ 0x07, number_of_queues_answer },
	{ 0x15, lba_status_information_answer },
	{ 0x25, power_measurement_answer },
	{}
};

/*
 * The answer to a Get in DW0, described as if it were dword 11: most answers have the layout of a
 * Set's dword 11. Read Recovery Level Config, the two Predictable Latency Mode features and
 * Flexible Data Placement answer with a Set's dword 12, Power Limit with a Set's dword 13.
 * Features that are not here answer only with data.
 */
static const struct nvme_row temperature_threshold_got[] = {
	{ "tmpth", "Temperature Threshold", 11, 0, 16, ALWAYS, .unit = "K" },
	{ "tmpsel", "Threshold Temperature Select", 11, 16, 4, RARE, .names = temperatures },
	{ "thsel", "Threshold Type Select", 11, 20, 2, RARE, .names = thresholds },
	{ "tmpthh", "Temperature Threshold Hysteresis", 11, 22, 3, .unit = "K" },
	{}
};
static const struct nvme_row number_of_queues_got[] = {
	{ "nsqa", "Number of I/O Submission Queues Allocated", 11, 0, 16, ALWAYS,
	  .zeroes_based = 1 },
	{ "ncqa", "Number of I/O Completion Queues Allocated", 11, 16, 16, ALWAYS,
	  .zeroes_based = 1 },
	{}
};
static const struct nvme_row host_memory_buffer_got[] = {
	{ "ehm", "Enable Host Memory", 11, 0, 1, ALWAYS, .names = switched },
	{ "hmnare", "Host Memory Non-operational Access Restriction Enable", 11, 2, 1 },
	{ "hmnar", "Host Memory Non-operational Access Restricted", 11, 3, 1 },
	{}
};
static const struct nvme_row read_recovery_level_got[] = {
	{ "rrl", "Read Recovery Level", 11, 0, 4, ALWAYS },
	{}
};
static const struct nvme_row predictable_latency_got[] = {
	{ "lpe", "Predictable Latency Enable", 11, 0, 1, ALWAYS, .names = switched },
	{}
};
static const struct nvme_row predictable_latency_window_got[] = {
	{ "wsel", "Window Select", 11, 0, 3, ALWAYS, .names = windows },
	{}
};
static const struct nvme_row spinup_control_got[] = {
	{ "scs", "Spinup Control State", 11, 0, 1, ALWAYS, .names = switched },
	{}
};
static const struct nvme_row data_placement_got[] = {
	{ "fdpe", "Flexible Data Placement Enable", 11, 0, 1, ALWAYS, .names = switched },
	{ "fdpcidx", "Flexible Data Placement Configuration Index", 11, 8, 8, ALWAYS },
	{}
};
static const struct nvme_row placement_events_got[] = {
	{ "noet", "Number of FDP Event Types", 11, 0, 8, ALWAYS },
	{}
};
static const struct nvme_row personality_got[] = {
	{ "perid", "Personality Identifier", 11, 0, 8, ALWAYS, .hex = 1, .names = personalities },
	{ "perfs", "Personality Freeze State", 11, 8, 1 },
	{ "ppsc", "Pending Personality Settings Change", 11, 9, 1 },
	{ "pmdss", "Personality Manufacturing Default Settings State", 11, 10, 1 },
	{}
};
/* The command's dword 13 selects the personality. */
static const struct nvme_row lockdown_persistence_got[] = {
	{ "ldps", "Lockdown Persistence State", NVME_DW1, 0, 1, ALWAYS, .names = switched },
	{}
};
static const struct nvme_variant personalities_got[] = {
	{ PERID_LOCKDOWN, lockdown_persistence_got },
	{}
};
static const struct nvme_row personality_second[] = {
	{ NULL, "Personality Identifier", 13, 0, 8, .by = personalities_got },
	{}
};
const struct nvme_variant nvme_get_feature_second_answers[] = { { 0x22, personality_second }, {} };

static const struct nvme_row power_limit_got[] = {
	{ "plv", "Power Limit Value", 11, 0, 16, ALWAYS },
	{ "pls", "Power Limit Scale", 11, 16, 2, .names = power_scales },
	{}
};

const struct nvme_variant nvme_get_feature_answers[] = {
	{ 0x01, arbitration },
	{ 0x02, power_management },
	{ 0x03, lba_range_type },
	{ 0x04, temperature_threshold_got },
	{ 0x05, error_recovery },
	{ 0x06, volatile_write_cache },
	{ 0x07, number_of_queues_got },
	{ 0x08, interrupt_coalescing },
	{ 0x09, interrupt_vector },
	{ 0x0a, write_atomicity },
	{ 0x0b, asynchronous_events },
	{ 0x0c, power_state_transition },
	{ 0x0d, host_memory_buffer_got },
	{ 0x0f, keep_alive_timer },
	{ 0x10, thermal_management },
	{ 0x11, non_operational_states },
	{ 0x12, read_recovery_level_got },
	{ 0x13, predictable_latency_got },
	{ 0x14, predictable_latency_window_got },
	{ 0x15, lba_status_information },
	{ 0x17, sanitize_config },
	{ 0x18, endurance_group_events },
	{ 0x19, command_set_profile },
	{ 0x1a, spinup_control_got },
	{ 0x1b, power_loss_signaling },
	{ 0x1d, data_placement_got },
	{ 0x1e, placement_events_got },
	{ 0x20, key_value },
	{ 0x21, controller_data_queue_got },
	{ 0x22, personality_got },
	{ 0x23, power_limit_got },
	{ 0x24, power_threshold },
	{ 0x25, power_measurement_got },
	{ 0x80, software_progress },
	{ 0x82, reservation_mask },
	{ 0x83, reservation_persistence },
	{ 0x84, write_protection },
	{ 0x85, boot_partition_protection },
	{}
};

/* clang-format on */
