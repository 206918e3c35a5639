/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Compares the name tables with rows typed from the specifications. Also makes the texts for every
 * possible value, in buffers directly before unmapped memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "nvme/names.h"
#include "nvme/tables.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct opcode_row {
	enum nvme_trace_set set;
	uint8_t opcode;
	const char *name; /* NULL: the specifications name none */
};

/* A row without a name is next to one with a name, to reveal an off-by-one in a table. */
static const struct opcode_row opcode_rows[] = {
	{ NVME_TRACE_SET_ADMIN, 0x00, "Delete I/O Submission Queue" },
	{ NVME_TRACE_SET_ADMIN, 0x01, "Create I/O Submission Queue" },
	{ NVME_TRACE_SET_ADMIN, 0x02, "Get Log Page" },
	{ NVME_TRACE_SET_ADMIN, 0x03, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x04, "Delete I/O Completion Queue" },
	{ NVME_TRACE_SET_ADMIN, 0x05, "Create I/O Completion Queue" },
	{ NVME_TRACE_SET_ADMIN, 0x06, "Identify" },
	{ NVME_TRACE_SET_ADMIN, 0x07, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x08, "Abort" },
	{ NVME_TRACE_SET_ADMIN, 0x09, "Set Features" },
	{ NVME_TRACE_SET_ADMIN, 0x0a, "Get Features" },
	{ NVME_TRACE_SET_ADMIN, 0x0b, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x0c, "Asynchronous Event Request" },
	{ NVME_TRACE_SET_ADMIN, 0x0d, "Namespace Management" },
	{ NVME_TRACE_SET_ADMIN, 0x0e, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x0f, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x10, "Firmware Commit" },
	{ NVME_TRACE_SET_ADMIN, 0x11, "Firmware Image Download" },
	{ NVME_TRACE_SET_ADMIN, 0x12, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x13, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x14, "Device Self-test" },
	{ NVME_TRACE_SET_ADMIN, 0x15, "Namespace Attachment" },
	{ NVME_TRACE_SET_ADMIN, 0x16, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x17, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x18, "Keep Alive" },
	{ NVME_TRACE_SET_ADMIN, 0x19, "Directive Send" },
	{ NVME_TRACE_SET_ADMIN, 0x1a, "Directive Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x1b, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x1c, "Virtualization Management" },
	{ NVME_TRACE_SET_ADMIN, 0x1d, "NVMe-MI Send" },
	{ NVME_TRACE_SET_ADMIN, 0x1e, "NVMe-MI Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x1f, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x20, "Capacity Management" },
	{ NVME_TRACE_SET_ADMIN, 0x21, "Discovery Information Management" },
	{ NVME_TRACE_SET_ADMIN, 0x22, "Fabric Zoning Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x23, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x24, "Lockdown" },
	{ NVME_TRACE_SET_ADMIN, 0x25, "Fabric Zoning Lookup" },
	{ NVME_TRACE_SET_ADMIN, 0x26, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x27, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x28, "Clear Exported NVM Resource Configuration" },
	{ NVME_TRACE_SET_ADMIN, 0x29, "Fabric Zoning Send" },
	{ NVME_TRACE_SET_ADMIN, 0x2a, "Manage Exported NVM Subsystem Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x2b, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x2c, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x2d, "Manage Exported NVM Subsystem Send" },
	{ NVME_TRACE_SET_ADMIN, 0x2e, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x31, "Manage Exported Namespace" },
	{ NVME_TRACE_SET_ADMIN, 0x32, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x34, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x35, "Manage Exported Port" },
	{ NVME_TRACE_SET_ADMIN, 0x36, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x37, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x38, "Cross-Controller Reset" },
	{ NVME_TRACE_SET_ADMIN, 0x39, "Send Discovery Log Page" },
	{ NVME_TRACE_SET_ADMIN, 0x3a, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x3c, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x3d, "Track Send" },
	{ NVME_TRACE_SET_ADMIN, 0x3e, "Track Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x3f, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x40, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x41, "Migration Send" },
	{ NVME_TRACE_SET_ADMIN, 0x42, "Migration Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x43, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x44, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x45, "Controller Data Queue" },
	{ NVME_TRACE_SET_ADMIN, 0x46, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x7b, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x7c, "Doorbell Buffer Config" },
	{ NVME_TRACE_SET_ADMIN, 0x7d, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x7f, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x80, "Format NVM" },
	{ NVME_TRACE_SET_ADMIN, 0x81, "Security Send" },
	{ NVME_TRACE_SET_ADMIN, 0x82, "Security Receive" },
	{ NVME_TRACE_SET_ADMIN, 0x83, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x84, "Sanitize" },
	{ NVME_TRACE_SET_ADMIN, 0x85, "Load Program" },
	{ NVME_TRACE_SET_ADMIN, 0x86, "Get LBA Status" },
	{ NVME_TRACE_SET_ADMIN, 0x87, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x88, "Program Activation Management" },
	{ NVME_TRACE_SET_ADMIN, 0x89, "Memory Range Set Management" },
	{ NVME_TRACE_SET_ADMIN, 0x8a, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x8b, NULL },
	{ NVME_TRACE_SET_ADMIN, 0x8c, "Sanitize Namespace" },
	{ NVME_TRACE_SET_ADMIN, 0x8d, NULL },
	{ NVME_TRACE_SET_ADMIN, 0xc0, NULL },
	{ NVME_TRACE_SET_ADMIN, 0xff, NULL },

	{ NVME_TRACE_SET_NVM, 0x00, "Flush" },
	{ NVME_TRACE_SET_NVM, 0x01, "Write" },
	{ NVME_TRACE_SET_NVM, 0x02, "Read" },
	{ NVME_TRACE_SET_NVM, 0x03, NULL },
	{ NVME_TRACE_SET_NVM, 0x04, "Write Uncorrectable" },
	{ NVME_TRACE_SET_NVM, 0x05, "Compare" },
	{ NVME_TRACE_SET_KV, 0x06, "List" },
	{ NVME_TRACE_SET_NVM, 0x07, NULL },
	{ NVME_TRACE_SET_NVM, 0x08, "Write Zeroes" },
	{ NVME_TRACE_SET_NVM, 0x09, "Dataset Management" },
	{ NVME_TRACE_SET_NVM, 0x0a, NULL },
	{ NVME_TRACE_SET_NVM, 0x0b, NULL },
	{ NVME_TRACE_SET_NVM, 0x0c, "Verify" },
	{ NVME_TRACE_SET_NVM, 0x0d, "Reservation Register" },
	{ NVME_TRACE_SET_NVM, 0x0e, "Reservation Report" },
	{ NVME_TRACE_SET_NVM, 0x0f, NULL },
	{ NVME_TRACE_SET_KV, 0x10, "Delete" },
	{ NVME_TRACE_SET_NVM, 0x11, "Reservation Acquire" },
	{ NVME_TRACE_SET_NVM, 0x12, "I/O Management Receive" },
	{ NVME_TRACE_SET_NVM, 0x13, NULL },
	{ NVME_TRACE_SET_KV, 0x14, "Exist" },
	{ NVME_TRACE_SET_NVM, 0x15, "Reservation Release" },
	{ NVME_TRACE_SET_NVM, 0x16, NULL },
	{ NVME_TRACE_SET_NVM, 0x17, NULL },
	{ NVME_TRACE_SET_NVM, 0x18, "Cancel" },
	{ NVME_TRACE_SET_NVM, 0x19, "Copy" },
	{ NVME_TRACE_SET_NVM, 0x1a, NULL },
	{ NVME_TRACE_SET_NVM, 0x1c, NULL },
	{ NVME_TRACE_SET_NVM, 0x1d, "I/O Management Send" },
	{ NVME_TRACE_SET_NVM, 0x1e, NULL },
	{ NVME_TRACE_SET_NVM, 0x78, NULL },
	{ NVME_TRACE_SET_NVM, 0x79, "Zone Management Send" },
	{ NVME_TRACE_SET_NVM, 0x7a, "Zone Management Receive" },
	{ NVME_TRACE_SET_NVM, 0x7b, NULL },
	{ NVME_TRACE_SET_NVM, 0x7c, NULL },
	{ NVME_TRACE_SET_NVM, 0x7d, "Zone Append" },
	{ NVME_TRACE_SET_NVM, 0x7e, NULL },
	{ NVME_TRACE_SET_NVM, 0x7f, NULL },
	{ NVME_TRACE_SET_NVM, 0x80, NULL },
	{ NVME_TRACE_SET_NVM, 0xff, NULL },
};

static const struct {
	uint8_t fctype;
	const char *name;
} fabrics_rows[] = {
	{ 0x00, "Property Set" },
	{ 0x01, "Connect" },
	{ 0x02, NULL },
	{ 0x03, NULL },
	{ 0x04, "Property Get" },
	{ 0x05, "Authentication Send" },
	{ 0x06, "Authentication Receive" },
	{ 0x07, NULL },
	{ 0x08, "Disconnect" },
	{ 0x09, NULL },
	{ 0xc0, NULL },
};

static const struct {
	uint8_t sct;
	uint8_t sc;
	const char *name;
} status_rows[] = {
	{ 0, 0x00, "Successful Completion" },
	{ 0, 0x01, "Invalid Command Opcode" },
	{ 0, 0x02, "Invalid Field in Command" },
	{ 0, 0x04, "Data Transfer Error" },
	{ 0, 0x06, "Internal Error" },
	{ 0, 0x07, "Command Abort Requested" },
	{ 0, 0x0b, "Invalid Namespace or Format" },
	{ 0, 0x0c, "Command Sequence Error" },
	{ 0, 0x12, "Invalid Use of Controller Memory Buffer" },
	{ 0, 0x13, "PRP Offset Invalid" },
	{ 0, 0x15, "Operation Denied" },
	{ 0, 0x16, "SGL Offset Invalid" },
	{ 0, 0x17, NULL },
	{ 0, 0x18, "Host Identifier Inconsistent Format" },
	{ 0, 0x1c, "Sanitize Failed" },
	{ 0, 0x1d, "Sanitize In Progress" },
	{ 0, 0x20, "Namespace is Write Protected" },
	{ 0, 0x22, "Transient Transport Error" },
	{ 0, 0x24, "Admin Command Media Not Ready" },
	{ 0, 0x2a, "Invalid Placement Handle List" },
	{ 0, 0x2c, "Sanitize Namespace In Progress" },
	{ 0, 0x2d, "Failed to Restore Configuration" },
	{ 0, 0x2e, NULL },
	{ 0, 0x7f, NULL },
	{ 0, 0x80, "LBA Out of Range" },
	{ 0, 0x81, "Capacity Exceeded" },
	{ 0, 0x82, "Namespace Not Ready" },
	{ 0, 0x83, "Reservation Conflict" },
	{ 0, 0x84, "Format In Progress" },
	{ 0, 0x87, "KV Key Does Not Exist" },
	{ 0, 0x89, "Key Exists" },
	{ 0, 0x8a, NULL },
	{ 0, 0xc0, NULL },

	{ 1, 0x00, "Completion Queue Invalid" },
	{ 1, 0x01, "Invalid Queue Identifier" },
	{ 1, 0x03, "Abort Command Limit Exceeded" },
	{ 1, 0x04, NULL },
	{ 1, 0x05, "Asynchronous Event Request Limit Exceeded" },
	{ 1, 0x06, "Invalid Firmware Slot" },
	{ 1, 0x09, "Invalid Log Page" },
	{ 1, 0x0a, "Invalid Format" },
	{ 1, 0x0d, "Feature Identifier Not Saveable" },
	{ 1, 0x12, "Firmware Activation Requires Maximum Time Violation" },
	{ 1, 0x14, "Overlapping Range" },
	{ 1, 0x16, "Namespace Identifier Unavailable" },
	{ 1, 0x17, NULL },
	{ 1, 0x18, "Namespace Already Attached" },
	{ 1, 0x1a, "Namespace Not Attached" },
	{ 1, 0x1d, "Device Self-test In Progress" },
	{ 1, 0x28, "Prohibition of Command Execution Not Supported" },
	{ 1, 0x2c, "Invalid I/O Command Set" },
	{ 1, 0x2e, "Namespace Is Dispersed" },
	{ 1, 0x34, "ZoneGroup Originator Invalid" },
	{ 1, 0x3b, "Controller Data Queue Full" },
	{ 1, 0x41, "Cross-Controller Reset Limit Exceeded" },
	{ 1, 0x44, "Invalid Exported Configuration State" },
	{ 1, 0x45, NULL },
	{ 1, 0x6f, NULL },
	{ 1, 0x7e, NULL },
	{ 1, 0x7f, "Stream Resource Allocation Failed" },
	{ 1, 0x80, "Conflicting Attributes" },
	{ 1, 0x81, "Invalid Protection Information" },
	{ 1, 0x82, "Attempted Write to Read Only Range" },
	{ 1, 0x83, "Command Size Limit Exceeded" },
	{ 1, 0x89, "Insufficient Resources" },
	{ 1, 0x91, "Authentication Required" },
	{ 1, 0x9c, "Successful Media Verification Read" },
	{ 1, 0x9d, NULL },
	{ 1, 0xb5, NULL },
	{ 1, 0xb8, "Zoned Boundary Error" },
	{ 1, 0xbc, "Zone Invalid Write" },
	{ 1, 0xbf, "Invalid Zone State Transition" },
	{ 1, 0xc0, NULL },

	{ 2, 0x00, NULL },
	{ 2, 0x7f, NULL },
	{ 2, 0x80, "Write Fault" },
	{ 2, 0x81, "Unrecovered Read Error" },
	{ 2, 0x82, "End-to-end Guard Check Error" },
	{ 2, 0x85, "Compare Failure" },
	{ 2, 0x87, "Deallocated or Unwritten Logical Block" },
	{ 2, 0x88, "End-to-End Storage Tag Check Error" },
	{ 2, 0x89, NULL },

	{ 3, 0x00, "Internal Path Error" },
	{ 3, 0x03, "Asymmetric Access Transition" },
	{ 3, 0x04, NULL },
	{ 3, 0x5f, NULL },
	{ 3, 0x60, "Controller Pathing Error" },
	{ 3, 0x61, NULL },
	{ 3, 0x6f, NULL },
	{ 3, 0x70, "Host Pathing Error" },
	{ 3, 0x71, "Command Aborted By Host" },
	{ 3, 0x72, NULL },

	{ 4, 0x00, NULL },
	{ 7, 0x00, NULL },
	{ 7, 0x01, NULL },
};

static const struct {
	enum nvme_trace_set set;
	uint8_t code;
	const char *text;
} command_rows[] = {
	{ NVME_TRACE_SET_ADMIN, 0x06, "Identify" },
	{ NVME_TRACE_SET_NVM, 0x02, "Read" },
	{ NVME_TRACE_SET_KV, 0x02, "Retrieve" },
	{ NVME_TRACE_SET_SLM, 0x02, "Unknown opcode 0x02" }, /* not the NVM Read */
	{ NVME_TRACE_SET_CP, 0x01, "Execute Program" },
	{ NVME_TRACE_SET_CP, 0x02, "Unknown opcode 0x02" },
	{ NVME_TRACE_SET_OTHER, 0x02, "Unknown opcode 0x02" },
	{ NVME_TRACE_SET_OTHER, 0x0d, "Reservation Register" }, /* all I/O command sets have it */
	{ NVME_TRACE_SET_FABRICS, 0x00, "Fabrics Property Set" },
	{ NVME_TRACE_SET_FABRICS, 0x01, "Fabrics Connect" },
	{ NVME_TRACE_SET_FABRICS, 0x3f, "Unknown Fabrics type 0x3f" },
	{ NVME_TRACE_SET_FABRICS, 0xbf, "Unknown Fabrics type 0xbf" },
	{ NVME_TRACE_SET_FABRICS, 0xc0, "Vendor specific Fabrics type 0xc0" },
	{ NVME_TRACE_SET_ADMIN, 0x03, "Unknown opcode 0x03" },
	{ NVME_TRACE_SET_ADMIN, 0x3f, "Unknown opcode 0x3f" },
	{ NVME_TRACE_SET_ADMIN, 0xbf, "Unknown opcode 0xbf" },
	{ NVME_TRACE_SET_ADMIN, 0xc0, "Vendor specific opcode 0xc0" },
	{ NVME_TRACE_SET_ADMIN, 0xc1, "Vendor specific opcode 0xc1" },
	{ NVME_TRACE_SET_ADMIN, 0xff, "Vendor specific opcode 0xff" },
	{ NVME_TRACE_SET_NVM, 0x7e, "Unknown opcode 0x7e" },
	{ NVME_TRACE_SET_NVM, 0x80, "Vendor specific opcode 0x80" },
	{ NVME_TRACE_SET_NVM, 0xff, "Vendor specific opcode 0xff" },
};

static const struct {
	uint16_t status;
	const char *text;
} status_text_rows[] = {
	{ 0x0000, "ok" },
	{ 0x2000, "ok" }, /* success with More: the error log has an entry */
	{ 0x0001, "0/01:Invalid-Command-Opcode" },
	{ 0x4001, "0/01:Invalid-Command-Opcode" },   /* DNR */
	{ 0x6002, "0/02:Invalid-Field-in-Command" }, /* DNR, More */
	{ 0x1821, "0/21:Command-Interrupted" },	     /* CRD 3 */
	{ 0x8002, "0/02:Invalid-Field-in-Command" }, /* no bit 15 in the field */
	{ 0x0017, "0/17" },
	{ 0x00c1, "0/c1" },
	{ 0x0100, "1/00:Completion-Queue-Invalid" },
	{ 0x4109, "1/09:Invalid-Log-Page" },
	{ 0x0129, "1/29:I/O-Command-Set-Not-Supported" },
	{ 0x0281, "2/81:Unrecovered-Read-Error" },
	{ 0x0288, "2/88:End-to-End-Storage-Tag-Check-Error" },
	{ 0x0371, "3/71:Command-Aborted-By-Host" },
	{ 0x0400, "4/00" },
	{ 0x06ff, "6/ff" },
	{ 0x0700, "7/00" },
	{ 0x47c2, "7/c2" },
};

static void check_name(const char *got, const char *want)
{
	if (!want) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_string_equal(got, want);
}

static void opcodes_have_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(opcode_rows); i++) {
		enum nvme_trace_set set = opcode_rows[i].set;
		uint8_t opcode = opcode_rows[i].opcode;
		const char *got = nvme_command_find(set, opcode)->name, *want = opcode_rows[i].name;

		if (!got != !want)
			fail_msg("set %d, opcode %02x: '%s' instead of '%s'", (int)set, opcode,
				 got ? got : "no name", want ? want : "no name");
		check_name(got, want);
	}
}

static void fabrics_types_have_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(fabrics_rows); i++)
		check_name(nvme_command_find(NVME_TRACE_SET_FABRICS, fabrics_rows[i].fctype)->name,
			   fabrics_rows[i].name);
}

/* Returns the status as a command without codes of its own shows it. */
static const char *general_status(unsigned int sct, unsigned int sc)
{
	return nvme_status_name(nvme_command_find(NVME_TRACE_SET_ADMIN, 0xc1),
				(uint16_t)(sct << 8 | sc));
}

static void statuses_have_their_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(status_rows); i++)
		check_name(general_status(status_rows[i].sct, status_rows[i].sc),
			   status_rows[i].name);
}

