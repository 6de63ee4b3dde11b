/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/merge_say.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "store/file.h"

static void say_lines(char *text)
{
	char *rest = text;

	for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
		if (line[0] != '\0') {
			find_run_say("merge", line);
		}
	}
}

int merge_say(struct merge *merge, merge_step step, void *arg)
{
	char *text = NULL;
	size_t size = 0;
	FILE *faults = open_memstream(&text, &size);
	int err = faults != NULL ? step(merge, arg, faults) : -ENOMEM;

	if (faults != NULL && file_finish(faults, &text) != 0) {
		err = -ENOMEM;
	}
	if (err == -ENOMEM) {
		fprintf(stderr, "trapline merge: out of memory\n");
	} else if (err != 0) {
		say_lines(text);
		fprintf(stderr, "trapline merge: nothing was merged, and no shard was changed\n");
	}
	free(text);
	return err == 0 ? RC_OK : RC_INCOMPLETE;
}
