/* SPDX-License-Identifier: Apache-2.0 */
#include "config/suite_rules.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "config/hint.h"
#include "config/strs.h"
#include "config/suite_cells.h"

const char *const suite_field_names[CELL_FIELDS] = {
	[FIELD_BOARD] = "board",         [FIELD_CPU] = "cpu",
	[FIELD_TOOLCHAIN] = "toolchain", [FIELD_HAL] = "hal",
	[FIELD_SWITCH] = "switch",       [FIELD_VECTORS] = "vectors",
	[FIELD_FLAGS] = "flags",         [FIELD_BENCHMARK] = "benchmark",
};

/* A rule as it is read. */
struct reading {
	const struct catalog *cat;
	const char *key; /* exclude, include */
	const struct node *item;
	struct suite_rule rule;
	bool is_bad;
	struct faults *faults;
};

static void tell_no_field(struct reading *r, const char *term)
{
	struct hint hint;
	const char *equals = strchr(term, '=');

	r->is_bad = true;
	if (equals == NULL) {
		fault_add(r->faults, r->item->at,
			  "%s: '%s' is no term of a rule (field=pattern, as in 'flags=lto "
			  "board=virt*')",
			  r->key, excerpt_of(term).text);
		return;
	}
	hint_begin(&hint, term);
	for (size_t i = 0; i < CELL_FIELDS; i++) {
		hint_offer(&hint, suite_field_names[i]);
	}
	fault_add(r->faults, r->item->at, "%s: a cell has no field '%.*s' (%s)", r->key,
		  (int)(equals - term), term, hint_finish(&hint, "fields"));
}

static enum cell_field find_field(const char *term)
{
	size_t len = strcspn(term, "=");
	enum cell_field field = 0;

	while (field < CELL_FIELDS &&
	       (term[len] == '\0' || strlen(suite_field_names[field]) != len ||
		strncmp(suite_field_names[field], term, len) != 0)) {
		field++;
	}
	return field;
}

static void take_term(struct reading *r, const char *term)
{
	enum cell_field field = find_field(term);
	const char *pattern = strchr(term, '=');

	if (field == CELL_FIELDS) {
		tell_no_field(r, term);
		return;
	}
	if (r->rule.patterns[field] != NULL || pattern[1] == '\0') {
		r->is_bad = true;
		fault_add(r->faults, r->item->at, "%s: '%s' %s", r->key, excerpt_of(term).text,
			  pattern[1] == '\0' ? "has no pattern (* is any)"
					     : "is a second pattern of its field (keep one)");
		return;
	}
	r->rule.patterns[field] = pattern + 1;
}

/* The i-th name of the tree that @field may have, NULL behind the last; a CPU is its board's to know. */
static const char *known_name(const struct catalog *cat, enum cell_field field, size_t i)
{
	const struct str_list none = { 0 };
	const struct str_list *const lists[CELL_FIELDS] = {
		[FIELD_BOARD] = &cat->boards,         [FIELD_CPU] = &none,
		[FIELD_TOOLCHAIN] = &cat->toolchains, [FIELD_HAL] = &cat->hals,
		[FIELD_SWITCH] = &cat->switches,      [FIELD_VECTORS] = &cat->vectors,
		[FIELD_FLAGS] = &cat->flags,          [FIELD_BENCHMARK] = &none,
	};

	if (field == FIELD_BENCHMARK) {
		return i < cat->n_benches ? cat->benches[i].name : NULL;
	}
	return i < lists[field]->n ? lists[field]->items[i] : NULL;
}

static bool has_known(const struct catalog *cat, enum cell_field field, const char *pattern)
{
	const char *name;

	for (size_t i = 0; (name = known_name(cat, field, i)) != NULL; i++) {
		if (fnmatch(pattern, name, 0) == 0) {
			return true;
		}
	}
	return false;
}

static int take_known(const struct catalog *cat, enum cell_field field, const char *pattern,
		      struct str_list *out)
{
	const char *name;
	int err = 0;

	for (size_t i = 0; err == 0 && (name = known_name(cat, field, i)) != NULL; i++) {
		err = fnmatch(pattern, name, 0) == 0 ? strs_add(out, name) : 0;
	}
	return err;
}

static void tell_no_match(struct reading *r, enum cell_field field)
{
	const char *name;
	struct hint hint;

	r->is_bad = true;
	hint_begin(&hint, r->rule.patterns[field]);
	for (size_t i = 0; (name = known_name(r->cat, field, i)) != NULL; i++) {
		hint_offer(&hint, name);
	}
	fault_add(r->faults, r->item->at, "%s: '%s=%s' matches none (%s)", r->key,
		  suite_field_names[field], excerpt_of(r->rule.patterns[field]).text,
		  hint_finish(&hint, "have"));
}

/* @text: changed, and pointed into from then on. */
static void read_rule(struct reading *r, char *text)
{
	size_t n_terms = 0;
	const char *term;

	while ((term = strsep(&text, " ")) != NULL) {
		if (term[0] != '\0') {
			n_terms++;
			take_term(r, term);
		}
	}
	if (n_terms == 0) {
		tell_no_field(r, "");
	}
	for (enum cell_field field = 0; field < CELL_FIELDS; field++) {
		if (r->rule.patterns[field] != NULL && field != FIELD_CPU &&
		    !has_known(r->cat, field, r->rule.patterns[field])) {
			tell_no_match(r, field);
		}
	}
}