static void commands_read_as_expected(void **state)
{
	char buf[NVME_NAME_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(command_rows); i++) {
		assert_ptr_equal(nvme_command_text(command_rows[i].set, command_rows[i].code, buf,
						   sizeof(buf)),
				 buf);
		assert_string_equal(buf, command_rows[i].text);
	}
}

static const struct nvme_command *identify(void)
{
	return nvme_command_find(NVME_TRACE_SET_ADMIN, 6);
}

static void statuses_read_as_expected(void **state)
{
	char buf[NVME_NAME_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(status_text_rows); i++) {
		assert_ptr_equal(
			nvme_status_text(identify(), status_text_rows[i].status, buf, sizeof(buf)),
			buf);
		assert_string_equal(buf, status_text_rows[i].text);
	}
}

/* Whether the text is printable ASCII without blanks at the ends or two in a row. */
static int is_tidy(const char *s)
{
	size_t len = strlen(s);

	if (!len || s[0] == ' ' || s[len - 1] == ' ' || strstr(s, "  "))
		return 0;
	for (; *s; s++)
		if (*s < 0x20 || *s > 0x7e)
			return 0;
	return 1;
}

#define NAME_TABLES (4 + NVME_TRACE_SETS)

static const char *any_name(unsigned int table, uint8_t value)
{
	if (table < 4)
		return general_status(table, value);
	return nvme_command_find(table - 4, value)->name;
}

