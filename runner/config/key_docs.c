/* SPDX-License-Identifier: Apache-2.0 */
/* The key tables as Markdown, for docs/formats. */
#include "config/keys.h"

static void print_type(FILE *out, const struct key *key)
{
	switch (key->type) {
	case KEY_TEXT:
		fputs("text", out);
		break;
	case KEY_KEYS:
		fputs("text, control characters too", out);
		break;
	case KEY_NUMBER:
		fputs("whole number", out);
		break;
	case KEY_WORD:
		fputs("word", out);
		break;
	case KEY_LIST:
		fprintf(out, "list: %s", key->item);
		break;
	case KEY_SET:
		fprintf(out, "list, no item twice: %s", key->item);
		break;
	}
}

static void print_range(FILE *out, const struct key *key)
{
	if (key->type != KEY_WORD) {
		fprintf(out, "%u..%u | %s", key->min, key->max, key->unit);
		return;
	}
	for (size_t i = 0; key->words[i] != NULL; i++) {
		fprintf(out, "%s`%s`", i > 0 ? ", " : "", key->words[i]);
	}
	fputs(" | -", out);
}

static void print_key(FILE *out, const struct key *key)
{
	fprintf(out, "| `%s` | ", key->name);
	print_type(out, key);
	if (key->fallback != NULL) {
		fprintf(out, " | `%s` | ", key->fallback);
	} else {
		fprintf(out, " | %s | ", key->is_required ? "required" : "none");
	}
	print_range(out, key);
	fprintf(out, " | %s |\n", key->help);
}

void config_print_keys(FILE *out, enum config_kind kind)
{
	const struct key_set *set = kind == CONFIG_SUITE ? &suite_keys : &board_keys;

	fputs("| Key | Type | Default | Range | Unit | Meaning |\n"
	      "|---|---|---|---|---|---|\n",
	      out);
	for (size_t i = 0; i < set->n; i++) {
		print_key(out, &set->keys[i]);
	}
}
