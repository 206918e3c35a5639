/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes everything of a capture but the PDUs: the section, an interface for each controller, and
 * the rest of each packet. Functions that return int return 0, or -1 with errno set if writing
 * failed.
 */
#ifndef CAPTURE_CAPTURE_FILE_H
#define CAPTURE_CAPTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/wall.h"
#include "capture/block_writer.h"
#include "capture/pcapng.h"
#include "nvme_trace.h"

/* A controller of a machine. */
struct capture_interface {
	uint32_t host;
	int32_t ctrl;	  /* its instance */
	uint64_t packets; /* commands; counted by the caller */
};

/* Starts with its first four members set and all others zero. It is reused for the next file. */
struct capture_file {
	FILE *file;    /* the caller's; should have no buffer of its own */
	uint32_t host; /* number of this machine, for records without one */
	const struct wall *wall;
	void (*describe)(int32_t ctrl, char *text, size_t size); /* or NULL */
	struct block_writer block;				 /* under construction */
	struct capture_interface interfaces[MAX_INTERFACES];
	uint32_t interface_count;
	uint64_t bytes; /* length of the file, with pending blocks */
	/* Has only whole blocks, so that the file stays valid if we are killed. */
	uint8_t pending[4 * BLOCK_SIZE];
	size_t pending_length;
	uint64_t lost, lost_before; /* all lost commands: now, and when the file began */
};

/* Where and when a packet was sent. */
struct packet {
	uint32_t interface;
	uint16_t qid;
	bool to_host;
	uint64_t ns; /* since 1970 */
};

/* The record that a packet carries, and how many bytes of its data to add. */
struct cargo {
	const struct nvme_trace_event *record; /* NULL = none */
	size_t bytes;			       /* 0 if the packet itself holds the data */
};

/* Begins a file. The previous one must have been flushed. */
int capture_file__begin(struct capture_file *file);

/* Returns the interface of a controller, after writing it if it is new; -1 with errno set. */
int capture_file__interface(struct capture_file *file, uint32_t host, int32_t ctrl);

/*
 * Begins a packet in file->block: writes everything before the PDU, which the caller adds. length
 * is the captured length of the PDU, true_length its original length.
 */
void capture_file__begin_packet(struct capture_file *file, const struct packet *packet,
				uint32_t length, uint32_t true_length);
int capture_file__end_packet(struct capture_file *file, const struct packet *packet,
			     const char *comment, struct cargo cargo);

/* Writes pending blocks to the file. */
int capture_file__flush(struct capture_file *file);

/* Writes at once how many commands have been lost in all, in case the file has no proper end. */
int capture_file__lost(struct capture_file *file, uint64_t total);

/* Writes the statistics of the interfaces. They end a file. */
int capture_file__end(struct capture_file *file);

#endif
