/* SPDX-License-Identifier: Apache-2.0 */
#include "session/env.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "session/env_host.h"
#include "session/proc.h"
#include "session/source_digest.h"
#include "target/host_count.h"
#include "version.h"

#define TOOL_TIMEOUT_MS 10000

bool env_find_value(const char *text, const char *key, char sep, char *out, size_t size)
{
	size_t key_len = strlen(key);

	for (const char *line = text; line != NULL && *line != '\0';
	     line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
		const char *at = line + key_len;
		size_t len;

		if (strncmp(line, key, key_len) != 0) {
			continue;
		}
		at += strspn(at, " \t");
		if (*at != sep) {
			continue;
		}
		at += 1 + strspn(at + 1, " \t\"");
		len = strcspn(at, "\"\n");
		snprintf(out, size, "%.*s", (int)len, at);
		return true;
	}
	return false;
}

/* First line of what `@program --version` prints. */
static int note_tool(struct run *run, const char *key, const char *program,
		     const volatile sig_atomic_t *stop)
{
	const char *const argv[] = { program, "--version", NULL };
	char text[256];

	if (proc_capture(argv, NULL, TOOL_TIMEOUT_MS, stop, text, sizeof(text)) != 0) {
		return 0;
	}
	text[strcspn(text, "\n")] = '\0';
	return text[0] != '\0' ? run_set_env(run, key, text) : 0;
}

/* What a revision does not tell of a tree with changes, and of one without git: the sources themselves. */
static int note_digest(const char *root, struct run *run)
{
	char digest[SHA256_TEXT];
	struct timespec changed;
	int err = source_digest(root, digest, &changed);

	if (err != 0) {
		return err == -ENOMEM ? err : 0;
	}
	return run_set_env(run, "source.digest", digest);
}

static int note_source(const char *root, const volatile sig_atomic_t *stop, struct run *run)
{
	const char *const where[] = { "git", "rev-parse", "--show-prefix", "HEAD", NULL };
	/* make takes every source that is there, known to git or not. */
	const char *const changes[] = { "git", "status", "--porcelain", "--untracked-files=normal",
					NULL };
	char text[256];
	int err;

	if (proc_capture(where, root, TOOL_TIMEOUT_MS, stop, text, sizeof(text)) != 0) {
		return note_digest(root, run);
	}
	/* The prefix is empty when @root is the repository's top. Otherwise somebody else's
	 * repository surrounds an exported tree, and its revision says nothing about it. */
	if (text[0] != '\n') {
		return note_digest(root, run);
	}
	text[1 + strcspn(text + 1, "\n")] = '\0';
	err = run_set_env(run, "source.revision", text + 1);
	if (err == 0 &&
	    proc_capture(changes, root, TOOL_TIMEOUT_MS, stop, text, sizeof(text)) == 0) {
		err = run_set_env(run, "source.dirty", text[0] != '\0' ? "true" : "false");
	}
	return err == 0 && text[0] != '\0' ? note_digest(root, run) : err;
}

int env_capture_target(const struct plan *plan, const volatile sig_atomic_t *stop, struct run *run)
{
	for (size_t i = 0; i < plan->n_boots; i++) {
		const struct plan_boot *boot = &plan->boots[i];

		if (strcmp(boot->ops->name, "qemu") == 0) {
			return note_tool(run, "tools.qemu", boot->argv->items[0], stop);
		}
	}
	return 0;
}

/* Whether cells have host_counts, and why not. */
static int note_pmu(const struct plan *plan, struct run *run)
{
	char why[128];
	char text[160];

	for (size_t i = 0; i < plan->n_boots; i++) {
		if (strcmp(plan->boots[i].ops->name, "qemu") == 0) {
			host_count_describe(why, sizeof(why));
			snprintf(text, sizeof(text), "%s%s",
				 why[0] == '\0' ? "counted" : "none: ", why);
			return run_set_env(run, "host.pmu", text);
		}
	}
	return 0;
}

int env_capture(const char *root, const struct plan *plan, const volatile sig_atomic_t *stop,
		struct run *run)
{
	int err = run_set_env(run, "tools.trapline", TRAPLINE_VERSION);

	if (err == 0) {
		err = env_capture_target(plan, stop, run);
	}
	if (err == 0) {
		err = note_tool(run, "tools.gnuplot", "gnuplot", stop);
	}
	if (err == 0) {
		err = note_tool(run, "tools.make", "make", stop);
	}
	if (err == 0) {
		err = env_host_capture("", run);
	}
	if (err == 0) {
		err = note_pmu(plan, run);
	}
	if (err == 0) {
		err = env_host_note_load("", "host.load_end", run);
	}
	return err == 0 ? note_source(root, stop, run) : err;
}

static int note_code(const struct image *image, struct run *run)
{
	char key[256];
	int err = 0;

	for (size_t i = 0; i < image->n_code && err == 0; i++) {
		snprintf(key, sizeof(key), "code.%s.%s", image->name, image->code[i].what);
		err = run_set_env(run, key, image->code[i].value);
	}
	return err;
}

int env_capture_builds(const struct plan *plan, struct run *run)
{
	int err = 0;

	for (size_t i = 0; i < plan->n_images && err == 0; i++) {
		const struct image *image = &plan->images[i];
		char key[256];

		if (image->fault[0] != '\0' || image->build[0] == '\0') {
			continue;
		}
		snprintf(key, sizeof(key), "builds.%s", image->name);
		err = run_set_env(run, key, image->build);
		if (err == 0) {
			snprintf(key, sizeof(key), "tools.%s", image->compiler);
			err = run_set_env(run, key, image->toolchain);
		}
		err = err == 0 ? note_code(image, run) : err;
	}
	return err;
}
