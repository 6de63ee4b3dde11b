/* SPDX-License-Identifier: Apache-2.0 */
/* What a command has to say beside its result: its words may be a stranger's, as a branch's name in a CI job. */
#ifndef CMD_SAY_H
#define CMD_SAY_H

/**
 * say - "trapline CMD: TEXT" to stderr, with what a terminal must not get made harmless
 * @cmd: NULL: of trapline itself
 *
 * For sentences: what is wider than a terminal goes on in indented lines. A fault in a file, FILE:LINE: ..., is
 * one line for the programs that read it: find_run_say().
 */
void say(const char *cmd, const char *text);

/* The same of what is wrong with a command line. Returns: RC_USAGE */
__attribute__((format(printf, 2, 3))) int say_wrong(const char *cmd, const char *format, ...);

#endif
