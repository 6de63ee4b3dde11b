/* SPDX-License-Identifier: Apache-2.0 */
/* Names of baseline files: made of the key, and never leading to another folder. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/baseline.h"
#include "gate/gate.h"
#include "store/file.h"

#define FLAGS_MAX  80u /* bytes in a name; NAME_MAX is for all ten parts */
#define FLAGS_KEPT 60u

const struct baseline_part baseline_parts[BASELINE_N_PARTS] = {
	{ "board", offsetof(struct cell_key, board), false, ACROSS_BOARD },
	{ "cpu", offsetof(struct cell_key, cpu), false, ACROSS_CPU },
	{ "toolchain", offsetof(struct cell_key, toolchain), true, ACROSS_TOOLCHAIN },
	{ "flags", offsetof(struct cell_key, flags), true, ACROSS_FLAGS },
	{ "hal", offsetof(struct cell_key, hal), false, ACROSS_HAL },
	{ "switch", offsetof(struct cell_key, switch_policy), false, ACROSS_SWITCH },
	{ "vectors", offsetof(struct cell_key, vectors), false, ACROSS_VECTORS },
	{ "clock", offsetof(struct cell_key, clock), false, 0 },
	{ "host", offsetof(struct cell_key, host), false, 0 },
};

char **baseline_part_of(struct cell_key *key, size_t part)
{
	return (char **)((char *)key + baseline_parts[part].offset);
}

const char *baseline_part_text(const struct cell_key *key, size_t part)
{
	const char *text;

	memcpy(&text, (const char *)key + baseline_parts[part].offset, sizeof(text));
	return text != NULL ? text : "";
}

/* Neither a separator nor a wildcard is among what stays as it is. */
static bool is_plain(char c)
{
	return c != '\0' && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789._+-",
				   c) != NULL;
}

/* As much of @text as @most bytes hold. */
static void put_escaped(const char *text, size_t most, FILE *out)
{
	size_t len = 0;

	for (; *text != '\0' && len <= most; text++) {
		bool plain = is_plain(*text);

		len += plain ? 1 : 3;
		if (len <= most) {
			fprintf(out, plain ? "%c" : "=%02X", (unsigned char)*text);
		}
	}
}

static uint64_t fnv1a(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++) {
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	}
	return hash;
}

static size_t escaped_len(const char *text)
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		len += is_plain(*text) ? 1 : 3;
	}
	return len;
}

static void put_part(size_t part, const char *text, FILE *out)
{
	bool is_cut = baseline_parts[part].across == ACROSS_FLAGS && escaped_len(text) > FLAGS_MAX;

	put_escaped(text, is_cut ? FLAGS_KEPT : SIZE_MAX, out);
	if (is_cut) {
		fprintf(out, "==%016" PRIx64, fnv1a(text));
	}
}

char *baseline_name(const struct cell_key *key, const char *qemu)
{
	char *name = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&name, &size);

	if (out == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		put_part(i, baseline_part_text(key, i), out);
		fputc(',', out);
	}
	put_escaped(qemu != NULL ? qemu : "", SIZE_MAX, out);
	fputs(".json", out);
	return file_finish(out, &name) == 0 ? name : NULL;
}

/* A cell without a result may not know its image: "" is any, and gcc is any gcc. */
static void put_part_pattern(const struct figures *cell, size_t part, unsigned across, FILE *out)
{
	const char *text = baseline_part_text(&cell->key, part);
	bool is_known = cell->status == CELL_OK || cell->status == CELL_SPOILED;

	if ((baseline_parts[part].across & across) != 0 || (!is_known && text[0] == '\0')) {
		fputc('*', out);
		return;
	}
	put_part(part, text, out);
	if (!is_known && baseline_parts[part].across == ACROSS_TOOLCHAIN &&
	    strchr(text, '-') == NULL) {
		fputs("*", out);
	}
}

char *baseline_pattern(const struct figures *cell, unsigned across)
{
	char *pattern = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&pattern, &size);
	const char *qemu = cell->qemu != NULL ? cell->qemu : "";

	if (out == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		put_part_pattern(cell, i, across, out);
		fputc(',', out);
	}
	if ((across & ACROSS_QEMU) != 0) {
		fputc('*', out);
	} else {
		put_escaped(qemu, SIZE_MAX, out);
	}
	fputs(".json", out);
	return file_finish(out, &pattern) == 0 ? pattern : NULL;
}

/* The part of a file's name at @name, without the comma; *next: the one behind it, or NULL. */
static size_t part_len(const char *name, const char **next)
{
	size_t len = strcspn(name, ",");

	*next = name[len] == ',' ? name + len + 1 : NULL;
	if (*next == NULL && len >= strlen(".json")) {
		len -= strlen(".json");
	}
	return len;
}

static bool same_part(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* How many parts of two names differ; each difference is written to @out, unless it is NULL. */
static size_t compare_parts(const char *wanted, const char *there, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i <= BASELINE_N_PARTS && wanted != NULL && there != NULL; i++) {
		const char *next[2];
		size_t len[] = { part_len(wanted, &next[0]), part_len(there, &next[1]) };

		if (!same_part(wanted, len[0], there, len[1])) {
			if (out != NULL && i == BASELINE_N_PARTS && len[0] == 0) {
				fprintf(out,
					"%s qemu is %.*s there, and here the run names no QEMU "
					"version (trapline import --qemu)",
					n > 0 ? "," : "", (int)len[1], there);
			} else if (out != NULL) {
				fprintf(out, "%s %s is %.*s there, %.*s here", n > 0 ? "," : "",
					i < BASELINE_N_PARTS ? baseline_parts[i].key : "qemu",
					(int)len[1], there, (int)len[0], wanted);
			}
			n++;
		}
		wanted = next[0];
		there = next[1];
	}
	return wanted == NULL && there == NULL ? n : BASELINE_N_PARTS + 1;
}

static const char *find_nearest(const char *wanted, char *const *paths, size_t n, size_t *least)
{
	const char *nearest = NULL;

	*least = BASELINE_N_PARTS + 2;
	for (size_t i = 0; i < n; i++) {
		const char *name = strrchr(paths[i], '/') + 1;
		size_t n_different = compare_parts(wanted, name, NULL);

		if (n_different < *least) {
			*least = n_different;
			nearest = name;
		}
	}
	return nearest;
}

static char *explain(const struct figures *cell, const char *wanted, const char *dir,
		     char *const *paths, size_t n)
{
	char *text = NULL;
	size_t size = 0;
	size_t least;
	const char *nearest = find_nearest(wanted, paths, n, &least);
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	if (least > 0) {
		fprintf(out, "no baseline for %s/%s %s in %s", cell->key.board, cell->key.cpu,
			cell_variant(&cell->key).text, dir);
	}
	if (nearest != NULL && least > 0 && least <= BASELINE_N_PARTS) {
		fputs("; the nearest is of another cell:", out);
		compare_parts(wanted, nearest, out);
	}
	fputs(least > 0 ? " (trapline baseline accept makes one)" : "", out);
	return file_finish(out, &text) == 0 ? text : NULL;
}

char *baseline_explain_absence(const char *dir, const struct figures *cell)
{
	struct store_err err;
	char *wanted = baseline_name(&cell->key, cell->qemu);
	char **paths = NULL;
	char *text = NULL;
	size_t n = 0;

	if (wanted != NULL && baseline_find(dir, &paths, &n, &err) == 0) {
		text = explain(cell, wanted, dir, paths, n);
		for (size_t i = 0; i < n; i++) {
			free(paths[i]);
		}
		free(paths);
	}
	free(wanted);
	return text;
}
