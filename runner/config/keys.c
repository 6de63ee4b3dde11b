/* SPDX-License-Identifier: Apache-2.0 */
#include "config/keys.h"

#include <stdio.h>
#include <string.h>

#include "config/hint.h"
#include "config/key_value.h"
#include "config/strs.h"

/* "did you mean ...? keys of a suite: ..." */
static const char *hint_keys(const struct key_set *set, const char *word, struct hint *hint)
{
	char what[32];

	snprintf(what, sizeof(what), "keys of a %s", set->what);
	hint_begin(hint, word);
	for (size_t i = 0; i < set->n; i++) {
		hint_offer(hint, set->keys[i].name);
	}
	return hint_finish(hint, what);
}

static void add_unknown_key(const struct key_set *set, const struct node *name,
			    struct faults *faults)
{
	struct hint hint;

	fault_add(faults, name->at, "unknown key '%s' (%s)", excerpt_of(name->text).text,
		  hint_keys(set, name->text, &hint));
}

/* The index of the key that @name names; set->n after telling why there is none. */
static size_t find_key(const struct key_set *set, const struct node *name, struct faults *faults)
{
	if (name->kind == NODE_LIST || name->kind == NODE_MAP) {
		fault_add(faults, name->at, "a %s cannot be a key (a word, as in 'summary: ...')",
			  name->kind == NODE_LIST ? "list" : "mapping");
	}
	if (name->kind != NODE_TEXT) {
		return set->n;
	}
	for (size_t i = 0; i < set->n; i++) {
		if (strcmp(name->text, set->keys[i].name) == 0) {
			return i;
		}
	}
	add_unknown_key(set, name, faults);
	return set->n;
}

static void read_pair(const struct key_set *set, struct node *name, struct key_value *values,
		      struct faults *faults)
{
	size_t i = find_key(set, name, faults);
	struct node *node = name->next;

	if (i == set->n) {
		return;
	}
	if (values[i].is_given) {
		fault_add(faults, name->at,
			  "duplicate key '%s' (keep one; the other is in line %u)", name->text,
			  values[i].name_at.line);
		return;
	}
	values[i].is_given = true;
	values[i].name_at = name->at;
	/* Without a value the file broke off here, and that was told. */
	if (node != NULL && key_value_check(&set->keys[i], node, &values[i].number, faults)) {
		values[i].node = node;
	}
}

static void add_missing(const struct key *key, struct mark at, struct faults *faults)
{
	struct takes takes = takes_of(key);

	fault_add(faults, at, "required key '%s' is missing (%s: %s)", key->name, key->name,
		  takes.text);
}

/* A default is YAML of ours, so it has no fault by itself; what does not fit the source tree is
 * told at @top. */
static int use_fallback(const struct key *key, struct mark top, struct key_value *value,
			struct faults *faults)
{
	struct tree *tree = &value->fallback;
	int err = tree_parse(top.file, key->fallback, strlen(key->fallback), tree, faults);

	if (err != 0 || !key_value_check(key, tree->root, &value->number, faults)) {
		return err;
	}
	for (struct node *item = tree->root->first; item != NULL; item = item->next) {
		item->at = top;
	}
	value->node = tree->root;
	return 0;
}

static int fill_missing(const struct key_set *set, const struct tree *tree,
			struct key_value *values, struct faults *faults)
{
	struct mark top = tree->root->at;
	int err = 0;

	for (size_t i = 0; i < set->n && err == 0; i++) {
		if (values[i].is_given) {
			continue;
		}
		if (set->keys[i].is_required && !tree->broken) {
			add_missing(&set->keys[i], top, faults);
		} else if (set->keys[i].fallback != NULL) {
			err = use_fallback(&set->keys[i], top, &values[i], faults);
		}
	}
	return err;
}

/* True when @tree has keys to check. */
static bool is_mapping(const struct key_set *set, const struct tree *tree, const char *file,
		       struct faults *faults)
{
	const struct node *root = tree->root;
	struct mark top = { .file = file, .line = 1, .col = 1 };
	struct hint hint;

	if (root != NULL && root->kind == NODE_MAP) {
		return true;
	}
	/* A fault of syntax was told already: it is the reason that there is no mapping. */
	if (tree->broken || (root != NULL && root->kind == NODE_BAD)) {
		return false;
	}
	if (root == NULL || (root->kind == NODE_TEXT && root->plain && root->text[0] == '\0')) {
		fault_add(faults, top, "the file is empty (%s)", hint_keys(set, "", &hint));
	} else {
		fault_add(faults, root->at, "this is a %s, not 'key: value' lines (%s)",
			  root->kind == NODE_LIST ? "list" : "text", hint_keys(set, "", &hint));
	}
	return false;
}

int keys_read(const struct key_set *set, struct tree *tree, const char *file,
	      struct key_value *values, struct faults *faults)
{
	if (!is_mapping(set, tree, file, faults)) {
		return 0;
	}
	for (struct node *name = tree->root->first; name != NULL && !faults->full;
	     name = name->next != NULL ? name->next->next : NULL) {
		read_pair(set, name, values, faults);
	}
	return fill_missing(set, tree, values, faults);
}

void key_values_clear(struct key_value *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		tree_free(&values[i].fallback);
	}
}

int key_value_take_list(const struct key_value *value, struct str_list *out)
{
	int err = 0;

	if (value->node == NULL) {
		return 0;
	}
	for (const struct node *item = value->node->first; item != NULL && err == 0;
	     item = item->next) {
		if (item->kind == NODE_TEXT) {
			err = strs_add(out, item->text);
		}
	}
	return err;
}
