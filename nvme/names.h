/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The specifications' names of commands and status codes. Pure lookups: nothing here allocates,
 * does I/O or keeps state.
 */
#ifndef NVME_NAMES_H
#define NVME_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "nvme_trace.h"

struct nvme_command;

/* The buffer size that fits every text of the functions below. */
#define NVME_NAME_TEXT_SIZE 96

/*
 * Finds a command by its set and its code, which is the opcode or, for Fabrics commands, the type.
 * Never NULL; the name is NULL if the set has no such command. All I/O command sets include the
 * I/O commands of the Base Specification.
 */
const struct nvme_command *nvme_command_find(enum nvme_trace_set set, uint8_t code);

/* The command of a record. */
const struct nvme_command *nvme_command_of(const struct nvme_trace_event *event);

/*
 * The name of a status ("Invalid Command Opcode"), or NULL. Command specific codes get the
 * command's own names. status is the status field without its phase bit.
 */
const char *nvme_status_name(const struct nvme_command *command, uint16_t status);

/* The same, but NULL for success. */
const char *nvme_error_name(const struct nvme_command *command, uint16_t status);

/*
 * The three below write at most size bytes, cut what does not fit, terminate the text unless size
 * is 0, and return buf.
 */

/*
 * The name of a command, for people: "Identify", "Fabrics Connect", "Vendor specific opcode 0xc1",
 * "Unknown opcode 0x3f". Never empty.
 */
const char *nvme_command_text(enum nvme_trace_set set, uint8_t code, char *buf, size_t size);

/*
 * The status as one word: "ok" or "0/01", with type and code in hexadecimal. Ignores Command Retry
 * Delay, More and Do Not Retry, so success with any of them is "ok", too.
 */
const char *nvme_status_number(uint16_t status, char *buf, size_t size);

/* The same with the name, if there is one: "0/01:Invalid-Command-Opcode", "7/01". No blanks. */
const char *nvme_status_text(const struct nvme_command *command, uint16_t status, char *buf,
			     size_t size);

#endif
