/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The frame of a capture: its section, an interface for each controller, and what is around a
 * PDU in a packet. What returns int returns 0, or -1 with errno set if it could not be written.
 */
#ifndef CAPTURE_CAPTURE_FILE_H
#define CAPTURE_CAPTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/wall.h"
#include "capture/block.h"
#include "capture/pcapng.h"
#include "nvme_trace.h"

/* A controller, and which machine's. */
struct capture_interface {
	uint32_t host;
	int32_t ctrl;	  /* its instance */
	uint64_t packets; /* commands; counted by the caller */
};

/* Starts with the first four and zeroes; is used again for the next file. */
struct capture_file {
	FILE *file; /* the caller's; should have no buffer of its own */
	uint32_t host;		 /* of this machine, or of the records that know none */
	const struct wall *wall;
	void (*describe)(int32_t ctrl, char *text, size_t size); /* or NULL */
	struct block block;					 /* the one that is being made */
	struct capture_interface interfaces[MAX_INTERFACES];
	uint32_t interface_count;
	uint64_t bytes; /* of the file, with what is pending */
	/* Whole blocks, so that the file has no others whenever we are killed. */
	uint8_t pending[4 * BLOCK_SIZE];
	size_t pending_length;
	uint64_t lost, lost_before; /* in all, by now and when the file was begun */
};

/* A packet's place and time. */
struct packet {
	uint32_t interface;
	uint16_t qid;
	bool to_host;
	uint64_t ns; /* since 1970 */
};

/* The record that a packet carries, and how much of the data has to go with it. */
struct cargo {
	const struct nvme_trace_event *record; /* NULL = none */
	size_t bytes;			       /* 0 where the packet itself has them */
};

/* Forgets what was in the file before, which is to be flushed. */
int capture_file__begin(struct capture_file *file);

/* Of a controller; written when it is first seen. -1 with errno set if that fails. */
int capture_file__interface(struct capture_file *file, uint32_t host, int32_t ctrl);

/*
 * Begins a packet in file->block, with all that comes before the PDU; the caller puts that there.
 * The lengths are the PDU's: what there will be of it, and what there was.
 */
void capture_file__begin_packet(struct capture_file *file, const struct packet *packet,
				uint32_t length, uint32_t true_length);
int capture_file__end_packet(struct capture_file *file, const struct packet *packet,
			     const char *comment, struct cargo cargo);

/* Hands on what is pending. */
int capture_file__flush(struct capture_file *file);

/* So many are lost in all. The file says it at once, as it may not come to its end. */
int capture_file__lost(struct capture_file *file, uint64_t total);

/* The statistics of the interfaces, which end a file. */
int capture_file__end(struct capture_file *file);

#endif
