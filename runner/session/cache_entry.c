/* SPDX-License-Identifier: Apache-2.0 */
#include "session/cache_entry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/sha256.h"

#define SUMS      "sums"
#define FILE_MAX  ((size_t)256 << 20) /* bytes */
#define FILES_MAX 8u
#define HEX       64u

struct part {
	char digest[SHA256_TEXT];
	char name[64];
};

struct sums {
	struct part parts[FILES_MAX];
	size_t n;
};

static bool is_part(const char *name)
{
	return strncmp(name, "bench.", 6) == 0 || strcmp(name, "manifest") == 0;
}

/* "<digest>  <name>", as sha256sum writes it. */
static bool parse_line(const char *line, struct part *out)
{
	if (strspn(line, "0123456789abcdef") != HEX || strncmp(line + HEX, "  ", 2) != 0 ||
	    !is_part(line + HEX + 2) || strchr(line + HEX + 2, '/') != NULL ||
	    strlen(line + HEX + 2) >= sizeof(out->name)) {
		return false;
	}
	memcpy(out->digest, line, HEX);
	out->digest[HEX] = '\0';
	snprintf(out->name, sizeof(out->name), "%.63s", line + HEX + 2);
	return true;
}

static bool read_sums(const char *entry, struct sums *out)
{
	char *path = file_join(entry, SUMS);
	FILE *file = path != NULL ? fopen(path, "re") : NULL;
	char line[256];
	bool is_right = file != NULL;

	free(path);
	out->n = 0;
	while (is_right && fgets(line, sizeof(line), file) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		is_right = out->n < FILES_MAX && parse_line(line, &out->parts[out->n]);
		out->n += is_right;
	}
	if (file != NULL) {
		fclose(file);
	}
	return is_right && out->n > 0;
}

static bool has(const struct sums *sums, const char *name)
{
	for (size_t i = 0; i < sums->n; i++) {
		if (strcmp(sums->parts[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* The bytes that are written are those that were looked at. */
static int copy_part(const char *from, const struct part *part, const char *to)
{
	static const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	char digest[SHA256_TEXT];
	struct store_err err;
	struct sha256 h;
	char *bytes = NULL;
	size_t size = 0;
	int error;

	if (sha256_file(to, digest, NULL) == 0 && strcmp(digest, part->digest) == 0) {
		return 0;
	}
	error = file_read_at_most(from, FILE_MAX, &bytes, &size, &err);
	if (error == 0) {
		sha256_init(&h);
		sha256_add(&h, bytes, size);
		sha256_finish(&h, digest);
		error = strcmp(digest, part->digest) == 0 ? file_replace_dated(to, bytes, size, old)
							  : -EIO;
	}
	free(bytes);
	return error;
}

/* mkdir -p, as far as it is needed */
static void make_dirs(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0777);
		*slash = '/';
	}
	mkdir(path, 0777);
}

static int take_parts(const char *entry, const char *folder, const struct sums *sums)
{
	int error = 0;

	for (size_t i = 0; i < sums->n && error == 0; i++) {
		char *from = file_join(entry, sums->parts[i].name);
		char *to = file_join(folder, sums->parts[i].name);

		error = from == NULL || to == NULL ? -ENOMEM : copy_part(from, &sums->parts[i], to);
		free(from);
		free(to);
	}
	return error;
}

bool cache_entry_take(const char *entry, const char *folder, const char *need)
{
	char *made = strdup(folder);
	struct sums sums;
	bool is_taken = made != NULL && read_sums(entry, &sums) && has(&sums, need) &&
			has(&sums, "manifest");

	if (is_taken) {
		make_dirs(made);
		is_taken = take_parts(entry, folder, &sums) == 0;
	}
	if (is_taken) {
		utimensat(AT_FDCWD, entry, NULL,
			  0); /* by this the least recently used one is known */
	}
	free(made);
	return is_taken;
}

static int put_part(const char *folder, const char *entry, const char *name, FILE *sums)
{
	char *from = file_join(folder, name);
	char *to = file_join(entry, name);
	char digest[SHA256_TEXT];
	struct store_err err;
	char *bytes = NULL;
	size_t size = 0;
	struct sha256 h;
	int error = from == NULL || to == NULL
			    ? -ENOMEM
			    : file_read_at_most(from, FILE_MAX, &bytes, &size, &err);

	if (error == 0) {
		sha256_init(&h);
		sha256_add(&h, bytes, size);
		sha256_finish(&h, digest);
		fprintf(sums, "%s  %s\n", digest, name);
		error = file_replace(to, bytes, size);
	}
	free(bytes);
	free(from);
	free(to);
	return error;
}

static int put_parts(const char *folder, const char *entry)
{
	char *text = NULL;
	size_t size = 0;
	FILE *sums = open_memstream(&text, &size);
	DIR *dir = opendir(folder);
	const struct dirent *item;
	char *path = file_join(entry, SUMS);
	int error = sums == NULL || dir == NULL || path == NULL ? -ENOMEM : 0;

	while (dir != NULL && error == 0 && (item = readdir(dir)) != NULL) {
		if (is_part(item->d_name)) {
			error = put_part(folder, entry, item->d_name, sums);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	if (sums != NULL && file_finish(sums, &text) != 0 && error == 0) {
		error = -ENOMEM;
	}
	if (error == 0) {
		error = file_replace(path, text, size);
	}
	free(text);
	free(path);
	return error;
}

void cache_entry_put(const char *entry, const char *folder)
{
	char *temp = NULL;
	int error;

	if (asprintf(&temp, "%s.%ld", entry, (long)getpid()) < 0) {
		return;
	}
	file_remove_tree(temp);
	error = mkdir(temp, 0777) == 0 ? put_parts(folder, temp) : -errno;
	if (error == 0) {
		file_remove_tree(entry); /* a damaged one: a whole one would have been taken */
	}
	if (error != 0 || rename(temp, entry) != 0) {
		file_remove_tree(temp);
	}
	free(temp);
}

struct kept {
	char *path;
	struct timespec used;
};

static int by_use(const void *left, const void *right)
{
	const struct kept *a = left;
	const struct kept *b = right;

	if (a->used.tv_sec != b->used.tv_sec) {
		return a->used.tv_sec < b->used.tv_sec ? 1 : -1;
	}
	return (a->used.tv_nsec < b->used.tv_nsec) - (a->used.tv_nsec > b->used.tv_nsec);
}

static size_t list_entries(const char *dir, struct kept **out)
{
	DIR *stream = opendir(dir);
	const struct dirent *item;
	size_t n = 0;

	while (stream != NULL && (item = readdir(stream)) != NULL) {
		struct kept *grown = NULL;
		struct stat st;

		/* Those of a process that was killed have more behind the key, and go like the others. */
		if (strspn(item->d_name, "0123456789abcdef") != HEX ||
		    fstatat(dirfd(stream), item->d_name, &st, 0) != 0 ||
		    (grown = reallocarray(*out, n + 1, sizeof(*grown))) == NULL) {
			continue;
		}
		*out = grown;
		grown[n++] = (struct kept){ file_join(dir, item->d_name), st.st_mtim };
	}
	if (stream != NULL) {
		closedir(stream);
	}
	return n;
}

void cache_entry_trim(const char *dir, unsigned most)
{
	struct kept *kept = NULL;
	size_t n = list_entries(dir, &kept);

	if (n > 1) {
		qsort(kept, n, sizeof(*kept), by_use);
	}
	for (size_t i = 0; i < n; i++) {
		if (i >= most && kept[i].path != NULL) {
			file_remove_tree(kept[i].path);
		}
		free(kept[i].path);
	}
	free(kept);
}
