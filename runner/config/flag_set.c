/* SPDX-License-Identifier: Apache-2.0 */
/* What a set of flags says of itself. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/load.h"
#include "config/source.h"

/* The text of the comment from line @line on, up to its end or an empty line of it, on one line. */
static void fold_comment(const char *line, char *out)
{
	char *begin = out;

	for (; line[0] == '#' && line[1] == ' '; line += line[0] == '\n') {
		size_t len = strcspn(++line, "\n");

		memcpy(out, line, len);
		out += len;
		line += len;
	}
	*out = '\0';
	if (out > begin) {
		memmove(begin, begin + 1, (size_t)(out - begin));
	}
}

static void keep_sentence(char *text)
{
	char *stop = strstr(text, ". ");
	size_t len;

	if (stop != NULL) {
		*stop = '\0';
	}
	len = strlen(text);
	if (len > 0 && text[len - 1] == '.') {
		text[len - 1] = '\0';
	}
}

/* The first line behind that of the licence that is not empty. */
static const char *skip_licence(const char *text)
{
	if (strncmp(text, "# SPDX", strlen("# SPDX")) == 0) {
		text = strchrnul(text, '\n');
	}
	return text + strspn(text, "\n");
}

int flag_set_summary(const struct catalog *cat, const char *name, char **out, struct diag *d)
{
	char *below = NULL;
	char *path = NULL;
	char *text = NULL;
	size_t len = 0;
	int err = -ENOMEM;

	if (asprintf(&below, "microbench/flags/%s.mk", name) < 0) {
		return -ENOMEM;
	}
	path = source_path(cat->root, below);
	free(below);
	if (path != NULL) {
		err = source_read(path, &text, &len);
		if (err != 0) {
			err = load_tell_unreadable(path, err, "a file of make", d);
		} else {
			*out = calloc(1, len + 1);
			err = *out != NULL ? 0 : -ENOMEM;
		}
	}
	if (err == 0) {
		fold_comment(skip_licence(text), *out);
		keep_sentence(*out);
	}
	free(text);
	free(path);
	return err;
}
