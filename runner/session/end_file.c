/* SPDX-License-Identifier: Apache-2.0 */
#include "session/end_file.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/json_counts.h"
#include "store/json_get.h"

#define END_SCHEMA 1
#define END_MAX    ((size_t)64 << 10) /* bytes */

static const char *const hows[] = {
	[BOOT_ENDED] = "ended",           [BOOT_SILENT] = "silent",
	[BOOT_TOO_LONG] = "too_long",     [BOOT_FLOODED] = "flooded",
	[BOOT_STOPPED] = "stopped",       [BOOT_NOT_STARTED] = "not_started",
	[BOOT_UNREADABLE] = "unreadable", [BOOT_NOT_READY] = "not_ready",
	[BOOT_RESTARTED] = "restarted",
};

#define N_HOWS (sizeof(hows) / sizeof(hows[0]))

static const char *const keys[] = { "schema",      "run",       "boot",        "how",
				    "errno",       "program",   "silence_ms",  "total_ms",
				    "exit_code",   "signal",    "was_stopped", "boot_s",
				    "host_counts", "log_bytes", "log_sha256",  NULL };

static const char *const count_keys[] = {
	[TARGET_INSTRUCTIONS] = "instructions",
	[TARGET_CYCLES] = "cycles",
	[TARGET_N_COUNT] = NULL,
};

static struct json_counts counts_of(struct boot *boot)
{
	return (struct json_counts){ .key = "host_counts",
				     .names = count_keys,
				     .has = boot->end.has_count,
				     .values = boot->end.count };
}

/* exit_code is -1 of a process that a signal ended, and in JSON null. */
static json_t *exit_code_of(const struct boot *boot)
{
	return boot->end.exit_code < 0 ? json_null() : json_integer(boot->end.exit_code);
}

static json_t *make(const struct end_file *end, const struct boot *boot)
{
	struct boot copy = *boot;
	const struct json_counts counts = counts_of(&copy);
	json_t *doc = json_pack(
		"{s:i, s:s, s:s, s:s, s:i, s:s, s:i, s:i, s:o, s:i, s:b, s:f, s:I, s:s}", "schema",
		END_SCHEMA, "run", end->run, "boot", end->boot, "how", hows[boot->how], "errno",
		-boot->err, "program", boot->program, "silence_ms", boot->silence_ms, "total_ms",
		boot->total_ms, "exit_code", exit_code_of(boot), "signal", boot->end.signal,
		"was_stopped", (int)boot->end.was_stopped, "boot_s", boot->boot_s, "log_bytes",
		(json_int_t)end->log_bytes, "log_sha256", end->log_sha256);

	if (doc != NULL && json_write_counts(&counts, doc) != 0) {
		json_decref(doc);
		doc = NULL;
	}
	return doc;
}

int end_file_write(const char *path, const struct end_file *end, const struct boot *boot)
{
	json_t *doc = make(end, boot);
	char *text = doc != NULL ? json_dumps(doc, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
	int err = text != NULL ? file_replace(path, text, strlen(text)) : -ENOMEM;

	json_decref(doc);
	free(text);
	return err;
}

static int get_int(const struct json_at *at, const json_t *doc, const char *key, int *out)
{
	uint64_t value = 0;
	int err = json_get_uint(at, doc, key, 0, &value);

	if (err == 0 && value > INT_MAX) {
		return json_bad(at, key, "is above %d", INT_MAX);
	}
	*out = (int)value;
	return err;
}

static int read_how(const struct json_at *at, const json_t *doc, struct boot *boot)
{
	const char *how = json_string_value(json_object_get(doc, "how"));

	for (size_t i = 0; how != NULL && i < N_HOWS; i++) {
		if (strcmp(how, hows[i]) == 0) {
			boot->how = (enum boot_how)i;
			return 0;
		}
	}
	return json_bad(at, "how", "says no way in which a boot ends (ended, silent, ...)");
}

static int check_name(const struct json_at *at, const json_t *doc, const char *key,
		      const char *want)
{
	char *text = NULL;
	int err = json_get_text(at, doc, key, TEXT_LINE, &text);

	if (err == 0 && strcmp(text, want) != 0) {
		err = json_bad(at, key, "is '%.80s', but '%.80s' was looked for", text, want);
	}
	free(text);
	return err;
}

static int read_program(const struct json_at *at, const json_t *doc, struct boot *boot)
{
	char *text = NULL;
	int err = json_get_text(at, doc, "program", TEXT_ANY_LINE, &text);

	if (err == 0) {
		snprintf(boot->program, sizeof(boot->program), "%s", text);
	}
	free(text);
	return err;
}

static int read_process(const struct json_at *at, const json_t *doc, struct boot *boot)
{
	const struct {
		const char *key;
		int *out;
	} numbers[] = {
		{ "errno", &boot->err },
		{ "silence_ms", &boot->silence_ms },
		{ "total_ms", &boot->total_ms },
		{ "signal", &boot->end.signal },
	};
	int err = read_program(at, doc, boot);

	for (size_t i = 0; err == 0 && i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		err = get_int(at, doc, numbers[i].key, numbers[i].out);
	}
	boot->err = -boot->err;
	if (err == 0 && json_is_null(json_object_get(doc, "exit_code"))) {
		boot->end.exit_code = -1;
	} else if (err == 0) {
		err = get_int(at, doc, "exit_code", &boot->end.exit_code);
	}
	if (err == 0) {
		err = json_get_bool(at, doc, "was_stopped", &boot->end.was_stopped);
	}
	return err;
}

static int read_log(const struct json_at *at, const json_t *doc, struct end_file *end)
{
	char *text = NULL;
	int err = json_get_uint(at, doc, "log_bytes", 0, &end->log_bytes);

	if (err == 0) {
		err = json_get_text(at, doc, "log_sha256", TEXT_LINE, &text);
	}
	if (err == 0 && (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)) {
		err = json_bad(at, "log_sha256", "is not 64 hex digits");
	}
	if (err == 0) {
		memcpy(end->log_sha256, text, SHA256_TEXT);
	}
	free(text);
	return err;
}

static int read_document(const struct json_at *at, json_t *doc, struct end_file *end,
			 struct boot *boot)
{
	const struct json_counts counts = counts_of(boot);
	int schema = 0;
	int err = json_only_keys(at, doc, keys);

	if (err == 0) {
		err = get_int(at, doc, "schema", &schema);
	}
	if (err == 0 && schema != END_SCHEMA) {
		err = json_bad(at, "schema", "%d is not %d", schema, END_SCHEMA);
	}
	if (err == 0) {
		err = check_name(at, doc, "run", end->run);
	}
	if (err == 0) {
		err = check_name(at, doc, "boot", end->boot);
	}
	if (err == 0) {
		err = read_how(at, doc, boot);
	}
	if (err == 0) {
		err = read_process(at, doc, boot);
	}
	if (err == 0) {
		err = json_get_number(at, doc, "boot_s", &boot->boot_s);
	}
	if (err == 0) {
		err = json_read_counts(at, doc, &counts);
	}
	return err == 0 ? read_log(at, doc, end) : err;
}

int end_file_read(const char *path, struct end_file *end, struct boot *boot, char *why)
{
	struct store_err store_err = { "" };
	const struct json_at at = { .file = path, .path = "", .err = &store_err };
	json_t *doc = NULL;
	int err = json_get_document(path, END_MAX, "how a boot ended", &doc, &store_err);

	if (err == 0) {
		err = read_document(&at, doc, end, boot);
	}
	json_decref(doc);
	snprintf(why, STORE_ERR_MAX, "%s", store_err.text);
	return err;
}
