/* SPDX-License-Identifier: Apache-2.0 */
#include "session/identity.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static int fill(struct run *run, const char *suite, const char *command, const struct tm *utc)
{
	char stamp[32];
	char started[32];

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", utc);
	strftime(started, sizeof(started), "%Y-%m-%dT%H:%M:%SZ", utc);
	run->suite = strdup(suite);
	run->started = strdup(started);
	run->command = strdup(command);
	if (asprintf(&run->id, "%s-%s", stamp, suite) < 0) {
		run->id = NULL;
	}
	if (run->suite == NULL || run->started == NULL || run->command == NULL || run->id == NULL) {
		return -ENOMEM;
	}
	return 0;
}

int identity_set(struct run *run, const char *suite, const char *command)
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	return fill(run, suite, command, &utc);
}
