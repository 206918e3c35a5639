/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Builds one block of a pcapng file in memory. Numbers have this machine's byte order. */
#ifndef CAPTURE_BLOCK_H
#define CAPTURE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_SIZE (16 << 10) /* larger than any block that we write; a longer block is cut */

struct block {
	uint8_t bytes[BLOCK_SIZE];
	size_t length;
};

void block__begin(struct block *block, uint32_t type);
/* `options` tells whether to write the end of options, which a block without options lacks. */
void block__end(struct block *block, bool options);

void block__put(struct block *block, const void *bytes, size_t length);
void block__put_u16(struct block *block, uint16_t value);
void block__put_u32(struct block *block, uint32_t value);
void block__put_u64(struct block *block, uint64_t value);
/* Pads with zeroes to a multiple of four bytes. */
void block__pad(struct block *block);

void block__put_option(struct block *block, uint16_t code, const void *value, size_t length);
/* Puts nothing if the text is empty. */
void block__put_text(struct block *block, uint16_t code, const char *text);
/* A custom option of ours. */
void block__put_custom(struct block *block, const void *value, size_t length);

#endif
