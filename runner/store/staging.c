/* SPDX-License-Identifier: Apache-2.0 */
#include "store/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"

#define ID_TRIES 1000u

int staging_lock(const char *dir, int operation)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && flock(fd, operation) != 0 && errno == EWOULDBLOCK) {
		close(fd);
		errno = EWOULDBLOCK;
		return -1;
	}
	return fd;
}

void staging_unlock(int fd)
{
	if (fd >= 0) {
		close(fd);
	}
}

/* What a writer leaves under a name of its own, until it is renamed. */
struct leftover {
	const char *prefix;
	const char *id; /* the form of what is between prefix and pid: 0 is a digit; "": nothing */
	mode_t type;
};

static const struct leftover staging_folder = { STAGING_PREFIX, "00000000T000000Z-", S_IFDIR };
static const struct leftover latest_symlink = { LATEST_PREFIX, "", S_IFLNK };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* True when @text begins as @form says. */
static bool has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++) {
		if (*form == '0' ? !is_digit(*text) : *text != *form) {
			return false;
		}
	}
	return true;
}

/* Anything else that begins alike is the user's: returns NULL, or the pid at the end of the name. */
static const char *find_pid(const char *name, const struct leftover *kind)
{
	size_t prefix_len = strlen(kind->prefix);
	const char *pid = strrchr(name, '.');

	if (strncmp(name, kind->prefix, prefix_len) != 0 ||
	    !has_form(name + prefix_len, kind->id)) {
		return NULL;
	}
	pid++;
	if (!is_digit(*pid) || pid[strspn(pid, "0123456789")] != '\0' ||
	    (kind->id[0] == '\0' && pid != name + prefix_len)) {
		return NULL;
	}
	return pid;
}

/* The pid at the end of the name says nothing across containers that share the folder, where it may
 * be anyone's; the lock does. So both must say that the writer is gone, or the pid is our own. */
static bool is_abandoned(const char *path, const char *pid_text, const struct leftover *kind)
{
	pid_t pid = (pid_t)strtol(pid_text, NULL, 10);
	struct stat st;
	int fd;

	if (pid > 0 && pid != getpid() && (kill(pid, 0) == 0 || errno == EPERM)) {
		return false;
	}
	if (lstat(path, &st) != 0 || (st.st_mode & S_IFMT) != kind->type) {
		return false;
	}
	if (kind->type == S_IFLNK) {
		return true; /* only made under the lock */
	}
	fd = staging_lock(path, LOCK_EX | LOCK_NB);
	staging_unlock(fd);
	return fd >= 0;
}

void staging_kept_free(struct staging_kept *kept)
{
	for (size_t i = 0; i < kept->n; i++) {
		free(kept->ids[i]);
	}
	*kept = (struct staging_kept){ 0 };
}

bool staging_is_resumable(const char *dir)
{
	char *plan = file_join(dir, STAGING_PLAN);
	char *logs = file_join(dir, "logs");
	bool is_planned = plan != NULL && access(plan, F_OK) == 0;
	DIR *stream = is_planned && logs != NULL ? opendir(logs) : NULL;
	const struct dirent *entry;
	bool has_end = false;

	while (stream != NULL && !has_end && (entry = readdir(stream)) != NULL) {
		size_t len = strlen(entry->d_name);

		has_end = len > 4 && strcmp(entry->d_name + len - 4, ".end") == 0;
	}
	if (stream != NULL) {
		closedir(stream);
	}
	free(logs);
	free(plan);
	return has_end;
}

char *staging_id_of(const char *path)
{
	const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	const char *pid = find_pid(name, &staging_folder);
	const char *id = name + strlen(STAGING_PREFIX);

	return pid != NULL ? strndup(id, (size_t)(pid - 1 - id)) : NULL;
}

/* Adds @path to those that are kept; the oldest goes when there are too many. Ids begin with their time. */
static void keep(const char *parent, const char *path, struct staging_kept *kept)
{
	char *id = staging_id_of(path);
	size_t at = kept->n;
	char *last;

	while (id != NULL && at > 0 && strcmp(kept->ids[at - 1], id) < 0) {
		at--;
	}
	if (id == NULL || at == STAGING_KEPT) {
		free(id);
		file_remove_tree(path);
		return;
	}
	if (kept->n == STAGING_KEPT) {
		last = staging_find(parent, kept->ids[--kept->n]);
		if (last != NULL) {
			file_remove_tree(last);
		}
		free(last);
		free(kept->ids[kept->n]);
	}
	memmove(kept->ids + at + 1, kept->ids + at, (kept->n - at) * sizeof(kept->ids[0]));
	kept->ids[at] = id;
	kept->n++;
}

static void clear(const char *parent, const struct leftover *kind, struct staging_kept *kept)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		const char *pid = find_pid(entry->d_name, kind);
		char *path = pid == NULL ? NULL : file_join(parent, entry->d_name);

		if (path == NULL || !is_abandoned(path, pid, kind)) {
			free(path);
			continue;
		}
		if (kind->type == S_IFDIR && staging_is_resumable(path)) {
			keep(parent, path, kept);
		} else {
			file_remove_tree(path);
		}
		free(path);
	}
	if (dir != NULL) {
		closedir(dir);
	}
}

void staging_clear(const char *out_dir, const char *runs_dir, struct staging_kept *kept)
{
	clear(runs_dir, &staging_folder, kept);
	clear(out_dir, &latest_symlink, kept);
}

char *staging_find(const char *runs_dir, const char *id)
{
	DIR *dir = opendir(runs_dir);
	const struct dirent *entry;
	char *found = NULL;

	while (dir != NULL && found == NULL && (entry = readdir(dir)) != NULL) {
		char *one = staging_id_of(entry->d_name);

		if (one != NULL && strcmp(one, id) == 0) {
			found = file_join(runs_dir, entry->d_name);
		}
		free(one);
	}
	if (dir != NULL) {
		closedir(dir);
	}
	return found;
}

/* Finished under this id, or being written under it by anyone. */
static bool is_taken(const char *runs_dir, const char *id)
{
	DIR *dir = opendir(runs_dir);
	size_t id_len = strlen(id);
	size_t prefix_len = strlen(STAGING_PREFIX);
	struct dirent *entry;
	bool taken = false;

	while (dir != NULL && !taken && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		const char *dot = strrchr(name, '.');

		taken = strcmp(name, id) == 0 || (strncmp(name, STAGING_PREFIX, prefix_len) == 0 &&
						  (size_t)(dot - name) == prefix_len + id_len &&
						  strncmp(name + prefix_len, id, id_len) == 0);
	}
	if (dir != NULL) {
		closedir(dir);
	}
	return taken;
}

char *staging_free_id(const char *runs_dir, const char *wanted)
{
	char *id = strdup(wanted);

	for (unsigned i = 2; id != NULL && is_taken(runs_dir, id); i++) {
		free(id);
		if (i > ID_TRIES || asprintf(&id, "%s-%u", wanted, i) < 0) {
			return NULL;
		}
	}
	return id;
}
