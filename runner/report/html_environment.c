/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "report/html.h"

static size_t group_len(const char *key)
{
	return strcspn(key, ".");
}

static bool same_env_group(const struct env_item *a, const struct env_item *b)
{
	size_t len = group_len(a->key);

	return len == group_len(b->key) && strncmp(a->key, b->key, len) == 0;
}

static bool is_first_of_group(const struct run *run, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (same_env_group(&run->env[i], &run->env[index])) {
			return false;
		}
	}
	return true;
}

static void put_group(const struct run *run, size_t first, FILE *out)
{
	char group[64];

	snprintf(group, sizeof(group), "%.*s", (int)group_len(run->env[first].key),
		 run->env[first].key);
	fputs("<div>\n", out);
	html_put_element("h3", group, out);
	fputs("\n<dl>\n", out);
	for (size_t i = first; i < run->n_env; i++) {
		const struct env_item *item = &run->env[i];

		if (same_env_group(&run->env[first], item)) {
			const char *dot = strchr(item->key, '.');

			html_put_element("dt", dot == NULL ? item->key : dot + 1, out);
			html_put_element("dd", item->value, out);
			fputc('\n', out);
		}
	}
	fputs("</dl>\n</div>\n", out);
}

void html_put_environment(const struct run *run, FILE *out)
{
	fputs("<section>\n<h2>Environment</h2>\n<div class=\"env\">\n", out);
	for (size_t i = 0; i < run->n_env; i++) {
		if (is_first_of_group(run, i)) {
			put_group(run, i, out);
		}
	}
	fputs("</div>\n</section>\n", out);
}
