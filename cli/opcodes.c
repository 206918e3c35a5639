// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cli/opcodes.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "base/parse.h"
#include "base/words.h"
#include "nvme/names.h"
#include "nvme/tables.h"

#define CODES	    256
#define OPCODE_TEXT 48 /* longer than any name, so a text that is cut to it is no name */
#define BIT(set)    (1U << NVME_TRACE_SET_##set)
#define IO_SETS	    (BIT(NVM) | BIT(KV) | BIT(SLM) | BIT(CP) | BIT(OTHER))
#define ALL_SETS    ((1U << NVME_TRACE_SETS) - 1)

/* The words before a colon. */
static const struct prefix {
	const char *name;
	unsigned int sets; /* a bit for each enum nvme_trace_set */
} prefixes[] = {
	{ "admin", BIT(ADMIN) }, { "io", IO_SETS },   { "fabrics", BIT(FABRICS) },
	{ "nvm", BIT(NVM) },	 { "zns", BIT(NVM) }, { "kv", BIT(KV) },
	{ "slm", BIT(SLM) },	 { "cp", BIT(CP) },
};

#define PREFIXES (sizeof(prefixes) / sizeof(prefixes[0]))

/* The prefixes of Linux's enum nvme_admin_opcode, nvme_opcode and nvmf_capsule_command. */
static const char *const of_linux[] = { "nvme-admin-", "nvme-cmd-", "nvme-fabrics-type-" };

/* Names of commands in nvme-cli, Linux, block devices and elsewhere. */
static const struct alias {
	const char *name, *command;
} aliases[] = {
	/* Admin */
	{ "abort-cmd", "abort" },
	{ "activate-fw", "firmware-commit" },
	{ "aer", "asynchronous-event-request" },
	{ "async-event", "asynchronous-event-request" },
	{ "attach-ns", "namespace-attachment" },
	{ "capacity-mgmt", "capacity-management" },
	{ "create-cq", "create-io-completion-queue" },
	{ "create-exported-nvm-subsystem", "manage-exported-nvm-subsystem-receive" },
	{ "create-ns", "namespace-management" },
	{ "create-sq", "create-io-submission-queue" },
	{ "dbbuf", "doorbell-buffer-config" },
	{ "delete-cq", "delete-io-completion-queue" },
	{ "delete-ns", "namespace-management" },
	{ "delete-sq", "delete-io-submission-queue" },
	{ "detach-ns", "namespace-attachment" },
	{ "dev-self-test", "device-self-test" },
	{ "dim", "discovery-information-management" },
	{ "dir-receive", "directive-receive" },
	{ "dir-send", "directive-send" },
	{ "directive-recv", "directive-receive" },
	{ "download-fw", "firmware-image-download" },
	{ "dst", "device-self-test" },
	{ "firmware-activate", "firmware-commit" },
	{ "firmware-download", "firmware-image-download" },
	{ "format", "format-nvm" },
	{ "fw-activate", "firmware-commit" },
	{ "fw-commit", "firmware-commit" },
	{ "fw-download", "firmware-image-download" },
	{ "get-feature", "get-features" },
	{ "get-log", "get-log-page" },
	{ "id-ctrl", "identify" },
	{ "id-ns", "identify" },
	{ "list-ns", "identify" },
	{ "log", "get-log-page" },
	{ "manage-exported-nvm-subsystem", "manage-exported-nvm-subsystem-send" },
	{ "migration-recv", "migration-receive" },
	{ "ns-attach", "namespace-attachment" },
	{ "ns-mgmt", "namespace-management" },
	{ "nvme-mi-recv", "nvme-mi-receive" },
	{ "sanitize-ns", "sanitize-namespace" },
	{ "sanitize-nvm", "sanitize" },
	{ "sec-recv", "security-receive" },
	{ "sec-send", "security-send" },
	{ "security-recv", "security-receive" },
	{ "self-test", "device-self-test" },
	{ "set-feature", "set-features" },
	{ "smart-log", "get-log-page" },
	{ "track-recv", "track-receive" },
	{ "virt-mgmt", "virtualization-management" },
	{ "virtual-mgmt", "virtualization-management" },
	/* I/O */
	{ "deallocate", "dataset-management" },
	{ "discard", "dataset-management" },
	{ "dsm", "dataset-management" },
	{ "io-mgmt-recv", "io-management-receive" },
	{ "io-mgmt-send", "io-management-send" },
	{ "report-zones", "zone-management-receive" },
	{ "reset-zone", "zone-management-send" },
	{ "resv-acquire", "reservation-acquire" },
	{ "resv-register", "reservation-register" },
	{ "resv-release", "reservation-release" },
	{ "resv-report", "reservation-report" },
	{ "simple-copy", "copy" },
	{ "trim", "dataset-management" },
	{ "unmap", "dataset-management" },
	{ "write-uncor", "write-uncorrectable" },
	{ "write-zeros", "write-zeroes" },
	{ "zone-mgmt-recv", "zone-management-receive" },
	{ "zone-mgmt-send", "zone-management-send" },
	/* Fabrics */
	{ "auth-receive", "authentication-receive" },
	{ "auth-send", "authentication-send" },
	{ "get-property", "property-get" },
	{ "set-property", "property-set" },
};

