// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/pcapng.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/escape.h"
#include "base/hash.h"
#include "capture/block_writer.h"
#include "capture/capture_file.h"
#include "capture/series.h"
#include "nvme/decode.h"
#include "output/columns.h"
#include "output/output.h"

#define UNKNOWN_IO_QUEUE 0xfffe /* ffff is taken by the dissector */
#define LAST_CID	 0xfffe /* ffff is for Connect, which starts a queue */
#define MAX_OPEN	 8192	/* as many as the kernel side can have in flight */

struct queue_name {
	uint32_t host;
	int32_t ctrl;
	uint32_t qid;
};

struct queue {
	struct queue_name name;
	uint16_t next_cid;
	UT_hash_handle hh;
};

/* Identifies a command whose completion is not in the file yet. */
struct open_name {
	uint64_t submit_ns;
	uint64_t host;
	int32_t ctrl;
	uint32_t tid;
};

struct open_command {
	struct open_name name;
	uint16_t cid;
	UT_hash_handle hh;
};

struct pcapng {
	struct output output;
	struct capture_file file;
	struct series *series; /* NULL = there is only one file */
	struct queue *queues;
	struct open_command *open;
	struct nvme_vendors vendors;
};

static void put_pdu(struct block_writer *block, uint8_t type, uint8_t flags, uint8_t length,
		    uint8_t data, uint32_t whole)
{
	const uint8_t head[] = { type, flags, length, data };

	block_writer__put(block, head, sizeof(head));
	block_writer__put_u32(block, whole);
}

static int write_queue_start(struct pcapng *pcapng, const struct packet *packet)
{
	/* Fabrics Connect: opcode, FUSE and PSDT, command id, command type. */
	uint8_t entry[64] = { 0x7f, 0x40, 0xff, 0xff, 0x01 };

	memcpy(entry + 42, &packet->qid, sizeof(packet->qid));
	capture_file__begin_packet(&pcapng->file, packet, PDU_COMMAND_LENGTH, PDU_COMMAND_LENGTH);
	put_pdu(&pcapng->file.block, PDU_COMMAND, 0, PDU_COMMAND_LENGTH, 0, PDU_COMMAND_LENGTH);
	block_writer__put(&pcapng->file.block, entry, sizeof(entry));
	return capture_file__end_packet(
		&pcapng->file, packet,
		"synthetic: says which queue the packets of this conversation are in",
		(struct cargo){});
}

/* The host number of the record that is being written. */
static uint32_t host_of(const struct pcapng *pcapng)
{
	const struct wall *wall = pcapng->file.wall;

	return wall && wall->host ? wall->host : pcapng->file.host;
}

/* The time of a packet, in ns since 1970. */
static uint64_t time_of(const struct pcapng *pcapng, const struct nvme_trace_event *event,
			bool to_host)
{
	return pcapng_packet_ns(event, to_host) +
	       (uint64_t)wall__offset(pcapng->file.wall, event->submit_ns);
}

/* Returns the queue of a packet; NULL with errno set if out of memory or if writing failed. */
static struct queue *queue_of(struct pcapng *pcapng, int32_t ctrl, const struct packet *packet)
{
	struct queue_name name = { host_of(pcapng), ctrl, packet->qid };
	struct queue *queue;

	/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) no padding */
	HASH_FIND(hh, pcapng->queues, &name, sizeof(name), queue);
	if (queue)
		return queue;
	queue = calloc(1, sizeof(*queue));
	if (!queue)
		return NULL;
	*queue = (struct queue){ .name = name, .next_cid = 1 };
	HASH_ADD(hh, pcapng->queues, name, sizeof(name), queue);
	if (!HASH_TOOK(queue)) {
		free(queue);
		errno = ENOMEM;
		return NULL;
	}
	return write_queue_start(pcapng, packet) ? NULL : queue;
}

static bool is_open(const struct pcapng *pcapng, uint16_t cid)
{
	for (const struct open_command *open = pcapng->open; open; open = open->hh.next)
		if (open->cid == cid)
			return true;
	return false;
}

/*
 * Returns a command id for the file, which does not use the drivers' ids: drivers soon reuse them,
 * and some versions of the dissector crash on data to the host with command id 0. The packet's
 * comment has the true id.
 */