/* Those of the suite: there is nothing else to leave out. */
static void check_cpu(struct reading *r, const struct suite_cfg *cfg)
{
	const char *pattern = r->rule.patterns[FIELD_CPU];
	bool has_match = pattern == NULL;
	struct hint hint;

	hint_begin(&hint, pattern != NULL ? pattern : "");
	for (size_t i = 0; i < cfg->n_boards && pattern != NULL; i++) {
		has_match |= fnmatch(pattern, cfg->boards[i].cpu, 0) == 0;
		hint_offer(&hint, cfg->boards[i].cpu);
	}
	if (!has_match) {
		r->is_bad = true;
		fault_add(r->faults, r->item->at, "%s: 'cpu=%s' matches none (%s)", r->key,
			  excerpt_of(pattern).text, hint_finish(&hint, "CPUs of the suite"));
	}
}

/* @text, what the patterns of @rule point into, goes with it. */
static int keep_exclude(struct suite_cfg *cfg, const struct suite_rule *rule, char **text)
{
	struct suite_rule *rules = reallocarray(cfg->exclude, cfg->n_exclude + 1, sizeof(*rules));

	if (rules == NULL) {
		return -ENOMEM;
	}
	cfg->exclude = rules;
	rules[cfg->n_exclude] = *rule;
	rules[cfg->n_exclude++].text = *text;
	*text = NULL;
	return 0;
}

/* The lists of an include: what the rule names of the tree, the rest as the suite has it. */
static int fill_lists(const struct reading *r, const struct suite_cells *suite,
		      struct suite_cells *out)
{
	int err = 0;

	for (enum cell_field field = FIELD_TOOLCHAIN; field < CELL_FIELDS && err == 0; field++) {
		const char *pattern = r->rule.patterns[field];

		if (pattern != NULL) {
			err = take_known(r->cat, field, pattern, &out->lists[field]);
			continue;
		}
		for (size_t i = 0; i < suite->lists[field].n && err == 0; i++) {
			err = strs_add(&out->lists[field], suite->lists[field].items[i]);
		}
	}
	return err;
}

static int keep_include(struct reading *r, struct suite_cfg *cfg, struct diag *d)
{
	struct suite_cells own = suite_lists(cfg);
	struct suite_cells *all = reallocarray(cfg->include, cfg->n_include + 1, sizeof(*all));
	struct suite_cells *cells;
	int err;

	if (all == NULL) {
		return -ENOMEM;
	}
	cfg->include = all;
	cells = &all[cfg->n_include];
	*cells = (struct suite_cells){ 0 };
	err = fill_lists(r, &own, cells);
	if (err == 0) {
		err = suite_cells_take_boards(r->cat, cfg->clock, &r->rule, &own, cells, d);
	}
	if (err == 0 && cells->n_boards == 0) {
		fault_add(r->faults, r->item->at,
			  "include: '%s' is of no board and CPU that has the suite's clock",
			  excerpt_of(r->item->text).text);
	} else if (err == 0 && !suite_cells_have_new(cfg, cells)) {
		fault_add(r->faults, r->item->at,
			  "include: '%s' adds no cell (the lists, or rules above, have them all)",
			  excerpt_of(r->item->text).text);
	} else if (err == 0) {
		cfg->n_include++;
		return 0;
	}
	suite_cells_clear(cells);
	return err;
}

static int take_rule(struct reading *r, struct suite_cfg *cfg, bool is_include, struct diag *d)
{
	char *text = strdup(r->item->text);
	int err = 0;

	if (text == NULL) {
		return -ENOMEM;
	}
	read_rule(r, text);
	if (!is_include) {
		check_cpu(r, cfg);
	}
	if (!r->is_bad) {
		err = is_include ? keep_include(r, cfg, d) : keep_exclude(cfg, &r->rule, &text);
	}
	free(text);
	return err;
}

/* Each of the list's; NULL: there is none. */
static int take_list(const struct catalog *cat, const struct node *list, bool is_include,
		     struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	int err = 0;

	for (const struct node *item = list != NULL ? list->first : NULL;
	     item != NULL && err != -ENOMEM; item = item->next) {
		struct reading r = { .cat = cat,
				     .key = is_include ? "include" : "exclude",
				     .item = item,
				     .faults = faults };
		int one = item->kind == NODE_TEXT ? take_rule(&r, cfg, is_include, d) : 0;

		err = one != 0 ? one : err;
	}
	return err;
}

int suite_take_rules(const struct catalog *cat, const struct key_value *values,
		     struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	const struct node *exclude = values[SUITE_EXCLUDE].node;
	bool can_tell = faults->n == 0; /* else lists may be empty for another reason */
	int err = take_list(cat, exclude, false, cfg, faults, d);

	if (err == 0 && can_tell && faults->n == 0 && exclude != NULL &&
	    !suite_cells_are_left(cfg)) {
		fault_add(faults, exclude->at, "exclude: its rules leave no cell of the suite");
	}
	return err == 0 && can_tell && faults->n == 0
		       ? take_list(cat, values[SUITE_INCLUDE].node, true, cfg, faults, d)
		       : err;
}

void suite_rules_free(struct suite_cfg *cfg)
{
	for (size_t i = 0; i < cfg->n_exclude; i++) {
		free(cfg->exclude[i].text);
	}
	for (size_t i = 0; i < cfg->n_include; i++) {
		suite_cells_clear(&cfg->include[i]);
	}
	free(cfg->exclude);
	free(cfg->include);
}
