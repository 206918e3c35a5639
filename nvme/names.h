/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the NVM Express specifications call commands and status codes. Pure
 * look-ups: nothing here allocates, does I/O or keeps state.
 */
#ifndef NVME_NAMES_H
#define NVME_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* Which queue the command went to. The same opcode means something else on the other one. */
enum nvme_command_set {
	NVME_ADMIN,
	NVME_IO,
};

/* A buffer of this size holds every text that the functions below write. */
#define NVME_NAME_TEXT_SIZE 80

/*
 * The specification's own spelling ("Get Log Page"), or NULL where it names none. An I/O opcode
 * that means different things in different I/O command sets has its name in the NVM Command Set.
 */
const char *nvme_opcode_name(enum nvme_command_set set, uint8_t opcode);

/* A Fabrics command (opcode 7Fh) by its type, byte 4 of the submission queue entry, or NULL. */
const char *nvme_fabrics_name(uint8_t fctype);

/*
 * The status code type and status code that a command ended with ("Invalid Command Opcode"), or
 * NULL. Command specific codes that Fabrics commands use differently have their NVM Command Set
 * name.
 */
const char *nvme_status_name(uint8_t sct, uint8_t sc);

/*
 * The two below write at most size bytes, cut what does not fit, terminate the text unless size
 * is 0, and return buf.
 */

/*
 * A command in words, for people: "Identify", "Fabrics Connect", "Vendor specific opcode 0xc1",
 * "Unknown opcode 0x3f". Never empty. Fabrics commands have their type in the low byte of nsid.
 */
const char *nvme_command_text(enum nvme_command_set set, uint8_t opcode, uint32_t nsid, char *buf,
			      size_t size);

/*
 * A completion's status as one word without blanks, for columns: "ok" or
 * "0/01:Invalid-Command-Opcode", or "7/01" where there is no name; type and code are hexadecimal.
 * status is the status field without its phase bit; retry delay, More and Do Not Retry are left
 * out, so a success that carries any of them is "ok" as well.
 */
const char *nvme_status_text(uint16_t status, char *buf, size_t size);

#endif
