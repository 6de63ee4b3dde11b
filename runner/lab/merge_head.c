/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above the cells of a joined run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lab/merge.h"
#include "session/registers.h"

#define MIXED      "mixed: "
#define MIXED_MAX  200u /* bytes; behind that: ... */
#define LOAD_GROUP "host.load"

enum env_kind {
	ENV_ALIKE,     /* makes figures */
	ENV_REGISTERS, /* makes figures; a boot may have told less */
	ENV_LARGEST,
	ENV_MIXED,
	ENV_PART, /* of the part itself */
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static enum env_kind kind_of(const char *key)
{
	static const char *const same[] = { "source.", "builds.", "counter.", "code." };
	static const char *const tools[] = { "tools.trapline", "tools.qemu", "tools.gcc",
					     "tools.clang" };

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		if (begins(key, same[i])) {
			return ENV_ALIKE;
		}
	}
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
		if (strcmp(key, tools[i]) == 0) {
			return ENV_ALIKE;
		}
	}
	if (begins(key, "registers.")) {
		return ENV_REGISTERS;
	}
	if (begins(key, "shard.")) {
		return ENV_PART;
	}
	return begins(key, LOAD_GROUP) ? ENV_LARGEST : ENV_MIXED;
}

static int set_part_env(const struct merge_part *part, const char *key, const char *value,
			struct run *out)
{
	char *own;
	int err;

	if (asprintf(&own, "shard-%u.%s", part->part.index, key) < 0) {
		return -ENOMEM;
	}
	err = run_set_env(out, own, value);
	free(own);
	return err;
}

/* True when @value is one of those in "mixed: a, b". */
static bool is_in_list(const char *list, const char *value)
{
	size_t len = strlen(value);

	for (const char *at = list + strlen(MIXED); at != NULL;
	     at = strstr(at, ", ") != NULL ? strstr(at, ", ") + 2 : NULL) {
		if (strncmp(at, value, len) == 0 && (at[len] == '\0' || begins(at + len, ", "))) {
			return true;
		}
	}
	return false;
}

static int mix(const char *key, const char *was, const char *value, struct run *out)
{
	char *text;
	int err;

	if (begins(was, MIXED) && (is_in_list(was, value) || strlen(was) > MIXED_MAX)) {
		return 0;
	}
	if (asprintf(&text, "%s%s, %s", begins(was, MIXED) ? "" : MIXED, was,
		     strlen(was) + strlen(value) > MIXED_MAX ? "..." : value) < 0) {
		return -ENOMEM;
	}
	err = run_set_env(out, key, text);
	free(text);
	return err;
}

static bool is_conflict(enum env_kind kind, const char *was, const char *value)
{
	return kind == ENV_ALIKE || (kind == ENV_REGISTERS && !registers_agree(was, value));
}

/* One entry of one part. -EINVAL, and a line to @faults: it must not differ, and does. */
static int take_item(const struct merge_part *part, const struct env_item *item, struct run *out,
		     FILE *faults)
{
	enum env_kind kind = kind_of(item->key);
	const char *was = kind != ENV_PART ? run_find_env(out, item->key) : NULL;

	if (kind == ENV_PART || (was != NULL && strcmp(was, item->value) == 0)) {
		return 0;
	}
	if (was == NULL) {
		return run_set_env(out, item->key, item->value);
	}
	if (is_conflict(kind, was, item->value)) {
		fprintf(faults,
			"%s: shard %u of %u has %s '%s', but another has '%s': not the same %s\n",
			part->dir, part->part.index, part->part.of, item->key, item->value, was,
			kind == ENV_REGISTERS || begins(item->key, "counter.") ? "machine"
									       : "build");
		return -EINVAL;
	}
	if (kind == ENV_REGISTERS) {
		return strlen(was) < strlen(item->value) ? run_set_env(out, item->key, item->value)
							 : 0;
	}
	if (kind == ENV_LARGEST) {
		return strtod(item->value, NULL) > strtod(was, NULL)
			       ? run_set_env(out, item->key, item->value)
			       : 0;
	}
	return mix(item->key, was, item->value, out);
}