/* Finds a line that was copied and only half changed: it gives two values the same name. */
static void no_name_is_untidy_or_given_twice(void **state)
{
	(void)state;
	for (unsigned int table = 0; table < NAME_TABLES; table++) {
		for (unsigned int i = 0; i < 256; i++) {
			const char *name = any_name(table, (uint8_t)i);

			if (!name)
				continue;
			assert_true(is_tidy(name));
			for (unsigned int j = 0; j < i; j++) {
				const char *other = any_name(table, (uint8_t)j);

				assert_false(other && !strcmp(name, other));
			}
		}
	}
}

static void vendor_values_have_no_name(void **state)
{
	(void)state;
	for (unsigned int i = 0x80; i < 256; i++)
		for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
			if (i >= 0xc0 || set >= NVME_TRACE_SET_NVM)
				assert_null(nvme_command_find(set, (uint8_t)i)->name);
	for (unsigned int i = 0xc0; i < 256; i++)
		for (unsigned int sct = 0; sct < 8; sct++)
			assert_null(general_status(sct, i));
	for (unsigned int i = 0; i < 256; i++)
		assert_null(general_status(7, i));
}

static void every_command_reads_as_one_line(void **state)
{
	char buf[NVME_NAME_TEXT_SIZE];

	(void)state;
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int i = 0; i < 256; i++) {
			const char *name = nvme_command_find(set, (uint8_t)i)->name;

			nvme_command_text(set, (uint8_t)i, buf, sizeof(buf));
			assert_true(is_tidy(buf));
			assert_true(strlen(buf) + 1 < sizeof(buf)); /* nothing was cut */
			if (set == NVME_TRACE_SET_FABRICS)
				assert_non_null(strstr(buf, "Fabrics "));
			else if (name)
				assert_string_equal(buf, name);
		}
}

