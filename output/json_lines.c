// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output/json_lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "nvme_trace.h"

#define DELETE 0x7f /* the only control character of ASCII that JSON does not escape */

json_t *json_lines__text(const char *bytes, size_t size)
{
	char word[ESCAPED_SIZE(NVME_TRACE_DISK_SIZE)];
	size_t length = strnlen(bytes, size);
	json_t *text = memchr(bytes, DELETE, length) ? NULL : json_stringn(bytes, length);

	return text ? text : json_string(escape_word(bytes, size, word));
}

int json_lines__print(json_t *object, FILE *file)
{
	/* Not json_dumpf(), which writes each quotation mark by itself. */
	char *line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(6));
	int error = line && fprintf(file, "%s\n", line) >= 0 ? 0 : -1;

	json_decref(object);
	free(line);
	return error;
}

int json_lines__print_header(const char *schema, int version, FILE *file)
{
	return json_lines__print(json_pack("{sssiss}", "schema", schema, "version", version, "tool",
					   "nvme_trace " NVME_TRACE_VERSION),
				 file);
}

int json_lines__print_lost(uint64_t total, FILE *file)
{
	return fprintf(file, "{\"lost\":%" PRIu64 "}\n", total) < 0 ? -1 : 0;
}
