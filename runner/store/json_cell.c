/* SPDX-License-Identifier: Apache-2.0 */
#include "store/json_cell.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/json_counts.h"
#include "store/text.h"

/* The key of a cell: name in the file, place in the struct, what it may hold. A cell without a
 * result may not know what its image was built with. */
static const struct key_field {
	const char *key;
	size_t offset;
	enum text_rule rule;
	enum text_rule rule_missing;
} key_fields[] = {
	{ "benchmark", offsetof(struct cell_key, benchmark), TEXT_PATH_NAME, TEXT_PATH_NAME },
	{ "host", offsetof(struct cell_key, host), TEXT_NAME, TEXT_NAME },
	{ "board", offsetof(struct cell_key, board), TEXT_NAME, TEXT_NAME },
	{ "cpu", offsetof(struct cell_key, cpu), TEXT_NAME, TEXT_NAME },
	{ "toolchain", offsetof(struct cell_key, toolchain), TEXT_LINE, TEXT_ANY_LINE },
	{ "flags", offsetof(struct cell_key, flags), TEXT_LINE, TEXT_ANY_LINE },
	{ "hal", offsetof(struct cell_key, hal), TEXT_NAME, TEXT_NAME },
	{ "switch", offsetof(struct cell_key, switch_policy), TEXT_NAME, TEXT_ANY_NAME },
	{ "vectors", offsetof(struct cell_key, vectors), TEXT_NAME, TEXT_ANY_NAME },
	{ "clock", offsetof(struct cell_key, clock), TEXT_NAME, TEXT_NAME },
};

#define N_KEY_FIELDS (sizeof(key_fields) / sizeof(key_fields[0]))

#define KEYS_OF_ALL                                                                                \
	"boot", "layout", "benchmark", "host", "board", "cpu", "toolchain", "flags", "hal",        \
		"switch", "vectors", "clock", "status", "log"
#define KEYS_OF_RESULT                                                                             \
	"unit", "n", "overhead", "batch", "step", "floor", "pmu", "boot_s", "host_counts", "min",  \
		"median", "p90", "p99", "max", "exits"

static const char *const keys_ok[] = { KEYS_OF_ALL, KEYS_OF_RESULT, NULL };
static const char *const keys_spoiled[] = { KEYS_OF_ALL, KEYS_OF_RESULT, "error", NULL };
static const char *const keys_missing[] = { KEYS_OF_ALL, "error", NULL };

static const struct status_kind {
	const char *name;
	const char *const *keys;
} statuses[] = {
	[CELL_OK] = { "ok", keys_ok },
	[CELL_MISSING] = { "missing", keys_missing },
	[CELL_SPOILED] = { "spoiled", keys_spoiled },
	[CELL_NA] = { "not_applicable", keys_missing },
};

static const char *const pmu_keys[] = {
	[PMU_CYCLES] = "cycles",
	[PMU_INSTRUCTIONS] = "instructions",
	[PMU_EL2_CYCLES] = "el2_cycles",
	[PMU_EL2_INSTRUCTIONS] = "el2_instructions",
	[N_PMU] = NULL,
};

static const char *const host_keys[] = {
	[HOST_INSTRUCTIONS] = "instructions",
	[HOST_CYCLES] = "cycles",
	[N_HOST_COUNT] = NULL,
};

/* The unit that a clock counts in; NULL: no such clock. */
static const char *unit_of_clock(const char *clock)
{
	if (strcmp(clock, "exact") == 0) {
		return "instructions";
	}
	return strcmp(clock, "cntvct") == 0 ? "ticks" : NULL;
}

static int read_key(const struct json_at *at, const json_t *object, struct cell *cell)
{
	for (size_t i = 0; i < N_KEY_FIELDS; i++) {
		const struct key_field *field = &key_fields[i];
		enum text_rule rule = cell_has_samples(cell) ? field->rule : field->rule_missing;
		char **out = (char **)((char *)&cell->key + field->offset);
		int error = json_get_text(at, object, field->key, rule, out);

		if (error != 0) {
			return error;
		}
	}
	if (unit_of_clock(cell->key.clock) == NULL) {
		return json_bad(at, "clock", "'%s' is no clock (exact, cntvct)", cell->key.clock);
	}
	return 0;
}

static int read_status(const struct json_at *at, json_t *object, struct cell *cell)
{
	char *status = NULL;
	int error = json_get_text(at, object, "status", TEXT_LINE, &status);

	if (error != 0) {
		return error;
	}
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		if (strcmp(status, statuses[i].name) == 0) {
			cell->status = (enum cell_status)i;
			free(status);
			return 0;
		}
	}
	error = json_bad(at, "status",
			 "'%.40s' is no status (ok, missing, spoiled, not_applicable)", status);
	free(status);
	return error;
}

