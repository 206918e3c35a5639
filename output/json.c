// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writes each command as a JSON object on a line of its own. Unknown values have no key. The output
 * is printable ASCII, so that no control character reaches a terminal.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/decode.h"
#include "nvme/names.h"
#include "nvme/tables.h"
#include "output/columns.h"
#include "output/json_lines.h"
#include "output/json_writer.h"
#include "output/lines.h"
#include "output/schema.h"

struct json {
	struct lines lines;
	struct json_writer writer;
};

static void add_field(struct json_writer *json, const struct nvme_field *field)
{
	char text[NVME_FIELD_TEXT_SIZE];

	json_writer__open(json, field->key, '{');
	json_writer__number(json, "raw", field->raw);
	if (field->bytes)
		json_writer__string(json, "value", nvme_field_text(field, text, sizeof(text)));
	else
		json_writer__number(json, "value", field->value);
	if (field->name)
		json_writer__string(json, "name", field->name);
	if (field->unit)
		json_writer__string(json, "unit", field->unit);
	if (field->vendor || field->unknown)
		json_writer__string(json, "named", field->vendor ? "vendor" : "unknown");
	json_writer__close(json, '}');
}

/* The fields of the submission entry, or those of the completion entry. */
static void add_fields(struct json_writer *json, const char *key,
		       const struct nvme_decoded *decoded, bool answer)
{
	json_writer__open(json, key, '{');
	for (unsigned int i = 0; i < decoded->count; i++) {
		const struct nvme_field *field = &decoded->fields[i];

		if (field->dword != NVME_DW3 && !nvme_field_is_beside(field) &&
		    nvme_field_is_answer(field) == answer)
			add_field(json, field);
	}
	json_writer__close(json, '}');
}

/* Fields outside both queue entries have keys of their own. The status has an object. */
static void add_fields_beside(struct json_writer *json, const struct nvme_decoded *decoded)
{
	for (unsigned int i = 0; i < decoded->count; i++) {
		const struct nvme_field *field = &decoded->fields[i];

		if (field->dword != NVME_DW3 && nvme_field_is_beside(field) &&
		    (field->dword != NVME_NAMESPACE || field->raw != NVME_TRACE_CSI_UNKNOWN))
			json_writer__number(json, field->key, field->raw);
	}
}

static void add_datum(struct json_writer *json, const struct nvme_datum *datum)
{
	char text[NVME_DATUM_TEXT_SIZE], key[32];

	if (datum->item->kind == NVME_NUMBER || datum->item->kind == NVME_HEX)
		json_writer__number(json, datum->item->key, datum->value);
	else
		json_writer__string(json, datum->item->key,
				    nvme_datum_text(datum, text, sizeof(text)));
	if (!datum->name)
		return;
	snprintf(key, sizeof(key), "%s_name", datum->item->key);
	json_writer__string(json, key, datum->name);
}

/* Writes the list as an array with an object for each entry. */
static void add_entries(struct json_writer *json, const struct nvme_data *data)
{
	struct nvme_data_walk walk = {};
	struct nvme_datum datum;
	size_t entries = 0;

	json_writer__open(json, nvme_data_list(data), '[');
	while (nvme_data_next(data, &walk, &datum)) {
		if (!datum.is_entry)
			continue;
		if (datum.entry == entries) {
			if (entries++)
				json_writer__close(json, '}');
			json_writer__open(json, NULL, '{');
		}
		add_datum(json, &datum);
	}
	if (entries)
		json_writer__close(json, '}');
	json_writer__close(json, ']');
}

/* Writes a key for each value outside the list, and one for the list. */
static void add_data(struct json_writer *json, const struct nvme_data *data)
{
	struct nvme_data_walk walk = {};
	struct nvme_datum datum;

	json_writer__open(json, "data", '{');
	if (nvme_data_list(data))
		add_entries(json, data);
	while (nvme_data_next(data, &walk, &datum))
		if (!datum.is_entry)
			add_datum(json, &datum);
	json_writer__close(json, '}');
}

static void add_decoded(struct json_writer *json, const struct nvme_trace_event *event,
			const struct nvme_vendors *vendors)
{
	struct nvme_decoded decoded;

	nvme_decode(event, vendors, &decoded);
	add_fields_beside(json, &decoded);
	if (decoded.has_transfer)
		json_writer__number(json, "transfer_len", decoded.transfer);
	json_writer__string(json, "command", decoded.name);
	add_fields(json, "fields", &decoded, false);
	if (decoded.data.structure)
		add_data(json, &decoded.data);
	if (event->outcome == NVME_TRACE_COMPLETED)
		add_fields(json, "answer", &decoded, true);
}

static void add_sender(struct json_writer *json, const struct nvme_trace_event *event)
{
	if (!event->pid)
		return;
	json_writer__bytes(json, "comm", event->comm, sizeof(event->comm));
	json_writer__number(json, "pid", event->pid);
	json_writer__number(json, "tid", event->tid);
	json_writer__number(json, "uid", event->uid);
}

