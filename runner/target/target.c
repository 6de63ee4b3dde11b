/* SPDX-License-Identifier: Apache-2.0 */
#include "target/ops.h"

#include <string.h>

static const struct target_ops *const targets[] = { &target_qemu, &target_serial, &target_command,
						    &target_replay };

const struct target_ops *target_find(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		if (strcmp(targets[i]->name, name) == 0) {
			return targets[i];
		}
	}
	return NULL;
}
