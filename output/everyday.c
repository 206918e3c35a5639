// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A table of nvme-cli's subcommands. Each row has the bits of the submission queue entry that the
 * subcommand sets by itself, and those that its options set. A row fits a command if it makes the
 * same entry, with option values taken from the command.
 */
#include "output/everyday.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Members that a row does not name are meant to be 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define ALL_NAMESPACES 0xffffffff
#define LARGEST_PIECE  4096 /* nvme-cli 2.13 and later ask for a longer log page in pieces */

/* How to type a value. */
enum notation {
	HEX,
	DECIMAL,
	SWITCH, /* the option has no value and means 1 */
};

/* An option that sets bits of the entry, or the length of the data. */
struct option {
	const char *name;
	uint8_t dword, bit, width; /* up to 64 bits, continued in the next dword */
	uint8_t notation;
	bool always;   /* type it even if it is 0, which may not be the default */
	uint8_t least; /* the minimum that nvme-cli accepts */
};
#define DATA_LEN 255 /* instead of a dword */

/* The NSID that a subcommand sends. */
enum nsid {
	ZERO,
	ALL,
	OPTION,	       /* that of --namespace-id */
	OPTION_NOT_0,  /* the same, but 0 would mean the node's namespace */
	OPTION_LESS_1, /* list-ns: one less than the typed id, which is the first to list */
};

struct form {
	uint8_t set, code; /* enum nvme_trace_set; nvme_trace_code() */
	uint8_t nsid;
	bool asks;		      /* sends Identify commands first */
	bool controller;	      /* accepts only the node of a controller */
	uint8_t numd_dword, numd_bit; /* field for the length, in 0's based dwords; 0 = none */
	uint16_t length;	      /* of the data; 0 = none, or an option sets it */
	uint32_t cdw10, cdw11;	      /* bits that it sets by itself */
	const char *words[EVERYDAY_VERSIONS]; /* NULL: no such subcommand, or it sends another
						 command */
	const struct option *options;	      /* end with {} */
};

#define ADMIN	NVME_TRACE_SET_ADMIN
#define NVM	NVME_TRACE_SET_NVM
#define FABRICS NVME_TRACE_SET_FABRICS
#define SAME(words)                                                                                \
	{                                                                                          \
		words, words                                                                       \
	}
#define ONLY_2(words)                                                                              \
	{                                                                                          \
		words, NULL                                                                        \
	}
#define ONLY_3(words)                                                                              \
	{                                                                                          \
		NULL, words                                                                        \
	}
#define RENAMED(two, three)                                                                        \
	{                                                                                          \
		two, three                                                                         \
	}

/* One line for each row. */
/* clang-format off */

#define UUID_INDEX { "uuid-index", 14, 0, 7, HEX }
#define CNS_SPECIFIC(name) { name, 11, 0, 16, DECIMAL, .always = true }
#define CONTROLLER(name) { name, 10, 16, 16, DECIMAL, .always = true }

static const struct option nvm_set[] = { CNS_SPECIFIC("nvmset_id"), {} };
static const struct option domain[] = { CNS_SPECIFIC("dom-id"), {} };
static const struct option endurance_group[] = { CNS_SPECIFIC("endgrp-id"), {} };
static const struct option format_index[] = { CNS_SPECIFIC("lba-format-index"), UUID_INDEX, {} };
static const struct option uuid_index[] = { UUID_INDEX, {} };
static const struct option listed_from[] = { { "cntid", 10, 16, 16, DECIMAL }, {} };
static const struct option capabilities_of[] = { CONTROLLER("cntlid"), {} };
static const struct option command_sets_of[] = { CONTROLLER("controller-id"), {} };
static const struct option command_set[] = { { "csi", 11, 24, 8, HEX, .always = true }, {} };

