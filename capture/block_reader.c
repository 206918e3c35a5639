// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/block_reader.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "capture/file_kind.h"
#include "capture/pcapng.h"

#define HEAD	  8 /* type and length */
#define MIN_BLOCK 12
#define MAX_BLOCK (16 << 20) /* other programs may write larger packets, but we do not */

int block_reader__damaged(const struct block_reader *blocks, const char *format, ...)
{
	char what[128];
	va_list args;

	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	log_message("'%s' is damaged at offset %" PRIu64 ": %s", blocks->name, blocks->offset,
		    what);
	return -1;
}

static int failed(const struct block_reader *blocks, int error)
{
	log_message("cannot read '%s': %s", blocks->name, strerror(error));
	return -1;
}

uint16_t block_reader__u16(const struct block_reader *blocks, size_t at)
{
	uint16_t value;

	memcpy(&value, blocks->body + at, sizeof(value));
	return value;
}

uint32_t block_reader__u32(const struct block_reader *blocks, size_t at)
{
	uint32_t value;

	memcpy(&value, blocks->body + at, sizeof(value));
	return value;
}

static bool make_room(struct block_reader *blocks, size_t size)
{
	uint8_t *body = size > blocks->room ? realloc(blocks->body, size) : blocks->body;

	if (!body)
		return false;
	blocks->body = body;
	if (size > blocks->room)
		blocks->room = size;
	return true;
}

/* Reads the rest of a block of this length. */
static int read_body(struct block_reader *blocks, uint32_t length)
{
	if (length < MIN_BLOCK || length % 4 || length > MAX_BLOCK)
		return block_reader__damaged(blocks, "a block has no possible length");
	if (!make_room(blocks, length))
		return failed(blocks, ENOMEM);
	blocks->length = length - MIN_BLOCK;
	if (fread(blocks->body, length - HEAD, 1, blocks->file) != 1)
		return ferror(blocks->file)
			       ? failed(blocks, errno)
			       : block_reader__damaged(blocks, "it ends within a block");
	if (block_reader__u32(blocks, blocks->length) != length)
		return block_reader__damaged(blocks, "a block's two lengths differ");
	blocks->next += length;
	return 1;
}

/* Returns how many bytes there were. For so few, fread() would take twice as long. */
static size_t read_head(FILE *file, uint8_t head[HEAD])
{
	size_t got = 0;

	for (int byte; got < HEAD && (byte = getc_unlocked(file)) != EOF; got++)
		head[got] = (uint8_t)byte;
	return got;
}

int block_reader__next(struct block_reader *blocks)
{
	uint8_t head[HEAD] = {};
	size_t got = read_head(blocks->file, head);
	uint32_t length;

	blocks->offset = blocks->next;
	if (ferror(blocks->file))
		return failed(blocks, errno);
	if (!got)
		return 0;
	memcpy(&blocks->type, head, sizeof(blocks->type));
	if (!blocks->offset && blocks->type != PCAPNG_SECTION) {
		file_kind__explain(blocks->name, head, got);
		return -1;
	}
	if (got < sizeof(head))
		return block_reader__damaged(blocks, "it ends within a block");
	memcpy(&length, head + 4, sizeof(length));
	return read_body(blocks, length);
}

bool block_reader__option(const struct block_reader *blocks, size_t *at,
			  struct block_option *option)
{
	if (*at > blocks->length || blocks->length - *at < 4)
		return false;
	option->code = block_reader__u16(blocks, *at);
	option->length = block_reader__u16(blocks, *at + 2);
	option->value = blocks->body + *at + 4;
	*at += 4;
	if (option->code == PCAPNG_OPTION_END || option->length > blocks->length - *at)
		return false;
	*at += (option->length + 3) & ~(size_t)3;
	return true;
}

bool block_reader__find(const struct block_reader *blocks, size_t at, uint16_t code, size_t least,
			struct block_option *option)
{
	while (block_reader__option(blocks, &at, option))
		if (option->code == code && option->length >= least)
			return true;
	return false;
}

bool block_reader__find_custom(const struct block_reader *blocks, size_t at, size_t least,
			       struct block_option *option)
{
	const uint32_t enterprise = PCAPNG_ENTERPRISE;

	while (block_reader__option(blocks, &at, option))
		if (option->code == PCAPNG_OPTION_CUSTOM &&
		    option->length >= sizeof(enterprise) + least &&
		    memcmp(option->value, &enterprise, sizeof(enterprise)) == 0) {
			option->value += sizeof(enterprise);
			option->length -= sizeof(enterprise);
			return true;
		}
	return false;
}

void block_reader__free(struct block_reader *blocks)
{
	free(blocks->body);
	blocks->body = NULL;
}
