/* SPDX-License-Identifier: Apache-2.0 */
/* Any log of LAVA, and any file that is none, into a console. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/lava_log.h"

/* NOLINTBEGIN(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *out = NULL;
	size_t out_size = 0;

	if (lava_log_console((const char *)data, size, &out, &out_size) != 0) {
		return 0;
	}
	/* No line of a console but from a line of the log. */
	if (out_size > 0 && !lava_log_is((const char *)data, size)) {
		abort();
	}
	free(out);
	return 0;
}
/* NOLINTEND(readability-identifier-naming) */
