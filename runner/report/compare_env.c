/* SPDX-License-Identifier: Apache-2.0 */
#include "report/compare_env.h"

#include <string.h>

#include "report/missing.h"

#define COLUMNS_MAX 100u
#define INDENT      2u

static const char *find_env(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			return run->env[i].value;
		}
	}
	return NULL;
}

/* On one line where it fits, else the two values below each other. */
static void print_difference(const char *key, const char *old_value, const char *new_value,
			     bool is_first, FILE *out)
{
	const char *left = old_value == NULL ? "(not stated)" : old_value;
	const char *right = new_value == NULL ? "(not stated)" : new_value;
	const char *before = INDENT + strlen(key) + strlen(left) + strlen(right) + 6 <= COLUMNS_MAX
				     ? ": "
				     : ":\n    ";
	const char *between = before[1] == ' ' ? " -> " : "\n -> ";

	fputs(is_first ? "Environment differs:\n" : "", out);
	fprintf(out, "%*s", (int)INDENT, "");
	missing_put_harmless(key, strlen(key), out);
	fputs(before, out);
	missing_put_harmless(left, strlen(left), out);
	fputs(between, out);
	missing_put_harmless(right, strlen(right), out);
	fputc('\n', out);
}

void compare_print_environment(const struct run *old_run, const struct run *new_run, FILE *out)
{
	bool is_first = true;

	for (size_t i = 0; i < old_run->n_env; i++) {
		const struct env_item *item = &old_run->env[i];
		const char *other = find_env(new_run, item->key);

		if (other == NULL || strcmp(other, item->value) != 0) {
			print_difference(item->key, item->value, other, is_first, out);
			is_first = false;
		}
	}
	for (size_t i = 0; i < new_run->n_env; i++) {
		const struct env_item *item = &new_run->env[i];

		if (find_env(old_run, item->key) == NULL) {
			print_difference(item->key, NULL, item->value, is_first, out);
			is_first = false;
		}
	}
	fputs(is_first ? "" : "\n", out);
}
