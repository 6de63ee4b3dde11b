/* SPDX-License-Identifier: Apache-2.0 */
/* From a board that is off, or anywhere, to an image that runs on it. */
#ifndef SESSION_BRINGUP_H
#define SESSION_BRINGUP_H

#include <stdbool.h>

#include "target/console.h"
#include "target/uboot.h"

struct bringup {
	/* Programs of the host, argv; NULL: there is none. */
	char *const *load;
	char *const *power_on;
	char *const *power_off;
	char *const *reset;
	bool *is_on; /* the board was switched on by an earlier boot; kept up to date */
	const char *autoboot;
	const char *interrupt;
	bool has_uboot;
	struct uboot_spec uboot;
};

/**
 * bringup_run - load, power, and the conversation with U-Boot
 * @why: at least TARGET_WHY_MAX bytes
 *
 * Returns: 0; -EINTR: c->stop; -errno with @why
 */
int bringup_run(struct console *c, const struct bringup *b, char *why);

/* True when a program resets the board or switches it on. */
bool bringup_has_power(const struct bringup *b);

#endif
