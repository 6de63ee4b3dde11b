/* SPDX-License-Identifier: Apache-2.0 */
/* One object of cells[], both ways. */
#ifndef STORE_JSON_CELL_H
#define STORE_JSON_CELL_H

#include <jansson.h>

#include "store/json_get.h"
#include "store/run.h"

/* @cell is zeroed. 0, -EINVAL or -ENOMEM with the error filled. */
int json_read_cell(const struct json_at *at, json_t *object, struct cell *cell);
/* NULL: no memory. The cell has been checked. */
json_t *json_write_cell(const struct cell *cell);
/* A string made fit for JSON; NULL: no memory. */
json_t *json_scrubbed(const char *text, bool one_line);
/* The integer when it is one, so that 110 does not become 110.0. */
json_t *json_short_number(double value);

#endif
