/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* JSON Lines: any record gives valid JSON that says the same as the text. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "nvme/decode.h"
#include "nvme/tables.h"
#include "output/output.h"
#include "tests/unit/classic.h"
#include "tests/unit/sink.h"

static const char classic_object[] =
	"{\"time\":\"1970-01-01T02:34:47.000000+00:00\",\"submit_ns\":9287000000000,"
	"\"origin\":\"ioctl\",\"comm\":\"nvme\",\"pid\":32094,\"tid\":32095,\"uid\":1000,"
	"\"device\":\"nvme0\",\"controller\":0,\"node\":\"nvme0\",\"queue\":\"admin\",\"qid\":0,"
	"\"cid\":13,\"opcode\":20,\"flags\":0,\"nsid\":1,\"cdw2\":0,\"cdw3\":0,\"cdw10\":1,"
	"\"cdw11\":0,\"cdw12\":0,\"cdw13\":0,\"cdw14\":0,\"cdw15\":0,"
	"\"command\":\"Device "
	"Self-test\",\"fields\":{\"stc\":{\"raw\":1,\"value\":1,\"name\":\"Short\"}},\"answer\":{},"
	"\"outcome\":\"completed\",\"ok\":false,\"status\":{\"raw\":16385,\"sct\":0,\"sc\":1,"
	"\"name\":\"Invalid Command Opcode\",\"crd\":0,\"more\":false,\"dnr\":true},"
	"\"result\":0,\"latency_ns\":123499}\n";

/* Returns the line of a record; the caller frees it. */
static char *line_of(const struct nvme_trace_event *event)
{
	char *text = sink__text_of(json__new, (struct output_config){}, event);

	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	return text;
}

static json_t *object_of(const struct nvme_trace_event *event)
{
	char *line = line_of(event);
	json_error_t error;
	json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &error);

	for (const char *c = line; *c; c++)
		assert_true((*c >= ' ' && *c < 0x7f) || !strcmp(c, "\n"));
	free(line);
	assert_true(json_is_object(object));
	return object;
}

static void the_classic_command_is_whole(void **state)
{
	char *line = line_of(&classic);

	(void)state;
	assert_string_equal(line, classic_object);
	free(line);
}

static const char header[] =
	"{\"schema\":\"nvme_trace\",\"version\":1,\"tool\":\"nvme_trace " NVME_TRACE_VERSION
	"\"}\n";

static void the_schema_is_named_at_once(void **state)
{
	struct sink sink;

	(void)state;
	sink__open(&sink, json__new, (struct output_config){ .header = true });
	assert_string_equal(sink.text, header);
	assert_int_equal(sink.output->emit(sink.output, &classic), 0);
	assert_int_equal(sink.output->lost(sink.output, 7), 0);
	assert_int_equal(sink.output->finish(sink.output), 0);
	assert_memory_equal(sink.text + strlen(header), classic_object, strlen(classic_object));
	assert_string_equal(sink.text + strlen(header) + strlen(classic_object), "{\"lost\":7}\n");
	sink__close(&sink);
}

static void check_comm(const char *comm, const char *expected)
{
	struct nvme_trace_event event = classic;
	json_t *object;

	memset(event.comm, 0, sizeof(event.comm));
	memcpy(event.comm, comm, strnlen(comm, sizeof(event.comm)));
	object = object_of(&event);
	assert_string_equal(json_string_value(json_object_get(object, "comm")), expected);
	json_decref(object);
}

static void names_are_strings(void **state)
{
	(void)state;
	check_comm("nvme", "nvme");
	check_comm("0123456789abcdef", "0123456789abcdef"); /* not terminated */
	check_comm("a \"b\" \\ 'c'", "a \"b\" \\ 'c'");
	check_comm("\x1b[2J\r\n\t%s%n", "\x1b[2J\r\n\t%s%n");
	check_comm("caf\xc3\xa9", "caf\xc3\xa9");
	check_comm("\xc2\x9b 31m", "\xc2\x9b 31m"); /* a C1 control */
	/* Not UTF-8: escaped as in the text. */
	check_comm("caf\xe9 x", "caf\\xe9\\x20x");
	check_comm("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
		   "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff"
		   "\\xff");
	check_comm("a\x7f", "a\\x7f");
	/* Cut in the middle of a character, as the kernel does. */
	check_comm("0123456789abcde\xc3", "0123456789abcde\\xc3");
}

static void what_is_not_known_has_no_key(void **state)
{
	static const char *const absent[] = {
		"comm", "pid", "tid",	   "uid",    "controller", "disk",  "head",   "node",
		"qid",	"cid", "data_len", "answer", "status",	   "errno", "result", "latency_ns",
	};
	struct nvme_trace_event event = { .outcome = NVME_TRACE_UNKNOWN,
					  .ctrl = NVME_TRACE_NO_CTRL };
	json_t *object = object_of(&event);

	(void)state;
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		if (json_object_get(object, absent[i]))
			fail_msg("'%s' is there", absent[i]);
	json_decref(object);
}

