/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the NVM Express specifications call commands and status codes. Pure
 * look-ups: nothing here allocates, does I/O or keeps state.
 */
#ifndef NVME_NAMES_H
#define NVME_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "nvme_trace.h"

struct nvme_command;

/* A buffer of this size holds every text that the functions below write. */
#define NVME_NAME_TEXT_SIZE 96

/*
 * A command by its set and code: opcode, or of Fabrics commands the type. Never NULL; the name is
 * NULL where the set has no such command. The I/O command sets share those that the Base
 * Specification has for all of them.
 */
const struct nvme_command *nvme_command_find(enum nvme_trace_set set, uint8_t code);

/* The command of a record. */
const struct nvme_command *nvme_command_of(const struct nvme_trace_event *event);

/*
 * The status code type and status code that the command ended with ("Invalid Command Opcode"), or
 * NULL. Command specific codes mean what that command's own figure says. status is the status
 * field without its phase bit.
 */
const char *nvme_status_name(const struct nvme_command *command, uint16_t status);

/* The same of what is no success; of a success, which needs no name, NULL. */
const char *nvme_error_name(const struct nvme_command *command, uint16_t status);

/*
 * The three below write at most size bytes, cut what does not fit, terminate the text unless size
 * is 0, and return buf.
 */

/*
 * A command in words, for people: "Identify", "Fabrics Connect", "Vendor specific opcode 0xc1",
 * "Unknown opcode 0x3f". Never empty.
 */
const char *nvme_command_text(enum nvme_trace_set set, uint8_t code, char *buf, size_t size);

/*
 * A completion's status as a word for columns: "ok" or "0/01"; type and code are hexadecimal. Retry
 * delay, More and Do Not Retry are left out, so a success that carries any of them is "ok" as well.
 */
const char *nvme_status_number(uint16_t status, char *buf, size_t size);

/* That and the name, still without blanks: "0/01:Invalid-Command-Opcode"; "7/01" has none. */
const char *nvme_status_text(const struct nvme_command *command, uint16_t status, char *buf,
			     size_t size);

#endif
