/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/gate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate_private.h"

const struct gate_rules gate_rules_default = {
	.effect = 0.02,
	.p99_effect = 0.10,
	.fdr = 0.05,
	.screen = 0.05,
	.sees = 0.10,
};

static const char *const verdict_names[] = {
	[VERDICT_UNCHANGED] = "unchanged", [VERDICT_IMPROVED] = "improved",
	[VERDICT_REGRESSED] = "regressed", [VERDICT_INCONCLUSIVE] = "inconclusive",
	[VERDICT_MISSING] = "missing",     [VERDICT_NA] = "not applicable",
};
_Static_assert(sizeof(verdict_names) / sizeof(verdict_names[0]) == N_VERDICTS, "one name each");

static const char *const metric_names[] = {
	[METRIC_MEDIAN] = "median", [METRIC_P99] = "p99",         [METRIC_MEAN] = "mean",
	[METRIC_EXITS] = "exits",   [METRIC_SAMPLES] = "samples",
};
_Static_assert(sizeof(metric_names) / sizeof(metric_names[0]) == N_METRICS, "one name each");

static const char *const floor_names[] = {
	[FLOOR_EFFECT] = "effect",           [FLOOR_TICKS] = "two ticks",
	[FLOOR_AA] = "halves of a side",     [FLOOR_LAYOUT] = "link order",
	[FLOOR_ORDER] = "p99 within a boot",
};

/* --across */
static const struct {
	const char *name;
	unsigned bit;
} across_names[] = {
	{ "board", ACROSS_BOARD },     { "cpu", ACROSS_CPU },   { "toolchain", ACROSS_TOOLCHAIN },
	{ "flags", ACROSS_FLAGS },     { "hal", ACROSS_HAL },   { "switch", ACROSS_SWITCH },
	{ "vectors", ACROSS_VECTORS }, { "qemu", ACROSS_QEMU },
};

const char *gate_verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

const char *gate_metric_name(enum gate_metric metric)
{
	return metric_names[metric];
}

const char *gate_floor_name(enum gate_floor floor)
{
	return floor_names[floor];
}

const char *gate_across_name(unsigned bit)
{
	for (size_t i = 0; i < sizeof(across_names) / sizeof(across_names[0]); i++) {
		if (across_names[i].bit == bit) {
			return across_names[i].name;
		}
	}
	return NULL;
}

static unsigned across_bit(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(across_names) / sizeof(across_names[0]); i++) {
		if (strlen(across_names[i].name) == len &&
		    strncmp(across_names[i].name, word, len) == 0) {
			return across_names[i].bit;
		}
	}
	return 0;
}

int gate_parse_across(const char *words, unsigned *out, const char **bad)
{
	unsigned across = 0;

	for (const char *word = words;; word++) {
		size_t len = strcspn(word, ",");
		unsigned bit = across_bit(word, len);

		if (bit == 0) {
			*bad = word;
			return -EINVAL;
		}
		across |= bit;
		word += len;
		if (*word == '\0') {
			*out = across;
			return 0;
		}
	}
}

/* Cut text may end in a part of a character, which no reader of UTF-8 takes. */
static void cut_at_character(char *text)
{
	size_t len = strlen(text);

	while (len > 0 && ((unsigned char)text[len - 1] & 0xc0u) == 0x80u) {
		len--;
	}
	if (len > 0 && ((unsigned char)text[len - 1] & 0x80u) != 0) {
		len--;
	}
	text[len] = '\0';
}

void gate_say(struct gate_row *row, const char *format, ...)
{
	size_t used = strlen(row->why);
	size_t room;
	va_list args;
	int len;

	if (used > 0) {
		used += (size_t)snprintf(row->why + used, sizeof(row->why) - used, "; ");
	}
	if (used >= sizeof(row->why)) {
		return;
	}
	room = sizeof(row->why) - used;
	va_start(args, format);
	len = vsnprintf(row->why + used, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room) {
		cut_at_character(row->why);
	}
}

static void say_without(struct gate_row *row, const struct figures *one, const char *side)
{
	if (one->n_without > 0) {
		gate_say(row, "%s: %" PRIu64 " of %" PRIu64 " boots gave no result: %s", side,
			 one->n_without, one->n_without + one->n_boots,
			 one->error != NULL ? one->error : "no reason is known");
	}
}

/* As a counter can give: of a file that was edited it may be anything. */
static bool is_figure(double value)
{
	return value >= 0 && value <= 18446744073709551616.0;
}

