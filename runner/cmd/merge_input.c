/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/merge_input.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/say.h"
#include "store/file.h"

#define NAME "merge"

static int out_of_memory(void)
{
	fprintf(stderr, "trapline " NAME ": out of memory\n");
	return RC_INCOMPLETE;
}

/* Takes @dir, which may be NULL: no memory. */
static int add(struct merge_input *out, char *dir)
{
	char **dirs = dir != NULL ? reallocarray(out->dirs, out->n + 1, sizeof(*dirs)) : NULL;

	if (dirs == NULL) {
		free(dir);
		return out_of_memory();
	}
	out->dirs = dirs;
	dirs[out->n++] = dir;
	return RC_OK;
}

static bool has(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	bool is_there = path != NULL && access(path, F_OK) == 0;

	free(path);
	return is_there;
}

static int add_all_of(const char *runs, struct merge_input *out)
{
	struct dirent **entries = NULL;
	int n = scandir(runs, &entries, NULL, alphasort);
	int rc = RC_OK;
	size_t before = out->n;

	for (int i = 0; i < n; i++) {
		if (rc == RC_OK && entries[i]->d_name[0] != '.') {
			rc = add(out, file_join(runs, entries[i]->d_name));
		}
		free(entries[i]);
	}
	free(entries);
	if (rc == RC_OK && out->n == before) {
		return say_wrong(NAME, "%s: has no run in it", runs);
	}
	return rc;
}

static int add_operand(const char *name, struct merge_input *out)
{
	char *path = find_run_path(name);
	const char *end = path != NULL ? strrchr(path, '/') : NULL;
	char *runs = path != NULL ? file_join(path, "runs") : NULL;
	int rc;

	if (path == NULL || runs == NULL) {
		rc = out_of_memory();
	} else if (end != NULL && strcmp(end, "/run.json") == 0) {
		rc = add(out, strndup(path, (size_t)(end - path)));
	} else if (has(path, "run.json")) {
		rc = add(out, strdup(path));
	} else if (access(runs, F_OK) == 0) {
		rc = add_all_of(runs, out);
	} else {
		rc = say_wrong(
			NAME,
			"%s: is neither a run nor a results folder (a run's folder, its name "
			"under results/, or what run was told as --out)",
			name);
	}
	free(runs);
	free(path);
	return rc;
}

int merge_input_find(char *const *operands, int n, struct merge_input *out)
{
	int rc = RC_OK;

	for (int i = 0; i < n && rc == RC_OK; i++) {
		rc = add_operand(operands[i], out);
	}
	return rc;
}

void merge_input_free(struct merge_input *input)
{
	for (size_t i = 0; i < input->n; i++) {
		free(input->dirs[i]);
	}
	free(input->dirs);
	*input = (struct merge_input){ 0 };
}
