/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/root.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/say.h"

static const char *root_asked;

void root_set(const char *dir)
{
	root_asked = dir;
}

const char *root_given(void)
{
	return root_asked;
}

static bool is_folder(const char *dir, const char *below)
{
	char path[PATH_MAX];
	struct stat st;

	return snprintf(path, sizeof(path), "%s/%s", dir, below) < (int)sizeof(path) &&
	       stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_root(const char *dir)
{
	return is_folder(dir, "microbench/boards") && is_folder(dir, "vcpu");
}

static bool is_same_folder(const char *a, const char *b)
{
	struct stat st_a;
	struct stat st_b;

	return stat(a, &st_a) == 0 && stat(b, &st_b) == 0 && st_a.st_dev == st_b.st_dev &&
	       st_a.st_ino == st_b.st_ino;
}

/* Relative, so that the paths in messages are those a user would type. */
static bool find_above_here(char *dir, size_t size)
{
	snprintf(dir, size, ".");
	while (!is_root(dir)) {
		size_t len = strlen(dir);

		if (is_same_folder(dir, "/") || len + 4 > size) {
			return false;
		}
		snprintf(dir + len, size - len, "/..");
	}
	if (strncmp(dir, "./", 2) == 0) {
		memmove(dir, dir + 2, strlen(dir + 2) + 1);
	}
	return true;
}

static bool find_above_program(char *dir, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	if (n <= 0) {
		return false;
	}
	dir[n] = '\0';
	while ((slash = strrchr(dir, '/')) != NULL) {
		*slash = '\0';
		if (is_root(dir)) {
			return true;
		}
	}
	return false;
}

static char *copy_or_say(const char *dir)
{
	char *copy = strdup(dir);

	if (copy == NULL) {
		fprintf(stderr, "trapline: out of memory\n");
	}
	return copy;
}

char *root_find(void)
{
	char dir[PATH_MAX];

	if (root_asked != NULL) {
		if (!is_root(root_asked)) {
			say_wrong(NULL,
				  "-C %s: not a Trapline source tree (would hold microbench/boards "
				  "and vcpu)",
				  root_asked);
			return NULL;
		}
		return copy_or_say(root_asked);
	}
	if (!find_above_here(dir, sizeof(dir)) && !find_above_program(dir, sizeof(dir))) {
		fprintf(stderr, "trapline: no Trapline source tree here or above (go into one, or "
				"name it: trapline -C DIR ...)\n");
		return NULL;
	}
	return copy_or_say(dir);
}
