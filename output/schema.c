// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/schema.h"

/* Includes a file, and ends it with a zero byte. */
#define INCLUDE_FILE(symbol, file)                                                                 \
	__asm__(".pushsection .rodata\n"                                                           \
		".global " #symbol "\n" #symbol ":\n"                                              \
		".incbin \"" file "\"\n"                                                           \
		".byte 0\n"                                                                        \
		".popsection\n")

INCLUDE_FILE(schema__records, "nvme_trace.schema.json");
INCLUDE_FILE(schema__summary, "nvme_trace-summary.schema.json");
