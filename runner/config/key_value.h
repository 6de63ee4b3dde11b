/* SPDX-License-Identifier: Apache-2.0 */
/* One value against its row of the key table. */
#ifndef CONFIG_KEY_VALUE_H
#define CONFIG_KEY_VALUE_H

#include "config/keys.h"

struct takes {
	char text[192];
};

/* What would be right, in words: "a whole number in 1..65536, operations". */
struct takes takes_of(const struct key *key);

/**
 * key_value_check - check the type and range of @node, item by item for a list
 * @number: the value of a KEY_NUMBER, the index of a KEY_WORD
 *
 * An item of a list with a fault becomes NODE_BAD.
 *
 * Returns: true when the value can be used, which for a list with bad items it can
 */
bool key_value_check(const struct key *key, struct node *node, uint32_t *number,
		     struct faults *faults);

#endif