static void every_status_reads_as_one_word(void **state)
{
	char buf[NVME_NAME_TEXT_SIZE], number[8];
	char start[8];

	(void)state;
	for (unsigned int status = 0; status <= UINT16_MAX; status++) {
		unsigned int sct = status >> 8 & 7, sc = status & 0xff;
		int len = snprintf(start, sizeof(start), "%x/%02x", sct, sc);

		nvme_status_text(identify(), (uint16_t)status, buf, sizeof(buf));
		assert_true(is_tidy(buf));
		assert_null(strchr(buf, ' '));
		assert_true(strlen(buf) + 1 < sizeof(buf)); /* nothing was cut */
		nvme_status_number((uint16_t)status, number, sizeof(number));
		if (!sct && !sc) {
			assert_string_equal(buf, "ok");
			assert_string_equal(number, "ok");
			assert_null(nvme_error_name(identify(), (uint16_t)status));
			continue;
		}
		assert_string_equal(number, start);
		check_name(nvme_error_name(identify(), (uint16_t)status),
			   nvme_status_name(identify(), (uint16_t)status));
		assert_memory_equal(buf, start, (size_t)len);
		if (nvme_status_name(identify(), (uint16_t)status))
			assert_int_equal(buf[len], ':');
		else
			assert_int_equal(buf[len], '\0');
	}
}

