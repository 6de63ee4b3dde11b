/* SPDX-License-Identifier: Apache-2.0 */
/* Field values to C values. */
#include <inttypes.h>
#include <string.h>

#include "ingest/ingest_private.h"

bool ingest_get_text(struct ingest *in, const struct wire_record *rec, const char *key, char *out,
		     size_t size)
{
	const char *value = wire_get(rec, key);
	size_t len = strlen(value);

	if (len >= size) {
		ingest_set_damaged(in, "%s has %zu bytes, more than %zu", key, len, size - 1);
		return false;
	}
	memcpy(out, value, len + 1);
	return true;
}

bool ingest_get_u64(struct ingest *in, const struct wire_record *rec, const char *key,
		    uint64_t *out)
{
	const char *value = wire_get(rec, key);

	if (!wire_parse_u64(value, out)) {
		ingest_set_damaged(in, "%s=%s is not a number", key, value);
		return false;
	}
	return true;
}

bool ingest_get_optional(struct ingest *in, const struct wire_record *rec, const char *key,
			 uint64_t *out, bool *is_there)
{
	*is_there = wire_get(rec, key) != NULL;
	return !*is_there || ingest_get_u64(in, rec, key, out);
}

bool ingest_get_truth(struct ingest *in, const struct wire_record *rec, const char *key, bool *out)
{
	const char *value = wire_get(rec, key);

	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0) {
		ingest_set_damaged(in, "%s=%s is not 0 or 1", key, value);
		return false;
	}
	*out = value[0] == '1';
	return true;
}

void ingest_copy_reason(char *out, size_t size, const char *why)
{
	size_t i = 0;

	for (; i < size - 1 && why[i] != '\0'; i++) {
		out[i] = why[i] == '_' ? ' ' : why[i];
	}
	out[i] = '\0';
}

/* Decimal digits at *text, which moves behind them. */
static bool next_decimal(const char **text, uint64_t *out)
{
	const char *at = *text;
	uint64_t value = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		uint64_t digit = (uint64_t)(*at - '0');

		if (value > (UINT64_MAX - digit) / 10) {
			return false;
		}
		value = value * 10 + digit;
	}
	if (at == *text) {
		return false;
	}
	*text = at;
	*out = value;
	return true;
}

/* What stands behind the point of a number: one to three digits, the last of them not 0. */
static bool read_places(const char *text, uint32_t *thousandths)
{
	size_t len = strspn(text, "0123456789");

	if (len < 1 || len > 3 || text[len] != '\0' || text[len - 1] == '0') {
		return false;
	}
	*thousandths = 0;
	for (size_t i = 0; i < 3; i++) {
		*thousandths = 10 * *thousandths + (i < len ? (uint32_t)(text[i] - '0') : 0);
	}
	return true;
}

bool ingest_get_decimal(struct ingest *in, const char *key, const char *text,
			struct ingest_decimal *out)
{
	const char *at = text;

	out->thousandths = 0;
	if (next_decimal(&at, &out->whole) &&
	    (*at == '\0' || (*at == '.' && read_places(at + 1, &out->thousandths)))) {
		return true;
	}
	ingest_set_damaged(in, "%s=%s is no number of at most three places", key, text);
	return false;
}

/* Moves *text behind a comma; true too when the list ends here. */
static bool next_comma(const char **text)
{
	if (**text == '\0') {
		return true;
	}
	if (**text != ',' || (*text)[1] == '\0') {
		return false;
	}
	(*text)++;
	return true;
}

bool ingest_next_item(const char **text, uint64_t *value, uint64_t *count)
{
	*count = 1;
	if (!next_decimal(text, value)) {
		return false;
	}
	if (**text == 'x') {
		(*text)++;
		if (!next_decimal(text, count) || *count == 0) {
			return false;
		}
	}
	return next_comma(text);
}

static bool has_exit(const struct ingest_bench *bench, const char *name)
{
	for (size_t i = 0; i < bench->n_exits; i++) {
		if (strcmp(bench->exits[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* One name:count at *text, added to @out. */
static bool next_exit(const char **text, struct ingest_bench *out)
{
	struct ingest_exit item = { .count = 0 };
	size_t len = strcspn(*text, ":,");

	if (len == 0 || len >= sizeof(item.name) || (*text)[len] != ':') {
		return false;
	}
	memcpy(item.name, *text, len);
	*text += len + 1;
	if (out->n_exits == INGEST_EXITS_MAX || has_exit(out, item.name) ||
	    !next_decimal(text, &item.count)) {
		return false;
	}
	out->exits[out->n_exits++] = item;
	return next_comma(text);
}

bool ingest_get_exits(struct ingest *in, const char *text, struct ingest_bench *out)
{
	const char *at = text;

	if (strcmp(text, "-") == 0) {
		return true;
	}
	while (*at != '\0') {
		if (!next_exit(&at, out)) {
			ingest_set_damaged(in, "exits=%s is not a list of name:count", text);
			return false;
		}
	}
	return true;
}
