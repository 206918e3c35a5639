// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One JSON object for each command, in one line. What is not known has no key. Strings that a
 * process chose are as they are where they are UTF-8, else escaped as in the text; the output is
 * printable ASCII, so nothing in it can reach a terminal as a control character.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/decode.h"
#include "nvme/names.h"
#include "output/columns.h"
#include "output/escape.h"
#include "output/lines.h"

#define MAX_EXACT ((UINT64_C(1) << 53) - 1) /* above, readers that use doubles would round */

/* A number, or from 2^53 on a string with the same digits. */
static json_t *number(uint64_t value)
{
	char digits[24];

	if (value <= MAX_EXACT)
		return json_integer((json_int_t)value);
	snprintf(digits, sizeof(digits), "%" PRIu64, value);
	return json_string(digits);
}

#define DELETE 0x7f /* the one control character of ASCII that JSON need not escape */

/* Bytes that end with a zero byte, or after `size` of them. */
static json_t *text_of(const char *bytes, size_t size)
{
	char word[ESCAPED_SIZE(NVME_TRACE_DISK_SIZE)];
	size_t length = strnlen(bytes, size);
	json_t *text = memchr(bytes, DELETE, length) ? NULL : json_stringn(bytes, length);

	return text ? text : json_string(escape_word(bytes, size, word));
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value); /* takes value, and fails if that is NULL */
}

static json_t *field_of(const struct nvme_field *field)
{
	json_t *object = json_object();

	set(object, "raw", number(field->raw));
	set(object, "value", number(field->value));
	if (field->name)
		set(object, "name", json_string(field->name));
	if (field->unit)
		set(object, "unit", json_string(field->unit));
	if (field->vendor || field->unknown)
		set(object, "named", json_string(field->vendor ? "vendor" : "unknown"));
	return object;
}

static void add_decoded(json_t *object, const struct nvme_trace_event *event)
{
	json_t *fields = json_object(), *answer = json_object();
	struct nvme_decoded decoded;

	nvme_decode(event, &decoded);
	for (unsigned int i = 0; i < decoded.count; i++)
		set(nvme_field_is_answer(&decoded.fields[i]) ? answer : fields,
		    decoded.fields[i].key, field_of(&decoded.fields[i]));
	set(object, "command", json_string(decoded.name));
	set(object, "fields", fields);
	if (event->outcome == NVME_TRACE_COMPLETED)
		set(object, "answer", answer);
	else
		json_decref(answer);
}

static void add_sender(json_t *object, const struct nvme_trace_event *event)
{
	if (!event->pid)
		return;
	set(object, "comm", text_of(event->comm, sizeof(event->comm)));
	set(object, "pid", number(event->pid));
	set(object, "tid", number(event->tid));
	set(object, "uid", number(event->uid));
}

static void add_place(json_t *object, const struct nvme_trace_event *event)
{
	char device[DEVICE_SIZE];

	set(object, "device", json_string(columns__device(event, device)));
	if (event->ctrl != NVME_TRACE_NO_CTRL)
		set(object, "controller", json_integer(event->ctrl));
	if (event->disk[0])
		set(object, "disk", text_of(event->disk, sizeof(event->disk)));
	if (event->head[0])
		set(object, "head", text_of(event->head, sizeof(event->head)));
	if (event->node[0])
		set(object, "node", text_of(event->node, sizeof(event->node)));
	set(object, "queue", json_string(event->queue == NVME_TRACE_QUEUE_ADMIN ? "admin" : "io"));
	if (!event->issue_ns)
		return;
	set(object, "qid", number(event->qid));
	set(object, "cid", number(event->sqe.command_id));
}