/* A writable page, followed by an inaccessible one. */
struct guarded {
	char *page;
	size_t size;
};

static int map_guarded(void **state)
{
	static struct guarded guarded; /* cmocka holds it between the calls */

	guarded.size = (size_t)sysconf(_SC_PAGESIZE);
	guarded.page = mmap(NULL, 2 * guarded.size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guarded.page == MAP_FAILED)
		return -1;
	*state = &guarded;
	return mprotect(guarded.page + guarded.size, guarded.size, PROT_NONE);
}

static int unmap_guarded(void **state)
{
	struct guarded *guarded = *state;

	return munmap(guarded->page, 2 * guarded->size);
}

/* Returns `size` bytes that end at the guard. The byte before them must keep its value. */
static char *room(struct guarded *guarded, size_t size)
{
	char *buf = guarded->page + guarded->size - size;

	memset(buf - 1, 'Z', size + 1);
	return buf;
}

/* Checks that `size` bytes hold as much of the whole text as fits, and a terminator. */
static void check_cut(const char *buf, size_t size, const char *whole)
{
	size_t want = strlen(whole);

	assert_int_equal(buf[-1], 'Z');
	if (!size)
		return;
	if (want > size - 1)
		want = size - 1;
	assert_memory_equal(buf, whole, want);
	assert_int_equal(buf[want], '\0');
}