#define ALIASES (sizeof(aliases) / sizeof(aliases[0]))

/* Converts all spellings of a name to one: "Get Log Page" and "get_log_page" are get-log-page. */
static const char *fold(const char *name, char folded[OPCODE_TEXT])
{
	size_t length = 0;

	for (; *name && length < OPCODE_TEXT - 1; name++)
		if (*name != '/')
			folded[length++] =
				(char)(strchr(" _-", *name) ? '-' : tolower((unsigned char)*name));
	folded[length] = '\0';
	return folded;
}

static void set_code(struct filter *filter, enum nvme_trace_set set, unsigned int code)
{
	filter->opcodes[set][code / 64] |= 1ULL << code % 64;
	filter->by_opcode = 1;
}

/* Sets the Fabrics commands of every type. */
static void set_all_fabrics(struct filter *filter)
{
	for (unsigned int code = 0; code < CODES; code++)
		set_code(filter, NVME_TRACE_SET_FABRICS, code);
}

/* Sets the opcode in each of the sets. If Fabrics is the only set, the number is a command type. */
static void set_number(struct filter *filter, unsigned int sets, unsigned int number)
{
	if (sets != BIT(FABRICS))
		sets &= ~BIT(FABRICS);
	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		if (sets >> set & 1)
			set_code(filter, set, number);
	if (number == NVME_TRACE_FABRICS && sets != BIT(FABRICS))
		set_all_fabrics(filter);
}

/*
 * Whether the command has this name, alone or after the name of its set, which the COMMAND column
 * shows: "Fabrics Connect".
 */
static bool is_called(enum nvme_trace_set set, unsigned int code, const char *typed)
{
	char text[NVME_NAME_TEXT_SIZE], known[OPCODE_TEXT];
	const char *name = nvme_command_find(set, (uint8_t)code)->name;

	if (name && strcmp(fold(name, known), typed) == 0)
		return true;
	nvme_command_text(set, (uint8_t)code, text, sizeof(text));
	return strcmp(fold(text, known), typed) == 0;
}

/* Sets the commands of that name in each of the sets. Returns whether there is one. */
static bool set_named(struct filter *filter, unsigned int sets, const char *typed)
{
	bool found = false;

	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int code = 0; code < CODES; code++)
			if (sets >> set & 1 && is_called(set, code, typed)) {
				set_code(filter, set, code);
				found = true;
			}
	return found;
}

/* The name without Linux's prefix. */
static const char *without_prefix(const char *typed)
{
	for (size_t i = 0; i < sizeof(of_linux) / sizeof(of_linux[0]); i++)
		if (strncmp(typed, of_linux[i], strlen(of_linux[i])) == 0)
			return typed + strlen(of_linux[i]);
	return typed;
}

/* Sets the commands of that name or alias. Returns whether there is one. */
static bool set_known(struct filter *filter, unsigned int sets, const char *typed)
{
	const char *name = without_prefix(typed);

	if (set_named(filter, sets, typed) || set_named(filter, sets, name))
		return true;
	for (size_t i = 0; i < ALIASES; i++)
		if (strcmp(aliases[i].name, name) == 0)
			return set_named(filter, sets, aliases[i].command);
	return false;
}