static uint16_t new_cid(const struct pcapng *pcapng, struct queue *queue)
{
	uint16_t cid;

	do {
		cid = queue->next_cid;
		queue->next_cid = cid == LAST_CID ? 1 : (uint16_t)(cid + 1);
	} while (is_open(pcapng, cid));
	return cid;
}

/* ---- One record ---- */

static bool goes_to_drive(const struct nvme_trace_event *event)
{
	return nvme_trace_code(&event->sqe) & NVME_TRACE_TO_DRIVE;
}

static void describe_command(const struct pcapng *pcapng, const struct nvme_trace_event *event,
			     char *text, size_t size)
{
	char comm[ESCAPED_SIZE(NVME_TRACE_COMM_SIZE)], device[DEVICE_SIZE];
	char fields[NVME_SHORT_TEXT_SIZE], status[STATUS_SIZE], cid[8] = "-";
	struct nvme_decoded decoded;
	bool answered = event->outcome == NVME_TRACE_COMPLETED;

	nvme_decode(event, &pcapng->vendors, &decoded);
	if (event->issue_ns) /* else it has none */
		snprintf(cid, sizeof(cid), "0x%x", (unsigned int)event->sqe.command_id);
	snprintf(text, size,
		 "comm=%s pid=%" PRIu32 " tid=%" PRIu32 " uid=%" PRIu32
		 " dev=%s cid=%s origin=%s%s%s: %s",
		 escape_word(event->comm, sizeof(event->comm), comm), event->pid, event->tid,
		 event->uid, columns__device(event, device), cid, columns__origin(event),
		 answered ? "" : " status=", answered ? "" : columns__status(event, status),
		 nvme_short_text(&decoded, NULL, fields, sizeof(fields)));
}

static int write_command(struct pcapng *pcapng, const struct packet *packet,
			 const struct nvme_trace_event *event, uint16_t cid, struct cargo cargo)
{
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, NVME_TRACE_PAYLOAD_MAX, &length);
	bool data = bytes && goes_to_drive(event);
	struct nvme_trace_sqe sqe = event->sqe;
	char comment[NVME_SHORT_TEXT_SIZE + 512];
	uint32_t whole = PDU_COMMAND_LENGTH + (data ? event->data_len : 0);

	sqe.command_id = cid;
	sqe.dptr[0] = 0; /* the address means nothing here; the length follows */
	sqe.dptr[1] = event->data_len;
	describe_command(pcapng, event, comment, sizeof(comment));
	capture_file__begin_packet(&pcapng->file, packet,
				   PDU_COMMAND_LENGTH + (data ? (uint32_t)length : 0), whole);
	put_pdu(&pcapng->file.block, PDU_COMMAND, 0, PDU_COMMAND_LENGTH,
		data ? PDU_COMMAND_LENGTH : 0, whole);
	block_writer__put(&pcapng->file.block, &sqe, sizeof(sqe));
	if (data)
		block_writer__put(&pcapng->file.block, bytes, length);
	return capture_file__end_packet(&pcapng->file, packet, comment, cargo);
}

static int write_data_to_host(struct pcapng *pcapng, const struct packet *packet,
			      const struct nvme_trace_event *event, uint16_t cid)
{
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, NVME_TRACE_PAYLOAD_MAX, &length);
	struct block_writer *block = &pcapng->file.block;

	capture_file__begin_packet(&pcapng->file, packet, PDU_DATA_LENGTH + (uint32_t)length,
				   PDU_DATA_LENGTH + event->data_len);
	put_pdu(block, PDU_DATA_TO_HOST, 0x04 /* the last one */, PDU_DATA_LENGTH, PDU_DATA_LENGTH,
		PDU_DATA_LENGTH + event->data_len);
	block_writer__put_u16(block, cid);
	block_writer__put_u16(block, 0);
	block_writer__put_u32(block, 0); /* offset */
	block_writer__put_u32(block, event->data_len);
	block_writer__put_u32(block, 0);
	block_writer__put(block, bytes, length);
	return capture_file__end_packet(&pcapng->file, packet, "",
					(struct cargo){ .record = event });
}

