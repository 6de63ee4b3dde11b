/* SPDX-License-Identifier: Apache-2.0 */
#include "session/image.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/proc.h"
#include "store/run.h"

#define TAIL_LINES 8u

/* "-layout3"; "" of none. */
struct suffix {
	char text[24];
};

static struct suffix suffix_of(const char *choice, unsigned value)
{
	struct suffix suffix = { "" };

	if (value != 0) {
		snprintf(suffix.text, sizeof(suffix.text), "-%s%u", choice, value);
	}
	return suffix;
}

/* As make names it; NULL: no memory. */
static char *below_image_dir(const struct image *image, const char *root, const char *file)
{
	bool is_plain = strcmp(image->vectors, CELL_VECTORS_DEFAULT) == 0;
	bool is_usual = strcmp(image->flags, CELL_FLAGS_DEFAULT) == 0;
	char *path;

	return asprintf(&path, "%s/" IMAGE_BUILD_DIR "/image/%s/%s-%s-%s%s%s%s%s%s%s/%s", root,
			image->board, image->compiler, image->hal, image->switch_policy,
			is_plain ? "" : "-", is_plain ? "" : image->vectors, is_usual ? "" : "+",
			is_usual ? "" : image->flags + (image->flags[0] == '-'),
			suffix_of("inject", image->inject).text,
			suffix_of("layout", image->layout).text, file) < 0
		       ? NULL
		       : path;
}

static char *name_of(const struct image *image)
{
	const struct cell_key key = { .toolchain = image->compiler,
				      .hal = image->hal,
				      .switch_policy = image->switch_policy,
				      .vectors = image->vectors,
				      .flags = image->flags };
	char *name;

	return asprintf(&name, "%s-%s%s%s", image->board, cell_variant_by(&key, '-').text,
			suffix_of("inject", image->inject).text,
			suffix_of("layout", image->layout).text) < 0
		       ? NULL
		       : name;
}

int image_init(struct image *image, const char *root, const struct image_choice *choice)
{
	*image = (struct image){ .board = strdup(choice->board),
				 .compiler = strdup(choice->compiler),
				 .hal = strdup(choice->hal),
				 .switch_policy = strdup(choice->switch_policy),
				 .vectors = strdup(choice->vectors),
				 .flags = strdup(choice->flags),
				 .layout = choice->layout,
				 .inject = choice->inject,
				 .is_flat = choice->is_flat };
	if (image->board == NULL || image->compiler == NULL || image->hal == NULL ||
	    image->switch_policy == NULL || image->vectors == NULL || image->flags == NULL) {
		image_free(image);
		return -ENOMEM;
	}
	image->name = name_of(image);
	image->path = below_image_dir(image, root, choice->is_flat ? "bench.bin" : "bench.elf");
	image->manifest = below_image_dir(image, root, "manifest");
	if (image->name == NULL || image->path == NULL || image->manifest == NULL) {
		image_free(image);
		return -ENOMEM;
	}
	return 0;
}

int image_set_inject(struct image *image, const char *root, unsigned inject)
{
	const struct image_choice choice = { .board = image->board,
					     .compiler = image->compiler,
					     .hal = image->hal,
					     .switch_policy = image->switch_policy,
					     .vectors = image->vectors,
					     .flags = image->flags,
					     .layout = image->layout,
					     .inject = inject,
					     .is_flat = image->is_flat };
	struct image other;
	int err = image_init(&other, root, &choice);

	if (err == 0) {
		image_free(image);
		*image = other;
	}
	return err;
}

void image_free(struct image *image)
{
	free(image->board);
	free(image->compiler);
	free(image->hal);
	free(image->switch_policy);
	free(image->vectors);
	free(image->flags);
	free(image->name);
	free(image->path);
	free(image->manifest);
	*image = (struct image){ 0 };
}

/* The last lines of a build log, without colours' escape bytes and the like. */
static void read_tail(const char *log_path, char *tail, size_t size)
{
	FILE *log = fopen(log_path, "re");
	size_t lines = 0;
	size_t n;
	size_t at;

	tail[0] = '\0';
	if (log == NULL) {
		return;
	}
	if (fseek(log, -(long)(size - 1), SEEK_END) != 0) {
		rewind(log); /* shorter than that */
	}
	n = fread(tail, 1, size - 1, log);
	fclose(log);
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)tail[i] < ' ' && tail[i] != '\n') {
			tail[i] = ' ';
		}
	}
	while (n > 0 && tail[n - 1] == '\n') {
		n--;
	}
	tail[n] = '\0';
	for (at = n; at > 0 && lines < TAIL_LINES; at--) {
		lines += tail[at - 1] == '\n';
	}
	at += lines == TAIL_LINES; /* the newline before the first line kept */
	memmove(tail, tail + at, n - at + 1);
}

