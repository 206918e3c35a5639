/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The names of status codes that do not depend on the command. Codes of a single command are in
 * .statuses of its row, those of Fabrics commands in fabrics.c.
 */
#include "nvme/tables.h"

/* Every table has 256 entries, so that any byte is a valid index. NULL means no name. */

/*
 * Base Specification 2.1, section 4.2.3.1, Figure 102 "Generic Command Status Values". Revision
 * 2.3 added 2Bh and 2Ch, revision 2.4 2Dh. 85h to 89h are from the Key Value Command Set.
 */
static const char *const generic_status[256] = {
	[0x00] = "Successful Completion",
	[0x01] = "Invalid Command Opcode",
	[0x02] = "Invalid Field in Command",
	[0x03] = "Command ID Conflict",
	[0x04] = "Data Transfer Error",
	[0x05] = "Commands Aborted due to Power Loss Notification",
	[0x06] = "Internal Error",
	[0x07] = "Command Abort Requested",
	[0x08] = "Command Aborted due to SQ Deletion",
	[0x09] = "Command Aborted due to Failed Fused Command",
	[0x0a] = "Command Aborted due to Missing Fused Command",
	[0x0b] = "Invalid Namespace or Format",
	[0x0c] = "Command Sequence Error",
	[0x0d] = "Invalid SGL Segment Descriptor",
	[0x0e] = "Invalid Number of SGL Descriptors",
	[0x0f] = "Data SGL Length Invalid",
	[0x10] = "Metadata SGL Length Invalid",
	[0x11] = "SGL Descriptor Type Invalid",
	[0x12] = "Invalid Use of Controller Memory Buffer",
	[0x13] = "PRP Offset Invalid",
	[0x14] = "Atomic Write Unit Exceeded",
	[0x15] = "Operation Denied",
	[0x16] = "SGL Offset Invalid",
	[0x18] = "Host Identifier Inconsistent Format",
	[0x19] = "Keep Alive Timer Expired",
	[0x1a] = "Keep Alive Timeout Invalid",
	[0x1b] = "Command Aborted due to Preempt and Abort",
	[0x1c] = "Sanitize Failed",
	[0x1d] = "Sanitize In Progress",
	[0x1e] = "SGL Data Block Granularity Invalid",
	[0x1f] = "Command Not Supported for Queue in CMB",
	[0x20] = "Namespace is Write Protected",
	[0x21] = "Command Interrupted",
	[0x22] = "Transient Transport Error",
	[0x23] = "Command Prohibited by Command and Feature Lockdown",
	[0x24] = "Admin Command Media Not Ready",
	[0x25] = "Invalid Key Tag",
	[0x26] = "Host Dispersed Namespace Support Not Enabled",
	[0x27] = "Host Identifier Not Initialized",
	[0x28] = "Incorrect Key",
	[0x29] = "FDP Disabled",
	[0x2a] = "Invalid Placement Handle List",
	[0x2b] = "Sanitize Namespace Failed",
	[0x2c] = "Sanitize Namespace In Progress",
	[0x2d] = "Failed to Restore Configuration",
	[0x80] = "LBA Out of Range",
	[0x81] = "Capacity Exceeded",
	[0x82] = "Namespace Not Ready",
	[0x83] = "Reservation Conflict",
	[0x84] = "Format In Progress",
	[0x85] = "Invalid Value Size",
	[0x86] = "Invalid Key Size",
	[0x87] = "KV Key Does Not Exist",
	[0x88] = "Unrecovered Error",
	[0x89] = "Key Exists",
};

/*
 * Base Specification 2.1, section 4.2.3.2, Figures 103 (admin), 104 (I/O) and 105 (Fabrics).
 * - Revision 2.3 added 3Ch to 41h, revision 2.4 42h to 44h.
 * - 7Fh is from the Streams directive, section 8.1.8.
 * - 80h to 85h have the names that they have as statuses of I/O commands.
 * - 90h and 91h have their Fabrics names: a Fabrics controller may return them for Get Log Page,
 *   or before authentication.
 * - B6h and B7h are from the Zoned Namespace Command Set, for zone random write areas.
 */
