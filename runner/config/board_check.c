/* SPDX-License-Identifier: Apache-2.0 */
#include "config/board_check.h"

#include <stdio.h>
#include <string.h>

#include "config/hint.h"
#include "config/load.h"
#include "config/placeholder.h"

enum {
	ON_QEMU = 1 << 0,
	ON_SERIAL = 1 << 1,
	ON_COMMAND = 1 << 2,
	ON_REPLAY = 1 << 3,
	ON_BOARD = ON_SERIAL | ON_COMMAND,
};

/* In the order of target_words[]. */
static const struct {
	const char *name;
	unsigned bit;
} targets[] = {
	{ "qemu", ON_QEMU },
	{ "serial", ON_SERIAL },
	{ "command", ON_COMMAND },
	{ "replay", ON_REPLAY },
};

#define N_TARGETS (sizeof(targets) / sizeof(targets[0]))

/* The targets that a key is for; 0: any. */
static const unsigned key_targets[BOARD_KEYS] = {
	[BOARD_EXACT] = ON_QEMU | ON_REPLAY,
	[BOARD_CNTVCT] = ON_QEMU | ON_REPLAY,
	[BOARD_CLOCKS] = ON_BOARD,
	[BOARD_DEVICE] = ON_SERIAL,
	[BOARD_SPEED] = ON_SERIAL,
	[BOARD_FLOW] = ON_SERIAL,
	[BOARD_CONSOLE] = ON_COMMAND,
	[BOARD_LOAD] = ON_BOARD,
	[BOARD_POWER_ON] = ON_BOARD,
	[BOARD_POWER_OFF] = ON_BOARD,
	[BOARD_RESET] = ON_BOARD,
	[BOARD_TFTP] = ON_BOARD,
	[BOARD_AUTOBOOT] = ON_BOARD,
	[BOARD_INTERRUPT] = ON_BOARD,
	[BOARD_PROMPT] = ON_BOARD,
	[BOARD_PROMPT_S] = ON_BOARD,
	[BOARD_UBOOT] = ON_BOARD,
	[BOARD_TRANSFER] = ON_BOARD,
};

/* 0: it has a fault. */
static unsigned target_of(const struct key_value *values)
{
	const struct key_value *target = &values[BOARD_TARGET];

	return target->node != NULL ? targets[target->number].bit : 0;
}