static int write_completion(struct pcapng *pcapng, const struct packet *packet,
			    const struct nvme_trace_event *event, uint16_t cid, struct cargo cargo)
{
	char status[STATUS_SIZE];
	struct block_writer *block = &pcapng->file.block;

	capture_file__begin_packet(&pcapng->file, packet, PDU_RESPONSE_LENGTH, PDU_RESPONSE_LENGTH);
	put_pdu(block, PDU_RESPONSE, 0, PDU_RESPONSE_LENGTH, 0, PDU_RESPONSE_LENGTH);
	block_writer__put_u64(block, event->result);
	block_writer__put_u16(block, 0); /* the head of the submission queue is not known */
	block_writer__put_u16(block, packet->qid);
	block_writer__put_u16(block, cid);
	block_writer__put_u16(block, (uint16_t)(event->status << 1));
	return capture_file__end_packet(&pcapng->file, packet, columns__status(event, status),
					cargo);
}

static struct open_name open_name_of(const struct pcapng *pcapng,
				     const struct nvme_trace_event *event)
{
	return (struct open_name){ event->submit_ns, host_of(pcapng), event->ctrl, event->tid };
}

/* Returns the command if it was written while it was in flight; else NULL. */
static struct open_command *find_open(struct pcapng *pcapng, const struct nvme_trace_event *event)
{
	struct open_name name = open_name_of(pcapng, event);
	struct open_command *open;

	/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) no padding */
	HASH_FIND(hh, pcapng->open, &name, sizeof(name), open);
	return open;
}

static void forget_open(struct pcapng *pcapng, struct open_command *open)
{
	HASH_DEL(pcapng->open, open);
	free(open);
}

static int remember_open(struct pcapng *pcapng, const struct nvme_trace_event *event, uint16_t cid)
{
	struct open_command *open = calloc(1, sizeof(*open));

	if (!open)
		return -1;
	open->name = open_name_of(pcapng, event);
	open->cid = cid;
	/* The oldest is first. It probably never ends. */
	if (HASH_COUNT(pcapng->open) >= MAX_OPEN)
		forget_open(pcapng, pcapng->open);
	HASH_ADD(hh, pcapng->open, name, sizeof(open->name), open);
	if (HASH_TOOK(open))
		return 0;
	free(open);
	errno = ENOMEM;
	return -1;
}

/*
 * Writes the data from the drive, if it is known, and the completion. The record goes into the
 * packet with the data. If the data went to the drive, that is the command's packet, which is
 * written already. Without data, the record goes into the last packet.
 */
static int write_answer(struct pcapng *pcapng, struct packet packet,
			const struct nvme_trace_event *event, uint16_t cid, struct cargo cargo)
{
	size_t length = 0;

	packet.to_host = true;
	packet.ns = time_of(pcapng, event, true);
	if (cargo.record && !goes_to_drive(event) &&
	    columns__payload(event, NVME_TRACE_PAYLOAD_MAX, &length) && length) {
		if (write_data_to_host(pcapng, &packet, event, cid))
			return -1;
		cargo = (struct cargo){};
	}
	return write_completion(pcapng, &packet, event, cid, cargo);
}

/*
 * Writes a command without a completion. There is no packet for data from the drive. If there is
 * such data, another program wrote the record; then the data follows the record.
 */
static int write_unanswered(struct pcapng *pcapng, const struct packet *packet,
			    const struct nvme_trace_event *event, uint16_t cid)
{
	struct cargo cargo = { .record = event };

	if (!goes_to_drive(event))
		columns__payload(event, NVME_TRACE_PAYLOAD_MAX, &cargo.bytes);
	return write_command(pcapng, packet, event, cid, cargo);
}

/*
 * Writes the completion of a command that was written while in flight, or again that it is in
 * flight.
 */
static int write_rest(struct pcapng *pcapng, const struct packet *packet,
		      const struct nvme_trace_event *event, struct open_command *open)
{
	struct cargo cargo = { .record = event };
	uint16_t cid = open->cid;

	if (event->outcome != NVME_TRACE_IN_FLIGHT)
		forget_open(pcapng, open);
	if (event->outcome != NVME_TRACE_COMPLETED)
		return write_unanswered(pcapng, packet, event, cid);
	if (goes_to_drive(event))
		columns__payload(event, NVME_TRACE_PAYLOAD_MAX, &cargo.bytes);
	return write_answer(pcapng, *packet, event, cid, cargo);
}

