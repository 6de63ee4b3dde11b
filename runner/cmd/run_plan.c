/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/placeholder.h"
#include "store/file.h"
#include "store/json_get.h"
#include "version.h"

#define PLAN_SCHEMA 1
#define PLAN_MAX    ((size_t)16 << 20)

static const char *const keys[] = { "schema",  "id",    "started", "command", "suite",
				    "options", "tools", "plan",    "builds",  NULL };
static const char *const option_keys[] = { "filter", "samples", "boots", "layouts",
					   "cold",   "load",    "gate",  "baselines",
					   "part",   "of",      NULL };

static void add_number(struct sha256 *h, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	sha256_add_text(h, text);
}

/* As the environment has it now; what is different at each boot stays a placeholder. A variable that is not set
 * stays one as well: such a board is refused elsewhere. */
static int add_text_of_board(struct sha256 *h, const char *text)
{
	const char *const values[N_PLACEHOLDERS] = { NULL };
	char why[TARGET_WHY_MAX];
	char *expanded = NULL;
	int err = placeholder_replace(text != NULL ? text : "", values, &expanded, why);

	if (err == 0) {
		sha256_add_text(h, expanded);
	} else if (err == -EINVAL) {
		sha256_add_text(h, text);
	}
	free(expanded);
	return err == -EINVAL ? 0 : err;
}

static int add_list(struct sha256 *h, const struct str_list *list)
{
	int err = 0;

	add_number(h, list->n);
	for (size_t i = 0; i < list->n && err == 0; i++) {
		err = add_text_of_board(h, list->items[i]);
	}
	return err;
}

/* How a board that stays is reached: another device or server may have another board behind it. */
static int add_board(struct sha256 *h, const struct board_cfg *board)
{
	const struct str_list *const lists[] = {
		&board->console, &board->load,  &board->power_on, &board->power_off,
		&board->reset,   &board->uboot, &board->transfer,
	};
	const char *const texts[] = { board->device, board->tftp, board->autoboot, board->interrupt,
				      board->prompt };
	int err = 0;

	add_number(h, board->is_flat);
	add_number(h, board->speed);
	add_number(h, (uint64_t)board->flow);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && err == 0; i++) {
		err = add_list(h, lists[i]);
	}
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]) && err == 0; i++) {
		err = add_text_of_board(h, texts[i]);
	}
	return err;
}

static int add_boot(struct sha256 *h, const struct session *s, const struct plan_boot *boot)
{
	int err;

	sha256_add_text(h, boot->name);
	sha256_add_text(h, boot->cpu);
	sha256_add_text(h, boot->ops->name);
	sha256_add_text(h, s->plan->images[boot->image].name);
	err = add_list(h, boot->argv);
	if (err == 0 && boot->ops->stays) {
		err = add_board(h, boot->board);
	}
	add_number(h, boot->n_cells);
	for (size_t i = 0; i < boot->n_cells; i++) {
		sha256_add_text(h, s->run->cells[boot->cells[i]].key.benchmark);
	}
	return err;
}

int run_plan_digest(const struct session *s, char digest[SHA256_TEXT])
{
	struct sha256 h;
	int err = 0;

	sha256_init(&h);
	add_number(&h, s->samples);
	add_number(&h, s->suite->warmup);
	add_number(&h, s->suite->clock);
	add_number(&h, s->run->cold);
	add_number(&h, s->run->load);
	for (size_t i = 0; i < s->plan->n_boots && err == 0; i++) {
		err = add_boot(&h, s, &s->plan->boots[i]);
	}
	sha256_finish(&h, digest);
	return err;
}

char *run_plan_tools(const struct run *run)
{
	char *text;

	return asprintf(&text, "trapline %s; %s", TRAPLINE_VERSION,
			run_env_text(run, "tools.qemu")) < 0
		       ? NULL
		       : text;
}

static json_t *text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *make_options(const struct session *s, const struct run_options *o)
{
	return json_pack("{s:o, s:I, s:I, s:I, s:b, s:b, s:b, s:o, s:I, s:I}", "filter",
			 text_or_null(o->filter), "samples", (json_int_t)s->samples, "boots",
			 (json_int_t)o->boots, "layouts", (json_int_t)o->layouts, "cold",
			 (int)o->cold, "load", (int)o->load, "gate", (int)o->with_gate, "baselines",
			 text_or_null(o->baselines), "part", (json_int_t)o->part.index, "of",
			 (json_int_t)o->part.of);
}

static json_t *make_builds(const struct plan *plan)
{
	json_t *builds = json_object();
	int bad = builds == NULL;

	for (size_t i = 0; i < plan->n_images; i++) {
		if (plan->images[i].fault[0] == '\0' && plan->images[i].build[0] != '\0') {
			bad |= json_object_set_new(builds, plan->images[i].name,
						   json_string(plan->images[i].build));
		}
	}
	if (bad != 0) {
		json_decref(builds);
		return NULL;
	}
	return builds;
}

static json_t *make(const struct session *s, const struct run_options *o, const char *suite)
{
	char digest[SHA256_TEXT];
	char *tools = run_plan_tools(s->run);
	json_t *doc = NULL;

	if (tools != NULL && run_plan_digest(s, digest) == 0) {
		doc = json_pack("{s:i, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:o}", "schema",
				PLAN_SCHEMA, "id", s->run->id, "started", s->run->started,
				"command", s->run->command, "suite", suite, "options",
				make_options(s, o), "tools", tools, "plan", digest, "builds",
				make_builds(s->plan));
	}
	free(tools);
	return doc;
}

