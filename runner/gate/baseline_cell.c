/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a baseline file. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "config/hint.h"
#include "gate/baseline_get.h"
#include "store/file.h"
#include "store/text.h"

int baseline_no_memory(const struct json_at *at)
{
	return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
}

struct json_at baseline_inner(const struct json_at *at, const char *key)
{
	struct json_at inner = *at;
	size_t used = strlen(inner.path);

	snprintf(inner.path + used, sizeof(inner.path) - used, "%s%s", used > 0 ? "." : "", key);
	return inner;
}

int baseline_only_keys(const struct json_at *at, json_t *object, const char *const *known)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		struct hint hint;
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], key) != 0) {
			i++;
		}
		if (known[i] != NULL) {
			continue;
		}
		hint_begin(&hint, key);
		for (i = 0; known[i] != NULL; i++) {
			hint_offer(&hint, known[i]);
		}
		return json_bad(at, key, "is no key here (%s; " BASELINE_DOCS ")",
				hint_finish(&hint, "have"));
	}
	return 0;
}

int baseline_get_uint(const struct json_at *at, const json_t *object, const char *key,
		      uint64_t least, uint64_t *out)
{
	uint64_t value = 0;
	int error = json_get_uint(at, object, key, least, &value);

	if (error == 0 && value > BASELINE_LARGEST) {
		error = json_bad(at, key,
				 "%" PRIu64 " is above 2^62 (a smaller one would be right)", value);
	}
	if (error == 0) {
		*out = value;
	}
	return error;
}

static int compare_values(const void *left, const void *right)
{
	const struct value_count *a = left;
	const struct value_count *b = right;

	return (a->value > b->value) - (a->value < b->value);
}

/* Without leading zeros, so that no value can stand twice under two names. */
static int parse_value(const struct json_at *at, const char *text, uint64_t *out)
{
	size_t len = strspn(text, "0123456789");
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	if (len == 0 || text[len] != '\0' || (text[0] == '0' && len > 1) || errno != 0 ||
	    *out > BASELINE_LARGEST) {
		return json_bad(
			at, "",
			"'%.40s' is no value of a sample (digits without leading zeros, up to "
			"2^62, would be right)",
			text);
	}
	return 0;
}

static int read_samples(const struct json_at *at, const json_t *object, struct figures *cell)
{
	struct json_at inner = baseline_inner(at, "samples");
	const char *text;
	json_t *samples;
	json_t *count;
	int error = json_get_object(at, object, "samples", &samples);

	if (error == 0 && json_object_size(samples) == 0) {
		error = json_bad(at, "samples", "is empty (a value and how often would be right)");
	}
	if (error != 0) {
		return error;
	}
	cell->values = calloc(json_object_size(samples), sizeof(*cell->values));
	if (cell->values == NULL) {
		return baseline_no_memory(at);
	}
	json_object_foreach(samples, text, count)
	{
		struct value_count *value = &cell->values[cell->n_values++];

		error = parse_value(&inner, text, &value->value);
		if (error == 0) {
			error = baseline_get_uint(&inner, samples, text, 1, &value->count);
		}
		if (error != 0) {
			return error;
		}
		cell->n += value->count;
		if (cell->n > BASELINE_LARGEST) {
			return json_bad(at, "samples", "are more than 2^62 together");
		}
	}
	qsort(cell->values, cell->n_values, sizeof(*cell->values), compare_values);
	return 0;
}

/* All boots of an exact cell agree: one stands for them. */
static int add_exact_boot(const struct json_at *at, struct figures *cell)
{
	cell->boots = calloc(1, sizeof(*cell->boots));
	if (cell->boots == NULL) {
		return baseline_no_memory(at);
	}
	cell->boots[cell->n_boots++] = (struct boot_figure){ .n = cell->n,
							     .tick = 1 / (double)cell->batch,
							     .median = figures_median(cell) };
	return 0;
}

static int compare_exits(const void *left, const void *right)
{
	const struct exit_rate *a = left;
	const struct exit_rate *b = right;

	return strcmp(a->name, b->name);
}

static int read_exits(const struct json_at *at, const json_t *object, struct figures *cell)
{
	struct json_at inner = baseline_inner(at, "exits");
	const char *name;
	json_t *exits;
	json_t *count;
	int error = json_get_object(at, object, "exits", &exits);

	if (error != 0) {
		return error;
	}
	cell->exits = calloc(json_object_size(exits) + 1, sizeof(*cell->exits));
	if (cell->exits == NULL) {
		return baseline_no_memory(at);
	}
	json_object_foreach(exits, name, count)
	{
		struct exit_rate *rate = &cell->exits[cell->n_exits];

		if (!text_is_name(name)) {
			return json_bad(&inner, "", "'%.40s' is no exit reason (hvc, smc, ...)",
					name);
		}
		error = baseline_get_uint(&inner, exits, name, 0, &rate->count);
		if (error != 0) {
			return error;
		}
		rate->name = strdup(name);
		if (rate->name == NULL) {
			return baseline_no_memory(at);
		}
		cell->n_exits++;
	}
	qsort(cell->exits, cell->n_exits, sizeof(*cell->exits), compare_exits);
	return 0;
}

