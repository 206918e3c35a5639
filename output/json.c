// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One JSON object a line for each command. Unknown values have no key. The output is printable
 * ASCII, so that no control character reaches a terminal.
 */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "nvme/decode.h"
#include "nvme/names.h"
#include "nvme/tables.h"
#include "output/columns.h"
#include "output/json_lines.h"
#include "output/lines.h"
#include "output/schema.h"

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

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value); /* takes value, and fails if that is NULL */
}

static json_t *field_of(const struct nvme_field *field)
{
	json_t *object = json_object();

	char text[NVME_FIELD_TEXT_SIZE];

	set(object, "raw", number(field->raw));
	set(object, "value",
	    field->bytes ? json_string(nvme_field_text(field, text, sizeof(text)))
			 : number(field->value));
	if (field->name)
		set(object, "name", json_string(field->name));
	if (field->unit)
		set(object, "unit", json_string(field->unit));
	if (field->vendor || field->unknown)
		set(object, "named", json_string(field->vendor ? "vendor" : "unknown"));
	return object;
}

/* Fields outside both queue entries have keys of their own. The status has an object. */
static void add_field(json_t *object, json_t *fields, json_t *answer,
		      const struct nvme_field *field)
{
	if (field->dword == NVME_DW3)
		return;
	if (!nvme_field_is_beside(field))
		set(nvme_field_is_answer(field) ? answer : fields, field->key, field_of(field));
	else if (field->dword != NVME_NAMESPACE || field->raw != NVME_TRACE_CSI_UNKNOWN)
		set(object, field->key, number(field->raw));
}

static json_t *datum_of(const struct nvme_datum *datum)
{
	char text[NVME_DATUM_TEXT_SIZE];

	if (datum->item->kind == NVME_NUMBER || datum->item->kind == NVME_HEX)
		return number(datum->value);
	return json_string(nvme_datum_text(datum, text, sizeof(text)));
}

static void add_datum(json_t *object, const struct nvme_datum *datum)
{
	char key[32];

	set(object, datum->item->key, datum_of(datum));
	if (!datum->name)
		return;
	snprintf(key, sizeof(key), "%s_name", datum->item->key);
	set(object, key, json_string(datum->name));
}

/* A key for each value; a list is an array with an object for each entry. */
static json_t *data_of(const struct nvme_data *data)
{
	json_t *object = json_object(), *list = NULL;
	struct nvme_data_walk walk = {};
	struct nvme_datum datum;

	if (nvme_data_list(data))
		set(object, nvme_data_list(data), list = json_array());
	while (nvme_data_next(data, &walk, &datum)) {
		if (datum.is_entry && json_array_size(list) == datum.entry)
			json_array_append_new(list, json_object());
		add_datum(datum.is_entry ? json_array_get(list, datum.entry) : object, &datum);
	}
	return object;
}

static void add_decoded(json_t *object, const struct nvme_trace_event *event,
			const struct nvme_vendors *vendors)
{
	json_t *fields = json_object(), *answer = json_object();
	struct nvme_decoded decoded;

	nvme_decode(event, vendors, &decoded);
	for (unsigned int i = 0; i < decoded.count; i++)
		add_field(object, fields, answer, &decoded.fields[i]);
	if (decoded.has_transfer)
		set(object, "transfer_len", number(decoded.transfer));
	set(object, "command", json_string(decoded.name));
	set(object, "fields", fields);
	if (decoded.data.structure)
		set(object, "data", data_of(&decoded.data));
	if (event->outcome == NVME_TRACE_COMPLETED)
		set(object, "answer", answer);
	else
		json_decref(answer);
}