static const struct option log_page[] = {
	{ "log-id", 10, 0, 8, HEX, .always = true },
	{ "log-len", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{ "lsp", 10, 8, 7, HEX },
	{ "rae", 10, 15, 1, SWITCH },
	{ "lsi", 11, 16, 16, HEX },
	{ "lpo", 12, 0, 64, HEX },
	{ "uuid-index", 14, 0, 7, HEX },
	{ "ot", 14, 23, 1, SWITCH },
	{ "csi", 14, 24, 8, HEX },
	{}
};
static const struct option log_of_group[] = { { "group-id", 11, 16, 16, DECIMAL, .always = true }, {} };
static const struct option log_of_set[] = { { "nvmset-id", 11, 16, 16, DECIMAL, .always = true }, {} };
static const struct option log_of_placement[] = { { "endgrp-id", 11, 16, 16, DECIMAL, .always = true, .least = 1 }, {} };
static const struct option effects_of[] = { { "csi", 14, 24, 8, HEX, .always = true }, {} };
static const struct option retained[] = { { "rae", 10, 15, 1, SWITCH }, {} };

static const struct option feature[] = {
	{ "feature-id", 10, 0, 8, HEX, .always = true },
	{ "sel", 10, 8, 2, DECIMAL },
	{ "cdw11", 11, 0, 32, HEX },
	{ "uuid-index", 14, 0, 7, HEX },
	{ "data-len", DATA_LEN, 0, 32, DECIMAL },
	{}
};

static const struct option self_test[] = {
	{ "self-test-code", 10, 0, 4, HEX, .always = true, .least = 1 },
	{}
};

static const struct option directive[] = {
	{ "dir-type", 11, 8, 8, HEX, .always = true },
	{ "dir-oper", 11, 0, 8, HEX, .always = true },
	{ "dir-spec", 11, 16, 16, HEX },
	{ "data-len", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{}
};

static const struct option security[] = {
	{ "secp", 10, 24, 8, HEX, .always = true },
	{ "spsp", 10, 8, 16, HEX, .always = true },
	{ "nssf", 10, 0, 8, HEX },
	{ "al", 11, 0, 32, DECIMAL },
	{ "size", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{}
};

static const struct option lba_status[] = {
	{ "start-lba", 10, 0, 64, DECIMAL, .always = true },
	{ "max-dw", 12, 0, 32, DECIMAL, .always = true },
	{ "action", 13, 24, 8, HEX, .always = true },
	{ "range-len", 13, 0, 16, DECIMAL },
	{}
};

/* Without the tags of dwords 2, 3 and 14, whose bits depend on the namespace's format. */
#define BLOCKS \
	{ "start-block", 10, 0, 64, DECIMAL, .always = true }, \
	{ "block-count", 12, 0, 16, DECIMAL, .always = true }, \
	{ "limited-retry", 12, 31, 1, SWITCH }, \
	{ "force-unit-access", 12, 30, 1, SWITCH }, \
	{ "prinfo", 12, 26, 4, HEX }, \
	{ "storage-tag-check", 12, 24, 1, SWITCH }, \
	{ "app-tag", 15, 0, 16, HEX }, \
	{ "app-tag-mask", 15, 16, 16, HEX }
static const struct option read_blocks[] = {
	BLOCKS,
	{ "data-size", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{ "dsm", 13, 0, 8, HEX },
	{}
};
static const struct option verified_blocks[] = { BLOCKS, {} };

static const struct option management[] = {
	{ "mo", 10, 0, 8, HEX, .always = true },
	{ "mos", 10, 16, 16, HEX },
	{ "data-len", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{}
};

static const struct option zones[] = {
	{ "start-lba", 10, 0, 64, DECIMAL, .always = true },
	{ "zra", 13, 0, 8, HEX, .always = true },
	{ "zrasf", 13, 8, 8, HEX },
	{ "partial", 13, 16, 1, SWITCH },
	{ "data-len", DATA_LEN, 0, 32, DECIMAL, .always = true },
	{}
};

/* The first row that fits is used. */
static const struct form forms[] = {
	{ ADMIN, 0x06, OPTION_NOT_0, .length = 4096, .cdw10 = 0x00, .words = RENAMED("id-ns", "id ns") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x01, .words = RENAMED("id-ctrl", "id ctrl") },
	{ ADMIN, 0x06, OPTION_LESS_1, .length = 4096, .cdw10 = 0x02, .words = RENAMED("list-ns", "id ns-list") },
	{ ADMIN, 0x06, OPTION_NOT_0, .length = 4096, .cdw10 = 0x03, .words = RENAMED("ns-descs", "id ns-descs") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x04, .words = RENAMED("id-nvmset", "id nvmset"), .options = nvm_set },
	{ ADMIN, 0x06, OPTION_NOT_0, .asks = true, .length = 4096, .cdw10 = 0x05, .words = RENAMED("nvm-id-ns", "id nvm-ns"), .options = uuid_index },
	{ ADMIN, 0x06, OPTION_NOT_0, .asks = true, .length = 4096, .cdw10 = 0x05, .cdw11 = 0x2000000, .words = SAME("zns id-ns") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x06, .words = RENAMED("nvm-id-ctrl", "id nvm-ctrl") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x06, .cdw11 = 0x2000000, .words = SAME("zns id-ctrl") },
	{ ADMIN, 0x06, OPTION_LESS_1, .length = 4096, .cdw10 = 0x07, .words = RENAMED("list-ns", "id ns-list"), .options = command_set },
	{ ADMIN, 0x06, OPTION_NOT_0, .length = 4096, .cdw10 = 0x08, .words = RENAMED("cmdset-ind-id-ns", "id ns-ind") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x09, .words = ONLY_2("id-ns-lba-format"), .options = format_index },
	{ ADMIN, 0x06, OPTION_LESS_1, .length = 4096, .cdw10 = 0x10, .words = RENAMED("list-ns --all", "id ns-list --all") },
	{ ADMIN, 0x06, OPTION_NOT_0, .length = 4096, .cdw10 = 0x11, .words = RENAMED("id-ns --force", "id ns --force") },
	{ ADMIN, 0x06, OPTION_NOT_0, .length = 4096, .cdw10 = 0x12, .words = RENAMED("list-ctrl", "id ctrl-list"), .options = listed_from },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x13, .words = RENAMED("list-ctrl", "id ctrl-list"), .options = listed_from },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x14, .words = RENAMED("primary-ctrl-caps", "id primary-ctrl-caps"), .options = capabilities_of },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x15, .words = RENAMED("list-secondary", "id secondary-ctrl-list"), .options = listed_from },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x16, .words = RENAMED("id-ns-granularity", "id ns-granularity") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x17, .words = RENAMED("id-uuid", "id uuid") },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x18, .words = RENAMED("id-domain", "id domain"), .options = domain },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x19, .words = RENAMED("list-endgrp", "id endgrp-list"), .options = endurance_group },
	{ ADMIN, 0x06, OPTION_LESS_1, .length = 4096, .cdw10 = 0x1a, .words = RENAMED("list-ns --all", "id ns-list --all"), .options = command_set },
	{ ADMIN, 0x06, ZERO, .length = 4096, .cdw10 = 0x1c, .words = RENAMED("id-iocs", "id iocs"), .options = command_sets_of },

	{ ADMIN, 0x02, ALL, .length = 1024, .cdw10 = 0xff0000, .words = RENAMED("supported-log-pages", "log supported-pages") },
	{ ADMIN, 0x02, OPTION, .length = 512, .cdw10 = 0x7f0002, .words = RENAMED("smart-log", "log smart") },
	{ ADMIN, 0x02, ALL, .length = 512, .cdw10 = 0x7f0003, .words = RENAMED("fw-log", "log fw") },
	{ ADMIN, 0x02, ALL, .length = 4096, .cdw10 = 0x3ff8004, .words = ONLY_2("changed-ns-list-log") },
	{ ADMIN, 0x02, ALL, .length = 4096, .cdw10 = 0x3ff0005, .controller = true, .words = RENAMED("effects-log", "log effects"), .options = effects_of },
	{ ADMIN, 0x02, ALL, .length = 564, .cdw10 = 0x8c0006, .words = RENAMED("self-test-log", "log self-test") },
	{ ADMIN, 0x02, ZERO, .length = 512, .cdw10 = 0x7f0009, .words = RENAMED("endurance-log", "log endurance"), .options = log_of_group },
	{ ADMIN, 0x02, ZERO, .length = 512, .cdw10 = 0x7f000a, .words = RENAMED("predictable-lat-log", "log predictable-lat"), .options = log_of_set },
	{ ADMIN, 0x02, ZERO, .length = 1024, .cdw10 = 0xff0012, .words = RENAMED("fid-support-effects-log", "log fid-support-effects") },
	{ ADMIN, 0x02, ZERO, .length = 4096, .cdw10 = 0x3ff0013, .words = RENAMED("mi-cmd-support-effects-log", "log mi-cmd-support-effects") },
	{ ADMIN, 0x02, ZERO, .length = 64, .cdw10 = 0xf0022, .words = SAME("fdp stats"), .options = log_of_placement },
	{ ADMIN, 0x02, ALL, .length = 64, .cdw10 = 0xf0080, .words = RENAMED("resv-notif-log", "log resv-notif") },
	{ ADMIN, 0x02, ALL, .length = 512, .cdw10 = 0x7f0081, .words = RENAMED("sanitize-log", "log sanitize"), .options = retained },
	{ ADMIN, 0x02, OPTION, .numd_dword = 10, .numd_bit = 16, .words = SAME("get-log"), .options = log_page },

	{ ADMIN, 0x0a, OPTION_NOT_0, .words = SAME("get-feature"), .options = feature },
	{ ADMIN, 0x14, OPTION, .words = SAME("device-self-test"), .options = self_test },
	{ ADMIN, 0x1a, OPTION, .numd_dword = 10, .words = RENAMED("dir-receive", "dir receive"), .options = directive },
	{ ADMIN, 0x82, OPTION, .words = RENAMED("security-recv", "security recv"), .options = security },
	{ ADMIN, 0x86, OPTION, .numd_dword = 12, .words = ONLY_3("get-lba-status"), .options = lba_status },

	{ NVM, 0x00, OPTION_NOT_0, .words = SAME("flush") },
	{ NVM, 0x02, OPTION_NOT_0, .asks = true, .words = SAME("read"), .options = read_blocks },
	{ NVM, 0x0c, OPTION_NOT_0, .asks = true, .words = SAME("verify"), .options = verified_blocks },
	{ NVM, 0x12, OPTION, .numd_dword = 11, .words = ONLY_3("io-mgmt recv"), .options = management },
	{ NVM, 0x7a, OPTION_NOT_0, .numd_dword = 12, .words = ONLY_2("zns zone-mgmt-recv"), .options = zones },

	{ FABRICS, 0x04, ZERO, .cdw10 = 1, .cdw11 = 0x00, .controller = true, .words = SAME("get-property --offset=0x0") },
	{ FABRICS, 0x04, ZERO, .cdw11 = 0x08, .controller = true, .words = SAME("get-property --offset=0x8") },
	{ FABRICS, 0x04, ZERO, .cdw11 = 0x14, .controller = true, .words = SAME("get-property --offset=0x14") },
	{ FABRICS, 0x04, ZERO, .cdw11 = 0x1c, .controller = true, .words = SAME("get-property --offset=0x1c") },
};
/* clang-format on */

