/* SPDX-License-Identifier: Apache-2.0 */
/* What a suite's exclude and include say. */
#ifndef CONFIG_SUITE_RULES_H
#define CONFIG_SUITE_RULES_H

#include "config/config.h"
#include "config/keys.h"

/**
 * suite_take_rules - fill exclude and include of a suite whose lists are filled
 * @values: of all keys of a suite
 *
 * A rule with a fault is left out; its fault is added to @faults. Faults of boards' own files go to @d.
 *
 * Returns: 0; -ENOMEM; -EINVAL: a board's own file has faults
 */
int suite_take_rules(const struct catalog *cat, const struct key_value *values,
		     struct suite_cfg *cfg, struct faults *faults, struct diag *d);
void suite_rules_free(struct suite_cfg *cfg);

/* "board", "cpu", ...: as rules have them. */
extern const char *const suite_field_names[CELL_FIELDS];

#endif
