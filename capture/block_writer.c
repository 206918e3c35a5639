// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/block_writer.h"

#include <string.h>

#include "capture/pcapng.h"

void block_writer__put(struct block_writer *block, const void *bytes, size_t length)
{
	if (length > sizeof(block->bytes) - block->length)
		length = sizeof(block->bytes) - block->length;
	memcpy(block->bytes + block->length, bytes, length);
	block->length += length;
}

void block_writer__put_u16(struct block_writer *block, uint16_t value)
{
	block_writer__put(block, &value, sizeof(value));
}

void block_writer__put_u32(struct block_writer *block, uint32_t value)
{
	block_writer__put(block, &value, sizeof(value));
}

void block_writer__put_u64(struct block_writer *block, uint64_t value)
{
	block_writer__put(block, &value, sizeof(value));
}

void block_writer__pad(struct block_writer *block)
{
	static const uint8_t zeroes[4];

	block_writer__put(block, zeroes, -block->length & 3);
}

void block_writer__put_option(struct block_writer *block, uint16_t code, const void *value,
			      size_t length)
{
	block_writer__put_u16(block, code);
	block_writer__put_u16(block, (uint16_t)length);
	block_writer__put(block, value, length);
	block_writer__pad(block);
}

void block_writer__put_text(struct block_writer *block, uint16_t code, const char *text)
{
	if (*text)
		block_writer__put_option(block, code, text, strlen(text));
}

void block_writer__put_custom(struct block_writer *block, const void *value, size_t length)
{
	block_writer__put_u16(block, PCAPNG_OPTION_CUSTOM);
	block_writer__put_u16(block, (uint16_t)(sizeof(uint32_t) + length));
	block_writer__put_u32(block, PCAPNG_ENTERPRISE);
	block_writer__put(block, value, length);
	block_writer__pad(block);
}

void block_writer__begin(struct block_writer *block, uint32_t type)
{
	block->length = 0;
	block_writer__put_u32(block, type);
	block_writer__put_u32(block, 0); /* its length, filled in later */
}

void block_writer__end(struct block_writer *block, bool options)
{
	uint32_t length;

	if (options)
		block_writer__put_u32(block, PCAPNG_OPTION_END);
	length = (uint32_t)block->length + sizeof(length);
	memcpy(block->bytes + 4, &length, sizeof(length));
	block_writer__put_u32(block, length);
}