static const char *const command_status[256] = {
	[0x00] = "Completion Queue Invalid",
	[0x01] = "Invalid Queue Identifier",
	[0x02] = "Invalid Queue Size",
	[0x03] = "Abort Command Limit Exceeded",
	[0x05] = "Asynchronous Event Request Limit Exceeded",
	[0x06] = "Invalid Firmware Slot",
	[0x07] = "Invalid Firmware Image",
	[0x08] = "Invalid Interrupt Vector",
	[0x09] = "Invalid Log Page",
	[0x0a] = "Invalid Format",
	[0x0b] = "Firmware Activation Requires Conventional Reset",
	[0x0c] = "Invalid Queue Deletion",
	[0x0d] = "Feature Identifier Not Saveable",
	[0x0e] = "Feature Not Changeable",
	[0x0f] = "Feature Not Namespace Specific",
	[0x10] = "Firmware Activation Requires NVM Subsystem Reset",
	[0x11] = "Firmware Activation Requires Controller Level Reset",
	[0x12] = "Firmware Activation Requires Maximum Time Violation",
	[0x13] = "Firmware Activation Prohibited",
	[0x14] = "Overlapping Range",
	[0x15] = "Namespace Insufficient Capacity",
	[0x16] = "Namespace Identifier Unavailable",
	[0x18] = "Namespace Already Attached",
	[0x19] = "Namespace Is Private",
	[0x1a] = "Namespace Not Attached",
	[0x1b] = "Thin Provisioning Not Supported",
	[0x1c] = "Controller List Invalid",
	[0x1d] = "Device Self-test In Progress",
	[0x1e] = "Boot Partition Write Prohibited",
	[0x1f] = "Invalid Controller Identifier",
	[0x20] = "Invalid Secondary Controller State",
	[0x21] = "Invalid Number of Controller Resources",
	[0x22] = "Invalid Resource Identifier",
	[0x23] = "Sanitize Prohibited While Persistent Memory Region is Enabled",
	[0x24] = "ANA Group Identifier Invalid",
	[0x25] = "ANA Attach Failed",
	[0x26] = "Insufficient Capacity",
	[0x27] = "Namespace Attachment Limit Exceeded",
	[0x28] = "Prohibition of Command Execution Not Supported",
	[0x29] = "I/O Command Set Not Supported",
	[0x2a] = "I/O Command Set Not Enabled",
	[0x2b] = "I/O Command Set Combination Rejected",
	[0x2c] = "Invalid I/O Command Set",
	[0x2d] = "Identifier Unavailable",
	[0x2e] = "Namespace Is Dispersed",
	[0x2f] = "Invalid Discovery Information",
	[0x30] = "Zoning Data Structure Locked",
	[0x31] = "Zoning Data Structure Not Found",
	[0x32] = "Insufficient Discovery Resources",
	[0x33] = "Requested Function Disabled",
	[0x34] = "ZoneGroup Originator Invalid",
	[0x35] = "Invalid Host",
	[0x36] = "Invalid NVM Subsystem",
	[0x37] = "Invalid Controller Data Queue",
	[0x38] = "Not Enough Resources",
	[0x39] = "Controller Suspended",
	[0x3a] = "Controller Not Suspended",
	[0x3b] = "Controller Data Queue Full",
	[0x3c] = "Request Exceeds Maximum Namespace Sanitize Operations In Progress",
	[0x3d] = "Manufacturing Default Personality Required",
	[0x3e] = "Invalid Power Limit",
	[0x3f] = "Cross-Controller Reset in Progress",
	[0x40] = "Cross-Controller Reset Log Page Full",
	[0x41] = "Cross-Controller Reset Limit Exceeded",
	[0x42] = "Controller Active",
	[0x43] = "Invalid Exported Association",
	[0x44] = "Invalid Exported Configuration State",
	[0x7f] = "Stream Resource Allocation Failed",
	[0x80] = "Conflicting Attributes",
	[0x81] = "Invalid Protection Information",
	[0x82] = "Attempted Write to Read Only Range",
	[0x83] = "Command Size Limit Exceeded",
	[0x84] = "Invalid Command ID",
	[0x85] = "Incompatible Namespace or Format",
	[0x86] = "Fast Copy Not Possible",
	[0x87] = "Overlapping I/O Range",
	[0x88] = "Namespace Not Reachable",
	[0x89] = "Insufficient Resources",
	[0x8a] = "Insufficient Program Resources",
	[0x8b] = "Invalid Memory Namespace",
	[0x8c] = "Invalid Memory Range Set",
	[0x8d] = "Invalid Memory Range Set Identifier",
	[0x8e] = "Invalid Program Data",
	[0x8f] = "Invalid Program Index",
	[0x90] = "Discover Restart",
	[0x91] = "Authentication Required",
	[0x92] = "Maximum Memory Range Sets Exceeded",
	[0x93] = "Maximum Programs Activated",
	[0x94] = "Maximum Program Bytes Exceeded",
	[0x95] = "Memory Range Set In Use",
	[0x96] = "No Program",
	[0x97] = "Overlapping Memory Ranges",
	[0x98] = "Program Not Activated",
	[0x99] = "Program In Use",
	[0x9a] = "Program Index Not Downloadable",
	[0x9b] = "Program Too Big",
	[0x9c] = "Successful Media Verification Read",
	[0xb6] = "Invalid Zone Operation Request",
	[0xb7] = "ZRWA Resources Unavailable",
	[0xb8] = "Zoned Boundary Error",
	[0xb9] = "Zone Is Full",
	[0xba] = "Zone Is Read Only",
	[0xbb] = "Zone Is Offline",
	[0xbc] = "Zone Invalid Write",
	[0xbd] = "Too Many Active Zones",
	[0xbe] = "Too Many Open Zones",
	[0xbf] = "Invalid Zone State Transition",
};

