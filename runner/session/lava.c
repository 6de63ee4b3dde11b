/* SPDX-License-Identifier: Apache-2.0 */
#include "session/lava.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/identity.h"
#include "wire/wire.h"

#define LOAD_S 300u /* an image of less than a megabyte, on whatever way there is */

/*
 * Of a record: its whole line, so that no figure is taken of which only half has come. LAVA knows
 * what is captured, not which alternative matched, and takes a result by the text of the group of
 * that name: a record that is a failure is therefore captured with the blank behind its letter.
 */
static const char result_pattern[] =
	WIRE_PREFIX "[0-9]+ "
		    "(?P<result>"
		    "E(?= bench=[!-~]+ n=[0-9]+ overhead=[0-9]+ dropped=0 bad=0 )|E |F|N|"
		    "K(?= check=[!-~]+ ok=1 )|K )"
		    " ?(?:bench|check)=(?P<test_case_id>[!-~]+)"
		    "(?: n=[^\\r\\n]*? each=(?P<measurement>[0-9.]+))?"
		    "[^\\r\\n]* [*][0-9a-f]{4}\\r*\\n";
static const char end_pattern[] = WIRE_PREFIX "[0-9]+ Z [^\\r\\n]* [*][0-9a-f]{4}\\r*\\n";

static const struct {
	const char *text, *result;
} fixups[] = {
	{ "E", "pass" }, { "E ", "fail" }, { "F", "fail" },
	{ "N", "skip" }, { "K", "pass" },  { "K ", "fail" },
};

char *lava_device_name(const struct plan_boot *boot)
{
	char *name;

	return asprintf(&name, "%s-%s", boot->board->name, boot->cpu) < 0 ? NULL : name;
}

/* A YAML scalar in double quotes. */
static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\') {
			fprintf(out, "\\%c", *at);
		} else if (*at < ' ' || *at == 0x7f) {
			fprintf(out, "\\x%02x", *at);
		} else {
			fputc(*at, out);
		}
	}
	fputc('"', out);
}

static void put_pair(FILE *out, const char *before, const char *text)
{
	fputs(before, out);
	put_text(out, text);
	fputc('\n', out);
}

/* LAVA takes letters, digits and "_-." in the name of a suite of results. */
static void put_suite_name(FILE *out, const char *name, const char *unit)
{
	for (; *name != '\0'; name++) {
		fputc(isalnum((unsigned char)*name) || strchr("_-.", *name) != NULL ? *name : '_',
		      out);
	}
	fprintf(out, ".%s", unit);
}

/* As an expression that matches it and nothing else. */
static void put_escaped(FILE *out, const char *text)
{
	for (; *text != '\0'; text++) {
		fprintf(out,
			isalnum((unsigned char)*text) || *text == '-' || *text == '_' ? "%c"
										      : "[%c]",
			*text);
	}
}

/* @arg with the CPU, and with what LAVA puts the file in for. */
static void put_expanded(FILE *out, const char *arg, const char *cpu)
{
	while (*arg != '\0') {
		if (strncmp(arg, "{cpu}", 5) == 0) {
			fputs(cpu, out);
			arg += 5;
		} else if (strncmp(arg, "{image}", 7) == 0) {
			fputs("{kernel}", out);
			arg += 7;
		} else {
			fputc(*arg++, out);
		}
	}
}

/* What @put writes, as a text; NULL: no memory. */
static char *text_of(void (*put)(FILE *out, const void *arg), const void *arg)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	put(out, arg);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

struct word {
	const char *arg, *cpu;
};

static void put_word(FILE *out, const void *arg)
{
	const struct word *word = arg;

	put_expanded(out, word->arg, word->cpu);
}

/* The dispatcher splits this line as a shell would. */
static void put_image_arg(FILE *out, const void *arg)
{
	const struct plan_boot *boot = arg;

	for (size_t i = 1; i < boot->argv->n; i++) {
		char *word = text_of(put_word, &(struct word){ boot->argv->items[i], boot->cpu });

		fputs(i > 1 ? " " : "", out);
		identity_quote(out, word != NULL ? word : "");
		free(word);
	}
}

