// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "capture/block_reader.h"
#include "capture/pcapng.h"

#define SECTION_HEAD	16 /* bytes of the body before the options, as in the next two */
#define INTERFACE_HEAD	8
#define PACKET_HEAD	20 /* bytes before the data and the options */
#define STATISTICS_HEAD 12
#define MOST_INTERFACES 65536 /* in a section; bounds the memory that a file can take */
#define SECOND_NS	1000000000ULL
#define BINARY		0x80 /* in a resolution: a power of two, not of ten */
#define NANOSECONDS	9

/* The unit and the offset of the times in an interface's packets. */
struct interface {
	uint8_t resolution;
	int64_t shift_s;
};

struct replay {
	struct block_reader blocks;
	struct wall *wall;
	bool ours; /* the section has nvme_trace's option, even if another program wrote it */
	uint64_t records; /* of the section, so far */
	bool has_first;	  /* find_first_record() has read a record that is not delivered yet */
	uint64_t delivered, filtered;
	uint64_t lost, lost_reported;
	uint64_t interface_lost[MAX_INTERFACES]; /* of this section, as last read */
	struct interface *interfaces;
	uint32_t interface_count, interface_room;
	struct { /* a record and its data, as the sink gets them */
		struct nvme_trace_event event;
		uint8_t bytes[NVME_TRACE_PAYLOAD_MAX];
	} record;
};

_Static_assert(sizeof(struct nvme_trace_event) % 8 == 0, "no padding before the data");

/* ---- Sections ---- */

/* Returns the option that nvme_trace writes into its sections; zeroes if there is none. */
static struct pcapng_section own_section(const struct replay *replay)
{
	struct pcapng_section section = {};
	struct block_option option;

	if (block_reader__find_custom(&replay->blocks, SECTION_HEAD, sizeof(section), &option))
		memcpy(&section, option.value, sizeof(section));
	return section.magic == PCAPNG_MAGIC ? section : (struct pcapng_section){};
}

static int begin_section(struct replay *replay)
{
	const char *name = replay->blocks.name;
	struct pcapng_section section;

	if (replay->blocks.length < SECTION_HEAD)
		return block_reader__damaged(&replay->blocks, "a section is too short");
	if (block_reader__u32(&replay->blocks, 0) != PCAPNG_BYTE_ORDER) {
		log_message("'%s' was written on a machine of the other byte order; read it there",
			    name);
		return -1;
	}
	section = own_section(replay);
	if (section.version > PCAPNG_VERSION) {
		log_message("'%s' is of version %" PRIu32 " of captures, and this nvme_trace knows "
			    "%d; use a newer one",
			    name, section.version, PCAPNG_VERSION);
		return -1;
	}
	replay->ours = section.magic == PCAPNG_MAGIC;
	replay->records = 0;
	replay->interface_count = 0;
	memset(replay->interface_lost, 0, sizeof(replay->interface_lost));
	replay->wall->host = section.host;
	wall__reset(replay->wall, section.wall_offset_ns);
	return 0;
}

/* A section of another program may contain our records, because captures can be merged. */
static int end_section(const struct replay *replay)
{
	if (replay->ours || replay->records)
		return 0;
	log_message("'%s' was not written by nvme_trace, and has no records", replay->blocks.name);
	return -1;
}

static int add_interface(struct replay *replay)
{
	const struct block_reader *blocks = &replay->blocks;
	struct interface *interface;
	struct block_option option;

	if (replay->interface_count == MOST_INTERFACES)
		return block_reader__damaged(blocks, "a section has more than %d interfaces",
					     MOST_INTERFACES);
	if (replay->interface_count == replay->interface_room) {
		uint32_t room = replay->interface_room ? 2 * replay->interface_room : 16;

		interface = reallocarray(replay->interfaces, room, sizeof(*interface));
		if (!interface) {
			log_message("cannot read '%s': %s", blocks->name, strerror(ENOMEM));
			return -1;
		}
		replay->interfaces = interface;
		replay->interface_room = room;
	}
	interface = &replay->interfaces[replay->interface_count++];
	*interface = (struct interface){ .resolution = 6 };
	if (block_reader__find(blocks, INTERFACE_HEAD, PCAPNG_OPTION_RESOLUTION, 1, &option))
		interface->resolution = option.value[0];
	if (block_reader__find(blocks, INTERFACE_HEAD, PCAPNG_OPTION_SHIFT, sizeof(int64_t),
			       &option))
		memcpy(&interface->shift_s, option.value, sizeof(interface->shift_s));
	return 0;
}