static void add_place(struct json_writer *json, const struct nvme_trace_event *event)
{
	char device[DEVICE_SIZE];

	json_writer__string(json, "device", columns__device(event, device));
	if (event->ctrl != NVME_TRACE_NO_CTRL)
		json_writer__signed(json, "controller", event->ctrl);
	if (event->vendor_id)
		json_writer__number(json, "vendor_id", event->vendor_id);
	if (event->disk[0])
		json_writer__bytes(json, "disk", event->disk, sizeof(event->disk));
	if (event->head[0])
		json_writer__bytes(json, "head", event->head, sizeof(event->head));
	if (event->node[0])
		json_writer__bytes(json, "node", event->node, sizeof(event->node));
	json_writer__string(json, "queue", event->queue == NVME_TRACE_QUEUE_ADMIN ? "admin" : "io");
	if (!event->issue_ns)
		return;
	json_writer__number(json, "qid", event->qid);
	json_writer__number(json, "cid", event->sqe.command_id);
}

/* A Fabrics command has its command type in NSID's place. */
static void add_entry(struct json_writer *json, const struct nvme_trace_sqe *sqe)
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
		json_writer__number(json, members[i].key, members[i].value);
}

/* Status field: Base Specification 2.1, section 4.2.3, Figure 100. */
static void add_status(struct json_writer *json, const struct nvme_trace_event *event)
{
	const char *name = nvme_status_name(nvme_command_of(event), event->status);
	uint16_t status = event->status;

	json_writer__open(json, "status", '{');
	json_writer__number(json, "raw", status);
	json_writer__number(json, "sct", status >> 8 & 0x7);
	json_writer__number(json, "sc", status & 0xff);
	if (name)
		json_writer__string(json, "name", name);
	json_writer__number(json, "crd", status >> 11 & 0x3);
	json_writer__boolean(json, "more", status >> 13 & 1);
	json_writer__boolean(json, "dnr", status >> 14 & 1);
	json_writer__close(json, '}');
}

static void add_outcome(struct json_writer *json, const struct nvme_trace_event *event)
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

	json_writer__string(json, "outcome", known ? outcomes[event->outcome] : "unknown");
	if (event->outcome != NVME_TRACE_IN_FLIGHT)
		json_writer__boolean(json, "ok", !nvme_trace_failed(event));
	if (event->outcome == NVME_TRACE_COMPLETED) {
		add_status(json, event);
		json_writer__number(json, "result", event->result);
	}
	if (event->outcome == NVME_TRACE_FAILED)
		json_writer__string(json, "errno",
				    columns__errno((int)-(uint32_t)event->error, word));
	if (columns__latency(event, &ns))
		json_writer__number(json, "latency_ns", ns);
}

/* The first bytes of the data in hexadecimal, or the reason why they are missing. */
static void add_payload(struct json_writer *json, const struct nvme_trace_event *event,
			size_t limit)
{
	size_t length = 0;
	const uint8_t *bytes = columns__payload(event, limit, &length);

	if (bytes)
		json_writer__hex(json, "payload", bytes, length);
	else if (event->payload == NVME_TRACE_PAYLOAD_SECRET)
		json_writer__string(json, "payload_withheld", "secret");
	else if (event->payload == NVME_TRACE_PAYLOAD_UNREADABLE)
		json_writer__string(json, "payload_withheld", "unreadable");
}

static int json__emit(struct output *output, const struct nvme_trace_event *event)
{
	struct json *self = (struct json *)output;
	const struct output_config *config = &self->lines.config;
	struct json_writer *json = &self->writer;
	char time[CLOCK_SIZE];
	const char *line;
	size_t length;

	json_writer__begin(json);
	json_writer__string(json, "time",
			    clock__format(&self->lines.clock, event->submit_ns, time));
	json_writer__number(json, "submit_ns", event->submit_ns);
	json_writer__string(json, "origin", columns__origin(event));
	add_sender(json, event);
	add_place(json, event);
	add_entry(json, &event->sqe);
	add_decoded(json, event, &config->vendors);
	add_outcome(json, event);
	if (config->payload)
		add_payload(json, event, config->payload);
	line = json_writer__end(json, &length);
	return line && fwrite(line, length, 1, config->file) == 1 ? 0 : -1;
}

static int json__lost(struct output *output, uint64_t total)
{
	return json_lines__print_lost(total, ((struct json *)output)->lines.config.file);
}

static void json__free(struct output *output)
{
	json_writer__free(&((struct json *)output)->writer);
	free(output);
}

struct output *json__new(const struct output_config *config)
{
	struct json *json = calloc(1, sizeof(*json));
	int error = 0;

	if (!json)
		return NULL;
	lines__init(&json->lines, config, OUTPUT_TIME_ISO, json__emit);
	json->lines.output.lost = json__lost;
	json->lines.output.free = json__free;
	if (config->header)
		error = json_lines__print_header(SCHEMA_RECORDS_NAME, SCHEMA_RECORDS_VERSION,
						 config->file);
	return lines__begun(&json->lines.output, error);
}
