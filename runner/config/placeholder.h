/* SPDX-License-Identifier: Apache-2.0 */
/* {image}, {cpu}, {file}, {size} in a board's texts, and {NAME}: a variable of the environment. */
#ifndef CONFIG_PLACEHOLDER_H
#define CONFIG_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"

/* What a word in braces may consist of; a '{' that no such word follows is text: QEMU takes JSON. */
#define PLACEHOLDER_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

enum placeholder {
	PLACEHOLDER_IMAGE,
	PLACEHOLDER_CPU,
	PLACEHOLDER_FILE,
	PLACEHOLDER_SIZE,
	N_PLACEHOLDERS,
};

extern const char *const placeholder_names[N_PLACEHOLDERS]; /* with their braces */

/* Length of the placeholder that @text begins with, a variable too; 0: none. */
size_t placeholder_len(const char *text);
/* Length of the variable's placeholder that @text begins with, as {RPI4_TTY}; 0: none. */
size_t placeholder_env_len(const char *text);

/**
 * placeholder_replace - put values in
 * @values: of each placeholder; NULL: stays as it is
 * @why:    at least 128 bytes, told when a variable is not set or empty
 *
 * What is put in is not looked at again.
 *
 * Returns: 0 with *out to be freed; -ENOMEM; -EINVAL with @why
 */
int placeholder_replace(const char *text, const char *const values[N_PLACEHOLDERS], char **out,
			char *why);

/* True when every variable that a boot of @board takes is set; else @why names the first that is not,
 * and the key it is in. At least 192 bytes. */
bool placeholder_has_env(const struct board_cfg *board, char *why, size_t size);

#endif