/* The line of @tail that a reader looks for first: the compiler's error, else the last one. */
static const char *find_error_line(const char *tail)
{
	const char *error = strstr(tail, "error: ");
	const char *line = error != NULL ? error : tail + strlen(tail);

	while (line > tail && line[-1] != '\n') {
		line--;
	}
	return line;
}

static void tell_build_failure(struct image *image, int err, const struct target_end *end,
			       const char *log_path)
{
	const char *line;

	read_tail(log_path, image->tail, sizeof(image->tail));
	line = find_error_line(image->tail);
	if (err == -EINTR) {
		image->was_interrupted = true;
		snprintf(image->fault, sizeof(image->fault), "interrupted while it was built");
	} else if (err == -ENOENT) {
		snprintf(image->fault, sizeof(image->fault),
			 "make is not installed (Debian package make; scripts/setup installs it)");
	} else if (err == -ETIMEDOUT) {
		snprintf(image->fault, sizeof(image->fault),
			 "its build did not finish within %d s and was stopped",
			 IMAGE_BUILD_TIMEOUT_MS / 1000);
	} else if (err != 0) {
		snprintf(image->fault, sizeof(image->fault), "cannot run make: %s", strerror(-err));
	} else {
		snprintf(image->fault, sizeof(image->fault),
			 "its image does not build: make exited with status %d (%.*s)",
			 end->exit_code, (int)strcspn(line, "\n"), line);
	}
}

int image_build_start(const struct image *image, const char *root, const char *log_path,
		      unsigned jobs, struct child *out)
{
	static const char build_dir[] = "B=" IMAGE_BUILD_DIR;
	char layout[16];
	char inject[16];
	const char *const choices[][2] = {
		{ "BOARD", image->board },     { "TOOLCHAIN", image->compiler },
		{ "HAL", image->hal },         { "SWITCH", image->switch_policy },
		{ "VECTORS", image->vectors }, { "FLAGS", image->flags },
		{ "LAYOUT", layout },          { "INJECT", inject },
	};
	char words[sizeof(choices) / sizeof(choices[0])][128];
	char jobs_word[32];
	const char *const argv[] = { "make",    "--no-print-directory",
				     "-s",      jobs_word,
				     "image",   words[0],
				     words[1],  words[2],
				     words[3],  words[4],
				     words[5],  words[6],
				     words[7],  "EXTRA=",
				     build_dir, NULL };

	snprintf(layout, sizeof(layout), "%u", image->layout);
	snprintf(inject, sizeof(inject), "%u", image->inject);
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		snprintf(words[i], sizeof(words[i]), "%s=%s", choices[i][0], choices[i][1]);
	}
	snprintf(jobs_word, sizeof(jobs_word), "-j%u", jobs);
	return proc_log_start(argv, root, log_path, out);
}

void image_build_end(struct image *image, int err, const struct target_end *end,
		     const char *log_path)
{
	struct stat st;

	if (err != 0 || end->exit_code != 0) {
		tell_build_failure(image, err, end, log_path);
	} else if (stat(log_path, &st) == 0 && st.st_size == 0) {
		unlink(log_path);
	}
}

void image_build(struct image *image, const char *root, const char *log_path,
		 const volatile sig_atomic_t *stop)
{
	long n_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	struct target_end end = { 0 };
	struct child child = { .pidfd = -1 };
	int err =
		image_build_start(image, root, log_path, n_cpus > 0 ? (unsigned)n_cpus : 1, &child);

	if (err == 0) {
		err = proc_wait(&child, IMAGE_BUILD_TIMEOUT_MS, stop, &end);
	}
	image_build_end(image, err, &end, log_path);
}

struct manifest_key {
	const char *key;
	char *value;
	size_t size;
};

static void take_manifest_line(char *line, const struct manifest_key *keys, size_t n_keys)
{
	char *equals = strchr(line, '=');

	if (equals == NULL) {
		return;
	}
	*equals = '\0';
	for (size_t i = 0; i < n_keys; i++) {
		if (strcmp(line, keys[i].key) == 0) {
			snprintf(keys[i].value, keys[i].size, "%s", equals + 1);
		}
	}
}