/* ---- What a form sends ---- */

/* The dwords of a submission queue entry, and what else the driver gets. */
struct entry {
	uint32_t nsid;
	uint32_t dwords[17]; /* indexed by number; the last takes the overflow of dword 15 */
	uint32_t data_len;
};

static struct entry entry_of(const struct nvme_trace_event *event)
{
	struct entry entry = { .nsid = event->sqe.nsid, .data_len = event->data_len };
	const struct nvme_trace_sqe *sqe = &event->sqe;

	entry.dwords[2] = sqe->cdw2;
	entry.dwords[3] = sqe->cdw3;
	memcpy(&entry.dwords[10], &sqe->cdw10, 6 * sizeof(uint32_t));
	return entry;
}

static uint64_t mask_of(const struct option *option)
{
	return option->width < 64 ? (UINT64_C(1) << option->width) - 1 : UINT64_MAX;
}

/* Returns the value to give to the option. */
static uint64_t value_of(const struct entry *entry, const struct option *option)
{
	uint64_t bits;

	if (option->dword == DATA_LEN)
		return entry->data_len;
	bits = entry->dwords[option->dword];
	if (option->bit + option->width > 32)
		bits |= (uint64_t)entry->dwords[option->dword + 1] << 32;
	return bits >> option->bit & mask_of(option);
}

