/* SPDX-License-Identifier: Apache-2.0 */
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/hint.h"
#include "config/keys.h"
#include "config/load.h"
#include "config/source.h"
#include "config/strs.h"

static const char *const placeholders[] = { "{image}", "{cpu}" };

#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

bool load_is_plain_name(const char *name)
{
	return name[0] != '\0' && name[0] != '-' && name[0] != '.' &&
	       name[strspn(name, WORD_LETTERS "-.")] == '\0';
}

void board_free(struct board_cfg *board)
{
	if (board == NULL) {
		return;
	}
	free(board->name);
	free(board->summary);
	free(board->target);
	strs_clear(&board->cpus);
	strs_clear(&board->exact);
	strs_clear(&board->cntvct);
	free(board);
}

static void check_cpus(const struct key_value *cpus, struct faults *faults)
{
	const struct node *item = cpus->node != NULL ? cpus->node->first : NULL;

	for (; item != NULL; item = item->next) {
		if (item->kind == NODE_TEXT && !load_is_plain_name(item->text)) {
			fault_add(faults, item->at,
				  "cpus: '%s' is not a CPU name (letters, digits and . _ - only, "
				  "as it "
				  "becomes part of file names)",
				  excerpt_of(item->text).text);
		}
	}
}

/* The length of the known placeholder that @text begins with; 0: none. */
static size_t known_len(const char *text)
{
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
		if (strncmp(text, placeholders[i], strlen(placeholders[i])) == 0) {
			return strlen(placeholders[i]);
		}
	}
	return 0;
}

static void add_unknown_placeholder(const struct key *key, const struct node *item,
				    const char *text, size_t word_len, struct faults *faults)
{
	bool is_closed = text[1 + word_len] == '}';
	char word[HINT_WORD_MAX];
	struct hint hint;

	snprintf(word, sizeof(word), "%.*s", (int)(word_len < 50 ? word_len + 1 + is_closed : 50),
		 text);
	hint_begin(&hint, word);
	for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
		hint_offer(&hint, placeholders[i]);
	}
	fault_add(faults, item->at, "%s: '%s' is %s (%s)", key->name, word,
		  is_closed ? "not a placeholder" : "not closed by '}'",
		  hint_finish(&hint, "placeholders"));
}

/* A '{' that no word follows is text: QEMU takes JSON. An item with a fault becomes NODE_BAD. */
static void check_placeholders(const struct key *key, struct node *item, struct faults *faults)
{
	const char *text = strchr(item->text, '{');

	while (text != NULL) {
		size_t word_len = strspn(text + 1, WORD_LETTERS);

		if (word_len > 0 && known_len(text) == 0) {
			add_unknown_placeholder(key, item, text, word_len, faults);
			item->kind = NODE_BAD;
		}
		text = strchr(text + 1, '{');
	}
}

static bool has_placeholder(const struct node *list, const char *placeholder)
{
	for (const struct node *item = list->first; item != NULL; item = item->next) {
		/* In an item with a fault it may be meant. */
		if (item->kind != NODE_TEXT || strstr(item->text, placeholder) != NULL) {
			return true;
		}
	}
	return false;
}

static void check_program(const struct key *key, const struct node *program, struct faults *faults)
{
	if (program != NULL && program->kind == NODE_TEXT && known_len(program->text) > 0) {
		fault_add(faults, program->at,
			  "%s: begins with '%s', which is no program (the first item is what is "
			  "started, as qemu-system-aarch64)",
			  key->name, program->text);
	}
}

static void check_command(const struct key *key, const struct key_value *value, bool is_qemu,
			  struct faults *faults)
{
	if (value->node == NULL) {
		return;
	}
	for (struct node *item = value->node->first; item != NULL; item = item->next) {
		if (item->kind == NODE_TEXT) {
			check_placeholders(key, item, faults);
		}
	}
	if (is_qemu) {
		check_program(key, value->node->first, faults);
	}
	if (is_qemu && !has_placeholder(value->node, "{image}")) {
		fault_add(faults, value->node->at,
			  "%s: '{image}' does not occur (where the image's path goes, as in "
			  "-kernel, '{image}')",
			  key->name);
	}
	if (is_qemu && !has_placeholder(value->node, "{cpu}")) {
		fault_add(
			faults, value->node->at,
			"%s: '{cpu}' does not occur, so every CPU of 'cpus' would be the same one "
			"(as in -cpu, '{cpu}')",
			key->name);
	}
}

