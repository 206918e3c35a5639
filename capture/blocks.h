/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A pcapng file as what it is made of: blocks, and the options in them. Any byte may be any other. */
#ifndef CAPTURE_BLOCKS_H
#define CAPTURE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Starts with the first two and zeroes. */
struct blocks {
	FILE *file;	 /* the caller's */
	const char *name; /* for messages */
	uint64_t offset; /* of the block that was read last */
	uint64_t next;	 /* of the one behind it */
	uint32_t type;
	uint8_t *body; /* what lies between the block's two lengths */
	size_t length; /* of the body */
	size_t room;
};

struct blocks_option {
	uint16_t code;
	size_t length;
	const uint8_t *value; /* within the body */
};

/*
 * Reads the next block. Returns 1, 0 at the end of the file, or -1 after a message: of a file that
 * is no pcapng file the message says what it is, as far as its first bytes tell.
 */
int blocks__next(struct blocks *blocks);

/* Says that the block is damaged, where and how. Returns -1. */
int blocks__damaged(const struct blocks *blocks, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Of the body; its bytes have to be there. */
uint16_t blocks__u16(const struct blocks *blocks, size_t at);
uint32_t blocks__u32(const struct blocks *blocks, size_t at);

/* The option at *at, which moves on; false if there is none, or none that is whole. */
bool blocks__option(const struct blocks *blocks, size_t *at, struct blocks_option *option);

/* The first option of this code and at least this length, of those that begin at `at`. */
bool blocks__find(const struct blocks *blocks, size_t at, uint16_t code, size_t least,
		  struct blocks_option *option);

/* A custom option of ours, likewise; its value and length are what is behind our number. */
bool blocks__find_custom(const struct blocks *blocks, size_t at, size_t least,
			 struct blocks_option *option);

/* Releases the body. */
void blocks__free(struct blocks *blocks);

#endif
