/* SPDX-License-Identifier: Apache-2.0 */
#include "config/key_value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/hint.h"

static void join_words(const char *const *words, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; words[i] != NULL && len < size; i++) {
		len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "", words[i]);
	}
}

struct takes takes_of(const struct key *key)
{
	struct takes out;
	char words[128];

	switch (key->type) {
	case KEY_TEXT:
	case KEY_KEYS:
		snprintf(out.text, sizeof(out.text), "a text of %u..%u %s", key->min, key->max,
			 key->unit);
		break;
	case KEY_NUMBER:
		snprintf(out.text, sizeof(out.text), "a whole number in %u..%u, %s", key->min,
			 key->max, key->unit);
		break;
	case KEY_WORD:
		join_words(key->words, words, sizeof(words));
		snprintf(out.text, sizeof(out.text), "one of %s", words);
		break;
	case KEY_LIST:
	case KEY_SET:
		snprintf(out.text, sizeof(out.text), "a list of %u..%u %s, one %s each", key->min,
			 key->max, key->unit, key->item);
		break;
	}
	return out;
}

static const char *kind_name(enum node_kind kind)
{
	return kind == NODE_LIST ? "a list" : kind == NODE_MAP ? "a mapping" : "a text";
}

/* YAML's ways to write no value. */
static bool is_null(const struct node *node)
{
	return node->plain && (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
			       strcasecmp(node->text, "null") == 0);
}

/* A plain number or truth value is no text to any other reader of YAML. */
static bool is_other_scalar(const struct node *node)
{
	static const char *const truths[] = { "true", "false", "yes", "no", "on", "off" };
	char *end = NULL;

	if (!node->plain) {
		return false;
	}
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		if (strcasecmp(node->text, truths[i]) == 0) {
			return true;
		}
	}
	(void)strtod(node->text, &end);
	return end != node->text && *end == '\0';
}

static size_t count_characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		n += ((unsigned char)*text & 0xc0) != 0x80 ? 1 : 0;
	}
	return n;
}

static bool has_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if (iscntrl((unsigned char)*text)) {
			return true;
		}
	}
	return false;
}

/* True for a text on one line; @key names it in the fault. */
static bool check_line(const struct key *key, const struct node *node, struct faults *faults)
{
	struct takes takes = takes_of(key);
	const char *line_end = key->type != KEY_KEYS ? strchr(node->text, '\n') : NULL;

	if (line_end != NULL) {
		fault_add(faults, node->at, "%s: '%s' is more than one line (%s%s)", key->name,
			  excerpt_of(node->text).text, takes.text,
			  line_end[1] == '\0' ? "; write '>-' for '>' or '|'" : "");
		return false;
	}
	if (key->type != KEY_KEYS && has_control(node->text)) {
		fault_add(faults, node->at, "%s: '%s' has a control character (%s)", key->name,
			  excerpt_of(node->text).text, takes.text);
		return false;
	}
	return true;
}

static bool check_text(const struct key *key, const struct node *node, struct faults *faults)
{
	struct excerpt excerpt = excerpt_of(node->text);
	size_t characters = count_characters(node->text);

	if (!check_line(key, node, faults)) {
		return false;
	}
	if (is_other_scalar(node)) {
		fault_add(faults, node->at,
			  "%s: %s is not a text to YAML (if it is meant as one, quote it: '%s')",
			  key->name, excerpt.text, excerpt.text);
		return false;
	}
	if (characters < key->min || characters > key->max) {
		fault_add(faults, node->at, "%s: '%s' has %zu characters (%s)", key->name,
			  excerpt.text, characters, takes_of(key).text);
		return false;
	}
	return true;
}

/* False unless @text is plain decimal digits of a number that fits. */
static bool parse_digits(const char *text, uint32_t *number)
{
	size_t len = strlen(text);
	uint32_t value = 0;

	/* 9 digits fit 32 bits. A leading zero is octal to YAML 1.1 and decimal to YAML 1.2. */
	if (len == 0 || len > 9 || strspn(text, "0123456789") != len ||
	    (len > 1 && text[0] == '0')) {
		return false;
	}
	for (; *text != '\0'; text++) {
		value = value * 10 + (uint32_t)(*text - '0');
	}
	*number = value;
	return true;
}

static bool check_number(const struct key *key, const struct node *node, uint32_t *number,
			 struct faults *faults)
{
	uint32_t value = 0;
	bool is_right = parse_digits(node->text, &value) && value >= key->min && value <= key->max;

