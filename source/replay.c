// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source/replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/log.h"
#include "output/pcapng.h"

#define MIN_BLOCK      12
#define MAX_BLOCK      (16 << 20) /* other programs may have put larger packets there, but not this */
#define PACKET_HEAD    20	  /* of an enhanced packet's body, before its data */
#define OPTION_DROPPED 5	  /* of interface statistics */

struct replay {
	FILE *file;
	const char *name;
	uint64_t offset; /* of the block that is being read */
	uint8_t *block;	 /* its body: what lies between its two lengths */
	size_t length;
	size_t room;
	uint32_t type;
	uint64_t lost;
	uint64_t interface_lost[MAX_INTERFACES]; /* of this section, as last told */
	struct {				 /* a record and its data, as they are delivered */
		struct nvme_trace_event event;
		uint8_t bytes[NVME_TRACE_PAYLOAD_MAX];
	} record;
};

_Static_assert(sizeof(struct nvme_trace_event) % 8 == 0, "the data lies right behind");

static int damaged(const struct replay *replay, const char *what)
{
	log_message("'%s' is damaged at offset %" PRIu64 ": %s", replay->name, replay->offset,
		    what);
	return -1;
}

static uint32_t u32_at(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static uint16_t u16_at(const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

static bool make_room(struct replay *replay, size_t size)
{
	uint8_t *block = size > replay->room ? realloc(replay->block, size) : replay->block;

	if (!block)
		return false;
	replay->block = block;
	if (size > replay->room)
		replay->room = size;
	return true;
}

/* The next block. Returns 1, 0 at the end of the file, or -1 after a message. */
static int read_block(struct replay *replay)
{
	uint8_t head[8];
	size_t got = fread(head, 1, sizeof(head), replay->file);
	uint32_t length = u32_at(head + 4);

	if (!got && !ferror(replay->file))
		return 0;
	if (ferror(replay->file)) {
		log_message("cannot read '%s': %s", replay->name, strerror(errno));
		return -1;
	}
	replay->type = u32_at(head);
	if (got < sizeof(head))
		return damaged(replay, "it ends within a block");
	if (length < MIN_BLOCK || length % 4 || length > MAX_BLOCK)
		return damaged(replay, "a block has no possible length");
	if (!make_room(replay, length)) {
		log_message("cannot read '%s': %s", replay->name, strerror(ENOMEM));
		return -1;
	}
	replay->length = length - MIN_BLOCK;
	if (fread(replay->block, length - sizeof(head), 1, replay->file) != 1)
		return damaged(replay, "it ends within a block");
	if (u32_at(replay->block + replay->length) != length)
		return damaged(replay, "a block's two lengths differ");
	return 1;
}

/* ---- Options ---- */

struct option {
	uint16_t code;
	size_t length;
	const uint8_t *value;
};

/* The one at *at, which moves on; false if there is none, or none that is whole. */
static bool next_option(const struct replay *replay, size_t *at, struct option *option)
{
	if (*at > replay->length || replay->length - *at < 4)
		return false;
	option->code = u16_at(replay->block + *at);
	option->length = u16_at(replay->block + *at + 2);
	option->value = replay->block + *at + 4;
	*at += 4;
	if (option->code == PCAPNG_OPTION_END || option->length > replay->length - *at)
		return false;
	*at += (option->length + 3) & ~(size_t)3;
	return true;
}

/* Our own custom option, of at least so many bytes behind the enterprise's number. */
static bool find_custom(const struct replay *replay, size_t at, size_t least, struct option *option)
{
	while (next_option(replay, &at, option))
		if (option->code == PCAPNG_OPTION_CUSTOM && option->length >= 4 + least &&
		    u32_at(option->value) == PCAPNG_ENTERPRISE) {
			option->value += 4;
			option->length -= 4;
			return true;
		}
	return false;
}

/* ---- Blocks of interest ---- */

static int read_section(struct replay *replay, struct replay_section *to)
{
	struct pcapng_section section;
	struct option option;

	if (replay->type != PCAPNG_SECTION || replay->length < 16) {
		log_message("'%s' is no capture: it does not begin as a pcapng file does",
			    replay->name);
		return -1;
	}
	if (u32_at(replay->block) != PCAPNG_BYTE_ORDER) {
		log_message("'%s' was written on a machine of the other byte order; read it there",
			    replay->name);
		return -1;
	}
	if (!find_custom(replay, 16, sizeof(section), &option)) {
		log_message("'%s' was not written by nvme_trace, and has no records", replay->name);
		return -1;
	}
	memcpy(&section, option.value, sizeof(section));
	if (section.magic != PCAPNG_MAGIC) {
		log_message("'%s' was not written by nvme_trace, and has no records", replay->name);
		return -1;
	}
	if (section.version > PCAPNG_VERSION) {
		log_message("'%s' is of version %" PRIu32 " of captures, and this nvme_trace knows "
			    "%d; use a newer one",
			    replay->name, section.version, PCAPNG_VERSION);
		return -1;
	}
	*to = (struct replay_section){ section.host, section.wall_offset_ns };
	return 0;
}

/* The data of a command that its packet has, behind the tags and the head of its PDU. */
static const uint8_t *packet_data(const struct replay *replay, size_t captured, size_t *length)
{
	const uint8_t *pdu = replay->block + PACKET_HEAD + TAGS_LENGTH;

	*length = 0;
	if (captured < TAGS_LENGTH + 4 || captured < TAGS_LENGTH + (size_t)pdu[2])
		return NULL;
	*length = captured - TAGS_LENGTH - pdu[2];
	return pdu + pdu[2];
}

/* Fills replay->record. Returns 1, 0 if the packet has none, or -1 after a message. */
static int read_record(struct replay *replay)
{
	struct nvme_trace_event *event = &replay->record.event;
	size_t captured = replay->length >= PACKET_HEAD ? u32_at(replay->block + 12) : 0, length;
	const uint8_t *bytes;
	struct option option;

	if (replay->length < PACKET_HEAD || captured > replay->length - PACKET_HEAD)
		return damaged(replay, "a packet is longer than its block");
	if (!find_custom(replay, PACKET_HEAD + ((captured + 3) & ~(size_t)3), sizeof(*event),
			 &option))
		return 0;
	memcpy(event, option.value, sizeof(*event));
	if (event->version != NVME_TRACE_RECORD_VERSION || event->size < sizeof(*event))
		return damaged(replay, "a record is of a version or size that is not known");
	bytes = option.value + sizeof(*event);
	length = option.length - sizeof(*event);
	if (!length)
		bytes = packet_data(replay, captured, &length);
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		event->payload_len = 0;
	if (event->payload_len > length || event->payload_len > NVME_TRACE_PAYLOAD_MAX)
		return damaged(replay, "a record has less data than it says");
	memcpy(replay->record.bytes, bytes ? bytes : replay->record.bytes, event->payload_len);
	event->size = (uint16_t)(sizeof(*event) + event->payload_len);
	return 1;
}

/* They count from the section's beginning; the last of an interface holds. */
static void read_statistics(struct replay *replay)
{
	uint32_t interface = replay->length >= 4 ? u32_at(replay->block) : MAX_INTERFACES;
	struct option option;
	size_t at = 12; /* behind interface and time */
	uint64_t dropped;

	while (interface < MAX_INTERFACES && next_option(replay, &at, &option))
		if (option.code == OPTION_DROPPED && option.length == sizeof(dropped)) {
			memcpy(&dropped, option.value, sizeof(dropped));
			replay->lost += dropped - replay->interface_lost[interface];
			replay->interface_lost[interface] = dropped;
		}
}

/* ---- The source ---- */

struct replay *replay__open(FILE *file, const char *name, struct replay_section *section)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	int got;

	if (!replay) {
		log_message("cannot read '%s': %s", name, strerror(ENOMEM));
		return NULL;
	}
	replay->file = file;
	replay->name = name;
	got = read_block(replay);
	if (!got)
		log_message("'%s' is empty", name);
	if (got == 1 && !read_section(replay, section))
		return replay;
	replay__free(replay);
	return NULL;
}

/* What a block has to tell. Returns 0, or -1 after a message. */
static int deliver(struct replay *replay, const struct replay_to *to)
{
	struct replay_section another;
	int got;

	switch (replay->type) {
	case PCAPNG_SECTION:
		memset(replay->interface_lost, 0, sizeof(replay->interface_lost));
		return read_section(replay, &another);
	case PCAPNG_STATISTICS:
		read_statistics(replay);
		to->lost(to->ctx, replay->lost);
		return 0;
	case PCAPNG_PACKET:
		got = read_record(replay);
		if (got == 1)
			to->event(to->ctx, &replay->record.event);
		return got < 0 ? -1 : 0;
	default:
		return 0;
	}
}

int replay__run(struct replay *replay, const struct replay_to *to,
		const volatile sig_atomic_t *stop)
{
	int got;

	while (!*stop) {
		replay->offset += replay->length + MIN_BLOCK;
		got = read_block(replay);
		if (got != 1)
			return got;
		if (deliver(replay, to))
			return -1;
	}
	return 0;
}

void replay__free(struct replay *replay)
{
	if (!replay)
		return;
	free(replay->block);
	free(replay);
}
