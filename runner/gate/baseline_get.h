/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a baseline file out of JSON; internal to runner/gate/baseline*.c. */
#ifndef GATE_BASELINE_GET_H
#define GATE_BASELINE_GET_H

#include "gate/baseline.h"
#include "store/json_get.h"

/* Integers of a file; what is above may round when it becomes a double. */
#define BASELINE_LARGEST ((uint64_t)1 << 62)

/* Each 0, -EINVAL or -ENOMEM with the error of @at filled. */

/* As json_only_keys(), with what was probably meant. @known is NULL-terminated. */
int baseline_only_keys(const struct json_at *at, json_t *object, const char *const *known);
/* An integer from @least to BASELINE_LARGEST. */
int baseline_get_uint(const struct json_at *at, const json_t *object, const char *key,
		      uint64_t least, uint64_t *out);
/* @cell has its key, with the benchmark, and nothing else; @object is what the file says of it. */
int baseline_read_cell(const struct json_at *at, json_t *object, struct figures *cell);
int baseline_no_memory(const struct json_at *at);
/* @at with what it is in behind its path: "cells" and "hvc/return" give "cells.hvc/return". */
struct json_at baseline_inner(const struct json_at *at, const char *key);

/* baseline_read() of a file that is not called yet what its key makes it. */
int baseline_read_any_name(const char *path, struct baseline_file *out, struct store_err *err);
/* By benchmark. */
void baseline_sort_cells(struct baseline_file *file);

#endif
