/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation with U-Boot: from a board that was just switched on to the line that starts the image. */
#ifndef TARGET_UBOOT_H
#define TARGET_UBOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "target/console.h"

struct uboot_spec {
	const char *prompt;
	int prompt_ms;         /* for the prompt, and for each line until it comes back */
	bool was_powered;      /* it is starting now; else it may sit at its prompt */
	char *const *lines;    /* NULL-terminated */
	const char *last_mark; /* for note() of the console, before the last line is ended */
	char *const *transfer; /* argv; NULL: no line asks for one */
	uint64_t image_size;   /* bytes that a transfer must deliver */
};

/**
 * uboot_start - type all lines; the last one has been sent when it returns
 * @why: at least TARGET_WHY_MAX bytes; what went wrong, with U-Boot's words
 *
 * U-Boot's autoboot is stopped by a reflex of @c, which who calls this has set.
 *
 * Returns: 0: what comes from now on is the image's, or why it did not start; -EINTR: c->stop;
 *          -EPROTO, -ETIMEDOUT, -errno with @why
 */
int uboot_start(struct console *c, const struct uboot_spec *spec, char *why);

/* What was said instead when U-Boot has come back to its prompt after uboot_start(); false: it has not. */
bool uboot_came_back(const struct console *c, const struct uboot_spec *spec, char *why);

#endif