static bool has_figures(const struct figures *one)
{
	for (size_t i = 0; i < one->n_boots; i++) {
		const struct boot_figure *boot = &one->boots[i];

		if (!is_figure(boot->median) || !is_figure(boot->tick) ||
		    (boot->has_p99 && (!is_figure(boot->p99) || !is_figure(boot->p99_low) ||
				       !is_figure(boot->p99_high)))) {
			return false;
		}
	}
	return one->n_boots + one->n_values > 0;
}

/* True when there is nothing to compare on this side. */
static bool side_fails(struct gate_row *row, const struct figures *one, const char *side)
{
	static const char *const what[] = {
		[CELL_OK] = "no figures, or such that no counter gives",
		[CELL_MISSING] = "no result",
		[CELL_SPOILED] = "spoiled",
		[CELL_NA] = "not applicable",
	};

	if (one->status == CELL_OK && has_figures(one)) {
		return false;
	}
	gate_say(row, "%s: %s%s%s", side, what[one->status], one->error != NULL ? ": " : "",
		 one->error != NULL ? one->error : "");
	return true;
}

static bool is_exact(const struct figures *one)
{
	return strcmp(one->key.clock, "exact") == 0;
}

/* True when there is nothing that could have a figure. */
static bool settle_na(struct gate_row *row, const struct gate_rules *rules)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;

	if (b == NULL || b->status != CELL_NA ||
	    (a != NULL ? a->status != CELL_NA : !rules->old_is_baselines)) {
		return false;
	}
	row->verdict = VERDICT_NA;
	row->why[0] = '\0'; /* of what is near it, which does not matter then */
	if (b->error != NULL) {
		gate_say(row, "%s", b->error);
	}
	return true;
}

/* True when the row has its verdict; else both sides have figures. */
static bool settle_missing(struct gate_row *row)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;
	bool fails = a == NULL || b == NULL;

	row->verdict = VERDICT_MISSING;
	fails = (a != NULL && side_fails(row, a, "old")) || fails;
	fails = (b != NULL && side_fails(row, b, "new")) || fails;
	if (fails) {
		return true;
	}
	if (strcmp(a->unit, b->unit) != 0) {
		gate_say(row, "old is in %s, new in %s", a->unit, b->unit);
		return true;
	}
	say_without(row, a, "old");
	say_without(row, b, "new");
	return row->is_exact && (a->n_without > 0 || b->n_without > 0);
}

static void judge_row(struct gate_row *row, const struct gate_rules *rules)
{
	row->is_exact = is_exact(row->old_figures != NULL ? row->old_figures : row->new_figures);
	if (row->old_figures != NULL) {
		row->n_old = row->old_figures->n_boots;
		row->old_value = figures_median(row->old_figures);
	}
	if (row->new_figures != NULL) {
		row->n_new = row->new_figures->n_boots;
		row->new_value = figures_median(row->new_figures);
	}
	if (settle_na(row, rules) || settle_missing(row)) {
		return;
	}
	if (row->is_exact) {
		gate_judge_exact(row);
	} else {
		row->verdict = VERDICT_INCONCLUSIVE;
	}
}

bool gate_row_is_noisy(const struct gate_row *row)
{
	return !row->is_exact && row->verdict == VERDICT_INCONCLUSIVE;
}

int gate_judge(const struct figure_set *old_set, const struct figure_set *new_set,
	       const struct gate_rules *rules, struct gate_result *out)
{
	struct gate_result result = { .rules = *rules };
	int err = gate_pair(old_set, new_set, &result);

	for (size_t i = 0; i < result.n && err == 0; i++) {
		judge_row(&result.rows[i], rules);
	}
	if (err == 0) {
		err = gate_judge_boards(&result);
	}
	if (err != 0) {
		gate_free(&result);
		return err;
	}
	for (size_t i = 0; i < result.n; i++) {
		result.count[result.rows[i].verdict]++;
	}
	*out = result;
	return 0;
}

struct gate_rules gate_rules_confirmed(const struct gate_result *first)
{
	struct gate_rules rules = first->rules;

	rules.can_confirm = false;
	rules.first_boots = 0;
	for (size_t i = 0; i < first->n; i++) {
		const struct gate_row *row = &first->rows[i];
		size_t most = row->n_old > row->n_new ? row->n_old : row->n_new;

		rules.first_boots = most > rules.first_boots ? most : rules.first_boots;
	}
	return rules;
}

void gate_free(struct gate_result *result)
{
	free(result->rows);
	*result = (struct gate_result){ 0 };
}

int gate_exit_code(const struct gate_result *result)
{
	if (result->count[VERDICT_REGRESSED] > 0) {
		return 1;
	}
	return result->n == 0 || result->count[VERDICT_MISSING] > 0 ||
			       result->count[VERDICT_INCONCLUSIVE] > 0
		       ? 3
		       : 0;
}
