// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/block.h"

#include <string.h>

#include "capture/pcapng.h"

void block__put(struct block *block, const void *bytes, size_t length)
{
	if (length > sizeof(block->bytes) - block->length)
		length = sizeof(block->bytes) - block->length;
	memcpy(block->bytes + block->length, bytes, length);
	block->length += length;
}

void block__put_u16(struct block *block, uint16_t value)
{
	block__put(block, &value, sizeof(value));
}

void block__put_u32(struct block *block, uint32_t value)
{
	block__put(block, &value, sizeof(value));
}

void block__put_u64(struct block *block, uint64_t value)
{
	block__put(block, &value, sizeof(value));
}

void block__pad(struct block *block)
{
	static const uint8_t zeroes[4];

	block__put(block, zeroes, -block->length & 3);
}

void block__put_option(struct block *block, uint16_t code, const void *value, size_t length)
{
	block__put_u16(block, code);
	block__put_u16(block, (uint16_t)length);
	block__put(block, value, length);
	block__pad(block);
}

void block__put_text(struct block *block, uint16_t code, const char *text)
{
	if (*text)
		block__put_option(block, code, text, strlen(text));
}

void block__put_custom(struct block *block, const void *value, size_t length)
{
	block__put_u16(block, PCAPNG_OPTION_CUSTOM);
	block__put_u16(block, (uint16_t)(sizeof(uint32_t) + length));
	block__put_u32(block, PCAPNG_ENTERPRISE);
	block__put(block, value, length);
	block__pad(block);
}

void block__begin(struct block *block, uint32_t type)
{
	block->length = 0;
	block__put_u32(block, type);
	block__put_u32(block, 0); /* its length, filled in later */
}

void block__end(struct block *block, bool options)
{
	uint32_t length;

	if (options)
		block__put_u32(block, PCAPNG_OPTION_END);
	length = (uint32_t)block->length + sizeof(length);
	memcpy(block->bytes + 4, &length, sizeof(length));
	block__put_u32(block, length);
}
