/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the blocks of a pcapng file and their options. The file may be damaged or hostile. */
#ifndef CAPTURE_BLOCK_READER_H
#define CAPTURE_BLOCK_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Starts with its first two members set and all others zero. The file is read without its lock, so
 * only one thread may use it.
 */
struct block_reader {
	FILE *file;	  /* the caller's */
	const char *name; /* for messages */
	uint64_t offset;  /* of the block that was read last */
	uint64_t next;	  /* of the next block */
	uint32_t type;
	uint8_t *body; /* the bytes between the two lengths of the block */
	size_t length; /* of the body */
	size_t room;
};

struct block_option {
	uint16_t code;
	size_t length;
	const uint8_t *value; /* within the body */
};

/*
 * Reads the next block. Returns 1, 0 at the end of the file, or -1 after a message. If the file is
 * not a pcapng file, the message says what it seems to be.
 */
int block_reader__next(struct block_reader *blocks);

/* Logs that the block is damaged, where and how. Returns -1. */
int block_reader__damaged(const struct block_reader *blocks, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A number in the body. The caller has checked that the body is long enough. */
uint16_t block_reader__u16(const struct block_reader *blocks, size_t at);
uint32_t block_reader__u32(const struct block_reader *blocks, size_t at);

/* Reads the option at *at and advances *at. False if there is none or it is cut. */
bool block_reader__option(const struct block_reader *blocks, size_t *at,
			  struct block_option *option);

/* Finds the first option from `at` on with this code and at least this length. */
bool block_reader__find(const struct block_reader *blocks, size_t at, uint16_t code, size_t least,
			struct block_option *option);

/* Finds a custom option of ours likewise. Its value and length exclude our enterprise number. */
bool block_reader__find_custom(const struct block_reader *blocks, size_t at, size_t least,
			       struct block_option *option);

/* Releases the body. */
void block_reader__free(struct block_reader *blocks);

#endif
