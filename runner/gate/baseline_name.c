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
