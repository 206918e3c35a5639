/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Writes one JSON object after another to a buffer. A JSON library builds a tree first and copies
 * each key into it, which takes ten times as long (make bench-replay). The caller must not use a
 * key twice in an object, because nothing here checks that.
 */
#ifndef OUTPUT_JSON_WRITER_H
#define OUTPUT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Starts as zeroes; json_writer__free() ends it. The buffer is kept from object to object. */
struct json_writer {
	char *text;
	size_t length, size;
	bool failed; /* out of memory: drops what follows; json_writer__end() reports it */
};

/* Forgets the previous object and opens a new one. */
void json_writer__begin(struct json_writer *writer);

/* Closes the object and ends its line. NULL, with errno set, if out of memory. */
const char *json_writer__end(struct json_writer *writer, size_t *length);

/*
 * Opens a nested object or array, which json_writer__close() closes with the same bracket. key is
 * NULL inside an array.
 */
void json_writer__open(struct json_writer *writer, const char *key, char bracket);
void json_writer__close(struct json_writer *writer, char bracket);

/* ---- Values, each after a json_writer__key() ---- */

/*
 * Writes a number; from 2^53 on as a string of its digits, because readers that use doubles would
 * round it.
 */
void json_writer__put_number(struct json_writer *writer, uint64_t value);
void json_writer__put_signed(struct json_writer *writer, int32_t value);
void json_writer__put_boolean(struct json_writer *writer, bool value);

/* UTF-8 that ends with a zero byte. */
void json_writer__put_string(struct json_writer *writer, const char *value);

/* Bytes that a process or a file chose: see json_lines__text(). */
void json_writer__put_bytes(struct json_writer *writer, const char *bytes, size_t size);

/* Two lower-case hexadecimal digits for each byte. */
void json_writer__put_hex(struct json_writer *writer, const uint8_t *bytes, size_t size);

/* ---- Keys: inline, because a key of known length is copied in two instructions ---- */

/* Makes room for `more` bytes at the end of the text, and returns it. NULL if out of memory. */
char *json_writer__grow(struct json_writer *writer, size_t more);

static inline char *json_writer__room(struct json_writer *writer, size_t more)
{
	if (more > writer->size - writer->length)
		return json_writer__grow(writer, more);
	return writer->text + writer->length;
}

static inline void json_writer__key(struct json_writer *writer, const char *key)
{
	size_t length = strlen(key);
	char *at = json_writer__room(writer, length + sizeof("\"\":"));

	if (!at)
		return;
	at[0] = '"';
	memcpy(at + 1, key, length + 1);
	at[length + 1] = '"';
	at[length + 2] = ':';
	writer->length += length + strlen("\"\":");
}

/* ---- A key and its value ---- */

static inline void json_writer__number(struct json_writer *writer, const char *key, uint64_t value)
{
	json_writer__key(writer, key);
	json_writer__put_number(writer, value);
}

static inline void json_writer__signed(struct json_writer *writer, const char *key, int32_t value)
{
	json_writer__key(writer, key);
	json_writer__put_signed(writer, value);
}

static inline void json_writer__boolean(struct json_writer *writer, const char *key, bool value)
{
	json_writer__key(writer, key);
	json_writer__put_boolean(writer, value);
}

static inline void json_writer__string(struct json_writer *writer, const char *key,
				       const char *value)
{
	json_writer__key(writer, key);
	json_writer__put_string(writer, value);
}

static inline void json_writer__bytes(struct json_writer *writer, const char *key,
				      const char *bytes, size_t size)
{
	json_writer__key(writer, key);
	json_writer__put_bytes(writer, bytes, size);
}

static inline void json_writer__hex(struct json_writer *writer, const char *key,
				    const uint8_t *bytes, size_t size)
{
	json_writer__key(writer, key);
	json_writer__put_hex(writer, bytes, size);
}

void json_writer__free(struct json_writer *writer);

#endif
