/* SPDX-License-Identifier: Apache-2.0 */
#include "report/compare_env.h"

#include <stdbool.h>
#include <string.h>

#include "report/grid.h"
#include "report/wrap.h"

#define INDENT 2u
#define HANG   ((size_t)4)

struct list {
	FILE *out;
	size_t columns;
	bool is_begun;
};

/* On one line where it fits, else the two values below each other. */
static void put_difference(void *arg, const char *key, const char *old_value, const char *new_value)
{
	struct list *list = arg;
	FILE *out = list->out;
	const char *left = old_value == NULL ? "(not stated)" : old_value;
	const char *right = new_value == NULL ? "(not stated)" : new_value;
	size_t len = INDENT + strlen(key) + strlen(left) + strlen(right) + strlen(":  -> ");
	size_t columns = list->columns > 2 * HANG ? list->columns : 2 * HANG;

	fputs(list->is_begun ? "" : "Environment differs:\n", out);
	list->is_begun = true;
	if (len <= columns) {
		fprintf(out, "%*s", (int)INDENT, "");
		wrap_put_harmless(key, strlen(key), out);
		fputs(": ", out);
		wrap_put_harmless(left, strlen(left), out);
		fputs(" -> ", out);
		wrap_put_harmless(right, strlen(right), out);
		fputc('\n', out);
	} else {
		wrap_put_broken(key, INDENT, HANG, columns, out);
		wrap_put_broken(left, HANG, HANG, columns, out);
		fprintf(out, "%*s->\n", (int)INDENT, "");
		wrap_put_broken(right, HANG, HANG, columns, out);
	}
}

/* Fewer samples are another measurement, though the verdicts take no notice where all are alike. */
static void take_samples(const struct run *old_run, const struct run *new_run,
			 compare_env_take take, void *arg)
{
	const size_t n[] = { run_get_facts(old_run).n_samples, run_get_facts(new_run).n_samples };
	char text[2][32];

	if (n[0] == n[1]) {
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		if (n[i] == 0) {
			snprintf(text[i], sizeof(text[i]), "(not the same everywhere)");
		} else {
			snprintf(text[i], sizeof(text[i]), "%zu", n[i]);
		}
	}
	take(arg, "samples a cell", text[0], text[1]);
}

/* Differs between any two runs, and says nothing of what they are. */
static bool is_of_the_moment(const char *key)
{
	static const char *const keys[] = { "host.load", "host.load_end", "ab.side", "ab.against" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(key, keys[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* An image that one side was not built into is no difference between two builds of it. */
static bool is_of_one_image(const char *key)
{
	return strncmp(key, "builds.", strlen("builds.")) == 0 ||
	       strncmp(key, "code.", strlen("code.")) == 0;
}

void compare_each_environment(const struct run *old_run, const struct run *new_run,
			      compare_env_take take, void *arg)
{
	for (size_t i = 0; i < old_run->n_env; i++) {
		const struct env_item *item = &old_run->env[i];
		const char *other = run_find_env(new_run, item->key);

		if (!is_of_the_moment(item->key) &&
		    (other == NULL ? !is_of_one_image(item->key)
				   : strcmp(other, item->value) != 0)) {
			take(arg, item->key, item->value, other);
		}
	}
	for (size_t i = 0; i < new_run->n_env; i++) {
		const struct env_item *item = &new_run->env[i];

		if (!is_of_the_moment(item->key) && !is_of_one_image(item->key) &&
		    run_find_env(old_run, item->key) == NULL) {
			take(arg, item->key, NULL, item->value);
		}
	}
	take_samples(old_run, new_run, take, arg);
}

void compare_print_environment(const struct run *old_run, const struct run *new_run, FILE *out,
			       size_t columns)
{
	struct list list = { .out = out, .columns = columns };

	compare_each_environment(old_run, new_run, put_difference, &list);
	fputs(list.is_begun ? "\n" : "", out);
}