static void add_sender(json_t *object, const struct nvme_trace_event *event)
{
	if (!event->pid)
		return;
	set(object, "comm", json_lines__text(event->comm, sizeof(event->comm)));
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
	if (event->vendor_id)
		set(object, "vendor_id", number(event->vendor_id));
	if (event->disk[0])
		set(object, "disk", json_lines__text(event->disk, sizeof(event->disk)));
	if (event->head[0])
		set(object, "head", json_lines__text(event->head, sizeof(event->head)));
	if (event->node[0])
		set(object, "node", json_lines__text(event->node, sizeof(event->node)));
	set(object, "queue", json_string(event->queue == NVME_TRACE_QUEUE_ADMIN ? "admin" : "io"));
	if (!event->issue_ns)
		return;
	set(object, "qid", number(event->qid));
	set(object, "cid", number(event->sqe.command_id));
}

/* A Fabrics command has its type in NSID's place. */
static void add_entry(json_t *object, const struct nvme_trace_sqe *sqe)
{
	bool fabrics = sqe->opcode == NVME_TRACE_FABRICS;
	const struct {
		const char *key;
		uint32_t value;
	} members[] = {
		{ "opcode", sqe->opcode },
		{ "flags", sqe->flags },
		{ fabrics ? "fctype" : "nsid", fabrics ? sqe->nsid & 0xff : sqe->nsid },
		{ "cdw2", sqe->cdw2 },
		{ "cdw3", sqe->cdw3 },
		{ "cdw10", sqe->cdw10 },
		{ "cdw11", sqe->cdw11 },
		{ "cdw12", sqe->cdw12 },
		{ "cdw13", sqe->cdw13 },
		{ "cdw14", sqe->cdw14 },
		{ "cdw15", sqe->cdw15 },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		set(object, members[i].key, number(members[i].value));
}

/* Status field: Base Specification 2.1, section 4.2.3, Figure 100. */
static json_t *status_of(const struct nvme_trace_event *event)
{
	const char *name = nvme_status_name(nvme_command_of(event), event->status);
	uint16_t status = event->status;
	json_t *object = json_object();

	set(object, "raw", json_integer(status));
	set(object, "sct", json_integer(status >> 8 & 0x7));
	set(object, "sc", json_integer(status & 0xff));
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
	_Static_assert(sizeof(outcomes) / sizeof(outcomes[0]) == NVME_TRACE_OUTCOMES,
		       "a name for each outcome");
	bool known = event->outcome < sizeof(outcomes) / sizeof(outcomes[0]);
	char word[STATUS_SIZE];
	uint64_t ns;

	set(object, "outcome", json_string(known ? outcomes[event->outcome] : "unknown"));
	if (event->outcome != NVME_TRACE_IN_FLIGHT)
		set(object, "ok", json_boolean(!nvme_trace_failed(event)));
	if (event->outcome == NVME_TRACE_COMPLETED) {
		set(object, "status", status_of(event));
		set(object, "result", number(event->result));
	}
	if (event->outcome == NVME_TRACE_FAILED)
		set(object, "errno",
		    json_string(columns__errno((int)-(uint32_t)event->error, word)));
	if (columns__latency(event, &ns))
		set(object, "latency_ns", number(ns));
}

/* The first bytes of the data in hexadecimal, or the reason why they are missing. */
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

	set(object, "time", json_string(clock__format(&json->clock, event->submit_ns, time)));
	set(object, "submit_ns", number(event->submit_ns));
	set(object, "origin", json_string(columns__origin(event)));
	add_sender(object, event);
	add_place(object, event);
	add_entry(object, &event->sqe);
	add_decoded(object, event, &json->config.vendors);
	add_outcome(object, event);
	if (json->config.payload)
		add_payload(object, event, json->config.payload);
	return json_lines__print(object, json->config.file);
}

static int json__lost(struct output *output, uint64_t total)
{
	const struct lines *json = (const struct lines *)output;

	return json_lines__print_lost(total, json->config.file);
}

struct output *json__new(const struct output_config *config)
{
	struct lines *json = lines__new(config, OUTPUT_TIME_ISO, json__emit);

	if (!json)
		return NULL;
	json->output.lost = json__lost;
	if (!config->header ||
	    (!json_lines__print_header(SCHEMA_RECORDS_NAME, SCHEMA_RECORDS_VERSION, config->file) &&
	     !json->output.flush(&json->output)))
		return &json->output;
	json->output.free(&json->output);
	return NULL;
}
