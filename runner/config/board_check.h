/* SPDX-License-Identifier: Apache-2.0 */
/* What the keys of a board file must be to each other. */
#ifndef CONFIG_BOARD_CHECK_H
#define CONFIG_BOARD_CHECK_H

#include <stdbool.h>

#include "config/keys.h"
#include "config/tree.h"

/* Adds to @faults what is wrong with the values that keys_read() gave for @tree. */
void board_check(const struct tree *tree, const struct key_value *values, struct faults *faults);

/* Its target is serial or command: a board that stays, reached over its console. */
bool board_is_reached(const struct key_value *values);

#endif
