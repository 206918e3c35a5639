// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The Fabrics commands: NVM Express Base Specification 2.1, section 6. Its figures give byte
 * offsets in the entry: FCTYPE is byte 4, the lowest byte of dword 1; dword 10 starts at byte 40.
 */
#include "nvme/structures.h"

/* One line for each row of a figure. */
/* clang-format off */

/*
 * Section 3.1.4, Figures 33 and 35. Controllers with a message-based transport reserve most of
 * these, but a host may request any. Figure 33 prints Fh for INTMC, but INTMC's own figure has
 * 10h.
 */
static const struct nvme_name properties[] = {
	{ 0x0, "CAP" },
	{ 0x8, "VS" },
	{ 0xc, "INTMS" },
	{ 0x10, "INTMC" },
	{ 0x14, "CC" },
	{ 0x1c, "CSTS" },
	{ 0x20, "NSSR" },
	{ 0x24, "AQA" },
	{ 0x28, "ASQ" },
	{ 0x30, "ACQ" },
	{ 0x38, "CMBLOC" },
	{ 0x3c, "CMBSZ" },
	{ 0x40, "BPINFO" },
	{ 0x44, "BPRSEL" },
	{ 0x48, "BPMBL" },
	{ 0x50, "CMBMSC" },
	{ 0x58, "CMBSTS" },
	{ 0x5c, "CMBEBS" },
	{ 0x60, "CMBSWTP" },
	{ 0x64, "NSSD" },
	{ 0x68, "CRTO" },
	{ 0xe00, "PMRCAP" },
	{ 0xe04, "PMRCTL" },
	{ 0xe08, "PMRSTS" },
	{ 0xe0c, "PMREBS" },
	{ 0xe10, "PMRSWTP" },
	{ 0xe14, "PMRMSCL" },
	{ 0xe18, "PMRMSCU" },
	{ 0x1300, NULL }
};

static const struct nvme_name property_sizes[] = {
	{ 0, "4 bytes" },
	{ 1, "8 bytes" },
	{}
};

/* Bytes 47:44. */
#define OFST { "ofst", "Offset", 11, 0, 32, ALWAYS, .hex = 1, .names = properties }

/* Section 6.6. The upper half of VALUE is reserved for 4-byte properties. */
static const struct nvme_row property_set_rows[] = {
	OFST,
	{ "value", "Value", 12, 0, 64, ALWAYS, .hex = 1 },
	{ "pus", "Property Update Size (ATTRIB)", 10, 0, 3, .names = property_sizes },
	{}
};

/* Section 6.5. */
static const struct nvme_row property_get_rows[] = {
	OFST,
	{ "prs", "Property Return Size (ATTRIB)", 10, 0, 3, .names = property_sizes },
	{}
};
static const struct nvme_row property_get_answer[] = {
	{ "value", "Value", NVME_DW0, 0, 64, ALWAYS, .hex = 1 },
	{}
};

static const struct nvme_name priority_classes[] = {
	{ 0, "Urgent" },
	{ 1, "High" },
	{ 2, "Medium" },
	{ 3, "Low" },
	{}
};

/* Bytes 41:40. Only format 0h exists. */
#define RECFMT { "recfmt", "Record Format", 10, 0, 16 }

/* Section 6.3. PRIOCLASS to CONNENT are byte 46, Connect Attributes (CATTR). */
static const struct nvme_row connect_rows[] = {
	{ "qid", "Queue ID", 10, 16, 16, ALWAYS },
	{ "sqsize", "Submission Queue Size", 11, 0, 16, ALWAYS, .zeroes_based = 1,
	  .unit = "entries" },
	{ "kato", "Keep Alive Timeout", 12, 0, 32, .unit = "ms" },
	{ "prioclass", "Priority Class", 11, 16, 2, .names = priority_classes },
	{ "dissqfc", "Disable SQ Flow Control", 11, 18, 1 },
	{ "indivioqdels", "Individual I/O Queue Deletion Support", 11, 19, 1 },
	{ "connent", "Connecting Entity", 11, 20, 1 },
	{ "nvmsetid", "NVM Set Identifier", 13, 0, 16, RARE },
	RECFMT,
	{}
};

/* On success. ATR and ASCR are Authentication and Security Requirements (AUTHREQ), bytes 03:02. */
static const struct nvme_row connect_answer[] = {
	{ "cntlid", "Controller ID", NVME_DW0, 0, 16, ALWAYS },
	{ "atr", "Authentication Transaction Required", NVME_DW0, 17, 1 },
	{ "ascr", "Authentication and Secure Channel Required", NVME_DW0, 18, 1 },
	{}
};

