/* SPDX-License-Identifier: Apache-2.0 */
#include "config/placeholder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPITALS     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define VARIABLE_MAX 64u

const char *const placeholder_names[N_PLACEHOLDERS] = { "{image}", "{cpu}", "{file}", "{size}" };

size_t placeholder_env_len(const char *text)
{
	size_t len;

	if (text[0] != '{' || strchr(CAPITALS, text[1]) == NULL || text[1] == '\0') {
		return 0;
	}
	len = strspn(text + 1, CAPITALS "0123456789_");
	return text[1 + len] == '}' && len < VARIABLE_MAX ? len + 2 : 0;
}

/* The placeholder that @text begins with; N_PLACEHOLDERS: none. */
static size_t find_known(const char *text)
{
	size_t i = 0;

	while (i < N_PLACEHOLDERS &&
	       strncmp(text, placeholder_names[i], strlen(placeholder_names[i])) != 0) {
		i++;
	}
	return i;
}

size_t placeholder_len(const char *text)
{
	size_t i = find_known(text);

	return i < N_PLACEHOLDERS ? strlen(placeholder_names[i]) : placeholder_env_len(text);
}

/* The value of the variable that @text begins with; NULL after telling that there is none. */
static const char *env_value(const char *text, size_t len, char *why, size_t size)
{
	char name[VARIABLE_MAX];
	const char *value;

	snprintf(name, sizeof(name), "%.*s", (int)(len - 2), text + 1);
	value = getenv(name);
	if (value != NULL && value[0] != '\0') {
		return value;
	}
	snprintf(why, size, "the environment variable %s is %s", name,
		 value == NULL ? "not set" : "empty");
	return NULL;
}

/* What stands for the @len bytes of @text; NULL with @why when that cannot be told. */
static const char *value_of(const char *text, size_t len, const char *const *values, char *why)
{
	size_t i = find_known(text);

	if (i == N_PLACEHOLDERS) {
		return env_value(text, len, why, 128);
	}
	return values[i] != NULL ? values[i] : placeholder_names[i];
}

int placeholder_replace(const char *text, const char *const values[N_PLACEHOLDERS], char **out,
			char *why)
{
	size_t size = 0;
	char *made = NULL;
	FILE *file = open_memstream(&made, &size);
	int err = file != NULL ? 0 : -ENOMEM;

	while (err == 0 && *text != '\0') {
		size_t len = placeholder_len(text);
		const char *value = len > 0 ? value_of(text, len, values, why) : NULL;

		if (len == 0) {
			fputc(*text++, file);
			continue;
		}
		err = value != NULL ? 0 : -EINVAL;
		if (err == 0) {
			fputs(value, file);
		}
		text += len;
	}
	if (file != NULL && fclose(file) != 0 && err == 0) {
		err = -ENOMEM;
	}
	if (err != 0) {
		free(made);
		return err;
	}
	*out = made;
	return 0;
}

static bool is_text_ready(const char *key, const char *text, char *why, size_t size)
{
	for (const char *at = text != NULL ? strchr(text, '{') : NULL; at != NULL;
	     at = strchr(at + 1, '{')) {
		size_t len = placeholder_env_len(at);
		char reason[128];

		if (len > 0 && env_value(at, len, reason, sizeof(reason)) == NULL) {
			snprintf(why, size, "%s ('%s' of its board.yaml takes it)", reason, key);
			return false;
		}
	}
	return true;
}

static bool is_list_ready(const char *key, const struct str_list *list, char *why, size_t size)
{
	for (size_t i = 0; i < list->n; i++) {
		if (!is_text_ready(key, list->items[i], why, size)) {
			return false;
		}
	}
	return true;
}

bool placeholder_has_env(const struct board_cfg *board, char *why, size_t size)
{
	const struct {
		const char *key;
		const struct str_list *list;
	} lists[] = {
		{ "exact", &board->exact },       { "cntvct", &board->cntvct },
		{ "console", &board->console },   { "load", &board->load },
		{ "power_on", &board->power_on }, { "power_off", &board->power_off },
		{ "reset", &board->reset },       { "uboot", &board->uboot },
		{ "transfer", &board->transfer },
	};

	if (!is_text_ready("device", board->device, why, size) ||
	    !is_text_ready("tftp", board->tftp, why, size)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!is_list_ready(lists[i].key, lists[i].list, why, size)) {
			return false;
		}
	}
	return true;
}