/* The set to name in a suggestion: "io", unless only one I/O command set has the command. */
static const char *prefix_of(enum nvme_trace_set set, unsigned int code)
{
	if (set >= NVME_TRACE_SET_NVM && nvme_io_commands[code])
		return "io";
	for (size_t i = 0; i < PREFIXES && set != NVME_TRACE_SET_NVM; i++)
		if (prefixes[i].sets == 1U << set)
			return prefixes[i].name;
	return "io";
}

/*
 * Offers the names of all commands. If a set was typed, each name gets its own set, which may be
 * another one.
 */
static void suggest(struct nearest *nearest, bool with_set)
{
	char known[OPCODE_TEXT], shown[OPCODE_TEXT + sizeof("fabrics:")];

	for (enum nvme_trace_set set = 0; set < NVME_TRACE_SETS; set++)
		for (unsigned int code = 0; code < CODES; code++) {
			const char *name = nvme_command_find(set, (uint8_t)code)->name;

			if (!name)
				continue;
			snprintf(shown, sizeof(shown), "%s%s%s",
				 with_set ? prefix_of(set, code) : "", with_set ? ":" : "",
				 fold(name, known));
			nearest__offer(nearest, known, shown);
		}
	for (size_t i = 0; i < ALIASES && !with_set; i++)
		nearest__offer(nearest, aliases[i].name, aliases[i].command);
}

static int refuse(char problem[PROBLEM_SIZE], const char *typed, bool with_set)
{
	struct nearest nearest;

	nearest__start(&nearest, typed);
	suggest(&nearest, with_set);
	snprintf(problem, PROBLEM_SIZE, "neither a command's name nor a number from 0 to 0xff");
	nearest__append(&nearest, problem, PROBLEM_SIZE);
	return -1;
}

static int refuse_set(char problem[PROBLEM_SIZE], const char *text, const char *colon)
{
	struct words words = words__in(problem, PROBLEM_SIZE);
	struct nearest nearest;
	char typed[OPCODE_TEXT];

	snprintf(typed, sizeof(typed), "%.*s", (int)(colon - text), text);
	nearest__start(&nearest, typed);
	words__put(&words, "before the colon goes ");
	for (size_t i = 0; i < PREFIXES; i++) {
		words__put(&words, !i ? "" : i + 1 < PREFIXES ? ", " : " or ");
		words__put(&words, prefixes[i].name);
		nearest__offer(&nearest, prefixes[i].name, prefixes[i].name);
	}
	nearest__append(&nearest, problem, PROBLEM_SIZE);
	return -1;
}

/*
 * The sets for the word before the colon: all sets if there is no colon, 0 if the word is unknown.
 */
static unsigned int sets_named(const char *text, const char *colon)
{
	for (size_t i = 0; colon && i < PREFIXES; i++)
		if (strlen(prefixes[i].name) == (size_t)(colon - text) &&
		    strncasecmp(text, prefixes[i].name, (size_t)(colon - text)) == 0)
			return prefixes[i].sets;
	return colon ? 0 : ALL_SETS;
}

int opcodes__add(struct filter *filter, const char *text, char problem[PROBLEM_SIZE])
{
	const char *colon = strchr(text, ':'), *word = colon ? colon + 1 : text;
	unsigned int sets = sets_named(text, colon);
	char typed[OPCODE_TEXT];
	uint64_t number;

	if (!sets)
		return refuse_set(problem, text, colon);
	if (!parse_number(word, 0, CODES - 1, &number)) {
		set_number(filter, sets, (unsigned int)number);
		return 0;
	}
	fold(word, typed);
	if (sets & BIT(FABRICS) &&
	    (!strcmp(typed, "fabrics") || !strcmp(typed, "fabrics-commands"))) {
		set_all_fabrics(filter);
		return 0;
	}
	if (set_known(filter, sets, typed))
		return 0;
	return refuse(problem, typed, colon);
}

bool opcodes__is_ambiguous(const char *text, unsigned int *opcode)
{
	const char *colon = strchr(text, ':'), *word = colon ? colon + 1 : text;
	uint64_t number;

	if (!word[0] || word[strspn(word, "0123456789")] ||
	    parse_number(word, 10, CODES - 1, &number))
		return false;
	*opcode = (unsigned int)number;
	return true;
}