/* Statistics count from the start of the section, so only the last ones of an interface count. */
static void read_statistics(struct replay *replay)
{
	const struct block_reader *blocks = &replay->blocks;
	uint32_t interface =
		blocks->length >= STATISTICS_HEAD ? block_reader__u32(blocks, 0) : MAX_INTERFACES;
	struct block_option option;
	uint64_t dropped;

	if (interface >= MAX_INTERFACES ||
	    !block_reader__find(blocks, STATISTICS_HEAD, PCAPNG_OPTION_DROPPED, sizeof(dropped),
				&option))
		return;
	memcpy(&dropped, option.value, sizeof(dropped));
	replay->lost += dropped - replay->interface_lost[interface];
	replay->interface_lost[interface] = dropped;
}

/* ---- Packets ---- */

static size_t captured(const struct block_reader *blocks)
{
	return block_reader__u32(blocks, 12);
}

/* Returns the offset after the data, which is padded to four bytes. */
static size_t options_of_packet(const struct block_reader *blocks)
{
	return PACKET_HEAD + ((captured(blocks) + 3) & ~(size_t)3);
}

/* The packet's time, in ns since 1970. */
static uint64_t packet_ns(const struct block_reader *blocks, const struct interface *interface)
{
	uint64_t time = (uint64_t)block_reader__u32(blocks, 4) << 32 | block_reader__u32(blocks, 8);
	uint8_t power = interface->resolution & (BINARY - 1);
	uint64_t shift = (uint64_t)interface->shift_s * SECOND_NS;

	if (interface->resolution & BINARY)
		return (uint64_t)((unsigned __int128)time * SECOND_NS >> power) + shift;
	for (; power < NANOSECONDS; power++)
		time *= 10;
	for (; power > NANOSECONDS && time; power--)
		time /= 10;
	return time + shift;
}

/* The host number: the two middle bytes of the packet's addresses; 0 if it has none. */
static uint32_t host_of(const struct block_reader *blocks)
{
	/* The tag of the source address, its length, and 10.x.x.x. */
	static const uint8_t tag[] = { 0, 20, 0, 4, 10 };
	const uint8_t *from = blocks->body + PACKET_HEAD + 12; /* after the dissector's name */

	if (captured(blocks) < TAGS_LENGTH || memcmp(from, tag, sizeof(tag)) != 0)
		return 0;
	return (uint32_t)from[5] << 8 | from[6];
}

static bool goes_to_host(const struct block_reader *blocks)
{
	struct block_option option;
	uint32_t flags = 0;

	if (block_reader__find(blocks, options_of_packet(blocks), PCAPNG_OPTION_FLAGS,
			       sizeof(flags), &option))
		memcpy(&flags, option.value, sizeof(flags));
	return (flags & PCAPNG_DIRECTION) == PCAPNG_INBOUND;
}

/* Sets the wall clock to that of the record's command: see pcapng_packet_ns(). */
static int set_wall(const struct replay *replay)
{
	const struct block_reader *blocks = &replay->blocks;
	uint32_t interface = block_reader__u32(blocks, 0);
	uint64_t ns = pcapng_packet_ns(&replay->record.event, goes_to_host(blocks));

	if (interface >= replay->interface_count)
		return block_reader__damaged(
			blocks, "a packet's interface is %" PRIu32 ", and there are %" PRIu32,
			interface, replay->interface_count);
	replay->wall->host = host_of(blocks);
	wall__reset(replay->wall,
		    (int64_t)(packet_ns(blocks, &replay->interfaces[interface]) - ns));
	return 0;
}

/* The data in the packet: it follows the tags and the header of the PDU. */
static const uint8_t *packet_data(const struct block_reader *blocks, size_t *length)
{
	const uint8_t *pdu = blocks->body + PACKET_HEAD + TAGS_LENGTH;
	size_t size = captured(blocks);

	*length = 0;
	if (size < TAGS_LENGTH + 4 || size < TAGS_LENGTH + (size_t)pdu[2])
		return NULL;
	*length = size - TAGS_LENGTH - pdu[2];
	return pdu + pdu[2];
}

/* Converts a record of version 1, which has zeroes after payload_len, to the present version. */
static void upgrade(struct nvme_trace_event *event)
{
	if (event->version != 1)
		return;
	event->version = NVME_TRACE_RECORD_VERSION;
	event->csi = NVME_TRACE_CSI_UNKNOWN;
}

/* Refuses records whose enumerations have impossible values. */
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
			return block_reader__damaged(&replay->blocks,
						     "a record has an impossible %s: %u",
						     members[i].name, members[i].value);
	return 0;
}