static void commands_fit_any_buffer(void **state)
{
	struct guarded *guarded = *state;
	char whole[NVME_NAME_TEXT_SIZE];

	for (unsigned int i = 0; i < NVME_TRACE_SETS * 256; i++) {
		enum nvme_trace_set set = i / 256;
		uint8_t code = (uint8_t)i;

		nvme_command_text(set, code, whole, sizeof(whole));
		for (size_t size = 0; size <= strlen(whole) + 2; size++) {
			char *buf = room(guarded, size);

			assert_ptr_equal(nvme_command_text(set, code, buf, size), buf);
			check_cut(buf, size, whole);
		}
	}
}

static void statuses_fit_any_buffer(void **state)
{
	struct guarded *guarded = *state;
	char whole[NVME_NAME_TEXT_SIZE];

	for (uint16_t status = 0; status < 0x800; status++) {
		nvme_status_text(identify(), status, whole, sizeof(whole));
		for (size_t size = 0; size <= strlen(whole) + 2; size++) {
			char *buf = room(guarded, size);

			assert_ptr_equal(nvme_status_text(identify(), status, buf, size), buf);
			check_cut(buf, size, whole);
		}
	}
}

/* ---- Of each command, by tests/statuses.txt ---- */

static enum nvme_trace_set set_of(const char *list)
{
	static const char *const lists[NVME_TRACE_SETS] = {
		[NVME_TRACE_SET_ADMIN] = "admin", [NVME_TRACE_SET_FABRICS] = "fabrics",
		[NVME_TRACE_SET_NVM] = "nvm",	  [NVME_TRACE_SET_KV] = "kv",
		[NVME_TRACE_SET_SLM] = "slm",	  [NVME_TRACE_SET_CP] = "cp",
	};

	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		if (lists[set] && strcmp(lists[set], list) == 0)
			return set;
	fail_msg("'%s' is no list of commands", list);
	return NVME_TRACE_SETS;
}