static void put_start(FILE *out, const void *arg)
{
	const struct lava_boot *boot = arg;

	fprintf(out, WIRE_FIRST "proto=[0-9]+ build=%s board=", boot->image->build);
	put_escaped(out, boot->boot->board->name);
	fputc(' ', out);
}

/* As put_pair(), of what @put writes. 0 or -ENOMEM. */
static int put_pair_of(FILE *out, const char *before, void (*put)(FILE *out, const void *arg),
		       const void *arg)
{
	char *text = text_of(put, arg);

	if (text == NULL) {
		return -ENOMEM;
	}
	put_pair(out, before, text);
	free(text);
	return 0;
}

static void put_timeout(FILE *out, uint32_t seconds)
{
	fprintf(out, "    timeout: {seconds: %u}\n", seconds);
}

static int put_deploy(FILE *out, const struct lava_job *job, const struct lava_boot *boot)
{
	int err = 0;

	fputs("- deploy:\n", out);
	put_timeout(out, LOAD_S);
	fprintf(out,
		"    to: %s\n"
		"    images:\n"
		"      kernel:\n",
		job->method == LAVA_QEMU ? "tmpfs" : "flasher");
	if (job->method == LAVA_QEMU) {
		err = put_pair_of(out, "        image_arg: ", put_image_arg, boot->boot);
	}
	fputs("        url: \"", out);
	fprintf(out, "%s/%s\"\n        sha256sum: %s\n", job->url, boot->file, boot->sha256);
	return err;
}

static const char *const methods[] = {
	[LAVA_QEMU] = "    method: qemu\n    media: tmpfs\n",
	[LAVA_MINIMAL] = "    method: minimal\n",
	[LAVA_UBOOT] = "    method: u-boot\n    commands: trapline\n",
};

static void put_boot(FILE *out, const struct lava_job *job)
{
	fputs("- boot:\n", out);
	put_timeout(out, LOAD_S);
	fputs(methods[job->method], out);
}

static int put_test(FILE *out, const struct lava_job *job, const struct lava_boot *boot)
{
	int err;

	fputs("- test:\n", out);
	put_timeout(out, job->boot_s);
	fputs("    monitors:\n    - name: ", out);
	put_suite_name(out, boot->boot->name, job->unit);
	fputc('\n', out);
	err = put_pair_of(out, "      start: ", put_start, boot);
	put_pair(out, "      end: ", end_pattern);
	put_pair(out, "      pattern: ", result_pattern);
	fputs("      fixupdict: {", out);
	for (size_t i = 0; i < sizeof(fixups) / sizeof(fixups[0]); i++) {
		fprintf(out, "%s\"%s\": %s", i > 0 ? ", " : "", fixups[i].text, fixups[i].result);
	}
	fputs("}\n", out);
	return err;
}

static void put_head(FILE *out, const struct lava_job *job)
{
	unsigned long long total = (unsigned long long)job->n_boots * (2 * LOAD_S + job->boot_s);

	fputs("# SPDX-License-Identifier: Apache-2.0\n"
	      "# Written by trapline lava-job: docs/labs.md.\n",
	      out);
	put_pair(out, "job_name: ", job->name);
	put_pair(out, "device_type: ", job->device_type);
	fputs("visibility: public\npriority: medium\n", out);
	fprintf(out,
		"timeouts:\n"
		"  job: {seconds: %llu}\n"
		"  action: {seconds: %u}\n"
		"  connection: {seconds: %u}\n",
		total, LOAD_S, LOAD_S);
	fputs(job->method == LAVA_QEMU ? "context: {arch: arm64}\n" : "", out);
	fputs("actions:\n", out);
}

int lava_write_job(FILE *out, const struct lava_job *job)
{
	int err = 0;

	put_head(out, job);
	for (size_t i = 0; i < job->n_boots && err == 0; i++) {
		const struct lava_boot *boot = &job->boots[i];

		err = put_deploy(out, job, boot);
		if (err == 0) {
			put_boot(out, job);
			err = put_test(out, job, boot);
		}
	}
	return err == 0 && ferror(out) != 0 ? -EIO : err;
}
