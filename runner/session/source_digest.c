/* SPDX-License-Identifier: Apache-2.0 */
#include "session/source_digest.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/file.h"

const char *const source_digest_of[] = {
	"Makefile", "guest-payloads", "microbench", "runner/runner.mk", "scripts", "vcpu", NULL
};

struct walk {
	struct sha256 h;
	struct timespec changed;
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_entry(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static void note_change(struct walk *w, const struct timespec *when)
{
	if (when->tv_sec > w->changed.tv_sec ||
	    (when->tv_sec == w->changed.tv_sec && when->tv_nsec > w->changed.tv_nsec)) {
		w->changed = *when;
	}
}

static int add(struct walk *w, const char *path, const char *name);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the folders are */
static int add_folder(struct walk *w, const char *path, const char *name)
{
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, is_entry, by_name);
	int err = n < 0 ? -errno : 0;

	for (int i = 0; i < n; i++) {
		char *inner = file_join(path, entries[i]->d_name);
		char *inner_name = file_join(name, entries[i]->d_name);

		if (err == 0) {
			err = inner == NULL || inner_name == NULL ? -ENOMEM
								  : add(w, inner, inner_name);
		}
		free(inner);
		free(inner_name);
		free(entries[i]);
	}
	free(entries);
	return err;
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static int add(struct walk *w, const char *path, const char *name)
{
	char digest[SHA256_TEXT];
	struct stat st;
	int err;

	/* Through links: what is read is what they lead to. */
	if (stat(path, &st) != 0) {
		return errno == ENOENT ? 0 : -errno;
	}
	note_change(w, &st.st_ctim);
	if (S_ISDIR(st.st_mode)) {
		return add_folder(w, path, name);
	}
	if (!S_ISREG(st.st_mode)) {
		return -EINVAL;
	}
	err = sha256_file(path, digest, NULL);
	if (err == 0) {
		sha256_add_text(&w->h, name);
		sha256_add_text(&w->h, (st.st_mode & S_IXUSR) != 0 ? "x" : "-");
		sha256_add_text(&w->h, digest);
	}
	return err;
}

int source_digest(const char *root, char digest[SHA256_TEXT], struct timespec *changed)
{
	struct walk w = { 0 };
	int err = 0;

	sha256_init(&w.h);
	for (size_t i = 0; source_digest_of[i] != NULL && err == 0; i++) {
		char *path = file_join(root, source_digest_of[i]);

		err = path == NULL ? -ENOMEM : add(&w, path, source_digest_of[i]);
		free(path);
	}
	*changed = w.changed;
	sha256_finish(&w.h, digest);
	return err;
}
