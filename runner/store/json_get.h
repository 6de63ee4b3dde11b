/* SPDX-License-Identifier: Apache-2.0 */
/* Values out of a JSON object, checked; every complaint names the file, the path and what is right. */
#ifndef STORE_JSON_GET_H
#define STORE_JSON_GET_H

#include <jansson.h>
#include <stdint.h>

#include "store/store.h"

struct json_at { /* the object being read */
	const char *file;
	char path[64]; /* "" for the document, "cells[3]" */
	struct store_err *err;
};

/**
 * json_get_document - the object that a file is
 * @most:  bytes; a longer file is refused
 * @right: what would be right: "the run.json of a run"
 *
 * A key that stands twice in an object is an error.
 *
 * Returns: 0, or -errno with @err filled: file:line:col for bad JSON
 */
int json_get_document(const char *path, size_t most, const char *right, json_t **out,
		      struct store_err *err);

enum text_rule {
	TEXT_LINE,      /* one line, not empty */
	TEXT_ANY_LINE,  /* one line, may be empty */
	TEXT_NAME,      /* text_is_name() */
	TEXT_ANY_NAME,  /* text_is_name() or empty */
	TEXT_PATH_NAME, /* text_is_path_name() */
	TEXT_TIME,      /* RFC 3339 in the one form that is written: 2026-11-21T08:15:00Z */
};

/* "file: path.key: <text>"; returns -EINVAL. */
__attribute__((format(printf, 3, 4))) int json_bad(const struct json_at *at, const char *key,
						   const char *fmt, ...);

/* Each 0, -EINVAL or -ENOMEM with the error filled. A missing key is an error. */
int json_get_text(const struct json_at *at, const json_t *object, const char *key,
		  enum text_rule rule, char **out);
int json_get_uint(const struct json_at *at, const json_t *object, const char *key, uint64_t least,
		  uint64_t *out);
int json_get_number(const struct json_at *at, const json_t *object, const char *key, double *out);
int json_get_bool(const struct json_at *at, const json_t *object, const char *key, bool *out);
int json_get_array(const struct json_at *at, const json_t *object, const char *key, json_t **out);
int json_get_object(const struct json_at *at, const json_t *object, const char *key, json_t **out);
/* @known is NULL-terminated. */
int json_only_keys(const struct json_at *at, json_t *object, const char *const *known);

#endif