/* What is mixed, each part's own. */
static int note_own(const struct merge *merge, struct run *out)
{
	int err = 0;

	for (size_t i = 0; i < merge->n && err == 0; i++) {
		const struct merge_part *part = &merge->parts[i];

		err = set_part_env(part, "run", part->run->id, out);
		for (size_t k = 0; k < part->run->n_env && err == 0; k++) {
			const struct env_item *item = &part->run->env[k];
			enum env_kind kind = kind_of(item->key);

			if ((kind == ENV_MIXED || kind == ENV_LARGEST) &&
			    strcmp(run_env_text(out, item->key), item->value) != 0) {
				err = set_part_env(part, item->key, item->value, out);
			}
		}
	}
	return err;
}

static int take_environments(const struct merge *merge, struct run *out, FILE *faults)
{
	bool is_bad = false;
	char count[16];
	int err = 0;

	for (size_t i = 0; i < merge->n; i++) {
		const struct merge_part *part = &merge->parts[i];

		for (size_t k = 0; k < part->run->n_env && err != -ENOMEM; k++) {
			err = take_item(part, &part->run->env[k], out, faults);
			is_bad |= err == -EINVAL;
		}
	}
	if (err == -ENOMEM || is_bad) {
		return err == -ENOMEM ? err : -EINVAL;
	}
	snprintf(count, sizeof(count), "%u", merge->of);
	err = run_set_env(out, "merge.shards", count);
	if (err == 0) {
		err = run_set_env(out, "merge.plan",
				  run_env_text(merge->parts[0].run, PART_KEY_PLAN));
	}
	return err == 0 ? note_own(merge, out) : err;
}

static double seconds_of(const char *started)
{
	struct tm tm = { 0 };

	return strptime(started, "%Y-%m-%dT%H:%M:%SZ", &tm) != NULL ? (double)timegm(&tm) : 0;
}

/* 2026-11-21T08:15:00Z and default: 20261121T081500Z-default; NULL: no memory. */
static char *make_id(const char *started, const char *suite)
{
	char stamp[32] = "";
	size_t len = 0;
	char *id;

	for (; *started != '\0' && len + 1 < sizeof(stamp); started++) {
		if (*started != '-' && *started != ':') {
			stamp[len++] = *started;
		}
	}
	return asprintf(&id, "%s-%s", stamp, suite) < 0 ? NULL : id;
}

/* The command of a part without being one: " shard 2/4 " is " run ". NULL: no memory. */
static char *whole_command(const struct merge_part *part)
{
	const char *command = part->run->command;
	char mark[48];
	const char *at;
	char *whole;

	snprintf(mark, sizeof(mark), " shard %u/%u", part->part.index, part->part.of);
	at = strstr(command, mark);
	if (at == NULL) {
		return strdup(command);
	}
	return asprintf(&whole, "%.*s run%s", (int)(at - command), command, at + strlen(mark)) < 0
		       ? NULL
		       : whole;
}

int merge_heading(const struct merge *merge, struct run *out)
{
	const struct run *earliest = merge->parts[0].run;
	double end = 0;

	for (size_t i = 0; i < merge->n; i++) {
		const struct run *run = merge->parts[i].run;
		double ended = seconds_of(run->started) + run->wall_s;

		earliest = strcmp(run->started, earliest->started) < 0 ? run : earliest;
		end = ended > end ? ended : end;
	}
	out->suite = strdup(earliest->suite);
	out->started = strdup(earliest->started);
	out->command = whole_command(&merge->parts[0]);
	out->id = make_id(earliest->started, earliest->suite);
	out->wall_s = end > seconds_of(earliest->started) ? end - seconds_of(earliest->started) : 0;
	out->cold = earliest->cold;
	out->load = earliest->load;
	return out->suite != NULL && out->started != NULL && out->command != NULL && out->id != NULL
		       ? 0
		       : -ENOMEM;
}

int merge_head(const struct merge *merge, struct run *out, FILE *faults)
{
	int err = merge_heading(merge, out);

	return err == 0 ? take_environments(merge, out, faults) : err;
}

int merge_move(struct run *from, struct run *out)
{
	struct run_check *checks =
		reallocarray(out->checks, out->n_checks + from->n_checks + 1, sizeof(*checks));
	int err = checks != NULL ? 0 : -ENOMEM;

	if (err == 0) {
		out->checks = checks;
		if (from->n_checks > 0) {
			memcpy(checks + out->n_checks, from->checks,
			       from->n_checks * sizeof(*checks));
		}
		out->n_checks += from->n_checks;
		from->n_checks = 0;
	}
	for (size_t i = 0; i < from->n_cells && err == 0; i++) {
		err = run_move_cell(out, &from->cells[i]);
	}
	return err;
}
