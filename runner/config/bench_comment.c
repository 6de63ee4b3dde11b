/* SPDX-License-Identifier: Apache-2.0 */
#include "config/bench_comment.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load.h"
#include "config/source.h"

static const char *line_end(const char *at)
{
	return strchrnul(at, '\n');
}

static const char *skip_licence(const char *source)
{
	const char *end = line_end(source);
	const char *spdx = strstr(source, "SPDX-License-Identifier");

	return spdx != NULL && spdx < end ? end : source;
}

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t') {
		at++;
	}
	return at;
}

/* True when the comment goes on in the line at *at, past whose decoration *at is moved. */
static bool next_comment_line(const char **at, bool is_block)
{
	const char *line = skip_blanks(*at);

	if (is_block) {
		*at = line[0] == '*' && line[1] != '/' ? line + 1 : line;
		return true;
	}
	if (strncmp(line, "//", 2) != 0) {
		return false;
	}
	*at = line + 2;
	return true;
}

/* Copies the comment whose text begins at @at to @out, white space folded; stops at its end. */
static void fold_comment(const char *at, bool is_block, char *out)
{
	char *begin = out;

	if (is_block) {
		(void)next_comment_line(&at, is_block); /* a docstring begins with two stars */
	}
	while (*at != '\0' && !(is_block && strncmp(at, "*/", 2) == 0)) {
		if (!isspace((unsigned char)*at)) {
			*out++ = *at++;
			continue;
		}
		if (out > begin && out[-1] != ' ') {
			*out++ = ' ';
		}
		if (*at++ == '\n' && !next_comment_line(&at, is_block)) {
			break;
		}
	}
	while (out > begin && out[-1] == ' ') {
		out--;
	}
	*out = '\0';
}

/* Names are told apart by their letters: hvc/return is hvc_return. */
static size_t leading_name_len(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++) {
		bool is_same = text[i] == name[i] || (text[i] == '/' && name[i] == '_') ||
			       (text[i] == '_' && name[i] == '/');

		if (text[i] == '\0' || !is_same) {
			return 0;
		}
	}
	return strncmp(text + len, ": ", 2) == 0 ? len + 2 : 0;
}

static void keep_sentence(char *text, const char *name)
{
	size_t skip = leading_name_len(text, name);
	char *stop;
	size_t len;

	memmove(text, text + skip, strlen(text + skip) + 1);
	stop = strstr(text, ". ");
	if (stop != NULL) {
		*stop = '\0';
	}
	len = strlen(text);
	if (len > 0 && text[len - 1] == '.') {
		text[len - 1] = '\0';
	}
}

char *bench_comment_summary(const char *source, const char *name)
{
	const char *rest = skip_licence(source);
	const char *block = strstr(rest, "/*");
	const char *line = strstr(rest, "//");
	bool is_block = block != NULL && (line == NULL || block < line);
	const char *comment = is_block ? block : line;
	char *text = calloc(1, strlen(source) + 1);

	if (text != NULL && comment != NULL) {
		fold_comment(comment + 2, is_block, text);
		keep_sentence(text, name);
	}
	return text;
}

int bench_comment_read(const char *path, const char *name, char **summary, struct diag *d)
{
	char *source = NULL;
	size_t len = 0;
	int err = source_read(path, &source, &len);

	if (err != 0) {
		return load_tell_unreadable(path, err, "a C source file", d);
	}
	*summary = bench_comment_summary(source, name);
	free(source);
	return *summary == NULL ? -ENOMEM : 0;
}