static void set_bits(struct entry *entry, unsigned int dword, unsigned int bit, uint64_t value)
{
	entry->dwords[dword] |= (uint32_t)(value << bit);
	entry->dwords[dword + 1] |= (uint32_t)(value << bit >> 32);
}

static void set_option(struct entry *made, const struct entry *wanted, const struct option *option)
{
	if (option->dword == DATA_LEN)
		made->data_len = wanted->data_len;
	else
		set_bits(made, option->dword, option->bit, value_of(wanted, option));
}

/* Sets the 0's based number of dwords from the length of the data. */
static bool set_numd(struct entry *made, const struct entry *wanted, const struct form *form)
{
	if (!form->numd_dword)
		return true;
	made->data_len = wanted->data_len;
	if (!made->data_len || made->data_len % 4)
		return false;
	made->dwords[form->numd_dword] &= (UINT32_C(1) << form->numd_bit) - 1;
	set_bits(made, form->numd_dword, form->numd_bit, made->data_len / 4 - 1);
	return true;
}

static bool set_nsid(struct entry *made, const struct entry *wanted, const struct form *form)
{
	switch (form->nsid) {
	case OPTION:
		made->nsid = wanted->nsid;
		return true;
	case OPTION_NOT_0:
		made->nsid = wanted->nsid;
		return wanted->nsid != 0;
	case OPTION_LESS_1:
		made->nsid = wanted->nsid;
		return wanted->nsid != UINT32_MAX;
	case ALL:
		made->nsid = ALL_NAMESPACES;
		return true;
	default:
		made->nsid = form->set == FABRICS ? form->code : 0;
		return true;
	}
}

