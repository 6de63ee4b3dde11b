/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a command line: its words may be a stranger's, as a branch's name in a CI job. */
#ifndef CMD_SAY_H
#define CMD_SAY_H

/**
 * say_wrong - "trapline CMD: " and one line to stderr, with what a terminal must not get made harmless
 * @cmd: NULL: of trapline itself
 *
 * Returns: RC_USAGE
 */
__attribute__((format(printf, 2, 3))) int say_wrong(const char *cmd, const char *format, ...);

#endif
