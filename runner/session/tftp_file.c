/* SPDX-License-Identifier: Apache-2.0 */
#include "session/tftp_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define DIGITS  "0123456789"

/* "tl-desk-rpi4-", of letters that any server and shell takes; U-Boot's names have 127 characters at most. */
static void make_prefix(const char *board, char *prefix, size_t size)
{
	char host[65] = "";

	if (gethostname(host, sizeof(host) - 1) != 0) {
		host[0] = '\0';
	}
	snprintf(prefix, size, "tl-%.32s-%.40s-", host, board);
	for (char *at = prefix; *at != '\0'; at++) {
		*at = strchr(LETTERS "-", *at) != NULL ? *at : '_';
	}
}

/* True of "<prefix>PID-N.img" where no such process lives. */
static bool is_left_over(const char *name, const char *prefix)
{
	const char *pid = name + strlen(prefix);
	const char *n;

	if (strncmp(name, prefix, strlen(prefix)) != 0) {
		return false;
	}
	n = pid + strspn(pid, DIGITS);
	if (n == pid || n - pid > 9 || n[0] != '-' ||
	    strcmp(n + 1 + strspn(n + 1, DIGITS), ".img") != 0) {
		return false;
	}
	return strtol(pid, NULL, 10) > 0 && kill((pid_t)strtol(pid, NULL, 10), 0) != 0 &&
	       errno == ESRCH;
}

/* What cannot be removed is somebody else's, and in nobody's way. */
static void sweep(const char *path, const char *prefix)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (is_left_over(entry->d_name, prefix)) {
			unlinkat(dirfd(dir), entry->d_name, 0);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
}

static int copy_file(int from, int to)
{
	ssize_t n;

	do {
		n = sendfile(to, from, NULL, 1 << 20);
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n < 0 ? -errno : 0;
}

/* A new file under the next name that is free. Its descriptor or -errno. */
static int create(const char *dir, const char *prefix, char **path)
{
	static unsigned n;
	int fd;

	do {
		free(*path);
		*path = NULL;
		if (asprintf(path, "%s/%s%d-%u.img", dir, prefix, (int)getpid(), ++n) < 0) {
			*path = NULL;
			return -ENOMEM;
		}
		fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	} while (fd < 0 && errno == EEXIST);
	return fd < 0 ? -errno : fd;
}

int tftp_file_put(const char *image, const char *dir, const char *board, char **out, char *why)
{
	int from = open(image, O_RDONLY | O_CLOEXEC);
	int err = from < 0 ? -errno : 0;
	char *path = NULL;
	char prefix[96];

	make_prefix(board, prefix, sizeof(prefix));
	if (err == 0) {
		int to;

		sweep(dir, prefix);
		to = create(dir, prefix, &path);
		err = to < 0 ? to : copy_file(from, to);
		if (to >= 0) {
			fchmod(to, 0644);
			err = close(to) != 0 && err == 0 ? -errno : err;
		}
		if (to >= 0 && err != 0) {
			unlink(path);
		}
	}
	if (from >= 0) {
		close(from);
	}
	if (err != 0) {
		snprintf(why, TARGET_WHY_MAX, "tftp: %.150s: %s ('tftp' of board.yaml)",
			 path != NULL ? path : dir, strerror(-err));
		free(path);
		return err;
	}
	*out = path;
	return 0;
}
