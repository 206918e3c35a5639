/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "nvme/names.h"

#include "base/words.h"
#include "nvme/tables.h"

/* Status field of a completion without its phase bit: Base Specification 2.1, section 4.2.3. */
#define STATUS_SC_MASK	 0xff
#define STATUS_SCT_SHIFT 8
#define STATUS_SCT_MASK	 0x7
#define COMMAND_SPECIFIC 0x1

static const struct nvme_command *const *const command_sets[] = {
	[NVME_TRACE_SET_ADMIN] = nvme_admin_commands,
	[NVME_TRACE_SET_FABRICS] = nvme_fabrics_commands,
	[NVME_TRACE_SET_NVM] = nvme_nvm_commands,
	[NVME_TRACE_SET_KV] = nvme_kv_commands,
	[NVME_TRACE_SET_SLM] = nvme_slm_commands,
	[NVME_TRACE_SET_CP] = nvme_cp_commands,
	[NVME_TRACE_SET_OTHER] = nvme_io_commands,
};
_Static_assert(sizeof(command_sets) / sizeof(command_sets[0]) == NVME_TRACE_SETS,
	       "a table for each set");
/* An array of NVME_TRACE_ORIGINS pointers, as users declare, would compile with too few names. */
_Static_assert(sizeof((const char *[])NVME_TRACE_ORIGIN_NAMES) / sizeof(const char *) ==
		       NVME_TRACE_ORIGINS,
	       "a name for each origin");

/* For unassigned codes. All Fabrics commands share some statuses, even unassigned ones. */
static const struct nvme_command unassigned;
static const struct nvme_command unassigned_fabrics = { .statuses = nvme_fabrics_statuses };

const struct nvme_command *nvme_command_find(enum nvme_trace_set set, uint8_t code)
{
	const struct nvme_command *command = command_sets[set][code];

	if (!command && set >= NVME_TRACE_SET_NVM)
		command = nvme_io_commands[code];
	if (!command)
		command = set == NVME_TRACE_SET_FABRICS ? &unassigned_fabrics : &unassigned;
	return command;
}

const struct nvme_command *nvme_command_of(const struct nvme_trace_event *event)
{
	return nvme_command_find(nvme_trace_set(event), nvme_trace_code(&event->sqe));
}

/* The first vendor specific code: Base Specification 2.1, Figure 141 and sections 6 and 7. */
static uint8_t first_vendor(enum nvme_trace_set set)
{
	return set == NVME_TRACE_SET_ADMIN || set == NVME_TRACE_SET_FABRICS ? 0xc0 : 0x80;
}

const char *nvme_command_text(enum nvme_trace_set set, uint8_t code, char *buf, size_t size)
{
	const char *name = nvme_command_find(set, code)->name;
	struct words words = words__in(buf, size);

	if (name) {
		words__put(&words, set == NVME_TRACE_SET_FABRICS ? "Fabrics " : "");
		words__put(&words, name);
		return buf;
	}
	words__put(&words, code >= first_vendor(set) ? "Vendor specific " : "Unknown ");
	words__put(&words, set == NVME_TRACE_SET_FABRICS ? "Fabrics type 0x" : "opcode 0x");
	words__put_hex(&words, code, 2);
	return buf;
}

static const char *find_name(const struct nvme_name *names, uint8_t value)
{
	while (names && names->name && names->value != value)
		names++;
	return names ? names->name : NULL;
}

const char *nvme_status_name(const struct nvme_command *command, uint16_t status)
{
	unsigned int sct = status >> STATUS_SCT_SHIFT & STATUS_SCT_MASK;
	uint8_t sc = (uint8_t)(status & STATUS_SC_MASK);
	const char *own = NULL;

	if (sct == COMMAND_SPECIFIC)
		own = find_name(command->statuses, sc);
	if (own || !nvme_status_types[sct])
		return own;
	return nvme_status_types[sct][sc];
}

const char *nvme_error_name(const struct nvme_command *command, uint16_t status)
{
	return NVME_TRACE_STATUS_CODE(status) ? nvme_status_name(command, status) : NULL;
}

static void put_number(struct words *words, uint16_t status)
{
	if (!NVME_TRACE_STATUS_CODE(status)) {
		words__put(words, "ok");
		return;
	}
	words__put_hex(words, status >> STATUS_SCT_SHIFT & STATUS_SCT_MASK, 1);
	words__put_char(words, '/');
	words__put_hex(words, status & STATUS_SC_MASK, 2);
}

const char *nvme_status_number(uint16_t status, char *buf, size_t size)
{
	struct words words = words__in(buf, size);

	put_number(&words, status);
	return buf;
}

const char *nvme_status_text(const struct nvme_command *command, uint16_t status, char *buf,
			     size_t size)
{
	const char *name = nvme_error_name(command, status);
	struct words words = words__in(buf, size);

	put_number(&words, status);
	if (name) {
		words__put_char(&words, ':');
		words__put_joined(&words, name);
	}
	return buf;
}
