/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The layout of a capture: a pcapng file (draft-ietf-opsawg-pcapng) that Wireshark's NVMe/TCP
 * dissector reads, as each packet is one PDU of NVMe/TCP behind the tags of an exported PDU
 * (link type 252). What NVMe/TCP has no place for, the whole record, is a custom option of the
 * packet that also has the command's data, or of its last packet if it has none.
 */
#ifndef CAPTURE_PCAPNG_H
#define CAPTURE_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>

#include "nvme_trace.h"

#define MAX_INTERFACES 253 /* as many as the addresses tell apart; the last is for all others */

#define PCAPNG_SECTION	  0x0a0d0d0a
#define PCAPNG_INTERFACE  1
#define PCAPNG_NAMES	  4
#define PCAPNG_STATISTICS 5
#define PCAPNG_PACKET	  6
#define PCAPNG_BYTE_ORDER 0x1a2b3c4d

#define PCAPNG_OPTION_END     0
#define PCAPNG_OPTION_COMMENT 1
#define PCAPNG_OPTION_CUSTOM  2989 /* bytes; may be copied by programs that do not know them */

/* Options whose code says what they are only together with the block that they are in. */
#define PCAPNG_OPTION_FLAGS	 2  /* of a packet: its direction */
#define PCAPNG_OUTBOUND		 2  /* to the drive */
#define PCAPNG_INBOUND		 1
#define PCAPNG_DIRECTION	 3  /* the bits of either */
#define PCAPNG_OPTION_RESOLUTION 9  /* of an interface: in which unit its packets' times are */
#define PCAPNG_OPTION_SHIFT	 14 /* likewise: seconds to add to them */
#define PCAPNG_OPTION_DROPPED	 5  /* of statistics */

/*
 * Custom options begin with the number of an enterprise. This one is for examples (RFC 5612), so
 * the magic of the section's option says that they are ours.
 */
#define PCAPNG_ENTERPRISE 32473
#define PCAPNG_MAGIC	  0x7274656d76656e2eULL
#define PCAPNG_VERSION	  1

/* The section's custom option, behind the enterprise's number. */
struct pcapng_section {
	uint64_t magic;
	uint32_t version; /* PCAPNG_VERSION */
	uint32_t host;	  /* the two middle bytes of the host's address in the file */
	int64_t wall_offset_ns; /* when it began; of each record its packet has the right one */
};

/* NVMe/TCP Transport Specification 1.0, section 3.6: the PDUs that a capture has. */
enum {
	PDU_COMMAND = 0x04,
	PDU_RESPONSE = 0x05,
	PDU_DATA_TO_HOST = 0x07,
};
#define PDU_COMMAND_LENGTH  72 /* without data */
#define PDU_DATA_LENGTH	    24
#define PDU_RESPONSE_LENGTH 24
#define TAGS_LENGTH	    56 /* of an exported PDU, before the PDU */

/*
 * The time of CLOCK_MONOTONIC that a packet of a command has, in either direction. All packets of
 * one command are by the wall clock that it was sent at: so the one with the record tells how far
 * that was from CLOCK_MONOTONIC, in whatever file it is and whoever shifted the file's times; and a
 * clock that was set meanwhile makes no latency wrong.
 */
static inline uint64_t pcapng_packet_ns(const struct nvme_trace_event *event, bool to_host)
{
	return to_host ? event->complete_ns : event->issue_ns ? event->issue_ns : event->submit_ns;
}

#endif
