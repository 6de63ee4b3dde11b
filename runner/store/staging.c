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

/* The pid at the end of the name says nothing across containers that share the folder, where it may
 * be anyone's; the lock does. So both must say that the writer is gone, or the pid is our own. */
static bool is_abandoned(const char *path, const char *name)
{
	const char *dot = strrchr(name, '.');
	pid_t pid = (pid_t)strtol(dot + 1, NULL, 10);
	struct stat st;
	int fd;

	if (pid > 0 && pid != getpid() && (kill(pid, 0) == 0 || errno == EPERM)) {
		return false;
	}
	if (lstat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		return true; /* a symlink that was never renamed; only made under the lock */
	}
	fd = staging_lock(path, LOCK_EX | LOCK_NB);
	staging_unlock(fd);
	return fd >= 0;
}

void staging_clear(const char *parent, const char *prefix)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *path;

		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0) {
			continue;
		}
		path = file_join(parent, entry->d_name);
		if (path != NULL && is_abandoned(path, entry->d_name)) {
			file_remove_tree(path);
		}
		free(path);
	}
	if (dir != NULL) {
		closedir(dir);
	}
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
