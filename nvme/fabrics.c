// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The Fabrics commands: NVM Express Base Specification 2.1, section 6. Its figures count the bytes
 * of the entry: FCTYPE is byte 4, the low one of dword 1, and dword 10 begins with byte 40.
 */
#include "nvme/tables.h"

/* A row of a figure is a line here. */
/* clang-format off */

/*
 * Section 3.1.4, Figures 33 and 35. Controllers that take messages reserve most of these, but a
 * host may ask for any. Figure 33 prints Fh for INTMC, whose own figure has 10h.
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

/* Section 6.6. For a property of 4 bytes the upper half of VALUE is reserved. */
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

/* Bytes 41:40; there is only format 0h. */
#define RECFMT { "recfmt", "Record Format", 10, 0, 16 }

/* Section 6.3. Byte 46, Connect Attributes (CATTR), is PRIOCLASS to CONNENT. */
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

/* Of success; ATR and ASCR are Authentication and Security Requirements (AUTHREQ), bytes 03:02. */
static const struct nvme_row connect_answer[] = {
	{ "cntlid", "Controller ID", NVME_DW0, 0, 16, ALWAYS },
	{ "atr", "Authentication Transaction Required", NVME_DW0, 17, 1 },
	{ "ascr", "Authentication and Secure Channel Required", NVME_DW0, 18, 1 },
	{}
};

/* Bytes 43 to 41; SPC-5 says what they mean. */
#define SECURITY_PROTOCOL \
	{ "secp", "Security Protocol", 10, 24, 8, ALWAYS, .hex = 1 }, \
	{ "spsp1", "SP Specific 1", 10, 16, 8, .hex = 1 }, \
	{ "spsp0", "SP Specific 0", 10, 8, 8, .hex = 1 }

/* Section 6.2. */
static const struct nvme_row authentication_send_rows[] = {
	SECURITY_PROTOCOL,
	{ "tl", "Transfer Length", 11, 0, 32, ALWAYS, .unit = "bytes" },
	{}
};

/* Section 6.1. */
static const struct nvme_row authentication_receive_rows[] = {
	SECURITY_PROTOCOL,
	{ "al", "Allocation Length", 11, 0, 32, ALWAYS, .unit = "bytes" },
	{}
};

/* Section 6.4. */
static const struct nvme_row disconnect_rows[] = { RECFMT, {} };

/* Section 6, Fabrics Command Type. */
const struct nvme_command nvme_fabrics_commands[256] = {
	[0x00] = { "Property Set", property_set_rows },
	[0x01] = { "Connect", connect_rows, connect_answer },
	[0x04] = { "Property Get", property_get_rows, property_get_answer },
	[0x05] = { "Authentication Send", authentication_send_rows },
	[0x06] = { "Authentication Receive", authentication_receive_rows },
	[0x08] = { "Disconnect", disconnect_rows },
};
/* clang-format on */