static void each_commands_own_statuses_have_their_names(void **state)
{
	unsigned int code, status, wrong = 0, lines = 0;
	FILE *file = fopen("tests/statuses.txt", "re");
	char line[256], list[16];
	int at;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		const struct nvme_command *command;
		const char *name;

		line[strcspn(line, "\n")] = '\0';
		if (!*line || *line == '#')
			continue;
		assert_int_equal(sscanf(line, "%15s %x %x %n", list, &code, &status, &at), 3);
		command = nvme_command_find(set_of(list), (uint8_t)code);
		name = nvme_status_name(command, (uint16_t)status);
		lines++;
		if (command->name && name && strcmp(name, line + at) == 0)
			continue;
		print_error("%s: '%s'\n", line, name ? name : "");
		wrong++;
	}
	fclose(file);
	assert_true(lines > 150);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(opcodes_have_their_names),
		cmocka_unit_test(fabrics_types_have_their_names),
		cmocka_unit_test(statuses_have_their_names),
		cmocka_unit_test(each_commands_own_statuses_have_their_names),
		cmocka_unit_test(commands_read_as_expected),
		cmocka_unit_test(statuses_read_as_expected),
		cmocka_unit_test(no_name_is_untidy_or_given_twice),
		cmocka_unit_test(vendor_values_have_no_name),
		cmocka_unit_test(every_command_reads_as_one_line),
		cmocka_unit_test(every_status_reads_as_one_word),
		cmocka_unit_test_setup_teardown(commands_fit_any_buffer, map_guarded,
						unmap_guarded),
		cmocka_unit_test_setup_teardown(statuses_fit_any_buffer, map_guarded,
						unmap_guarded),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
