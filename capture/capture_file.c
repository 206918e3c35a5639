// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/capture_file.h"

#include <endian.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include "capture/pcapng.h"

#define LINK_TYPE	252 /* LINKTYPE_WIRESHARK_UPPER_PDU */
#define CONTROLLER_PORT 4420
#define HOST_PORT	0x8000 /* of queue 0; the other queues use the next ports */

int capture_file__flush(struct capture_file *file)
{
	size_t length = file->pending_length;

	if (!file->file)
		return -1; /* the next file could not be opened */
	file->pending_length = 0;
	return (length && fwrite(file->pending, length, 1, file->file) != 1) || fflush(file->file)
		       ? -1
		       : 0;
}

/* Ends the block and makes it pending. */
static int end(struct capture_file *file, bool options)
{
	struct block_writer *block = &file->block;

	block_writer__end(block, options);
	if (file->pending_length + block->length > sizeof(file->pending) &&
	    capture_file__flush(file))
		return -1;
	memcpy(file->pending + file->pending_length, block->bytes, block->length);
	file->pending_length += block->length;
	file->bytes += block->length;
	return 0;
}

int capture_file__begin(struct capture_file *file)
{
	const struct pcapng_section section = {
		.magic = PCAPNG_MAGIC,
		.version = PCAPNG_VERSION,
		.host = file->host,
		.wall_offset_ns = wall__offset(file->wall, UINT64_MAX),
	};
	struct block_writer *block = &file->block;
	struct utsname machine;
	char os[160] = "";

	file->interface_count = 0;
	file->bytes = 0;
	file->lost_before = file->lost;
	if (!uname(&machine))
		snprintf(os, sizeof(os), "%.64s %.80s", machine.sysname, machine.release);
	block_writer__begin(block, PCAPNG_SECTION);
	block_writer__put_u32(block, PCAPNG_BYTE_ORDER);
	block_writer__put_u16(block, 1);
	block_writer__put_u16(block, 0);
	block_writer__put_u64(block, UINT64_MAX); /* the section's length is not known */
	block_writer__put_text(block, 3, os);
	block_writer__put_text(block, 4, "nvme_trace " NVME_TRACE_VERSION);
	block_writer__put_custom(block, &section, sizeof(section));
	return end(file, true);
}

/* ---- Addresses: one for the host, one for each controller ---- */

static uint32_t host_address(const struct capture_interface *interface)
{
	return htobe32(10U << 24 | interface->host << 8 | 1);
}

static uint32_t controller_address(const struct capture_file *file, uint32_t interface)
{
	return htobe32(10U << 24 | file->interfaces[interface].host << 8 | (interface + 2));
}

static void put_name(struct block_writer *block, uint32_t address, const char *name)
{
	block_writer__put_u16(block, 1); /* an IPv4 address and its name */
	block_writer__put_u16(block, (uint16_t)(sizeof(address) + strlen(name) + 1));
	block_writer__put(block, &address, sizeof(address));
	block_writer__put(block, name, strlen(name) + 1);
	block_writer__pad(block);
}

static int write_names(struct capture_file *file, uint32_t interface, const char *name)
{
	struct block_writer *block = &file->block;

	block_writer__begin(block, PCAPNG_NAMES);
	put_name(block, host_address(&file->interfaces[interface]), "host");
	put_name(block, controller_address(file, interface), name);
	block_writer__put_u32(block, 0); /* the end of the names */
	return end(file, false);
}

static int write_interface(struct capture_file *file, uint32_t interface)
{
	static const uint8_t nanoseconds = 9;
	int32_t ctrl = file->interfaces[interface].ctrl;
	struct block_writer *block = &file->block;
	char name[32] = "nvme", description[128] = "";

	if (ctrl != NVME_TRACE_NO_CTRL)
		snprintf(name, sizeof(name), "nvme%" PRId32, ctrl);
	if (ctrl != NVME_TRACE_NO_CTRL && file->describe)
		file->describe(ctrl, description, sizeof(description));
	block_writer__begin(block, PCAPNG_INTERFACE);
	block_writer__put_u16(block, LINK_TYPE);
	block_writer__put_u16(block, 0);
	block_writer__put_u32(block, 0); /* packets may have any length */
	block_writer__put_text(block, 2, name);
	block_writer__put_text(block, 3, description);
	block_writer__put_option(block, PCAPNG_OPTION_RESOLUTION, &nanoseconds,
				 sizeof(nanoseconds));
	if (end(file, true))
		return -1;
	return write_names(file, interface, name);
}