static void check_board(struct tree *tree, const struct key_value *values, struct faults *faults)
{
	const struct key_value *target = &values[BOARD_TARGET];
	bool is_qemu = target->node != NULL && strcmp(target->node->text, "qemu") == 0;

	check_cpus(&values[BOARD_CPUS], faults);
	check_command(&board_keys.keys[BOARD_EXACT], &values[BOARD_EXACT], is_qemu, faults);
	check_command(&board_keys.keys[BOARD_CNTVCT], &values[BOARD_CNTVCT], is_qemu, faults);
	if (tree->root != NULL && tree->root->kind == NODE_MAP && !tree->broken &&
	    !values[BOARD_EXACT].is_given && !values[BOARD_CNTVCT].is_given) {
		fault_add(
			faults, tree->root->at,
			"there is no command to start the board (give 'exact', 'cntvct' or both)");
	}
}

static int build_board(const char *name, const struct key_value *values, struct board_cfg **out)
{
	struct board_cfg *board = calloc(1, sizeof(*board));

	if (board == NULL) {
		return -ENOMEM;
	}
	board->name = strdup(name);
	board->summary = strdup(values[BOARD_SUMMARY].node->text);
	board->target = strdup(values[BOARD_TARGET].node->text);
	if (board->name == NULL || board->summary == NULL || board->target == NULL ||
	    key_value_take_list(&values[BOARD_CPUS], &board->cpus) != 0 ||
	    key_value_take_list(&values[BOARD_EXACT], &board->exact) != 0 ||
	    key_value_take_list(&values[BOARD_CNTVCT], &board->cntvct) != 0) {
		board_free(board);
		return -ENOMEM;
	}
	*out = board;
	return 0;
}

int board_load_text(const char *path, const char *name, const char *text, size_t len,
		    struct board_cfg **out, struct diag *d)
{
	struct key_value values[BOARD_KEYS] = { 0 };
	struct faults faults = { 0 };
	struct tree tree;
	int told;
	int err = tree_parse(path, text, len, &tree, &faults);

	if (err == 0) {
		err = keys_read(&board_keys, &tree, path, values, &faults);
	}
	if (err == 0) {
		check_board(&tree, values, &faults);
	}
	told = faults_tell(&faults, d);
	err = err != 0 ? err : told;
	if (err == 0) {
		err = build_board(name, values, out);
	}
	key_values_clear(values, BOARD_KEYS);
	tree_free(&tree);
	return err;
}

int load_tell_unreadable(const char *path, int err, const char *remedy, struct diag *d)
{
	struct mark at = { .file = path };

	if (err == -ENOMEM) {
		return -ENOMEM;
	}
	diag_add(d, at, "cannot be read: %s (%s)",
		 err == -EFBIG     ? "larger than 1 MiB"
		 : err == -ENOTSUP ? "not a regular file"
				   : strerror(-err),
		 remedy);
	return d->n > 0 ? -EINVAL : -ENOMEM;
}

int board_load(const struct catalog *cat, const char *name, struct board_cfg **out, struct diag *d)
{
	char *text = NULL;
	size_t len = 0;
	struct hint hint;
	char *below = NULL;
	char *path;
	int err;

	if (asprintf(&below, "microbench/boards/%s/board.yaml", name) < 0) {
		return -ENOMEM;
	}
	path = source_path(cat->root, below);
	free(below);
	if (path == NULL) {
		return -ENOMEM;
	}
	/* A name from outside is none of ours, however well "../x" may be found on the disk. */
	err = strs_has(&cat->boards, name) ? source_read(path, &text, &len) : -ENOENT;
	if (err == 0) {
		err = board_load_text(path, name, text, len, out, d);
		free(text);
	} else {
		hint_begin(&hint, name);
		strs_offer(&cat->boards, &hint);
		err = load_tell_unreadable(path, err, hint_finish(&hint, "boards"), d);
	}
	free(path);
	return err;
}
