/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The layout of a capture: a pcapng file (draft-ietf-opsawg-pcapng) for Wireshark's NVMe/TCP
 * dissector. Each packet is one PDU of NVMe/TCP after the tags of an exported PDU (link type 252).
 * NVMe/TCP has no place for the record of a command, so a custom option holds it. The option is in
 * the packet with the command's data or, without data, in the last packet.
 */
#ifndef CAPTURE_PCAPNG_H
#define CAPTURE_PCAPNG_H

#include <stdbool.h>
#include <stdint.h>

#include "nvme_trace.h"

#define MAX_INTERFACES 253 /* more do not fit into the addresses; all others share the last */

#define PCAPNG_SECTION	  0x0a0d0d0a
#define PCAPNG_INTERFACE  1
#define PCAPNG_NAMES	  4
#define PCAPNG_STATISTICS 5
#define PCAPNG_PACKET	  6
#define PCAPNG_BYTE_ORDER 0x1a2b3c4d

#define PCAPNG_OPTION_END     0
#define PCAPNG_OPTION_COMMENT 1
#define PCAPNG_OPTION_CUSTOM  2989 /* bytes that other programs may copy */

/* Options whose codes depend on the block. */
#define PCAPNG_OPTION_FLAGS	 2 /* of a packet: its direction */
#define PCAPNG_OUTBOUND		 2 /* to the drive */
#define PCAPNG_INBOUND		 1
#define PCAPNG_DIRECTION	 3  /* the bits of either */
#define PCAPNG_OPTION_RESOLUTION 9  /* of an interface: the unit of its packets' times */
#define PCAPNG_OPTION_SHIFT	 14 /* of an interface: seconds to add to them */
#define PCAPNG_OPTION_DROPPED	 5  /* of statistics */

/*
 * Custom options begin with an enterprise number. This one is reserved for examples (RFC 5612), so
 * the magic in the section's option marks our options.
 */
#define PCAPNG_ENTERPRISE 32473
#define PCAPNG_MAGIC	  0x7274656d76656e2eULL
#define PCAPNG_VERSION	  1

/* The custom option of a section, after the enterprise number. */
struct pcapng_section {
	uint64_t magic;
	uint32_t version;	/* PCAPNG_VERSION */
	uint32_t host;		/* the two middle bytes of the host's address in the file */
	int64_t wall_offset_ns; /* when the section began; each record's is in its packets */
};

/* NVMe/TCP Transport Specification 1.0, section 3.6: the PDU types in a capture. */
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
 * The CLOCK_MONOTONIC time of a packet, in either direction. All packets of a command use the wall
 * clock offset at the time when it was sent. So a change of the clock changes no latency. The
 * packet with the record gives this offset, even if another program shifted the times of the file.
 */
static inline uint64_t pcapng_packet_ns(const struct nvme_trace_event *event, bool to_host)
{
	return to_host ? event->complete_ns : event->issue_ns ? event->issue_ns : event->submit_ns;
}

#endif
