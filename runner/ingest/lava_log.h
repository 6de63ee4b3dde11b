/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What LAVA logs of a job: one mapping of YAML a line, {"dt": ..., "lvl": LEVEL, "msg": TEXT}, as lava-run
 * writes it to stderr, or with "- " before it, as a server keeps it (output.yaml). Lines of level
 * target are the console's.
 */
#ifndef INGEST_LAVA_LOG_H
#define INGEST_LAVA_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a line of @text is one of LAVA's; a console has none that begins so. */
bool lava_log_is(const char *text, size_t size);

/**
 * lava_log_console - the console out of a log of LAVA
 * @text: of @size bytes; need not end with NUL
 * @out:  the console's lines, each with its \n, as the target sent them; caller frees
 *
 * LAVA puts a \ before each " of the target, which is taken away again. A line that is no mapping is left out:
 * if it was a record, the gap in the numbers tells.
 *
 * Returns: 0 or -ENOMEM
 */
int lava_log_console(const char *text, size_t size, char **out, size_t *out_size);

#endif
