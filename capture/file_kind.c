// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture/file_kind.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

#define MOST_MAGIC 6
#define NAME_SIZE  4096

/* How a file begins, and the program that unpacks it; NULL = it is not compressed. */
static const struct beginning {
	char magic[MOST_MAGIC + 1];
	size_t length;
	const char *program;
	const char *what;
} beginnings[] = {
	{ "\x1f\x8b", 2, "gzip", NULL },
	{ "\x28\xb5\x2f\xfd", 4, "zstd", NULL },
	{ "\xfd"
	  "7zXZ",
	  6, "xz", NULL },
	{ "\x04\x22\x4d\x18", 4, "lz4", NULL },
	{ "BZh", 3, "bzip2", NULL },
	/* libpcap's formats, in either byte order: microseconds, nanoseconds, and a variant. */
	{ "\xa1\xb2\xc3\xd4", 4, NULL, "a pcap file" },
	{ "\xd4\xc3\xb2\xa1", 4, NULL, "a pcap file" },
	{ "\xa1\xb2\x3c\x4d", 4, NULL, "a pcap file" },
	{ "\x4d\x3c\xb2\xa1", 4, NULL, "a pcap file" },
	{ "\xa1\xb2\xcd\x34", 4, NULL, "a pcap file" },
	{ "\x34\xcd\xb2\xa1", 4, NULL, "a pcap file" },
	{ "{\"", 2, NULL, "JSON" },
	{ "TIME ", 5, NULL, "lines of text" },
};

/* Quotes a name so that a shell reads one word and a program does not read an option. */
static const char *quote(const char *name, char word[NAME_SIZE])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_./,:@%+=-";
	size_t length = 0;

	if (strcmp(name, "-") == 0 || (name[0] != '-' && !name[strspn(name, plain)]))
		return name;
	length += (size_t)snprintf(word, NAME_SIZE, "%s'", name[0] == '-' ? "./" : "");
	for (; *name && length < NAME_SIZE - 6; name++)
		length += (size_t)snprintf(word + length, NAME_SIZE - length, "%.*s",
					   *name == '\'' ? 4 : 1, *name == '\'' ? "'\\''" : name);
	snprintf(word + length, NAME_SIZE - length, "'");
	return word;
}

void file_kind__explain(const char *name, const uint8_t *bytes, size_t length)
{
	const struct beginning *found = NULL;
	char word[NAME_SIZE];

	for (size_t i = 0; !found && i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (length >= beginnings[i].length &&
		    memcmp(bytes, beginnings[i].magic, beginnings[i].length) == 0)
			found = &beginnings[i];
	if (!found)
		log_message("'%s' is not a capture: it does not begin as a pcapng file does", name);
	else if (found->program)
		log_message("'%s' is compressed; run: %s -dc %s | nvme_trace -r -", name,
			    found->program, quote(name, word));
	else
		log_message("'%s' is not a capture but %s; --read shows only the pcapng files that "
			    "nvme_trace --write makes",
			    name, found->what);
}
