/* SPDX-License-Identifier: Apache-2.0 */
/* run.json, both ways; results/SCHEMA.md is the reference. */
#ifndef STORE_JSON_H
#define STORE_JSON_H

#include <stddef.h>

#include "store/run.h"
#include "store/store.h"

/* The document; caller frees *text. 0 or -errno with @err filled: -EINVAL when @run cannot be said
 * in it. Text that is not valid UTF-8 is scrubbed. */
int json_write_run(const struct run *run, char **text, size_t *size, struct store_err *err);

/* Everything but the samples; cell.sum holds what the file states. 0 or -errno with @err filled:
 * file:line:col for bad JSON, file: path for a bad value, and what would be right. */
int json_read_run(const char *path, struct run **out, struct store_err *err);

#endif
