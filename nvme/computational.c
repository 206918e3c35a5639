// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The I/O commands of the Computational Programs Command Set Specification 1.1, section 3.3. The
 * commands of the Subsystem Local Memory Command Set are missing: public implementations disagree
 * on their opcodes.
 */
#include "nvme/tables.h"

/* One line for each row of a figure. */
/* clang-format off */

/* The memory ranges are those of a set (RSID), or NUMR ranges precede the data. */
static const struct nvme_row execute_program_rows[] = {
	{ "pind", "Program Index", 2, 0, 16, ALWAYS },
	{ "rsid", "Memory Range Set Identifier", 2, 16, 16 },
	{ "numr", "Number of Memory Ranges", 3, 0, 32 },
	{ "dlen", "Data Length", 4, 0, 32, ALWAYS, .unit = "bytes" },
	{ "cparam1", "Command Parameter 1", 10, 0, 64, NONZERO, .hex = 1 },
	{ "cparam2", "Command Parameter 2", 12, 0, 64, NONZERO, .hex = 1 },
	{}
};
static const struct nvme_row execute_program_answer[] = {
	{ "rval", "Return Value", NVME_DW0, 0, 64, ALWAYS, .hex = 1 },
	{}
};

const struct nvme_command *const nvme_slm_commands[256] = { NULL };
const struct nvme_command *const nvme_cp_commands[256] = {
	[0x01] = COMMAND("Execute Program", execute_program_rows, execute_program_answer,
		   .statuses = nvme_program_statuses),
};
/* clang-format on */