static void add_entry(json_t *object, const struct nvme_trace_sqe *sqe)
{
	const struct {
		const char *key;
		uint32_t value;
	} members[] = {
		{ "opcode", sqe->opcode }, { "flags", sqe->flags }, { "nsid", sqe->nsid },
		{ "cdw2", sqe->cdw2 },	   { "cdw3", sqe->cdw3 },   { "cdw10", sqe->cdw10 },
		{ "cdw11", sqe->cdw11 },   { "cdw12", sqe->cdw12 }, { "cdw13", sqe->cdw13 },
		{ "cdw14", sqe->cdw14 },   { "cdw15", sqe->cdw15 },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		set(object, members[i].key, number(members[i].value));
}

/* Status field: Base Specification 2.1, section 4.2.3, Figure 100. */
static json_t *status_of(uint16_t status)
{
	uint8_t sct = (uint8_t)(status >> 8 & 0x7), sc = (uint8_t)(status & 0xff);
	const char *name = nvme_status_name(sct, sc);
	json_t *object = json_object();

	set(object, "sct", json_integer(sct));
	set(object, "sc", json_integer(sc));
	if (name)
		set(object, "name", json_string(name));
	set(object, "crd", json_integer(status >> 11 & 0x3));
	set(object, "more", json_boolean(status >> 13 & 1));
	set(object, "dnr", json_boolean(status >> 14 & 1));
	return object;
}

static void add_outcome(json_t *object, const struct nvme_trace_event *event)
{
	static const char *const outcomes[] = {
		[NVME_TRACE_IN_FLIGHT] = "in-flight",
		[NVME_TRACE_COMPLETED] = "completed",
		[NVME_TRACE_FAILED] = "failed",
		[NVME_TRACE_UNKNOWN] = "unknown",
	};
	bool known = event->outcome < sizeof(outcomes) / sizeof(outcomes[0]);
	char word[STATUS_SIZE];
	uint64_t ns;

	set(object, "outcome", json_string(known ? outcomes[event->outcome] : "unknown"));
	if (event->outcome == NVME_TRACE_COMPLETED) {
		set(object, "status", status_of(event->status));
		set(object, "result", number(event->result));
	}
	if (event->outcome == NVME_TRACE_FAILED)
		set(object, "errno",
		    json_string(columns__errno((int)-(uint32_t)event->error, word)));
	if (columns__latency(event, &ns))
		set(object, "latency_ns", number(ns));
}

/* The data: its first bytes in hexadecimal, or why they are not there. */
static void add_payload(json_t *object, const struct nvme_trace_event *event, size_t limit)
{
	char digits[2 * NVME_TRACE_PAYLOAD_MAX + 1] = "";
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, limit, &length);

	for (size_t i = 0; bytes && i < length && i < NVME_TRACE_PAYLOAD_MAX; i++) {
		digits[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		digits[2 * i + 1] = "0123456789abcdef"[bytes[i] & 0xf];
		digits[2 * i + 2] = '\0';
	}
	if (bytes)
		set(object, "payload", json_string(digits));
	else if (event->payload == NVME_TRACE_PAYLOAD_SECRET)
		set(object, "payload_withheld", json_string("secret"));
	else if (event->payload == NVME_TRACE_PAYLOAD_UNREADABLE)
		set(object, "payload_withheld", json_string("unreadable"));
}

static int json__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct lines *json = (struct lines *)output;
	json_t *object = json_object();
	char time[CLOCK_SIZE];
	char *line;
	int error;

	set(object, "time", json_string(clock__format(&json->clock, event->submit_ns, time)));
	set(object, "submit_ns", number(event->submit_ns));
	set(object, "origin", json_string(columns__origin(event)));
	add_sender(object, event);
	add_place(object, event);
	add_entry(object, &event->sqe);
	if (event->data_len)
		set(object, "data_len", number(event->data_len));
	add_decoded(object, event);
	add_outcome(object, event);
	if (json->config.payload)
		add_payload(object, event, json->config.payload);
	/* At once: json_dumpf() would write each quotation mark by itself. */
	line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(object);
	error = line && fprintf(json->config.file, "%s\n", line) >= 0 ? 0 : -1;
	free(line);
	return error;
}

static int json__lost(struct output *output, uint64_t total)
{
	const struct lines *json = (const struct lines *)output;

	return fprintf(json->config.file, "{\"lost\":%" PRIu64 "}\n", total) < 0 ? -1 : 0;
}

struct output *json__new(const struct output_config *config)
{
	struct lines *json = lines__new(config, OUTPUT_TIME_ISO, json__emit);

	if (!json)
		return NULL;
	json->output.lost = json__lost;
	return &json->output;
}