int capture_file__interface(struct capture_file *file, uint32_t host, int32_t ctrl)
{
	uint32_t number = 0;

	while (number < file->interface_count &&
	       (file->interfaces[number].host != host || file->interfaces[number].ctrl != ctrl))
		number++;
	if (number < file->interface_count)
		return (int)number;
	if (number == MAX_INTERFACES)
		return MAX_INTERFACES - 1;
	file->interfaces[number] = (struct capture_interface){ .host = host, .ctrl = ctrl };
	file->interface_count++;
	return write_interface(file, number) ? -1 : (int)number;
}

/* ---- Packets ---- */

static void put_tag(struct block_writer *block, uint16_t tag, const void *value, uint16_t length)
{
	block_writer__put_u16(block, htobe16(tag));
	block_writer__put_u16(block, htobe16(length));
	block_writer__put(block, value, length);
}

/* Writes the dissector's name, and the addresses and ports that make each queue a conversation. */
static void put_tags(struct capture_file *file, const struct packet *packet)
{
	uint32_t host = host_address(&file->interfaces[packet->interface]),
		 port = htobe32(HOST_PORT + (uint32_t)packet->qid);
	uint32_t drive = controller_address(file, packet->interface);
	uint32_t drive_port = htobe32(CONTROLLER_PORT), tcp = htobe32(2);
	struct block_writer *block = &file->block;

	put_tag(block, 12, "nvme-tcp", 8);
	put_tag(block, 20, packet->to_host ? &drive : &host, 4);
	put_tag(block, 21, packet->to_host ? &host : &drive, 4);
	put_tag(block, 24, &tcp, 4);
	put_tag(block, 25, packet->to_host ? &drive_port : &port, 4);
	put_tag(block, 26, packet->to_host ? &port : &drive_port, 4);
	block_writer__put_u32(block, 0);
}

void capture_file__begin_packet(struct capture_file *file, const struct packet *packet,
				uint32_t length, uint32_t true_length)
{
	struct block_writer *block = &file->block;

	if (true_length < length) /* a record that another program wrote may have such lengths */
		true_length = length;
	block_writer__begin(block, PCAPNG_PACKET);
	block_writer__put_u32(block, packet->interface);
	block_writer__put_u32(block, (uint32_t)(packet->ns >> 32));
	block_writer__put_u32(block, (uint32_t)packet->ns);
	block_writer__put_u32(block, TAGS_LENGTH + length);
	block_writer__put_u32(block, TAGS_LENGTH + true_length);
	put_tags(file, packet);
}

int capture_file__end_packet(struct capture_file *file, const struct packet *packet,
			     const char *comment, struct cargo cargo)
{
	uint32_t flags = packet->to_host ? PCAPNG_INBOUND : PCAPNG_OUTBOUND;
	struct block_writer *block = &file->block;

	block_writer__pad(block);
	block_writer__put_text(block, PCAPNG_OPTION_COMMENT, comment);
	block_writer__put_option(block, PCAPNG_OPTION_FLAGS, &flags, sizeof(flags));
	if (cargo.record) /* the data follows the record */
		block_writer__put_custom(block, cargo.record, sizeof(*cargo.record) + cargo.bytes);
	return end(file, true);
}

/* Nobody knows which controller lost commands, so the first interface gets all losses. */
static int write_statistics(struct capture_file *file, uint32_t interface)
{
	uint64_t dropped = interface == 0 ? file->lost - file->lost_before : 0;
	struct block_writer *block = &file->block;

	block_writer__begin(block, PCAPNG_STATISTICS);
	block_writer__put_u32(block, interface);
	block_writer__put_u64(block, 0); /* the time: not needed */
	block_writer__put_option(block, 4, &file->interfaces[interface].packets, sizeof(uint64_t));
	block_writer__put_option(block, PCAPNG_OPTION_DROPPED, &dropped, sizeof(dropped));
	return end(file, true);
}

int capture_file__lost(struct capture_file *file, uint64_t total)
{
	file->lost = total;
	if (!file->interface_count &&
	    capture_file__interface(file, file->host, NVME_TRACE_NO_CTRL) < 0)
		return -1;
	return write_statistics(file, 0);
}

int capture_file__end(struct capture_file *file)
{
	int error = 0;

	for (uint32_t i = 0; !error && i < file->interface_count; i++)
		error = write_statistics(file, i);
	return error;
}
