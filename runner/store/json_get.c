/* SPDX-License-Identifier: Apache-2.0 */
#include "store/json_get.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/file.h"
#include "store/text.h"

static int parse(const char *path, const char *text, size_t size, const char *right, json_t **out,
		 struct store_err *err)
{
	json_error_t bad;

	*out = json_loadb(text, size, JSON_REJECT_DUPLICATES, &bad);
	if (*out == NULL) {
		return store_fail(err, EINVAL, "%s:%d:%d: %s (%s would be right)", path, bad.line,
				  bad.column, bad.text, right);
	}
	if (!json_is_object(*out)) {
		json_decref(*out);
		return store_fail(err, EINVAL, "%s:1:1: is not an object (%s would be right)", path,
				  right);
	}
	return 0;
}

int json_get_document(const char *path, size_t most, const char *right, json_t **out,
		      struct store_err *err)
{
	char *text;
	size_t size;
	int error = file_read_at_most(path, most, &text, &size, err);

	if (error == 0) {
		error = parse(path, text, size, right, out, err);
		free(text);
	}
	return error;
}

int json_bad(const struct json_at *at, const char *key, const char *fmt, ...)
{
	char what[STORE_ERR_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return store_fail(at->err, EINVAL, "%s: %s%s%s: %s", at->file, at->path,
			  at->path[0] != '\0' && key[0] != '\0' ? "." : "", key, what);
}

static const char *const type_names[] = {
	[JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
	[JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
	[JSON_FALSE] = "false",      [JSON_NULL] = "null",
};

static int wrong_type(const struct json_at *at, const json_t *value, const char *key,
		      const char *right)
{
	if (value == NULL) {
		return json_bad(at, key, "is missing (%s would be right)", right);
	}
	return json_bad(at, key, "is %s (%s would be right)", type_names[json_typeof(value)],
			right);
}

static const char *const rule_texts[] = {
	[TEXT_LINE] = "one line of text",
	[TEXT_ANY_LINE] = "one line of text",
	[TEXT_NAME] = "a name of letters, digits and . _ + -",
	[TEXT_ANY_NAME] = "a name of letters, digits and . _ + -",
	[TEXT_PATH_NAME] = "names of letters, digits and . _ + - with / between",
	[TEXT_TIME] = "a UTC time as 2026-11-21T08:15:00Z",
};

static bool is_utc_time(const char *text)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end != NULL && *end == '\0' && strlen(text) == strlen("2026-11-21T08:15:00Z");
}

static bool follows_rule(const char *text, enum text_rule rule)
{
	switch (rule) {
	case TEXT_LINE:
		return text[0] != '\0' && text_is_line(text);
	case TEXT_ANY_LINE:
		return text_is_line(text);
	case TEXT_NAME:
		return text_is_name(text);
	case TEXT_ANY_NAME:
		return text[0] == '\0' || text_is_name(text);
	case TEXT_PATH_NAME:
		return text_is_path_name(text);
	case TEXT_TIME:
		return is_utc_time(text);
	}
	return false;
}

int json_get_text(const struct json_at *at, const json_t *object, const char *key,
		  enum text_rule rule, char **out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_string(value)) {
		return wrong_type(at, value, key, rule_texts[rule]);
	}
	if (!follows_rule(json_string_value(value), rule)) {
		return json_bad(at, key, "'%.80s' is not right (%s would be)",
				json_string_value(value), rule_texts[rule]);
	}
	*out = strdup(json_string_value(value));
	return *out != NULL ? 0 : store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
}

int json_get_uint(const struct json_at *at, const json_t *object, const char *key, uint64_t least,
		  uint64_t *out)
{
	const json_t *value = json_object_get(object, key);
	char right[48];

	snprintf(right, sizeof(right), "an integer from %" PRIu64, least);
	if (!json_is_integer(value)) {
		return wrong_type(at, value, key, right);
	}
	if (json_integer_value(value) < 0 || (uint64_t)json_integer_value(value) < least) {
		return json_bad(at, key, "%" JSON_INTEGER_FORMAT " is not %s",
				json_integer_value(value), right);
	}
	*out = (uint64_t)json_integer_value(value);
	return 0;
}

int json_get_number(const struct json_at *at, const json_t *object, const char *key, double *out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_number(value)) {
		return wrong_type(at, value, key, "a number from 0");
	}
	/* The claim is written so that a NaN fails it. */
	if (!(json_number_value(value) >= 0)) {
		return json_bad(at, key, "%g is not a number from 0", json_number_value(value));
	}
	*out = json_number_value(value);
	return 0;
}

int json_get_bool(const struct json_at *at, const json_t *object, const char *key, bool *out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_boolean(value)) {
		return wrong_type(at, value, key, "true or false");
	}
	*out = json_is_true(value);
	return 0;
}

int json_get_array(const struct json_at *at, const json_t *object, const char *key, json_t **out)
{
	*out = json_object_get(object, key);
	return json_is_array(*out) ? 0 : wrong_type(at, *out, key, "an array");
}

int json_get_object(const struct json_at *at, const json_t *object, const char *key, json_t **out)
{
	*out = json_object_get(object, key);
	return json_is_object(*out) ? 0 : wrong_type(at, *out, key, "an object");
}

int json_only_keys(const struct json_at *at, json_t *object, const char *const *known)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], key) != 0) {
			i++;
		}
		if (known[i] == NULL) {
			return json_bad(at, key,
					"is not a key of schema %d here "
					"(results/SCHEMA.md lists them)",
					RUN_SCHEMA);
		}
	}
	return 0;
}
