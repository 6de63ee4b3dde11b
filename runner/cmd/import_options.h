/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of trapline import. */
#ifndef CMD_IMPORT_OPTIONS_H
#define CMD_IMPORT_OPTIONS_H

#define IMPORT_NAME "import"

struct import_options {
	const char *cpu;   /* NULL: by the MIDR */
	const char *board; /* NULL: any */
	const char *qemu;
	const char *revision;
	const char *suite;
	const char *out; /* NULL: results in the source tree */
	char *const *logs;
	int n_logs;
};

/* RC_OK, or RC_USAGE after printing what is wrong. */
int import_options_parse(int argc, char **argv, struct import_options *out);
/* The command line that imports the same again; caller frees. NULL: no memory. */
char *import_options_command(const struct import_options *o);

#endif
