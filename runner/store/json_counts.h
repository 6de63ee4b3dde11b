/* SPDX-License-Identifier: Apache-2.0 */
/* What a counter said, in run.json: an object of those that there were. */
#ifndef STORE_JSON_COUNTS_H
#define STORE_JSON_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/json_get.h"

struct json_counts {
	const char *key;          /* of the object, as "pmu" */
	const char *const *names; /* of what may stand in it, NULL-terminated */
	bool *has;                /* one each */
	uint64_t *values;
};

/* Where the object is not there, nothing changes. 0, or -EINVAL with the error filled. */
int json_read_counts(const struct json_at *at, const json_t *object, const struct json_counts *c);
/* Adds the object where anything was counted. 0; anything else: no memory. */
int json_write_counts(const struct json_counts *c, json_t *object);

#endif