	if (is_right && !node->plain) {
		fault_add(faults, node->at, "%s: '%s' is a quoted text (write %s without quotes)",
			  key->name, node->text, node->text);
		return false;
	}
	if (!is_right) {
		fault_add(faults, node->at,
			  "%s: '%s' is not a whole number in %u..%u (plain digits, as in '%s: %s')",
			  key->name, excerpt_of(node->text).text, key->min, key->max, key->name,
			  key->fallback);
		return false;
	}
	*number = value;
	return true;
}

static bool check_word(const struct key *key, const struct node *node, uint32_t *number,
		       struct faults *faults)
{
	struct hint hint;

	hint_begin(&hint, node->text);
	for (uint32_t i = 0; key->words[i] != NULL; i++) {
		if (strcmp(node->text, key->words[i]) == 0) {
			*number = i;
			return true;
		}
		hint_offer(&hint, key->words[i]);
	}
	fault_add(faults, node->at, "%s: '%s' is not known here (%s)", key->name,
		  excerpt_of(node->text).text, hint_finish(&hint, "one of"));
	return false;
}

static bool check_item(const struct key *key, const struct node *item, struct faults *faults)
{
	struct takes takes = takes_of(key);

	if (item->kind == NODE_BAD) {
		return false;
	}
	if (item->kind != NODE_TEXT) {
		fault_add(faults, item->at, "%s: an item is %s (%s; quote one that begins with %c)",
			  key->name, kind_name(item->kind), takes.text,
			  item->kind == NODE_LIST ? '[' : '{');
		return false;
	}
	if (is_null(item) || item->text[0] == '\0') {
		fault_add(faults, item->at, "%s: an item is empty (%s)", key->name, takes.text);
		return false;
	}
	return check_line(key, item, faults);
}

static const struct node *find_twin(const struct node *first, const struct node *item)
{
	for (; first != item; first = first->next) {
		if (first->kind == NODE_TEXT && strcmp(first->text, item->text) == 0) {
			return first;
		}
	}
	return NULL;
}

static bool check_list(const struct key *key, struct node *list, struct faults *faults)
{
	if (list->n < key->min || list->n > key->max) {
		fault_add(faults, list->at, "%s: the list has %zu items (%s)", key->name, list->n,
			  takes_of(key).text);
		return false;
	}
	for (struct node *item = list->first; item != NULL; item = item->next) {
		const struct node *twin = NULL;

		if (!check_item(key, item, faults)) {
			item->kind = NODE_BAD;
			continue;
		}
		twin = key->type == KEY_SET ? find_twin(list->first, item) : NULL;
		if (twin != NULL) {
			fault_add(faults, item->at,
				  "%s: '%s' is there twice (keep one; the other is in line %u)",
				  key->name, excerpt_of(item->text).text, twin->at.line);
			item->kind = NODE_BAD;
		}
	}
	return true;
}

/* False after telling that @node is of another kind than @key takes, or that there is none. */
static bool check_kind(const struct key *key, const struct node *node, struct faults *faults)
{
	bool takes_list = key->type == KEY_LIST || key->type == KEY_SET;
	struct takes takes = takes_of(key);

	if (node->kind == NODE_BAD) {
		return false;
	}
	if (node->kind == NODE_TEXT && is_null(node)) {
		fault_add(faults, node->at, "%s: there is no value (%s)", key->name, takes.text);
		return false;
	}
	if (takes_list && node->kind == NODE_TEXT) {
		fault_add(faults, node->at, "%s: '%s' is not a list (write ['%s'])", key->name,
			  excerpt_of(node->text).text, excerpt_of(node->text).text);
		return false;
	}
	if (node->kind != (takes_list ? NODE_LIST : NODE_TEXT)) {
		fault_add(faults, node->at, "%s: the value is %s (%s)", key->name,
			  kind_name(node->kind), takes.text);
		return false;
	}
	return true;
}

bool key_value_check(const struct key *key, struct node *node, uint32_t *number,
		     struct faults *faults)
{
	if (!check_kind(key, node, faults)) {
		return false;
	}
	switch (key->type) {
	case KEY_TEXT:
	case KEY_KEYS:
		return check_text(key, node, faults);
	case KEY_NUMBER:
		return check_number(key, node, number, faults);
	case KEY_WORD:
		return check_word(key, node, number, faults);
	default:
		return check_list(key, node, faults);
	}
}