/* "code_calls=12"; what is no number says nothing. */
static void take_fact(struct image *image, const char *line)
{
	static const char prefix[] = "code_";
	const char *what = line + sizeof(prefix) - 1;
	const char *value = strchr(line, '=');
	struct image_fact *fact = &image->code[image->n_code];
	size_t len;

	if (strncmp(line, prefix, sizeof(prefix) - 1) != 0 || value == NULL || value == what ||
	    image->n_code == IMAGE_FACTS_MAX) {
		return;
	}
	len = (size_t)(value++ - what);
	if (len < sizeof(fact->what) && value[0] != '\0' && strlen(value) < sizeof(fact->value) &&
	    strspn(what, "abcdefghijklmnopqrstuvwxyz_0123456789") == len &&
	    value[strspn(value, "0123456789")] == '\0') {
		snprintf(fact->what, sizeof(fact->what), "%.*s", (int)len, what);
		snprintf(fact->value, sizeof(fact->value), "%s", value);
		image->n_code++;
	}
}

struct manifest {
	char board[64];
	char hal[16];
	char policy[16];
	char vectors[32];
	char flags[64];
	char layout[16];
	char inject[16];
};

static bool has_choices(const struct image *image, const struct manifest *m)
{
	size_t len = strlen(image->compiler);

	return strncmp(image->toolchain, image->compiler, len) == 0 &&
	       image->toolchain[len] == '-' && /* a version follows */
	       strcmp(m->policy, image->switch_policy) == 0 &&
	       strcmp(m->vectors, image->vectors) == 0 && strcmp(m->flags, image->flags) == 0;
}

/* What another link makes of the same objects. */
static bool has_link(const struct image *image, const struct manifest *m)
{
	return strtoul(m->layout, NULL, 10) == image->layout &&
	       strtoul(m->inject, NULL, 10) == image->inject;
}

static void check_manifest(struct image *image, const struct manifest *m)
{
	const char *path = image->manifest;

	if (strspn(image->build, "0123456789abcdef") != 32) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: build '%s' is no 32 hex digits (build the image again)", path,
			 image->build);
	} else if (strcmp(m->board, image->board) != 0 || strcmp(m->hal, image->hal) != 0) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: is for board '%s' and hal '%s', not '%s' and '%s'", path, m->board,
			 m->hal, image->board, image->hal);
	} else if (image->toolchain[0] == '\0' || m->flags[0] == '\0' || m->policy[0] == '\0' ||
		   m->vectors[0] == '\0') {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: toolchain, flags, switch or vectors is missing (build the image "
			 "again)",
			 path);
	} else if (!has_choices(image, m)) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: is of toolchain '%s', switch '%s', vectors '%s' and flags '%s', not "
			 "of '%s', '%s', '%s' and '%s'",
			 path, image->toolchain, m->policy, m->vectors, m->flags, image->compiler,
			 image->switch_policy, image->vectors, image->flags);
	} else if (!has_link(image, m)) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: is of layout '%s' and inject '%s', not of '%u' and '%u'", path,
			 m->layout, m->inject, image->layout, image->inject);
	}
}

void image_read_manifest(struct image *image)
{
	struct manifest m = { .layout = "0", .inject = "0" };
	const struct manifest_key keys[] = {
		{ "build", image->build, sizeof(image->build) },
		{ "board", m.board, sizeof(m.board) },
		{ "hal", m.hal, sizeof(m.hal) },
		{ "switch", m.policy, sizeof(m.policy) },
		{ "vectors", m.vectors, sizeof(m.vectors) },
		{ "layout", m.layout, sizeof(m.layout) },
		{ "inject", m.inject, sizeof(m.inject) },
		{ "toolchain", image->toolchain, sizeof(image->toolchain) },
		{ "flags", m.flags, sizeof(m.flags) },
	};
	FILE *file = fopen(image->manifest, "re");
	char line[256];

	image->n_code = 0;
	if (file == NULL) {
		snprintf(image->fault, sizeof(image->fault), "no image: %s: %s", image->manifest,
			 strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		take_fact(image, line);
		take_manifest_line(line, keys, sizeof(keys) / sizeof(keys[0]));
	}
	fclose(file);
	check_manifest(image, &m);
}
