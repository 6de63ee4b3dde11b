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

#define BUILD_TIMEOUT_MS 600000
#define TAIL_LINES       8u

/* As make names it; NULL: no memory. */
static char *below_image_dir(const struct image *image, const char *root, const char *file)
{
	char *path;

	return asprintf(&path, "%s/" IMAGE_BUILD_DIR "/image/%s/" IMAGE_TOOLCHAIN "-%s-%s/%s", root,
			image->board, image->hal, image->switch_policy, file) < 0
		       ? NULL
		       : path;
}

static char *name_of(const struct image *image)
{
	bool is_default = cell_switch_is_default(image->switch_policy);
	char *name;

	return asprintf(&name, "%s-%s%s%s", image->board, image->hal, is_default ? "" : "-",
			is_default ? "" : image->switch_policy) < 0
		       ? NULL
		       : name;
}

int image_init(struct image *image, const char *root, const char *board, const char *hal,
	       const char *switch_policy)
{
	*image = (struct image){ .board = strdup(board),
				 .hal = strdup(hal),
				 .switch_policy = strdup(switch_policy) };
	if (image->board == NULL || image->hal == NULL || image->switch_policy == NULL) {
		image_free(image);
		return -ENOMEM;
	}
	image->name = name_of(image);
	image->path = below_image_dir(image, root, "bench.elf");
	image->manifest = below_image_dir(image, root, "manifest");
	if (image->name == NULL || image->path == NULL || image->manifest == NULL) {
		image_free(image);
		return -ENOMEM;
	}
	return 0;
}

void image_free(struct image *image)
{
	free(image->board);
	free(image->hal);
	free(image->switch_policy);
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
			 BUILD_TIMEOUT_MS / 1000);
	} else if (err != 0) {
		snprintf(image->fault, sizeof(image->fault), "cannot run make: %s", strerror(-err));
	} else {
		snprintf(image->fault, sizeof(image->fault),
			 "its image does not build: make exited with status %d (%.*s)",
			 end->exit_code, (int)strcspn(line, "\n"), line);
	}
}

void image_build(struct image *image, const char *root, const char *log_path,
		 const volatile sig_atomic_t *stop)
{
	static const char toolchain[] = "TOOLCHAIN=" IMAGE_TOOLCHAIN;
	static const char build_dir[] = "B=" IMAGE_BUILD_DIR;
	char board[128];
	char hal[64];
	char policy[64];
	char jobs[32];
	const char *const argv[] = { "make",    "--no-print-directory",
				     "-s",      jobs,
				     "image",   board,
				     hal,       toolchain,
				     policy,    "EXTRA=",
				     build_dir, NULL };
	struct target_end end = { 0 };
	struct stat st;
	int err;

	snprintf(board, sizeof(board), "BOARD=%s", image->board);
	snprintf(hal, sizeof(hal), "HAL=%s", image->hal);
	snprintf(policy, sizeof(policy), "SWITCH=%s", image->switch_policy);
	snprintf(jobs, sizeof(jobs), "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	err = proc_log(argv, root, log_path, BUILD_TIMEOUT_MS, stop, &end);
	if (err != 0 || end.exit_code != 0) {
		tell_build_failure(image, err, &end, log_path);
	} else if (stat(log_path, &st) == 0 && st.st_size == 0) {
		unlink(log_path);
	}
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

static void check_manifest(struct image *image, const char *board, const char *hal,
			   const char *policy)
{
	static const char toolchain[] = IMAGE_TOOLCHAIN "-"; /* a version follows */
	const char *path = image->manifest;

	if (strspn(image->build, "0123456789abcdef") != 32) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: build '%s' is no 32 hex digits (build the image again)", path,
			 image->build);
	} else if (strcmp(board, image->board) != 0 || strcmp(hal, image->hal) != 0) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: is for board '%s' and hal '%s', not '%s' and '%s'", path, board, hal,
			 image->board, image->hal);
	} else if (image->toolchain[0] == '\0' || image->flags[0] == '\0' || policy[0] == '\0') {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: toolchain, flags or switch is missing (build the image again)", path);
	} else if (strncmp(image->toolchain, toolchain, strlen(toolchain)) != 0 ||
		   strcmp(policy, image->switch_policy) != 0) {
		snprintf(image->fault, sizeof(image->fault),
			 "%s: is of toolchain '%s' and switch '%s', not of '%s' and '%s'", path,
			 image->toolchain, policy, IMAGE_TOOLCHAIN, image->switch_policy);
	}
}

void image_read_manifest(struct image *image)
{
	char board[64] = "";
	char hal[16] = "";
	char policy[16] = "";
	const struct manifest_key keys[] = {
		{ "build", image->build, sizeof(image->build) },
		{ "board", board, sizeof(board) },
		{ "hal", hal, sizeof(hal) },
		{ "switch", policy, sizeof(policy) },
		{ "toolchain", image->toolchain, sizeof(image->toolchain) },
		{ "flags", image->flags, sizeof(image->flags) },
	};
	FILE *file = fopen(image->manifest, "re");
	char line[256];

	if (file == NULL) {
		snprintf(image->fault, sizeof(image->fault), "no image: %s: %s", image->manifest,
			 strerror(errno));
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		take_manifest_line(line, keys, sizeof(keys) / sizeof(keys[0]));
	}
	fclose(file);
	check_manifest(image, board, hal, policy);
}
