/* SPDX-License-Identifier: Apache-2.0 */
/* What all subcommands do alike with their command lines. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * options_next - getopt_long() over @longopts, with messages that say what exists
 * @name:     the subcommand's
 * @longopts: val is above 255, so that no letter is taken for it; only --help has 'h' and so -h
 *
 * "--" ends the options; operands may stand among them. Set optind to 0 before the first call.
 *
 * Returns: option.val; -1 at the end; '?' after printing what is wrong with an option
 */
int options_next(const char *name, int argc, char **argv, const struct option *longopts);

/**
 * options_check_pattern - whether @text is fit for regcomp()
 * @what: what it is the value of: "--filter"
 *
 * Nested repetitions make regcomp() take for ever, or all of the stack.
 *
 * Returns: RC_OK, or RC_USAGE after printing what is wrong
 */
int options_check_pattern(const char *name, const char *what, const char *text);

/* A whole number from 1 to @most, the value of @what. RC_OK, or RC_USAGE after printing what is wrong. */
int options_take_number(const char *name, const char *what, const char *text, uint32_t most,
			uint32_t *out);

/*
 * The value of @what, as "--out": a folder, which there need not be yet. '' is none: with what comes behind it, it
 * would be the root. RC_OK, or RC_USAGE after printing what is wrong.
 */
int options_check_folder(const char *name, const char *what, const char *text);

/* A command that repeats a run, as text in memory: what was asked for so far is written to out. */
struct options_command {
	FILE *out;
	char *text;
	size_t size;
};

/* The program, and the source tree where one was given; false: no memory. */
bool options_command_begin(struct options_command *command);
/* Caller frees; NULL: no memory. */
char *options_command_end(struct options_command *command);

/* Writes an option of a command that repeats a run; nothing when @value is NULL. */
void options_put_word(FILE *out, const char *option, const char *value);
/* The same of a number, of which 0 is none. */
void options_put_number(FILE *out, const char *option, uint32_t value);

#endif