static int write_whole(struct pcapng *pcapng, const struct packet *packet,
		       const struct nvme_trace_event *event, uint16_t cid)
{
	const struct cargo record = { .record = event }, none = {};
	bool first = event->payload == NVME_TRACE_PAYLOAD_READ && goes_to_drive(event);

	if (event->outcome != NVME_TRACE_COMPLETED) {
		if (write_unanswered(pcapng, packet, event, cid))
			return -1;
		return event->outcome == NVME_TRACE_IN_FLIGHT ? remember_open(pcapng, event, cid)
							      : 0;
	}
	if (write_command(pcapng, packet, event, cid, first ? record : none))
		return -1;
	return write_answer(pcapng, *packet, event, cid, first ? none : record);
}

static void forget_all(struct pcapng *pcapng)
{
	struct open_command *open, *next_open;
	struct queue *queue, *next_queue;

	HASH_ITER(hh, pcapng->open, open, next_open)
	{
		forget_open(pcapng, open);
	}
	HASH_ITER(hh, pcapng->queues, queue, next_queue)
	{
		HASH_DEL(pcapng->queues, queue);
		free(queue);
	}
}

static int end_file(struct pcapng *pcapng)
{
	return capture_file__end(&pcapng->file) || capture_file__flush(&pcapng->file) ? -1 : 0;
}

/* Each file of a series is complete: it repeats what its packets need. */
static int begin_file_if_due(struct pcapng *pcapng)
{
	struct series *series = pcapng->series;

	if (!series || !series__is_due(series, pcapng->file.bytes))
		return 0;
	if (end_file(pcapng))
		return -1;
	forget_all(pcapng);
	pcapng->file.file = series__next(series);
	return pcapng->file.file ? capture_file__begin(&pcapng->file) : -1;
}

static int pcapng__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct pcapng *pcapng = (struct pcapng *)output;
	struct packet packet = {
		.qid = event->issue_ns				? event->qid
		       : event->queue == NVME_TRACE_QUEUE_ADMIN ? 0
								: UNKNOWN_IO_QUEUE,
		.ns = time_of(pcapng, event, false),
	};
	struct open_command *open;
	struct queue *queue;
	int interface;

	if (begin_file_if_due(pcapng))
		return -1;
	interface = capture_file__interface(&pcapng->file, host_of(pcapng), event->ctrl);
	packet.interface = (uint32_t)interface;
	open = find_open(pcapng, event);
	queue = interface < 0 ? NULL : queue_of(pcapng, event->ctrl, &packet);
	if (!queue)
		return -1;
	pcapng->file.interfaces[interface].packets++;
	if (open)
		return write_rest(pcapng, &packet, event, open);
	return write_whole(pcapng, &packet, event, new_cid(pcapng, queue));
}

static int pcapng__lost(struct output *output, uint64_t total)
{
	return capture_file__lost(&((struct pcapng *)output)->file, total);
}

static int pcapng__flush(struct output *output)
{
	struct pcapng *pcapng = (struct pcapng *)output;

	return begin_file_if_due(pcapng) || capture_file__flush(&pcapng->file) ? -1 : 0;
}

static int pcapng__finish(struct output *output)
{
	return end_file((struct pcapng *)output);
}

static void pcapng__free(struct output *output)
{
	forget_all((struct pcapng *)output);
	free(output);
}

struct output *pcapng__new(const struct output_config *config)
{
	struct pcapng *pcapng = calloc(1, sizeof(*pcapng));
	uint16_t host = (uint16_t)config->host;

	if (!pcapng)
		return NULL;
	/*
	 * The files of two machines may be merged. With equal addresses, their commands would mix.
	 */
	if (!host && getrandom(&host, sizeof(host), 0) != sizeof(host))
		host = 1;
	pcapng->output = (struct output){ .emit = pcapng__emit,
					  .lost = pcapng__lost,
					  .flush = pcapng__flush,
					  .finish = pcapng__finish,
					  .free = pcapng__free };
	pcapng->file = (struct capture_file){ .file = config->file,
					      .host = host,
					      .wall = config->wall,
					      .describe = config->describe };
	pcapng->series = config->series;
	pcapng->vendors = config->vendors;
	if (!capture_file__begin(&pcapng->file) && !capture_file__flush(&pcapng->file))
		return &pcapng->output;
	free(pcapng);
	return NULL;
}
