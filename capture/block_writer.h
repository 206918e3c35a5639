/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds one block of a pcapng file in memory. Numbers have this machine's byte order. */
#ifndef CAPTURE_BLOCK_WRITER_H
#define CAPTURE_BLOCK_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_SIZE (16 << 10) /* larger than any block that we write; a longer block is cut */

struct block_writer {
	uint8_t bytes[BLOCK_SIZE];
	size_t length;
};

void block_writer__begin(struct block_writer *block, uint32_t type);
/* `options` tells whether to write the end of options, which a block without options lacks. */
void block_writer__end(struct block_writer *block, bool options);

void block_writer__put(struct block_writer *block, const void *bytes, size_t length);
void block_writer__put_u16(struct block_writer *block, uint16_t value);
void block_writer__put_u32(struct block_writer *block, uint32_t value);
void block_writer__put_u64(struct block_writer *block, uint64_t value);
/* Pads with zeroes to a multiple of four bytes. */
void block_writer__pad(struct block_writer *block);

void block_writer__put_option(struct block_writer *block, uint16_t code, const void *value,
			      size_t length);
/* Puts nothing if the text is empty. */
void block_writer__put_text(struct block_writer *block, uint16_t code, const char *text);
/* A custom option of ours. */
void block_writer__put_custom(struct block_writer *block, const void *value, size_t length);

#endif