/*
 * The codes of the same Figure 104 that have other meanings for Fabrics commands. For the commands
 * that load, activate and execute programs.
 */
const struct nvme_name nvme_program_statuses[] = { { 0x90, "Invalid Program Type" },
						   { 0x91, "Maximum Memory Ranges Exceeded" },
						   {} };

/* Base Specification 2.1, section 4.2.3.3, Figure 106 "Media and Data Integrity Error Values". */
static const char *const media_status[256] = {
	[0x80] = "Write Fault",
	[0x81] = "Unrecovered Read Error",
	[0x82] = "End-to-end Guard Check Error",
	[0x83] = "End-to-end Application Tag Check Error",
	[0x84] = "End-to-end Reference Tag Check Error",
	[0x85] = "Compare Failure",
	[0x86] = "Access Denied",
	[0x87] = "Deallocated or Unwritten Logical Block",
	[0x88] = "End-to-End Storage Tag Check Error",
};

/* Base Specification 2.1, section 4.2.3.4, Figure 107 "Path Related Status Values". */
static const char *const path_status[256] = {
	[0x00] = "Internal Path Error",
	[0x01] = "Asymmetric Access Persistent Loss",
	[0x02] = "Asymmetric Access Inaccessible",
	[0x03] = "Asymmetric Access Transition",
	[0x60] = "Controller Pathing Error",
	[0x70] = "Host Pathing Error",
	[0x71] = "Command Aborted By Host",
};

/*
 * Base Specification 2.1, section 4.2.3, Figure 101 "Status Code Type Values". 7h is vendor
 * specific.
 */
const char *const *const nvme_status_types[8] = {
	[0x0] = generic_status,
	[0x1] = command_status,
	[0x2] = media_status,
	[0x3] = path_status,
};
