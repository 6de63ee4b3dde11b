/* SPDX-License-Identifier: Apache-2.0 */
/* The loaders behind config.h, from memory: what a fuzzer and the tests feed. */
#ifndef CONFIG_LOAD_H
#define CONFIG_LOAD_H

#include "config/config.h"
#include "config/fault.h"

/* As board_load() and suite_load(), but from @text, not from the file. */
int board_load_text(const char *path, const char *name, const char *text, size_t len,
		    struct board_cfg **out, struct diag *d);
int suite_load_text(const struct catalog *cat, const char *path, const char *text, size_t len,
		    struct suite_cfg **out, struct diag *d);

/* Tells that @path cannot be read, with @remedy; always -EINVAL, or -ENOMEM when @err is. */
int load_tell_unreadable(const char *path, int err, const char *remedy, struct diag *d);

/* True for a name that can be part of a file name and of a command line as it is. */
bool load_is_plain_name(const char *name);

#endif