/* Reads the record in an option. Its data follows it, or is in the packet. */
static int parse_record(struct replay *replay, const struct block_option *option)
{
	const struct block_reader *blocks = &replay->blocks;
	struct nvme_trace_event *event = &replay->record.event;
	const uint8_t *bytes = option->value + sizeof(*event);
	size_t length = option->length - sizeof(*event);

	memcpy(event, option->value, sizeof(*event));
	upgrade(event);
	if (event->version != NVME_TRACE_RECORD_VERSION || event->size < sizeof(*event))
		/*
		 * Our enterprise number is for examples, so another program may have written the
		 * option.
		 */
		return replay->ours
			       ? block_reader__damaged(blocks, "a record is of a version or size "
							       "that is not known")
			       : 0;
	if (check_members(replay))
		return -1;
	if (event->payload != NVME_TRACE_PAYLOAD_READ)
		event->payload_len = 0;
	if (!length) {
		bytes = packet_data(blocks, &length);
		if (event->payload_len > length) /* another program has cut the packet */
			event->payload_len = (uint32_t)length;
	}
	if (event->payload_len > length || event->payload_len > NVME_TRACE_PAYLOAD_MAX)
		return block_reader__damaged(blocks, "a record has less data than it says");
	memcpy(replay->record.bytes, bytes ? bytes : replay->record.bytes, event->payload_len);
	event->size = (uint16_t)(sizeof(*event) + event->payload_len);
	return 1;
}

/* Fills replay->record and sets the clock. Returns 1, 0 if the packet has no record, or -1. */
static int read_record(struct replay *replay)
{
	const struct block_reader *blocks = &replay->blocks;
	struct block_option option;
	int got;

	if (blocks->length < PACKET_HEAD || captured(blocks) > blocks->length - PACKET_HEAD)
		return block_reader__damaged(blocks, "a packet is longer than its block");
	if (!block_reader__find_custom(blocks, options_of_packet(blocks),
				       sizeof(replay->record.event), &option))
		return 0;
	got = parse_record(replay, &option);
	if (got == 1 && set_wall(replay))
		return -1;
	replay->records += got == 1;
	return got;
}

/* ---- The source ---- */

/* Handles the block that was read. Returns 1 if it is a record, 0 if not, -1 after a message. */
static int read_block(struct replay *replay)
{
	switch (replay->blocks.type) {
	case PCAPNG_SECTION:
		return end_section(replay) ? -1 : begin_section(replay);
	case PCAPNG_INTERFACE:
		return add_interface(replay);
	case PCAPNG_STATISTICS:
		read_statistics(replay);
		return 0;
	case PCAPNG_PACKET:
		return read_record(replay);
	default:
		return 0;
	}
}

/* Refuses a file of another program without any record of ours, before anything is delivered. */
static int find_first_record(struct replay *replay)
{
	while (!replay->ours && !replay->records) {
		int got = block_reader__next(&replay->blocks);

		if (!got)
			return end_section(replay);
		if (got < 0 || read_block(replay) < 0)
			return -1;
	}
	replay->has_first = replay->records > 0;
	return 0;
}

struct replay *replay__open(FILE *file, const char *name, struct wall *wall)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	int got;

	if (!replay) {
		log_message("cannot read '%s': %s", name, strerror(ENOMEM));
		return NULL;
	}
	replay->blocks = (struct block_reader){ .file = file, .name = name };
	replay->wall = wall;
	got = block_reader__next(&replay->blocks);
	if (!got)
		log_message("'%s' is empty", name);
	if (got == 1 && !begin_section(replay) && !find_first_record(replay))
		return replay;
	replay__free(replay);
	return NULL;
}

static void deliver(struct replay *replay, const struct filter *filter,
		    const struct event_sink *sink)
{
	const struct nvme_trace_event *event = &replay->record.event;

	/* The first command that was sent starts the time of the capture. */
	if (!replay->delivered++)
		sink->tick(sink->ctx, event->submit_ns);
	if (event->complete_ns)
		sink->tick(sink->ctx, event->complete_ns);
	if (filter__wants_command(filter, event) &&
	    filter__wants_outcome(filter, event, event->complete_ns))
		sink->event(sink->ctx, event);
	else
		replay->filtered++;
}

int replay__run(struct replay *replay, const struct filter *filter, const struct event_sink *sink,
		const volatile sig_atomic_t *stop)
{
	int found = replay->has_first ? 1 : 0;

	while (!*stop) {
		if (replay->lost != replay->lost_reported)
			sink->lost(sink->ctx, replay->lost);
		replay->lost_reported = replay->lost;
		if (found == 1)
			deliver(replay, filter, sink);
		found = block_reader__next(&replay->blocks);
		if (!found)
			return end_section(replay);
		if (found == 1)
			found = read_block(replay);
		if (found < 0)
			return -1;
	}
	return 0;
}

uint64_t replay__filtered(const struct replay *replay)
{
	return replay->filtered;
}

void replay__free(struct replay *replay)
{
	if (!replay)
		return;
	block_reader__free(&replay->blocks);
	free(replay->interfaces);
	free(replay);
}
