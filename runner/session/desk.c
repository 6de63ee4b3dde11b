/* SPDX-License-Identifier: Apache-2.0 */
#include "session/desk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/reach.h"
#include "target/host_command.h"

#define POWER_OFF_SILENCE_MS 30000

/* Two sessions of one process may take turns on a board: a lock of each would keep out the other. */
static struct desk *desks;

static const char *lock_dir(void)
{
	const char *dir = getenv("TRAPLINE_LOCKS");

	if (dir != NULL && dir[0] != '\0') {
		return dir;
	}
	return access("/run/lock", W_OK) == 0 ? "/run/lock" : "/tmp";
}

/* In a folder that all may write to, a file of somebody else must not be opened with O_CREAT. As open(). */
static int open_lock(const char *path)
{
	const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
	int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT) {
		fd = open(path, flags | O_CREAT | O_EXCL, 0666);
		if (fd < 0 && errno == EEXIST) {
			fd = open(path, flags);
		}
		if (fd >= 0) {
			fchmod(fd, 0666); /* others of this machine take it as well */
		}
	}
	return fd;
}

/* Who held it before may still stand there, for a moment. */
static bool is_dead(const char *pid)
{
	long n = strtol(pid, NULL, 10);

	return n <= 0 || n > INT_MAX || (kill((pid_t)n, 0) != 0 && errno == ESRCH);
}

static int tell_busy(int fd, const char *what, const char *path, char *why)
{
	char pid[24] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	pid[strspn(pid, "0123456789")] = '\0';
	snprintf(why, TARGET_WHY_MAX,
		 "%.60s is in use by another run (pid %s; lock: %.110s): wait for its end", what,
		 is_dead(pid) ? "unknown" : pid, path);
	return -EBUSY;
}

/* The lock's descriptor, or -errno with @why. @name is of its file, @what of what it locks. */
static int take_lock(const char *name, const char *what, char *why)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/trapline-%s.lock", lock_dir(), name);
	fd = open_lock(path);
	if (fd < 0) {
		int err = -errno;

		snprintf(why, TARGET_WHY_MAX, "cannot lock %.60s: %.150s: %s", what, path,
			 strerror(-err));
		return err;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int err = errno == EWOULDBLOCK ? tell_busy(fd, what, path, why) : -errno;

		close(fd);
		return err;
	}
	/* For people; who holds it is the kernel's business. */
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0) {
		close(fd);
		return -EIO;
	}
	return fd;
}

static struct desk *find(const char *board)
{
	struct desk *desk = desks;

	while (desk != NULL && strcmp(desk->board, board) != 0) {
		desk = desk->next;
	}
	return desk;
}

/* As take_lock(); -1: the board has no program as its console. Boards of this process may share one, by turns. */
static int lock_console(struct desk *desk, const struct board_cfg *board, char *why)
{
	const char *const values[N_PLACEHOLDERS] = { NULL };
	struct desk *other = desks;
	char **argv = NULL;
	struct sha256 h;
	char name[40];
	char what[64];
	int err = reach_expand(&board->console, values, &argv, why);

	if (err != 0 || argv == NULL) {
		return err != 0 ? err : -1;
	}
	sha256_init(&h);
	for (char **arg = argv; *arg != NULL; arg++) {
		sha256_add_text(&h, *arg);
	}
	sha256_finish(&h, desk->console);
	reach_free_argv(argv);
	while (other != NULL && strcmp(other->console, desk->console) != 0) {
		other = other->next;
	}
	if (other != NULL) {
		int fd = fcntl(other->console_lock, F_DUPFD_CLOEXEC, 0);

		return fd < 0 ? -errno : fd;
	}
	snprintf(name, sizeof(name), "console-%.16s", desk->console);
	snprintf(what, sizeof(what), "the console of board '%.30s'", board->name);
	return take_lock(name, what, why);
}

static int lock_both(struct desk *desk, const struct board_cfg *board, char *why)
{
	char what[64];

	snprintf(what, sizeof(what), "board '%.40s'", board->name);
	desk->lock = take_lock(board->name, what, why);
	if (desk->lock < 0) {
		return desk->lock;
	}
	desk->console_lock = lock_console(desk, board, why);
	if (desk->console_lock < 0 && board->console.n > 0) {
		close(desk->lock);
		return desk->console_lock;
	}
	return 0;
}

static void free_desk(struct desk *desk)
{
	reach_free_argv(desk->power_off);
	free(desk->board);
	free(desk);
}

static int make_desk(const struct board_cfg *board, struct desk **out, char *why)
{
	struct desk *desk = calloc(1, sizeof(*desk));
	int err = desk != NULL ? 0 : -ENOMEM;

	if (err == 0) {
		desk->board = strdup(board->name);
		err = desk->board != NULL ? 0 : -ENOMEM;
	}
	if (err == 0) {
		const char *const values[N_PLACEHOLDERS] = { NULL };

		err = reach_expand(&board->power_off, values, &desk->power_off, why);
	}
	if (err == 0) {
		err = lock_both(desk, board, why);
	}
	if (err != 0 && desk != NULL) {
		free_desk(desk);
		return err;
	}
	*out = desk;
	return err;
}

int desk_take(const struct board_cfg *board, struct desk **out, char *why)
{
	struct desk *desk = find(board->name);
	int err = 0;

	why[0] = '\0';
	if (desk == NULL) {
		err = make_desk(board, &desk, why);
		if (err != 0) {
			return err;
		}
		desk->next = desks;
		desks = desk;
	}
	desk->n_users++;
	*out = desk;
	return 0;
}

int desk_leave(struct desk *desk, char *why)
{
	struct desk **slot = &desks;
	int err = 0;

	if (desk == NULL || --desk->n_users > 0) {
		return 0;
	}
	if (desk->power_off != NULL && desk->is_on) {
		const struct host_command command = { .key = "power_off",
						      .argv = desk->power_off,
						      .silence_ms = POWER_OFF_SILENCE_MS };

		err = host_command_run(NULL, &command, why);
	}
	while (*slot != desk) {
		slot = &(*slot)->next;
	}
	*slot = desk->next;
	close(desk->lock);
	if (desk->console_lock >= 0) {
		close(desk->console_lock);
	}
	free_desk(desk);
	return err;
}