/* Whether the form, with its options, sends exactly this entry. */
static bool makes(const struct form *form, const struct entry *wanted)
{
	struct entry made = { .data_len = form->length };

	made.dwords[10] = form->cdw10;
	made.dwords[11] = form->cdw11;
	for (const struct option *option = form->options; option && option->name; option++) {
		if (value_of(wanted, option) < option->least)
			return false;
		set_option(&made, wanted, option);
	}
	return set_numd(&made, wanted, form) && set_nsid(&made, wanted, form) &&
	       memcmp(&made, wanted, sizeof(made)) == 0;
}

/* ---- Exceptions of nvme-cli ---- */

/*
 * For some features, get-feature allocates a buffer even if --data-len is 0, but not for a request
 * of capabilities. Without a feature id, it requests all features. FDP Events are a special case.
 */
static bool gets_feature(const struct entry *wanted)
{
	static const uint8_t with_data[] = { 0x03, 0x0c, 0x0d, 0x0e, 0x13, 0x16,
					     0x1c, 0x7d, 0x7e, 0x7f, 0x81 };
	uint8_t fid = wanted->dwords[10] & 0xff;

	if (!fid || fid == 0x1e)
		return false;
	if ((wanted->dwords[10] >> 8 & 7) == 3)
		return !wanted->data_len;
	return wanted->data_len || !memchr(with_data, fid, sizeof(with_data));
}

/* nvme-cli enlarges a buffer that is shorter than the blocks; the block size is not known here. */
static bool reads_blocks(const struct entry *wanted)
{
	uint32_t blocks = (wanted->dwords[12] & 0xffff) + 1;

	return wanted->data_len % blocks == 0 && wanted->data_len / blocks >= 512;
}

static bool takes(const struct form *form, const struct entry *wanted, bool on_namespace)
{
	if (form->set == NVM)
		return on_namespace && (form->code != NVME_TRACE_READ || reads_blocks(wanted));
	if (form->controller && on_namespace)
		return false;
	if (form->set == ADMIN && form->code == 0x0a)
		return gets_feature(wanted);
	return form->numd_dword != 10 || form->code != 0x02 || wanted->data_len <= LARGEST_PIECE;
}

/* ---- Writing the command line ---- */

static void append(char text[EVERYDAY_SIZE], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append(char text[EVERYDAY_SIZE], const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + length, EVERYDAY_SIZE - length, format, args);
	va_end(args);
}

static void append_option(char text[EVERYDAY_SIZE], const struct option *option, uint64_t value)
{
	if (!value && !option->always)
		return;
	append(text, " --%s", option->name);
	if (option->notation == HEX)
		append(text, "=0x%" PRIx64, value);
	if (option->notation == DECIMAL)
		append(text, "=%" PRIu64, value);
}

static void write_form(const struct form *form, const struct entry *entry, const char *node,
		       enum everyday_version version, char text[EVERYDAY_SIZE])
{
	uint64_t nsid = entry->nsid;

	text[0] = '\0';
	append(text, "nvme %s /dev/%s", form->words[version], node);
	if (form->nsid == OPTION_LESS_1 && nsid)
		append(text, " --namespace-id=%" PRIu64, nsid + 1);
	if (form->nsid == OPTION || form->nsid == OPTION_NOT_0)
		append(text,
		       nsid > UINT16_MAX ? " --namespace-id=0x%" PRIx64
					 : " --namespace-id=%" PRIu64,
		       nsid);
	for (const struct option *option = form->options; option && option->name; option++)
		append_option(text, option, value_of(entry, option));
}

bool everyday__form(const struct nvme_trace_event *event, const char *node,
		    enum everyday_version version, char text[EVERYDAY_SIZE], bool *asks)
{
	const struct entry wanted = entry_of(event);
	uint8_t set = (uint8_t)nvme_trace_set(event), code = nvme_trace_code(&event->sqe);
	bool on_namespace = strchr(node, 'n') != strrchr(node, 'n');

	if (event->csi == NVME_TRACE_CSI_UNKNOWN && set != ADMIN && set != FABRICS &&
	    event->origin != NVME_TRACE_ORIGIN_BLOCK)
		return false;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct form *form = &forms[i];

		if (form->set == set && form->code == code && form->words[version] &&
		    takes(form, &wanted, on_namespace) && makes(form, &wanted)) {
			write_form(form, &wanted, node, version, text);
			*asks = form->asks;
			return true;
		}
	}
	return false;
}
