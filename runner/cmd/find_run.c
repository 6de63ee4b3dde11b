/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/find_run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "report/wrap.h"
#include "store/store.h"

char *find_run_path(const char *name)
{
	char *found = access(name, F_OK) == 0 ? strdup(name) : store_find("results", name);
	char *root = found == NULL && name[0] != '/' ? root_find() : NULL;
	char *results = root != NULL ? inputs_path(root, "results") : NULL;

	if (results != NULL) {
		found = store_find(results, name);
	}
	free(results);
	free(root);
	return found != NULL ? found : strdup(name);
}

void find_run_say(const char *cmd, const char *text)
{
	fprintf(stderr, "trapline %s: ", cmd);
	wrap_put_harmless(text, strlen(text), stderr);
	fputc('\n', stderr);
}

int find_run_load(const char *cmd, const char *name, struct run **out)
{
	char *path = find_run_path(name);
	struct store_err err;
	int error;

	if (path == NULL) {
		fprintf(stderr, "trapline %s: out of memory\n", cmd);
		return RC_INCOMPLETE;
	}
	error = store_load(path, out, &err);
	free(path);
	if (error != 0) {
		(error == -ENOENT ? say : find_run_say)(cmd, err.text);
		return RC_USAGE;
	}
	return RC_OK;
}