static int read_boot(const struct json_at *at, const json_t *object, struct cell *cell)
{
	const struct {
		const char *key;
		unsigned *out;
	} numbers[] = { { "boot", &cell->boot }, { "layout", &cell->layout } };
	int error = 0;

	for (size_t i = 0; error == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t value = 0;

		error = json_get_uint(at, object, numbers[i].key, 0, &value);
		if (error == 0 && value > CELL_BOOT_MAX) {
			error = json_bad(at, numbers[i].key, "is above %u", CELL_BOOT_MAX);
		}
		*numbers[i].out = (unsigned)value;
	}
	return error;
}

/* The log's path is shown and opened: it must not lead out of the run's folder. */
static int read_log(const struct json_at *at, const json_t *object, struct cell *cell)
{
	int error;

	if (!cell_has_samples(cell) && json_object_get(object, "log") == NULL) {
		return 0; /* no console was ever opened */
	}
	error = json_get_text(at, object, "log", TEXT_LINE, &cell->log);
	if (error == 0 && !text_is_path_name(cell->log)) {
		error = json_bad(at, "log", "'%.80s' is not a path below the run (logs/x.log)",
				 cell->log);
	}
	return error;
}

static int read_exits(const struct json_at *at, const json_t *object, struct cell *cell)
{
	struct json_at inner = *at;
	const char *name;
	json_t *exits;
	json_t *count;
	int error = json_get_object(at, object, "exits", &exits);

	if (error != 0) {
		return error;
	}
	cell->exits = calloc(json_object_size(exits) + 1, sizeof(*cell->exits));
	if (cell->exits == NULL) {
		return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
	}
	strncat(inner.path, ".exits", sizeof(inner.path) - strlen(inner.path) - 1);
	json_object_foreach(exits, name, count)
	{
		struct exit_count *ex = &cell->exits[cell->n_exits];

		if (!text_is_name(name)) {
			return json_bad(&inner, "", "'%.40s' is not an exit reason", name);
		}
		error = json_get_uint(&inner, exits, name, 0, &ex->count);
		if (error != 0) {
			return error;
		}
		ex->name = strdup(name);
		if (ex->name == NULL) {
			return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
		}
		cell->n_exits++;
	}
	return 0;
}

static int read_floor(const struct json_at *at, const json_t *object, struct cell *cell)
{
	cell->has_floor = json_object_get(object, "floor") != NULL;
	return cell->has_floor ? json_get_uint(at, object, "floor", 0, &cell->floor) : 0;
}

static struct json_counts pmu_counts(struct cell *cell)
{
	return (struct json_counts){
		.key = "pmu", .names = pmu_keys, .has = cell->has_pmu, .values = cell->pmu
	};
}

static struct json_counts host_counts(struct cell *cell)
{
	return (struct json_counts){ .key = "host_counts",
				     .names = host_keys,
				     .has = cell->has_host_count,
				     .values = cell->host_count };
}

static int read_counts(const struct json_at *at, const json_t *object, struct cell *cell)
{
	const struct json_counts pmu = pmu_counts(cell);
	const struct json_counts host = host_counts(cell);
	int error = json_read_counts(at, object, &pmu);

	return error == 0 ? json_read_counts(at, object, &host) : error;
}

/* Of the whole boot, as host_counts: files of schema 3 have neither. */
static int read_boot_s(const struct json_at *at, const json_t *object, struct cell *cell)
{
	return json_object_get(object, "boot_s") == NULL
		       ? 0
		       : json_get_number(at, object, "boot_s", &cell->boot_s);
}

static int read_summary(const struct json_at *at, const json_t *object, struct cell *cell)
{
	uint64_t n = 0;
	const struct {
		const char *key;
		uint64_t *out;
		uint64_t least;
	} numbers[] = {
		{ "n", &n, 1 },
		{ "overhead", &cell->overhead, 0 },
		{ "batch", &cell->batch, 1 },
		{ "step", &cell->step, 0 },
		{ "min", &cell->sum.min, 0 },
		{ "p90", &cell->sum.p90, 0 },
		{ "p99", &cell->sum.p99, 0 },
		{ "max", &cell->sum.max, 0 },
	};
	int error = 0;

	for (size_t i = 0; error == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		error = json_get_uint(at, object, numbers[i].key, numbers[i].least, numbers[i].out);
	}
	cell->n = (size_t)n;
	cell->sum.n = cell->n;
	return error == 0 ? json_get_number(at, object, "median", &cell->sum.median) : error;
}

