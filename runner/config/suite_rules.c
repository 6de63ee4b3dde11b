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

static void rule_clear(struct suite_rule *rule)
{
	for (size_t i = 0; i < CELL_FIELDS; i++) {
		free(rule->patterns[i]);
	}
	*rule = (struct suite_rule){ 0 };
}

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

static int take_term(struct reading *r, const char *term)
{
	enum cell_field field = find_field(term);
	const char *pattern = strchr(term, '=');

	if (field == CELL_FIELDS) {
		tell_no_field(r, term);
		return 0;
	}
	if (r->rule.patterns[field] != NULL || pattern[1] == '\0') {
		r->is_bad = true;
		fault_add(r->faults, r->item->at, "%s: '%s' %s", r->key, excerpt_of(term).text,
			  pattern[1] == '\0' ? "has no pattern (* is any)"
					     : "is a second pattern of its field (keep one)");
		return 0;
	}
	r->rule.patterns[field] = strdup(pattern + 1);
	return r->rule.patterns[field] != NULL ? 0 : -ENOMEM;
}

/* Names of the tree that @field may have; a CPU is its board's to know. */
static const struct str_list *known_names(const struct catalog *cat, enum cell_field field)
{
	const struct str_list *const lists[CELL_FIELDS] = {
		[FIELD_BOARD] = &cat->boards,         [FIELD_CPU] = NULL,
		[FIELD_TOOLCHAIN] = &cat->toolchains, [FIELD_HAL] = &cat->hals,
		[FIELD_SWITCH] = &cat->switches,      [FIELD_VECTORS] = &cat->vectors,
		[FIELD_FLAGS] = &cat->flags,          [FIELD_BENCHMARK] = NULL,
	};

	return lists[field];
}

/* Those of the tree that @pattern matches, to @out; NULL: they are only counted. */
static int take_known(const struct catalog *cat, enum cell_field field, const char *pattern,
		      struct str_list *out, size_t *n)
{
	const struct str_list *known = known_names(cat, field);
	size_t n_known = known != NULL ? known->n : cat->n_benches;
	int err = 0;

	for (size_t i = 0; i < n_known && err == 0; i++) {
		const char *name = known != NULL ? known->items[i] : cat->benches[i].name;

		if (fnmatch(pattern, name, 0) == 0) {
			(*n)++;
			err = out != NULL ? strs_add(out, name) : 0;
		}
	}
	return err;
}

static void tell_no_match(struct reading *r, enum cell_field field)
{
	const struct str_list *known = known_names(r->cat, field);
	struct hint hint;

	r->is_bad = true;
	hint_begin(&hint, r->rule.patterns[field]);
	if (known != NULL) {
		strs_offer(known, &hint);
	} else {
		for (size_t i = 0; i < r->cat->n_benches; i++) {
			hint_offer(&hint, r->cat->benches[i].name);
		}
	}
	fault_add(r->faults, r->item->at, "%s: '%s=%s' matches none (%s)", r->key,
		  suite_field_names[field], excerpt_of(r->rule.patterns[field]).text,
		  hint_finish(&hint, "have"));
}

static int read_rule(struct reading *r)
{
	char *text = strdup(r->item->text);
	char *rest = text;
	int err = text != NULL ? 0 : -ENOMEM;
	char *term;
	size_t n_terms = 0;

	while (err == 0 && (term = strsep(&rest, " ")) != NULL) {
		if (term[0] != '\0') {
			n_terms++;
			err = take_term(r, term);
		}
	}
	free(text);
	if (err == 0 && n_terms == 0) {
		tell_no_field(r, "");
	}
	for (enum cell_field field = 0; field < CELL_FIELDS && err == 0; field++) {
		size_t n = 0;

		if (r->rule.patterns[field] == NULL || field == FIELD_CPU) {
			continue;
		}
		err = take_known(r->cat, field, r->rule.patterns[field], NULL, &n);
		if (n == 0) {
			tell_no_match(r, field);
		}
	}
	return err;
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

static int keep_exclude(struct suite_cfg *cfg, struct suite_rule *rule)
{
	struct suite_rule *rules = reallocarray(cfg->exclude, cfg->n_exclude + 1, sizeof(*rules));

	if (rules == NULL) {
		return -ENOMEM;
	}
	cfg->exclude = rules;
	rules[cfg->n_exclude++] = *rule;
	*rule = (struct suite_rule){ 0 };
	return 0;
}

/* The lists of an include: what the rule names of the tree, the rest as the suite has it. */
static int fill_lists(const struct reading *r, const struct suite_cells *suite,
		      struct suite_cells *out)
{
	int err = 0;

	for (enum cell_field field = FIELD_TOOLCHAIN; field < CELL_FIELDS && err == 0; field++) {
		const char *pattern = r->rule.patterns[field];
		size_t n = 0;

		if (pattern != NULL) {
			err = take_known(r->cat, field, pattern, &out->lists[field], &n);
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
	int err = read_rule(r);

	if (err == 0 && !is_include) {
		check_cpu(r, cfg);
	}
	if (err == 0 && !r->is_bad) {
		err = is_include ? keep_include(r, cfg, d) : keep_exclude(cfg, &r->rule);
	}
	rule_clear(&r->rule);
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
		rule_clear(&cfg->exclude[i]);
	}
	for (size_t i = 0; i < cfg->n_include; i++) {
		suite_cells_clear(&cfg->include[i]);
	}
	free(cfg->exclude);
	free(cfg->include);
}
