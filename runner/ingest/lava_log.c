/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/lava_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

static const char item[] = "- ";
static const char begin[] = "{\"dt\": \"";

/* The mapping on a line, without what a list has before it; NULL: none of LAVA's. */
static const char *find_mapping(const char *line, size_t *len)
{
	if (*len >= strlen(item) && memcmp(line, item, strlen(item)) == 0) {
		line += strlen(item);
		*len -= strlen(item);
	}
	return *len > strlen(begin) && memcmp(line, begin, strlen(begin)) == 0 ? line : NULL;
}

/* Length of the line at @text, without its \n. */
static size_t line_len(const char *text, size_t left)
{
	const char *end = memchr(text, '\n', left);

	return end != NULL ? (size_t)(end - text) : left;
}

bool lava_log_is(const char *text, size_t size)
{
	while (size > 0) {
		size_t len = line_len(text, size);
		size_t whole = len < size ? len + 1 : len;

		if (find_mapping(text, &len) != NULL) {
			return true;
		}
		text += whole;
		size -= whole;
	}
	return false;
}

struct entry {
	unsigned depth;    /* of mappings and lists */
	bool is_key;       /* of the outermost mapping, what comes next */
	char key[8];       /* lvl, msg, another; cut off */
	bool is_target;    /* its level */
	yaml_char_t *text; /* msg, where that is a text */
	size_t len;
};

static void take_scalar(struct entry *e, yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;

	if (e->depth != 1) {
		return;
	}
	if (e->is_key) {
		snprintf(e->key, sizeof(e->key), "%s", value);
	} else if (strcmp(e->key, "lvl") == 0) {
		e->is_target = strcmp(value, "target") == 0;
	} else if (strcmp(e->key, "msg") == 0 && e->text == NULL) {
		e->text = event->data.scalar.value;
		e->len = event->data.scalar.length;
		event->data.scalar.value = NULL; /* ours now: yaml_event_delete() frees none */
	}
	e->is_key = !e->is_key;
}

/* True until the end of the line's document. */
static bool take_event(struct entry *e, yaml_event_t *event)
{
	switch (event->type) {
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		e->is_key = e->depth++ == 0;
		return true;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		e->is_key = --e->depth == 1;
		return true;
	case YAML_SCALAR_EVENT:
		take_scalar(e, event);
		return true;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		return false;
	default:
		return true;
	}
}

/* False where the line is no YAML. */
static bool parse_entry(yaml_parser_t *yaml, struct entry *e)
{
	bool more = true;

	while (more) {
		yaml_event_t event;

		if (yaml_parser_parse(yaml, &event) != 1) {
			return false;
		}
		more = take_event(e, &event);
		yaml_event_delete(&event);
	}
	return true;
}

/* Without the \ that LAVA puts before each ". */
static void put_line(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\' && i + 1 < len && text[i + 1] == '"') {
			continue;
		}
		fputc(text[i], out);
	}
	fputc('\n', out);
}

static int take_line(FILE *out, const char *text, size_t len)
{
	struct entry e = { 0 };
	yaml_parser_t yaml;

	if (yaml_parser_initialize(&yaml) != 1) {
		return -ENOMEM;
	}
	yaml_parser_set_input_string(&yaml, (const unsigned char *)text, len);
	if (parse_entry(&yaml, &e) && e.is_target && e.text != NULL) {
		put_line(out, (const char *)e.text, e.len);
	}
	free(e.text);
	yaml_parser_delete(&yaml);
	return 0;
}

int lava_log_console(const char *text, size_t size, char **out, size_t *out_size)
{
	FILE *stream = open_memstream(out, out_size);
	int err = 0;

	if (stream == NULL) {
		return -ENOMEM;
	}
	while (size > 0 && err == 0) {
		size_t len = line_len(text, size);
		size_t whole = len < size ? len + 1 : len;
		const char *mapping = find_mapping(text, &len);

		if (mapping != NULL) {
			err = take_line(stream, mapping, len);
		}
		text += whole;
		size -= whole;
	}
	if (fclose(stream) != 0) {
		err = -ENOMEM;
	}
	if (err != 0) {
		free(*out);
		*out = NULL;
	}
	return err;
}