/* As it is now: it may be another one when the run is gone on with. */
static int copy_suite(const struct session *s, const char *name)
{
	char *to = file_join(s->dir, name);
	struct store_err err;
	char *bytes = NULL;
	size_t size = 0;
	int error = to == NULL ? -ENOMEM : file_read(s->suite->path, &bytes, &size, &err);

	if (error == 0) {
		error = file_replace(to, bytes, size);
	}
	free(bytes);
	free(to);
	return error;
}

int run_plan_write(const struct session *s, const struct run_options *o)
{
	char *path = file_join(s->dir, STAGING_PLAN);
	char *suite = NULL;
	json_t *doc = NULL;
	char *text = NULL;
	int error = -ENOMEM;

	if (path != NULL && asprintf(&suite, "%s.yaml", s->suite->name) >= 0) {
		error = copy_suite(s, suite);
		doc = make(s, o, suite);
		text = doc != NULL ? json_dumps(doc, JSON_INDENT(2)) : NULL;
	}
	if (error == 0) {
		error = text != NULL ? file_replace(path, text, strlen(text)) : -ENOMEM;
	}
	free(text);
	json_decref(doc);
	free(suite);
	free(path);
	return error;
}

/* A text of the document, which stays there; the rule is that of the key in run.json. */
static int get_text(const struct json_at *at, const json_t *object, const char *key,
		    enum text_rule rule, const char **out)
{
	char *copy = NULL;
	int error = json_get_text(at, object, key, rule, &copy);

	free(copy);
	*out = json_string_value(json_object_get(object, key));
	return error;
}

static int get_text_or_null(const struct json_at *at, const json_t *object, const char *key,
			    const char **out)
{
	*out = NULL;
	return json_is_null(json_object_get(object, key))
		       ? 0
		       : get_text(at, object, key, TEXT_LINE, out);
}

static int read_numbers(const struct json_at *at, const json_t *object, struct run_options *o)
{
	uint32_t part = 0;
	uint32_t of = 0;
	const struct {
		const char *key;
		uint32_t *out;
	} numbers[] = { { "samples", &o->samples },
			{ "boots", &o->boots },
			{ "layouts", &o->layouts },
			{ "part", &part },
			{ "of", &of } };
	int error = 0;

	for (size_t i = 0; error == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t value = 0;

		error = json_get_uint(at, object, numbers[i].key, 0, &value);
		if (error == 0 && value > UINT32_MAX) {
			error = json_bad(at, numbers[i].key, "is above %u", UINT32_MAX);
		}
		*numbers[i].out = (uint32_t)value;
	}
	o->part = (struct lab_part){ .index = part, .of = of };
	return error;
}

static int read_options(const struct json_at *at, const json_t *doc, struct run_options *o)
{
	struct json_at inner = *at;
	json_t *object = NULL;
	int error = json_get_object(at, doc, "options", &object);

	snprintf(inner.path, sizeof(inner.path), "options");
	if (error == 0) {
		error = json_only_keys(&inner, object, option_keys);
	}
	if (error == 0) {
		error = get_text_or_null(&inner, object, "filter", &o->filter);
	}
	if (error == 0) {
		error = get_text_or_null(&inner, object, "baselines", &o->baselines);
	}
	if (error == 0) {
		error = read_numbers(&inner, object, o);
	}
	if (error == 0) {
		error = json_get_bool(&inner, object, "cold", &o->cold);
	}
	if (error == 0) {
		error = json_get_bool(&inner, object, "load", &o->load);
	}
	return error == 0 ? json_get_bool(&inner, object, "gate", &o->with_gate) : error;
}

static int read_head(const struct json_at *at, const json_t *doc, struct run_plan *plan)
{
	const char *digest = NULL;
	const struct {
		const char *key;
		enum text_rule rule;
		const char **out;
	} texts[] = {
		{ "id", TEXT_NAME, &plan->id },           { "started", TEXT_TIME, &plan->started },
		{ "command", TEXT_LINE, &plan->command }, { "suite", TEXT_NAME, &plan->suite },
		{ "tools", TEXT_LINE, &plan->tools },     { "plan", TEXT_NAME, &digest },
	};
	int error = 0;

	for (size_t i = 0; error == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		error = get_text(at, doc, texts[i].key, texts[i].rule, texts[i].out);
	}
	if (error == 0) {
		snprintf(plan->digest, sizeof(plan->digest), "%s", digest);
	}
	return error;
}

static int read_document(const struct json_at *at, struct run_plan *plan)
{
	uint64_t schema = 0;
	int error = json_get_uint(at, plan->doc, "schema", 0, &schema);

	if (error == 0 && schema != PLAN_SCHEMA) {
		error = json_bad(at, "schema", "%llu is not %d", (unsigned long long)schema,
				 PLAN_SCHEMA);
	}
	if (error == 0) {
		error = json_only_keys(at, plan->doc, keys);
	}
	if (error == 0) {
		error = read_head(at, plan->doc, plan);
	}
	if (error == 0) {
		error = read_options(at, plan->doc, &plan->opt);
	}
	return error == 0 ? json_get_object(at, plan->doc, "builds", &plan->builds) : error;
}

int run_plan_read(const char *dir, struct run_plan *out, struct store_err *err)
{
	char *path = file_join(dir, STAGING_PLAN);
	struct run_plan plan = { 0 };
	int error;

	if (path == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	error = json_get_document(path, PLAN_MAX, "the plan.json of a run", &plan.doc, err);
	if (error == 0) {
		const struct json_at at = { .file = path, .path = "", .err = err };

		error = read_document(&at, &plan);
	}
	free(path);
	if (error != 0) {
		run_plan_free(&plan);
		return error;
	}
	*out = plan;
	return 0;
}

void run_plan_free(struct run_plan *plan)
{
	json_decref(plan->doc);
	*plan = (struct run_plan){ 0 };
}
