// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source/replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/log.h"
#include "output/pcapng.h"
#include "source/blocks.h"

#define SECTION_HEAD	16 /* of a section's body, before its options; likewise: */
#define PACKET_HEAD	20 /* and its data */
#define STATISTICS_HEAD 12

struct replay {
	struct blocks blocks;
	uint64_t lost;
	uint64_t interface_lost[MAX_INTERFACES]; /* of this section, as last told */
	struct {				 /* a record and its data, as they are delivered */
		struct nvme_trace_event event;
		uint8_t bytes[NVME_TRACE_PAYLOAD_MAX];
	} record;
};

_Static_assert(sizeof(struct nvme_trace_event) % 8 == 0, "the data lies right behind");

static int read_section(const struct replay *replay, struct replay_section *to)
{
	const char *name = replay->blocks.name;
	struct pcapng_section section = {};
	struct blocks_option option;

	if (replay->blocks.length < SECTION_HEAD)
		return blocks__damaged(&replay->blocks, "a section is too short");
	if (blocks__u32(&replay->blocks, 0) != PCAPNG_BYTE_ORDER) {
		log_message("'%s' was written on a machine of the other byte order; read it there",
			    name);
		return -1;
	}
	if (blocks__find_custom(&replay->blocks, SECTION_HEAD, sizeof(section), &option))
		memcpy(&section, option.value, sizeof(section));
	if (section.magic != PCAPNG_MAGIC) {
		log_message("'%s' was not written by nvme_trace, and has no records", name);
		return -1;
	}
	if (section.version > PCAPNG_VERSION) {
		log_message("'%s' is of version %" PRIu32 " of captures, and this nvme_trace knows "
			    "%d; use a newer one",
			    name, section.version, PCAPNG_VERSION);
		return -1;
	}
	*to = (struct replay_section){ section.host, section.wall_offset_ns };
	return 0;
}

/* They count from the section's beginning; the last of an interface holds. */
static void read_statistics(struct replay *replay)
{
	const struct blocks *blocks = &replay->blocks;
	uint32_t interface =
		blocks->length >= STATISTICS_HEAD ? blocks__u32(blocks, 0) : MAX_INTERFACES;
	struct blocks_option option;
	uint64_t dropped;

	if (interface >= MAX_INTERFACES ||
	    !blocks__find(blocks, STATISTICS_HEAD, PCAPNG_OPTION_DROPPED, sizeof(dropped), &option))
		return;
	memcpy(&dropped, option.value, sizeof(dropped));
	replay->lost += dropped - replay->interface_lost[interface];
	replay->interface_lost[interface] = dropped;
}

/* ---- Packets ---- */

static size_t captured(const struct blocks *blocks)
{
	return blocks__u32(blocks, 12);
}

/* Behind the data, and what fills that up to four bytes. */
static size_t options_of_packet(const struct blocks *blocks)
{
	return PACKET_HEAD + ((captured(blocks) + 3) & ~(size_t)3);
}

/* The data of a command that its packet has, behind the tags and the head of its PDU. */
static const uint8_t *packet_data(const struct blocks *blocks, size_t *length)
{
	const uint8_t *pdu = blocks->body + PACKET_HEAD + TAGS_LENGTH;
	size_t size = captured(blocks);

	*length = 0;
	if (size < TAGS_LENGTH + 4 || size < TAGS_LENGTH + (size_t)pdu[2])
		return NULL;
	*length = size - TAGS_LENGTH - pdu[2];
	return pdu + pdu[2];
}

/* What chooses between things, and so may choose none. */
static int check_members(const struct replay *replay)
{
	const struct nvme_trace_event *event = &replay->record.event;
	const struct {
		const char *name;
		unsigned int value, count;
	} members[] = {
		{ "origin", event->origin, NVME_TRACE_ORIGINS },
		{ "outcome", event->outcome, NVME_TRACE_OUTCOMES },
		{ "queue", event->queue, NVME_TRACE_QUEUES },
		{ "payload", event->payload, NVME_TRACE_PAYLOADS },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i].value >= members[i].count)
			return blocks__damaged(&replay->blocks, "a record has an impossible %s: %u",
					       members[i].name, members[i].value);
	return 0;
}

/* The record of an option, with the data behind it or else in its packet. */
static int take_record(struct replay *replay, const struct blocks_option *option)
{
	const struct blocks *blocks = &replay->blocks;
	struct nvme_trace_event *event = &replay->record.event;
	const uint8_t *bytes = option->value + sizeof(*event);
	size_t length = option->length - sizeof(*event);

	memcpy(event, option->value, sizeof(*event));
	if (event->version != NVME_TRACE_RECORD_VERSION || event->size < sizeof(*event))
		return blocks__damaged(blocks,
				       "a record is of a version or size that is not known");
	if (check_members(replay))
		return -1;
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		event->payload_len = 0;
	if (!length) {
		bytes = packet_data(blocks, &length);
		if (event->payload_len > length) /* others have cut the packet */
			event->payload_len = (uint32_t)length;
	}
	if (event->payload_len > length || event->payload_len > NVME_TRACE_PAYLOAD_MAX)
		return blocks__damaged(blocks, "a record has less data than it says");
	memcpy(replay->record.bytes, bytes ? bytes : replay->record.bytes, event->payload_len);
	event->size = (uint16_t)(sizeof(*event) + event->payload_len);
	return 1;
}

/* Fills replay->record. Returns 1, 0 if the packet has none, or -1 after a message. */
static int read_record(struct replay *replay)
{
	const struct blocks *blocks = &replay->blocks;
	struct blocks_option option;

	if (blocks->length < PACKET_HEAD || captured(blocks) > blocks->length - PACKET_HEAD)
		return blocks__damaged(blocks, "a packet is longer than its block");
	if (!blocks__find_custom(blocks, options_of_packet(blocks), sizeof(replay->record.event),
				 &option))
		return 0;
	return take_record(replay, &option);
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
	replay->blocks = (struct blocks){ .file = file, .name = name };
	got = blocks__next(&replay->blocks);
	if (!got)
		log_message("'%s' is empty", name);
	if (got == 1 && !read_section(replay, section))
		return replay;
	replay__free(replay);
	return NULL;
}

static void hand_on(const struct replay *replay, struct replay_to *to)
{
	const struct nvme_trace_event *event = &replay->record.event;

	if (filter__wants_command(to->filter, event) &&
	    filter__wants_outcome(to->filter, event, event->complete_ns))
		to->event(to->ctx, event);
	else
		to->filtered++;
}

/* What a block has to tell. Returns 0, or -1 after a message. */
static int deliver(struct replay *replay, struct replay_to *to)
{
	struct replay_section another;
	int got;

	switch (replay->blocks.type) {
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
			hand_on(replay, to);
		return got < 0 ? -1 : 0;
	default:
		return 0;
	}
}

int replay__run(struct replay *replay, struct replay_to *to, const volatile sig_atomic_t *stop)
{
	while (!*stop) {
		int got = blocks__next(&replay->blocks);

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
	blocks__free(&replay->blocks);
	free(replay);
}