static void numbers_stay_exact(void **state)
{
	static const struct {
		uint64_t result;
		const char *string; /* NULL = a number */
	} rows[] = {
		{ 0, NULL },
		{ (1ULL << 53) - 1, NULL },
		{ 1ULL << 53, "9007199254740992" },
		{ UINT64_MAX, "18446744073709551615" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nvme_trace_event event = classic;
		json_t *object, *result;

		event.result = rows[i].result;
		object = object_of(&event);
		result = json_object_get(object, "result");
		if (rows[i].string)
			assert_string_equal(json_string_value(result), rows[i].string);
		else
			assert_true((uint64_t)json_integer_value(result) == rows[i].result);
		json_decref(object);
	}
}

static void check_field(const json_t *object, const struct nvme_field *field)
{
	const json_t *json = json_object_get(
		json_object_get(object, nvme_field_is_answer(field) ? "answer" : "fields"),
		field->key);
	const char *name = json_string_value(json_object_get(json, "name"));
	const json_t *raw = json_object_get(json, "raw");

	if (json_is_integer(raw))
		assert_true((uint64_t)json_integer_value(raw) == field->raw);
	else
		assert_true(strtoull(json_string_value(raw), NULL, 10) == field->raw);
	assert_true(!name == !field->name);
	if (name)
		assert_string_equal(name, field->name);
}

/* Fields outside both queue entries have keys of their own, if they are known. */
static unsigned int check_beside(const json_t *object, const struct nvme_field *field)
{
	const json_t *json = json_object_get(object, field->key);

	if (field->dword == NVME_NAMESPACE && field->raw == NVME_TRACE_CSI_UNKNOWN)
		assert_null(json);
	else
		assert_int_equal(json_integer_value(json), field->raw);
	return 1;
}

/* For every opcode, the object has the same fields as the text. */
static void objects_have_the_fields_of_the_text(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 512; i++) {
		struct nvme_trace_event event;
		struct nvme_decoded decoded;
		unsigned int others = 0;
		json_t *object;

		memset(&event, (int)i, sizeof(event));
		event.size = sizeof(event);
		event.outcome = NVME_TRACE_COMPLETED;
		event.status = 0;
		event.queue = i & 1;
		event.sqe.opcode = (uint8_t)(i >> 1);
		object = object_of(&event);
		nvme_decode(&event, NULL, &decoded);
		assert_string_equal(json_string_value(json_object_get(object, "command")),
				    decoded.name);
		for (unsigned int j = 0; j < decoded.count; j++)
			if (nvme_field_is_beside(&decoded.fields[j]))
				others += check_beside(object, &decoded.fields[j]);
			else if (decoded.fields[j].dword == NVME_DW3) /* the status has an object */
				others++;
			else
				check_field(object, &decoded.fields[j]);
		assert_int_equal(json_object_size(json_object_get(object, "fields")) +
					 json_object_size(json_object_get(object, "answer")),
				 decoded.count - others);
		json_decref(object);
	}
}

static void check_payload(uint8_t payload, const char *key, const char *expected)
{
	struct {
		struct nvme_trace_event event;
		uint8_t bytes[3];
	} record = { classic, { 0x00, 0x7f, 0xff } };
	struct output_config config = { .payload = 64 };
	char *text;
	json_t *object;

	record.event.size = sizeof(record.event) + sizeof(record.bytes);
	record.event.payload = payload;
	record.event.payload_len = sizeof(record.bytes);
	text = sink__text_of(json__new, config, &record.event);
	object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(object);
	if (key)
		assert_string_equal(json_string_value(json_object_get(object, key)), expected);
	assert_int_equal(!!json_object_get(object, "payload") +
				 !!json_object_get(object, "payload_withheld"),
			 key != NULL);
	json_decref(object);
	free(text);
}

static void data_is_hexadecimal_or_withheld(void **state)
{
	(void)state;
	check_payload(NVME_TRACE_PAYLOAD_READ, "payload", "007fff");
	check_payload(NVME_TRACE_PAYLOAD_SECRET, "payload_withheld", "secret");
	check_payload(NVME_TRACE_PAYLOAD_UNREADABLE, "payload_withheld", "unreadable");
	check_payload(NVME_TRACE_PAYLOAD_NONE, NULL, NULL);
	check_payload(255, NULL, NULL);
}

/* A clock may be set to anything, and a record may hold any time. */
static void times_before_1970_count_forwards(void **state)
{
	struct nvme_trace_event event = classic;
	json_t *object;

	(void)state;
	event.submit_ns = (uint64_t)-219001;
	object = object_of(&event);
	assert_string_equal(json_string_value(json_object_get(object, "time")),
			    "1969-12-31T23:59:59.999780+00:00");
	json_decref(object);
}

static void a_failed_write_is_told(void **state)
{
	struct output_config config = { .file = fopen("/dev/full", "we") };
	struct output *output;

	(void)state;
	assert_non_null(config.file);
	config.header = true;
	assert_null(json__new(&config)); /* fails although the header is buffered */
	assert_int_equal(errno, ENOSPC);
	fclose(config.file);
	config = (struct output_config){ .file = fopen("/dev/full", "we") };
	assert_non_null(config.file);
	assert_int_equal(setvbuf(config.file, NULL, _IONBF, 0), 0);
	output = json__new(&config);
	assert_non_null(output);
	errno = 0;
	assert_int_equal(output->emit(output, &classic), -1);
	assert_int_equal(errno, ENOSPC);
	output->free(output);
	fclose(config.file);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_classic_command_is_whole),
		cmocka_unit_test(the_schema_is_named_at_once),
		cmocka_unit_test(names_are_strings),
		cmocka_unit_test(what_is_not_known_has_no_key),
		cmocka_unit_test(numbers_stay_exact),
		cmocka_unit_test(objects_have_the_fields_of_the_text),
		cmocka_unit_test(data_is_hexadecimal_or_withheld),
		cmocka_unit_test(times_before_1970_count_forwards),
		cmocka_unit_test(a_failed_write_is_told),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
