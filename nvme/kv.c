// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The I/O commands of the Key Value Command Set Specification 1.1, section 3.2. */
#include "nvme/structures.h"

/* One line for each row of a figure. */
/* clang-format off */

/*
 * The KV key has up to 16 bytes: the first eight in dwords 2 and 3, the others in dwords 14 and
 * 15. Bytes after its length do not belong to it. If the length is invalid, all bytes are shown.
 */
#define KEY(length) { "key", "KV key[63:00]", 2, 0, 8 * (length), ALWAYS, .bytes = true }
#define REST_OF_KEY(length) \
	{ "keyu", "KV key[127:64]", 14, 0, 8 * (length), ALWAYS, .bytes = true }
#define SHORT_KEY(length) static const struct nvme_row key_of_##length[] = { KEY(length), {} }
#define LONG_KEY(length) \
	static const struct nvme_row key_of_##length[] = { KEY(8), REST_OF_KEY((length) - 8), {} }
SHORT_KEY(1);
SHORT_KEY(2);
SHORT_KEY(3);
SHORT_KEY(4);
SHORT_KEY(5);
SHORT_KEY(6);
SHORT_KEY(7);
SHORT_KEY(8);
LONG_KEY(9);
LONG_KEY(10);
LONG_KEY(11);
LONG_KEY(12);
LONG_KEY(13);
LONG_KEY(14);
LONG_KEY(15);
LONG_KEY(16);
static const struct nvme_variant keys[] = {
	{ 1, key_of_1 },
	{ 2, key_of_2 },
	{ 3, key_of_3 },
	{ 4, key_of_4 },
	{ 5, key_of_5 },
	{ 6, key_of_6 },
	{ 7, key_of_7 },
	{ 8, key_of_8 },
	{ 9, key_of_9 },
	{ 10, key_of_10 },
	{ 11, key_of_11 },
	{ 12, key_of_12 },
	{ 13, key_of_13 },
	{ 14, key_of_14 },
	{ 15, key_of_15 },
	{ 16, key_of_16 },
	{}
};
#define KV_KEY { "kl", "Key Length", 11, 0, 8, ALWAYS, .unit = "bytes", .by = keys }

/* Section 3.2.6. SIKE and SINKE are abbreviations of revision 1.3; the third field has none. */
static const struct nvme_row store_rows[] = {
	{ "vs", "Value Size", 10, 0, 32, ALWAYS, .unit = "bytes", .transfer = true },
	KV_KEY,
	{ "sike", "Store If Key Exists", 11, 8, 1 },
	{ "sinke", "Store If No Key Exists", 11, 9, 1 },
	{ "no_compression", "Do not compress the value", 11, 10, 1 },
	{}
};

#define HBS \
	{ "hbs", "Host Buffer Size", 10, 0, 32, ALWAYS, .unit = "bytes", .transfer = true }

/* Section 3.2.5. The answer is the size of the value. The buffer may be smaller. */
static const struct nvme_row retrieve_rows[] = {
	HBS,
	KV_KEY,
	{ "no_decompression", "Do not decompress the value", 11, 8, 1 },
	{}
};
static const struct nvme_row retrieve_answer[] = {
	{ "vs", "Value Size", NVME_DW0, 0, 32, ALWAYS, .unit = "bytes" },
	{}
};

/* Section 3.2.2. The list starts with this key. */
static const struct nvme_row list_rows[] = { HBS, KV_KEY, {} };

/* Sections 3.2.1 and 3.2.4: Delete and Exist. */
static const struct nvme_row key_rows[] = { KV_KEY, {} };

const struct nvme_command *const nvme_kv_commands[256] = {
	[0x01] = COMMAND("Store", store_rows),
	[0x02] = COMMAND("Retrieve", retrieve_rows, retrieve_answer, .harmless = true),
	[0x06] = COMMAND("List", list_rows, .harmless = true),
	[0x10] = COMMAND("Delete", key_rows),
	[0x14] = COMMAND("Exist", key_rows, .harmless = true),
};
/* clang-format on */