static int read_p99(const struct json_at *at, const json_t *object, struct boot_figure *boot)
{
	int error = 0;

	boot->has_p99 = json_object_get(object, "p99") != NULL ||
			json_object_get(object, "p99_low") != NULL ||
			json_object_get(object, "p99_high") != NULL;
	if (!boot->has_p99) {
		return 0;
	}
	error = json_get_number(at, object, "p99", &boot->p99);
	if (error == 0) {
		error = json_get_number(at, object, "p99_low", &boot->p99_low);
	}
	if (error == 0) {
		error = json_get_number(at, object, "p99_high", &boot->p99_high);
	}
	if (error == 0 && !(boot->p99_low <= boot->p99 && boot->p99 <= boot->p99_high)) {
		error = json_bad(at, "p99", "%g is not from p99_low %g to p99_high %g", boot->p99,
				 boot->p99_low, boot->p99_high);
	}
	return error;
}

static int read_boot(const struct json_at *at, json_t *object, struct boot_figure *boot)
{
	static const char *const known[] = { "layout", "n",       "tick",     "median",
					     "p99",    "p99_low", "p99_high", NULL };
	uint64_t layout = 0;
	int error;

	if (!json_is_object(object)) {
		return json_bad(at, "", "is not an object (one object a boot would be right)");
	}
	error = baseline_only_keys(at, object, known);
	if (error == 0) {
		error = json_get_uint(at, object, "layout", 0, &layout);
	}
	if (error == 0 && layout > UINT32_MAX) {
		error = json_bad(at, "layout", "%" PRIu64 " is above 2^32 - 1", layout);
	}
	if (error == 0) {
		error = baseline_get_uint(at, object, "n", 1, &boot->n);
	}
	if (error == 0) {
		error = json_get_number(at, object, "tick", &boot->tick);
	}
	if (error == 0) {
		error = json_get_number(at, object, "median", &boot->median);
	}
	boot->layout = (unsigned)layout;
	return error == 0 ? read_p99(at, object, boot) : error;
}

static int read_boots(const struct json_at *at, const json_t *object, struct figures *cell)
{
	uint64_t sum = 0;
	json_t *boots;
	int error = baseline_get_uint(at, object, "n", 1, &cell->n);

	if (error == 0) {
		error = json_get_array(at, object, "boots", &boots);
	}
	if (error == 0 && json_array_size(boots) == 0) {
		error = json_bad(at, "boots", "is empty (one object a boot would be right)");
	}
	if (error != 0) {
		return error;
	}
	cell->boots = calloc(json_array_size(boots), sizeof(*cell->boots));
	if (cell->boots == NULL) {
		return baseline_no_memory(at);
	}
	for (size_t i = 0; i < json_array_size(boots); i++) {
		char name[32];
		struct json_at inner;

		snprintf(name, sizeof(name), "boots[%zu]", i);
		inner = baseline_inner(at, name);
		error = read_boot(&inner, json_array_get(boots, i), &cell->boots[cell->n_boots]);
		if (error != 0) {
			return error;
		}
		sum += cell->boots[cell->n_boots++].n;
		if (sum > cell->n) {
			break;
		}
	}
	return sum == cell->n
		       ? 0
		       : json_bad(at, "n", "%" PRIu64 " is not the sum of its boots' n", cell->n);
}

static int read_na(const struct json_at *at, json_t *object, struct figures *cell)
{
	static const char *const known[] = { "not_applicable", NULL };
	int error = baseline_only_keys(at, object, known);

	cell->status = CELL_NA;
	return error == 0 ? json_get_text(at, object, "not_applicable", TEXT_LINE, &cell->error)
			  : error;
}

static int read_batch(const struct json_at *at, const json_t *object, struct figures *cell)
{
	cell->batch = 1;
	return json_object_get(object, "batch") != NULL
		       ? baseline_get_uint(at, object, "batch", 1, &cell->batch)
		       : 0;
}

int baseline_read_cell(const struct json_at *at, json_t *object, struct figures *cell)
{
	static const char *const known_exact[] = { "batch", "samples", "exits", NULL };
	static const char *const known_noisy[] = { "batch", "n", "exits", "boots", NULL };
	bool is_exact = strcmp(cell->key.clock, "exact") == 0;
	int error;

	if (!json_is_object(object)) {
		return json_bad(at, "", "is not an object (one object a cell would be right)");
	}
	if (json_object_get(object, "not_applicable") != NULL) {
		return read_na(at, object, cell);
	}
	cell->status = CELL_OK;
	cell->unit = strdup(is_exact ? "instructions" : "ticks");
	if (cell->unit == NULL) {
		return baseline_no_memory(at);
	}
	error = baseline_only_keys(at, object, is_exact ? known_exact : known_noisy);
	if (error == 0) {
		error = read_batch(at, object, cell);
	}
	if (error == 0) {
		error = read_exits(at, object, cell);
	}
	if (error == 0 && !is_exact) {
		return read_boots(at, object, cell);
	}
	if (error == 0) {
		error = read_samples(at, object, cell);
	}
	return error == 0 ? add_exact_boot(at, cell) : error;
}