/*
 * With the status Connect Invalid Parameters: the byte offset of the first invalid parameter, in
 * the data or in the submission queue entry. Offsets that are not listed are shown as numbers.
 */
static const struct nvme_name places_in_command[] = {
	{ 40, "RECFMT" },
	{ 42, "QID" },
	{ 44, "SQSIZE" },
	{ 46, "CATTR" },
	{ 48, "KATO" },
	{ 52, "NVMSETID" },
	{}
};
static const struct nvme_name places_in_data[] = {
	{ 0, "HOSTID" },
	{ 16, "CNTLID" },
	{ 256, "SUBNQN" },
	{ 512, "HOSTNQN" },
	{}
};
static const struct nvme_row invalid_in_command[] = {
	{ "ipo", "Invalid Parameter Offset", NVME_DW0, 0, 16, ALWAYS, .hex = 1,
	  .names = places_in_command },
	{}
};
static const struct nvme_row invalid_in_data[] = {
	{ "ipo", "Invalid Parameter Offset", NVME_DW0, 0, 16, ALWAYS, .hex = 1,
	  .names = places_in_data },
	{}
};
static const struct nvme_name parameter_starts[] = {
	{ 0, "SQE" },
	{ 1, "Data" },
	{}
};
static const struct nvme_variant invalid_parameter[] = {
	{ 0, invalid_in_command },
	{ 1, invalid_in_data },
	{}
};
static const struct nvme_row connect_invalid_parameters[] = {
	{ "ips", "Invalid Parameter Start (IATTR)", NVME_DW0, 16, 1, ALWAYS,
	  .names = parameter_starts, .by = invalid_parameter },
	{}
};
static const struct nvme_variant connect_failures[] = {
	{ 0x182, connect_invalid_parameters },
	{}
};
static const struct nvme_row connect_failure[] = { STATUS(connect_failures), {} };
static const struct nvme_data_choice connect_data[] = { { .structure = &nvme_connect_data } };
static const struct nvme_data_choice authentication_data[] = { { .structure = &nvme_authentication } };

/* Bytes 43 to 41, defined by SPC-5. */
#define SECURITY_PROTOCOL \
	{ "secp", "Security Protocol", 10, 24, 8, ALWAYS, .hex = 1 }, \
	{ "spsp1", "SP Specific 1", 10, 16, 8, .hex = 1 }, \
	{ "spsp0", "SP Specific 0", 10, 8, 8, .hex = 1 }

/* Section 6.2. */
static const struct nvme_row authentication_send_rows[] = {
	SECURITY_PROTOCOL,
	{ "tl", "Transfer Length", 11, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	{}
};

/* Section 6.1. */
static const struct nvme_row authentication_receive_rows[] = {
	SECURITY_PROTOCOL,
	{ "al", "Allocation Length", 11, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	{}
};

/* Section 6.4. */
static const struct nvme_row disconnect_rows[] = { RECFMT, {} };

/* Figure 105 "Fabrics Command Specific Status Values". */
const struct nvme_name nvme_fabrics_statuses[] = {
	{ 0x80, "Incompatible Format" },
	{ 0x81, "Controller Busy" },
	{ 0x82, "Connect Invalid Parameters" },
	{ 0x83, "Connect Restart Discovery" },
	{ 0x84, "Connect Invalid Host" },
	{ 0x85, "Invalid Queue Type" },
	{ 0x90, "Discover Restart" },
	{ 0x91, "Authentication Required" },
	{}
};

/* Section 6, Fabrics Command Type. */
#define FABRICS .statuses = nvme_fabrics_statuses
const struct nvme_command *const nvme_fabrics_commands[256] = {
	[0x00] = COMMAND("Property Set", property_set_rows, FABRICS),
	[0x01] = COMMAND("Connect", connect_rows, connect_answer, connect_failure, FABRICS, .data = connect_data),
	[0x04] = COMMAND("Property Get", property_get_rows, property_get_answer, FABRICS, .harmless = true),
	[0x05] = COMMAND("Authentication Send", authentication_send_rows, FABRICS,
			 .data = authentication_data),
	[0x06] = COMMAND("Authentication Receive", authentication_receive_rows, FABRICS,
			 .data = authentication_data),
	[0x08] = COMMAND("Disconnect", disconnect_rows, FABRICS),
};
/* clang-format on */
