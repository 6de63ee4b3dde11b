/* SPDX-License-Identifier: Apache-2.0 */
#include "store/json_counts.h"

#include <string.h>

int json_read_counts(const struct json_at *at, const json_t *object, const struct json_counts *c)
{
	struct json_at inner = *at;
	json_t *counts;
	int error;

	if (json_object_get(object, c->key) == NULL) {
		return 0;
	}
	error = json_get_object(at, object, c->key, &counts);
	strncat(inner.path, ".", sizeof(inner.path) - strlen(inner.path) - 1);
	strncat(inner.path, c->key, sizeof(inner.path) - strlen(inner.path) - 1);
	if (error == 0) {
		error = json_only_keys(&inner, counts, c->names);
	}
	for (size_t i = 0; error == 0 && c->names[i] != NULL; i++) {
		c->has[i] = json_object_get(counts, c->names[i]) != NULL;
		if (c->has[i]) {
			error = json_get_uint(&inner, counts, c->names[i], 0, &c->values[i]);
		}
	}
	return error;
}

int json_write_counts(const struct json_counts *c, json_t *object)
{
	json_t *counts = json_object();
	int bad = counts == NULL;

	for (size_t i = 0; c->names[i] != NULL; i++) {
		if (c->has[i]) {
			bad |= json_object_set_new(counts, c->names[i],
						   json_integer((json_int_t)c->values[i]));
		}
	}
	if (json_object_size(counts) == 0) {
		json_decref(counts);
		return bad;
	}
	return bad | json_object_set_new(object, c->key, counts);
}
