/* SPDX-License-Identifier: Apache-2.0 */
/* Where the run was made, what differs from where the other one was, and how to make it again. */
#include "report/html.h"

#include <string.h>

#include "report/compare_env.h"
#include "report/escape.h"

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

struct differences {
	FILE *out;
	size_t n;
};

static void put_difference(void *arg, const char *key, const char *old_value, const char *new_value)
{
	struct differences *d = arg;

	if (d->n++ == 0) {
		fputs("<h3>What differs from the run compared with</h3>\n", d->out);
		html_open_scroll("What differs", 0, false, d->out);
		fputs("<table>\n<thead><tr>", d->out);
		html_put_head("what", "name", d->out);
		html_put_head("old", "name", d->out);
		html_put_head("new", "name", d->out);
		fputs("</tr></thead>\n<tbody>\n", d->out);
	}
	fputs("<tr><th scope=\"row\">", d->out);
	escape_html(key, d->out);
	fputs("</th><td class=\"name why\">", d->out);
	escape_html(old_value != NULL ? old_value : "not stated", d->out);
	fputs("</td><td class=\"name why\">", d->out);
	escape_html(new_value != NULL ? new_value : "not stated", d->out);
	fputs("</td></tr>\n", d->out);
}

void html_put_environment(const struct page *page, FILE *out)
{
	const struct run *run = page->run;
	struct differences d = { .out = out };

	html_open_section("environment", "Environment", out);
	if (page->extra->old_run != NULL) {
		compare_each_environment(page->extra->old_run, page->boots, put_difference, &d);
	}
	if (d.n > 0) {
		fputs("</tbody>\n</table>\n", out);
		html_close_scroll(out);
	}
	fputs("<div class=\"env\">\n", out);
	for (size_t i = 0; i < run->n_env; i++) {
		if (is_first_of_group(run, i)) {
			put_group(run, i, out);
		}
	}
	fputs("</div>\n</section>\n", out);
}

static void put_source(const struct run *run, FILE *out)
{
	const char *revision = run_find_env(run, "source.revision");

	if (revision == NULL || revision[0] == '\0') {
		fputs("The source revision is not known: the tree was no git repository. In the "
		      "same tree",
		      out);
		return;
	}
	fputs("At source revision ", out);
	html_put_element("code", revision, out);
	if (run_is_dirty(run)) {
		fputs(" and the changes that the tree had beside it, which this revision does not "
		      "hold",
		      out);
	}
}

void html_put_repeat(const struct page *page, FILE *out)
{
	html_open_section("repeat", "How to repeat", out);
	fputs("<p class=\"how\">", out);
	put_source(page->boots, out);
	fputs(":</p>\n<pre tabindex=\"0\"><code>", out);
	escape_html(page->boots->command, out);
	fputs("</code></pre>\n</section>\n", out);
}
