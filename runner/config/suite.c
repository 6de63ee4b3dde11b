/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/hint.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/source.h"
#include "config/strs.h"
#include "config/suite_refs.h"
#include "config/suite_rules.h"

void suite_free(struct suite_cfg *suite)
{
	if (suite == NULL) {
		return;
	}
	for (size_t i = 0; i < suite->n_boards; i++) {
		free(suite->boards[i].board);
		free(suite->boards[i].cpu);
	}
	free(suite->boards);
	free(suite->path);
	free(suite->name);
	free(suite->summary);
	strs_clear(&suite->toolchain);
	strs_clear(&suite->hal);
	strs_clear(&suite->switch_policy);
	strs_clear(&suite->vectors);
	strs_clear(&suite->flags);
	strs_clear(&suite->benchmarks);
	suite_rules_free(suite);
	free(suite);
}

/* The file's name without folders and .yaml; caller frees. NULL: out of memory. */
static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	bool has_suffix = dot != NULL && strcmp(dot, ".yaml") == 0;

	return strndup(base, has_suffix ? (size_t)(dot - base) : strlen(base));
}

static int set_texts(struct suite_cfg *cfg, const char *path, const struct key_value *summary)
{
	cfg->path = strdup(path);
	cfg->name = name_of(path);
	cfg->summary = strdup(summary->node != NULL ? summary->node->text : "");
	return cfg->path == NULL || cfg->name == NULL || cfg->summary == NULL ? -ENOMEM : 0;
}

/* What an image is built with. */
static int take_choices(const struct catalog *cat, const struct key_value *values,
			struct suite_cfg *cfg, struct faults *faults)
{
	const struct {
		enum suite_key key;
		struct folder_kind kind;
		struct str_list *out;
	} choices[] = {
		{ SUITE_TOOLCHAIN,
		  { "toolchain", "compiler", "compilers", &cat->toolchains },
		  &cfg->toolchain },
		{ SUITE_HAL, { "hal", "HAL binding", "bindings", &cat->hals }, &cfg->hal },
		{ SUITE_SWITCH,
		  { "switch", "switch policy", "policies", &cat->switches },
		  &cfg->switch_policy },
		{ SUITE_VECTORS,
		  { "vectors", "set of vectors", "sets", &cat->vectors },
		  &cfg->vectors },
		{ SUITE_FLAGS, { "flags", "set of flags", "sets", &cat->flags }, &cfg->flags },
	};
	int err = 0;

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]) && err == 0; i++) {
		const struct node *list = values[choices[i].key].node;

		if (list != NULL) {
			err = suite_take_folders(&choices[i].kind, list, choices[i].out, faults);
		}
	}
	return err;
}

static int fill_lists(const struct catalog *cat, const struct key_value *values,
		      struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	const struct node *boards = values[SUITE_BOARDS].node;
	const struct node *benchmarks = values[SUITE_BENCHMARKS].node;
	bool clock_is_known = values[SUITE_CLOCK].node != NULL;
	int err = take_choices(cat, values, cfg, faults);

	if (err == 0 && benchmarks != NULL) {
		err = suite_expand_benchmarks(cat, benchmarks, cfg, faults);
	}
	if (err == 0 && boards != NULL) {
		err = suite_expand_boards(cat, boards, clock_is_known, cfg, faults, d);
	}
	if (err == 0) {
		err = suite_take_rules(cat, values, cfg, faults, d);
	}
	return err;
}

static int fill_suite(const struct catalog *cat, const char *path, const struct key_value *values,
		      struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	int err = set_texts(cfg, path, &values[SUITE_SUMMARY]);

	if (err != 0) {
		return err;
	}
	if (!load_is_plain_name(cfg->name)) {
		struct mark at = { .file = path };

		fault_add(faults, at,
			  "'%s' is not a suite name (letters, digits and . _ - only, as it becomes "
			  "part "
			  "of file names)",
			  excerpt_of(cfg->name).text);
	}
	cfg->clock = values[SUITE_CLOCK].number == 0 ? CLOCK_EXACT : CLOCK_CNTVCT;
	cfg->samples = values[SUITE_SAMPLES].number;
	cfg->boots = values[SUITE_BOOTS].number;
	cfg->warmup = values[SUITE_WARMUP].number;
	cfg->timeout_s = values[SUITE_TIMEOUT_S].number;
	cfg->cold = values[SUITE_COLD].number != 0;
	cfg->load = values[SUITE_LOAD].number != 0;
	return fill_lists(cat, values, cfg, faults, d);
}

static int read_suite(const struct catalog *cat, const char *path, struct tree *tree,
		      struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	struct key_value values[SUITE_KEYS] = { 0 };
	int err = keys_read(&suite_keys, tree, path, values, faults);

	if (err == 0) {
		err = fill_suite(cat, path, values, cfg, faults, d);
	}
	key_values_clear(values, SUITE_KEYS);
	return err;
}

int suite_load_text(const struct catalog *cat, const char *path, const char *text, size_t len,
		    struct suite_cfg **out, struct diag *d)
{
	struct suite_cfg *cfg = calloc(1, sizeof(*cfg));
	struct faults faults = { 0 };
	struct tree tree;
	int told;
	int err;

	if (cfg == NULL) {
		return -ENOMEM;
	}
	err = tree_parse(path, text, len, &tree, &faults);
	if (err == 0) {
		err = read_suite(cat, path, &tree, cfg, &faults, d);
	}
	told = faults_tell(&faults, d);
	err = err != 0 ? err : told;
	tree_free(&tree);
	if (err != 0) {
		suite_free(cfg);
		return err;
	}
	*out = cfg;
	return 0;
}

int suite_load(const struct catalog *cat, const char *path, struct suite_cfg **out, struct diag *d)
{
	char *text = NULL;
	size_t len = 0;
	int err = source_read(path, &text, &len);
	struct hint hint;
	char *name;

	if (err == 0) {
		err = suite_load_text(cat, path, text, len, out, d);
		free(text);
		return err;
	}
	name = name_of(path);
	if (name == NULL) {
		return -ENOMEM;
	}
	hint_begin(&hint, name);
	strs_offer(&cat->suites, &hint);
	err = load_tell_unreadable(path, err, hint_finish(&hint, "suites"), d);
	free(name);
	return err;
}