static int read_result(const struct json_at *at, const json_t *object, struct cell *cell)
{
	const char *right = unit_of_clock(cell->key.clock);
	int error = json_get_text(at, object, "unit", TEXT_LINE, &cell->unit);

	if (error == 0 && strcmp(cell->unit, right) != 0) {
		error = json_bad(at, "unit", "'%.40s' is not what clock %s counts in (%s)",
				 cell->unit, cell->key.clock, right);
	}
	if (error == 0) {
		error = read_summary(at, object, cell);
	}
	if (error == 0) {
		error = read_floor(at, object, cell);
	}
	if (error == 0) {
		error = read_counts(at, object, cell);
	}
	if (error == 0) {
		error = read_boot_s(at, object, cell);
	}
	return error == 0 ? read_exits(at, object, cell) : error;
}

int json_read_cell(const struct json_at *at, json_t *object, struct cell *cell)
{
	int error;

	if (!json_is_object(object)) {
		return json_bad(at, "", "is not an object (one object a cell would be right)");
	}
	error = read_status(at, object, cell);
	if (error == 0) {
		error = json_only_keys(at, object, statuses[cell->status].keys);
	}
	if (error == 0) {
		error = read_key(at, object, cell);
	}
	if (error == 0) {
		error = read_boot(at, object, cell);
	}
	if (error == 0) {
		error = read_log(at, object, cell);
	}
	if (error == 0 && cell_has_samples(cell)) {
		error = read_result(at, object, cell);
	}
	if (error == 0 && cell->status != CELL_OK) {
		error = json_get_text(at, object, "error", TEXT_LINE, &cell->error);
	}
	return error;
}

json_t *json_scrubbed(const char *text, bool one_line)
{
	char *clean = text_scrub(text, one_line);
	json_t *value = clean == NULL ? NULL : json_string(clean);

	free(clean);
	return value;
}

json_t *json_short_number(double value)
{
	return floor(value) == value && value < 0x1p63 ? json_integer((json_int_t)value)
						       : json_real(value);
}

static int set_uint(json_t *object, const char *key, uint64_t value)
{
	return json_object_set_new(object, key, json_integer((json_int_t)value));
}

static int write_boot(const struct cell *cell, json_t *object)
{
	struct cell copy = *cell;
	const struct json_counts pmu = pmu_counts(&copy);
	const struct json_counts host = host_counts(&copy);
	int bad = json_write_counts(&pmu, object) | json_write_counts(&host, object);

	if (cell->boot_s > 0) {
		bad |= json_object_set_new(object, "boot_s",
					   json_short_number(round(cell->boot_s * 1000) / 1000));
	}
	return bad;
}

static int write_result(const struct cell *cell, json_t *object)
{
	json_t *exits = json_object();
	int bad = exits == NULL;

	bad |= json_object_set_new(object, "unit", json_scrubbed(cell->unit, true));
	bad |= set_uint(object, "n", cell->n);
	bad |= set_uint(object, "overhead", cell->overhead);
	bad |= set_uint(object, "batch", cell->batch > 1 ? cell->batch : 1);
	bad |= set_uint(object, "step", cell->step);
	if (cell->has_floor) {
		bad |= set_uint(object, "floor", cell->floor);
	}
	bad |= write_boot(cell, object);
	bad |= set_uint(object, "min", cell->sum.min);
	bad |= json_object_set_new(object, "median", json_short_number(cell->sum.median));
	bad |= set_uint(object, "p90", cell->sum.p90);
	bad |= set_uint(object, "p99", cell->sum.p99);
	bad |= set_uint(object, "max", cell->sum.max);
	for (size_t i = 0; i < cell->n_exits; i++) {
		bad |= set_uint(exits, cell->exits[i].name, cell->exits[i].count);
	}
	bad |= json_object_set_new(object, "exits", exits);
	return bad;
}

json_t *json_write_cell(const struct cell *cell)
{
	json_t *object = json_object();
	int bad = object == NULL;

	for (size_t i = 0; i < N_KEY_FIELDS; i++) {
		char *const *text =
			(char *const *)((const char *)&cell->key + key_fields[i].offset);

		bad |= json_object_set_new(object, key_fields[i].key, json_scrubbed(*text, true));
	}
	bad |= set_uint(object, "boot", cell->boot);
	bad |= set_uint(object, "layout", cell->layout);
	bad |= json_object_set_new(object, "status", json_string(statuses[cell->status].name));
	if (cell->log != NULL) {
		bad |= json_object_set_new(object, "log", json_scrubbed(cell->log, true));
	}
	if (cell_has_samples(cell)) {
		bad |= write_result(cell, object);
	}
	if (cell->status != CELL_OK) {
		bad |= json_object_set_new(object, "error", json_scrubbed(cell->error, true));
	}
	if (bad != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}