bool board_is_reached(const struct key_value *values)
{
	return (target_of(values) & ON_BOARD) != 0;
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

static void add_unknown_placeholder(const struct key *key, const struct node *item,
				    const char *text, size_t word_len, struct faults *faults)
{
	bool is_closed = text[1 + word_len] == '}';
	char word[HINT_WORD_MAX];
	struct hint hint;

	snprintf(word, sizeof(word), "%.*s", (int)(word_len < 50 ? word_len + 1 + is_closed : 50),
		 text);
	hint_begin(&hint, word);
	for (size_t i = 0; i < N_PLACEHOLDERS; i++) {
		hint_offer(&hint, placeholder_names[i]);
	}
	fault_add(faults, item->at,
		  "%s: '%s' is %s (%s, and {NAME}, in capitals: of the environment)", key->name,
		  word, is_closed ? "not a placeholder" : "not closed by '}'",
		  hint_finish(&hint, "placeholders"));
}

/* An item with a fault becomes NODE_BAD. */
static void check_placeholders(const struct key *key, struct node *item, struct faults *faults)
{
	const char *text = strchr(item->text, '{');

	while (text != NULL) {
		size_t word_len = strspn(text + 1, PLACEHOLDER_LETTERS);

		if (word_len > 0 && placeholder_len(text) == 0) {
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
	size_t len =
		program != NULL && program->kind == NODE_TEXT ? placeholder_len(program->text) : 0;

	if (len > 0 && placeholder_env_len(program->text) == 0) {
		fault_add(faults, program->at,
			  "%s: begins with '%s', which is no program (the first item is what is "
			  "started, as qemu-system-aarch64)",
			  key->name, program->text);
	}
}

static void check_qemu_command(const struct key *key, const struct node *node,
			       struct faults *faults)
{
	if (!has_placeholder(node, "{image}")) {
		fault_add(faults, node->at,
			  "%s: '{image}' does not occur (where the image's path goes, as in "
			  "-kernel, '{image}')",
			  key->name);
	}
	if (!has_placeholder(node, "{cpu}")) {
		fault_add(
			faults, node->at,
			"%s: '{cpu}' does not occur, so every CPU of 'cpus' would be the same one "
			"(as in -cpu, '{cpu}')",
			key->name);
	}
}

/* The texts of one key, whatever the target is. */
static void check_texts(enum board_key k, const struct key_value *value, bool is_qemu,
			struct faults *faults)
{
	const struct key *key = &board_keys.keys[k];
	bool is_argv = key->type == KEY_LIST && k != BOARD_UBOOT;

	if (value->node == NULL) {
		return;
	}
	if (k == BOARD_DEVICE || k == BOARD_TFTP) {
		check_placeholders(key, value->node, faults);
	} else if (key->type == KEY_LIST && k != BOARD_NEEDS) { /* asked before there is a boot */
		for (struct node *item = value->node->first; item != NULL; item = item->next) {
			if (item->kind == NODE_TEXT) {
				check_placeholders(key, item, faults);
			}
		}
	}
	if (is_argv && (is_qemu || (k != BOARD_EXACT && k != BOARD_CNTVCT))) {
		check_program(key, value->node->first, faults);
	}
	if (is_qemu && (k == BOARD_EXACT || k == BOARD_CNTVCT)) {
		check_qemu_command(key, value->node, faults);
	}
}

/* "serial, command" of their bits. */
static void join_targets(unsigned bits, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < N_TARGETS; i++) {
		if ((bits & targets[i].bit) != 0) {
			len += (size_t)snprintf(out + len, size - len, "%s%s", len > 0 ? ", " : "",
						targets[i].name);
		}
	}
}

static void check_targets(const struct key_value *values, struct faults *faults)
{
	const struct key_value *target = &values[BOARD_TARGET];
	unsigned bit = target_of(values);

	for (size_t k = 0; k < BOARD_KEYS && bit != 0; k++) {
		if (values[k].is_given && key_targets[k] != 0 && (key_targets[k] & bit) == 0) {
			char names[64];

			join_targets(key_targets[k], names, sizeof(names));
			fault_add(faults, values[k].name_at,
				  "key '%s' does not go with target '%s' (it is for: %s)",
				  board_keys.keys[k].name, targets[target->number].name, names);
		}
	}
}

/* Only a file that was read to its end lacks what is not there. */
static bool lacks(const struct tree *tree, const struct key_value *value)
{
	return tree->root != NULL && tree->root->kind == NODE_MAP && !tree->broken &&
	       !value->is_given;
}

static void check_clocks(const struct key_value *clocks, struct faults *faults)
{
	struct hint hint;

	for (const struct node *item = clocks->node->first; item != NULL; item = item->next) {
		if (item->kind != NODE_TEXT || strcmp(item->text, "exact") == 0 ||
		    strcmp(item->text, "cntvct") == 0) {
			continue;
		}
		hint_begin(&hint, item->text);
		hint_offer(&hint, "exact");
		hint_offer(&hint, "cntvct");
		fault_add(faults, item->at, "clocks: '%s' is not a clock (%s)",
			  excerpt_of(item->text).text, hint_finish(&hint, "one of"));
	}
}

/* A line that asks for a transfer over the console. */
static bool is_transfer(const struct node *line)
{
	return line->kind == NODE_TEXT &&
	       (strncmp(line->text, "loadb", 5) == 0 || strncmp(line->text, "loadx", 5) == 0 ||
		strncmp(line->text, "loady", 5) == 0);
}

/* The lines of U-Boot need what they name. */
static void check_uboot(const struct tree *tree, const struct key_value *values,
			struct faults *faults)
{
	const struct node *lines = values[BOARD_UBOOT].node;

	for (const struct node *line = lines != NULL ? lines->first : NULL; line != NULL;
	     line = line->next) {
		if (line->kind != NODE_TEXT) {
			continue;
		}
		if (is_transfer(line) && lacks(tree, &values[BOARD_TRANSFER])) {
			fault_add(faults, line->at,
				  "uboot: '%s' waits for a program that sends the image (give "
				  "'transfer', as in transfer: [sb, '{image}'])",
				  excerpt_of(line->text).text);
		}
		if (is_transfer(line) && line->next == NULL) {
			fault_add(faults, line->at,
				  "uboot: '%s' is the last line, so nothing starts the image (as "
				  "booti does)",
				  excerpt_of(line->text).text);
		}
		if (strstr(line->text, "{file}") != NULL && lacks(tree, &values[BOARD_TFTP])) {
			fault_add(faults, line->at,
				  "uboot: '{file}' is the image's name in the folder of a TFTP "
				  "server (give 'tftp', that folder)");
		}
	}
}

static void check_reached(const struct tree *tree, const struct key_value *values,
			  struct faults *faults)
{
	bool is_serial = target_of(values) == ON_SERIAL;
	enum board_key k = is_serial ? BOARD_DEVICE : BOARD_CONSOLE;

	if (lacks(tree, &values[k])) {
		fault_add(faults, tree->root->at, "target '%s' needs the key '%s' (%s)",
			  is_serial ? "serial" : "command", board_keys.keys[k].name,
			  is_serial ? "as in device: /dev/ttyUSB0"
				    : "as in console: [telnet, desk, 2001]");
	}
	if (values[BOARD_CLOCKS].node != NULL) {
		check_clocks(&values[BOARD_CLOCKS], faults);
	}
	check_uboot(tree, values, faults);
}

void board_check(const struct tree *tree, const struct key_value *values, struct faults *faults)
{
	bool is_qemu = target_of(values) == ON_QEMU;

	check_cpus(&values[BOARD_CPUS], faults);
	check_targets(values, faults);
	for (size_t k = 0; k < BOARD_KEYS; k++) {
		check_texts((enum board_key)k, &values[k], is_qemu, faults);
	}
	if (board_is_reached(values)) {
		check_reached(tree, values, faults);
	} else if (lacks(tree, &values[BOARD_EXACT]) && lacks(tree, &values[BOARD_CNTVCT])) {
		fault_add(
			faults, tree->root->at,
			"there is no command to start the board (give 'exact', 'cntvct' or both)");
	}
}
