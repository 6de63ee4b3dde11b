/* SPDX-License-Identifier: Apache-2.0 */
#include "session/identity.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Nothing in it that a shell would read as more than a letter. */
static bool is_plain_word(const char *word)
{
	return word[0] != '\0' &&
	       word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 "_./=:,+-")] == '\0';
}

void identity_quote(FILE *out, const char *word)
{
	if (is_plain_word(word)) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word != '\0'; word++) {
		if (*word == '\'') {
			fputs("'\\''", out);
		} else {
			fputc(*word, out);
		}
	}
	fputc('\'', out);
}

static char *join_command(int argc, char **argv)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	fputs("trapline", out);
	for (int i = 0; i < argc; i++) {
		fputc(' ', out);
		identity_quote(out, argv[i]);
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* An id that no run in out_dir has yet, and the folder it will be. */
static int choose_id(struct run *run, const char *out_dir, time_t now, char **dir)
{
	char stamp[32];
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc);
	for (unsigned nth = 1;; nth++) {
		char suffix[16] = "";

		if (nth > 1) {
			snprintf(suffix, sizeof(suffix), "-%u", nth);
		}
		if (asprintf(&run->id, "%s-%s%s", stamp, run->suite, suffix) < 0) {
			run->id = NULL;
			return -ENOMEM;
		}
		if (asprintf(dir, "%s/runs/%s", out_dir, run->id) < 0) {
			*dir = NULL;
			return -ENOMEM;
		}
		if (access(*dir, F_OK) != 0) {
			return 0;
		}
		free(run->id);
		free(*dir);
		*dir = NULL;
	}
}

static char *format_started(time_t now)
{
	char text[32];
	struct tm utc;

	gmtime_r(&now, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return strdup(text);
}

int identity_set(struct run *run, const char *suite, const char *out_dir, int argc, char **argv,
		 char **dir)
{
	time_t now = time(NULL);

	run->suite = strdup(suite);
	run->started = format_started(now);
	run->command = join_command(argc, argv);
	if (run->suite == NULL || run->started == NULL || run->command == NULL) {
		return -ENOMEM;
	}
	return choose_id(run, out_dir, now, dir);
}
