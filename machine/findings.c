// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "machine/findings.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"

static const char *const verdicts[] = {
	[FINDING_OK] = "ok",
	[FINDING_NOTE] = "note",
	[FINDING_MISSING] = "missing",
};
_Static_assert(sizeof(verdicts) / sizeof(verdicts[0]) == FINDING_VERDICTS, "a name for each");

/* Word by word, because escape_word() would escape the blanks, too. */
static char *escape_words(const char *text)
{
	char *escaped = malloc(ESCAPED_SIZE(strlen(text))), *out = escaped;

	while (escaped && *text) {
		size_t length = strcspn(text, " ");

		if (length) {
			escape_word(text, length, out);
			out += strlen(out);
		} else {
			*out++ = ' ';
			length = 1;
		}
		text += length;
	}
	if (escaped)
		*out = '\0';
	return escaped;
}

static void free_row(struct finding *row)
{
	free(row->label);
	free(row->value);
	free(row->cure);
}

void findings__add(struct findings *findings, const char *key, const char *label, const char *value,
		   enum finding_verdict verdict, const char *cure)
{
	struct finding row = { key, strdup(label), escape_words(value), cure ? strdup(cure) : NULL,
			       verdict };
	struct finding *rows =
		realloc(findings->rows, (findings->count + 1) * sizeof(*findings->rows));

	if (rows)
		findings->rows = rows;
	if (rows && row.label && row.value && (row.cure || !cure)) {
		rows[findings->count++] = row;
		return;
	}
	free_row(&row);
	findings->incomplete = true;
}

static int widest(int width, const char *text)
{
	return (int)strlen(text) > width ? (int)strlen(text) : width;
}

/* The cause first, then the cure for everything else that is missing. */
static int print_cures(const struct findings *findings, FILE *file)
{
	if (fprintf(file, "-> %s\n", findings->cause) < 0)
		return -1;
	for (const struct finding *row = findings->rows; row < findings->rows + findings->count;
	     row++)
		if (row->cure && strcmp(row->cure, findings->cause) != 0 &&
		    fprintf(file, "-> %s\n", row->cure) < 0)
			return -1;
	return 0;
}

int findings__text(const struct findings *findings, FILE *file)
{
	const struct finding *end = findings->rows + findings->count;
	int label = 0, value = 0;

	for (const struct finding *row = findings->rows; row < end; row++) {
		label = widest(label, row->label);
		value = widest(value, row->value);
	}
	for (const struct finding *row = findings->rows; row < end; row++)
		if (fprintf(file, "%-*s  %-*s  %s\n", label, row->label, value, row->value,
			    verdicts[row->verdict]) < 0)
			return -1;
	if (findings->cause)
		return print_cures(findings, file);
	return fputs("-> tracing works\n", file) < 0 ? -1 : 0;
}

static json_t *object_of(const struct finding *row)
{
	json_t *object = json_pack("{s:s, s:s, s:s, s:s}", "key", row->key, "label", row->label,
				   "value", row->value, "verdict", verdicts[row->verdict]);

	if (row->cure)
		json_object_set_new(object, "cure", json_string(row->cure));
	return object;
}

int findings__json(const struct findings *findings, FILE *file)
{
	json_t *object = json_object(), *rows = json_array();
	int error;

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(rows, object_of(&findings->rows[i]));
	json_object_set_new(object, "works", json_boolean(!findings->cause));
	if (findings->cause)
		json_object_set_new(object, "cause", json_string(findings->cause));
	json_object_set_new(object, "rows", rows);
	error = json_dumpf(object, file, JSON_COMPACT | JSON_ENSURE_ASCII);
	json_decref(object);
	return error || fputc('\n', file) == EOF ? -1 : 0;
}

void findings__free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		free_row(&findings->rows[i]);
	free(findings->rows);
	*findings = (struct findings){ 0 };
}
