/* SPDX-License-Identifier: Apache-2.0 */
#include "session/worktree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/lock.h"
#include "session/proc.h"
#include "store/file.h"

#define GIT_TIMEOUT_MS 120000

static const char lock_suffix[] = ".lock";

/* Written behind a checkout that came to its end. */
static const char ready[] = "ready\n";

/* The first line of what git says; its exit status or -errno. */
static int ask_git(const char *const *argv, const char *root, const volatile sig_atomic_t *stop,
		   char *out, size_t size)
{
	int rc = proc_capture(argv, root, GIT_TIMEOUT_MS, stop, out, size);

	if (rc == 0) {
		out[strcspn(out, "\n")] = '\0';
	}
	return rc;
}

__attribute__((format(printf, 3, 4))) static int say(char *why, int err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(why, WORKTREE_WHY_MAX, format, args);
	va_end(args);
	return err;
}

static int find_hash(const char *root, const char *revision, const volatile sig_atomic_t *stop,
		     char hash[65], char *why)
{
	const char *const top[] = { "git", "rev-parse", "--show-prefix", NULL };
	char commit[256];
	const char *const find[] = { "git", "rev-parse", "--verify", "--quiet", commit, NULL };
	char prefix[16];
	int rc = ask_git(top, root, stop, prefix, sizeof(prefix));

	if (rc == -ENOENT) {
		return say(why, -ENOENT, "git is not installed, and '%s' is to be a revision",
			   revision);
	}
	if (rc == -EINTR) {
		return say(why, rc, "interrupted while git looked for '%s'", revision);
	}
	if (rc != 0 || prefix[0] != '\0') {
		return say(why, -EINVAL,
			   "%s is not the top of a git repository: it has no revisions", root);
	}
	if (revision[0] == '-' ||
	    snprintf(commit, sizeof(commit), "%s^{commit}", revision) >= (int)sizeof(commit) ||
	    ask_git(find, root, stop, hash, 65) != 0 ||
	    strspn(hash, "0123456789abcdef") != strlen(hash) || hash[0] == '\0') {
		return say(why, -EINVAL, "git knows no revision '%s'", revision);
	}
	return 0;
}

/* Whole, as its lock file says. */
static bool is_ready(int lock)
{
	char text[sizeof(ready)] = "";

	return pread(lock, text, sizeof(ready) - 1, 0) == (ssize_t)sizeof(ready) - 1 &&
	       strcmp(text, ready) == 0;
}

static int check_out(const char *root, const struct worktree *tree,
		     const volatile sig_atomic_t *stop, char *why)
{
	/* --force: git may still know one of this name that a make clean removed; twice: it locks one while it
	 * makes it, and was killed. */
	const char *const argv[] = { "git",      "worktree", "add",      "--force", "--force",
				     "--detach", tree->path, tree->hash, NULL };
	char *log = NULL;
	struct target_end end = { 0 };
	int err;

	if (asprintf(&log, "%s.log", tree->path) < 0) {
		return -ENOMEM;
	}
	file_remove_tree(tree->path);
	err = proc_log(argv, root, log, GIT_TIMEOUT_MS, stop, &end);
	if (err == 0 && end.exit_code != 0) {
		err = -EIO;
	}
	if (err == 0 &&
	    (ftruncate(tree->lock, 0) != 0 ||
	     pwrite(tree->lock, ready, sizeof(ready) - 1, 0) != (ssize_t)sizeof(ready) - 1)) {
		err = -errno;
	}
	if (err == 0) {
		unlink(log);
	} else {
		snprintf(why, WORKTREE_WHY_MAX, "git worktree add %s: %s; what it said is in %s",
			 tree->path, err == -EIO ? "it failed" : strerror(-err), log);
	}
	free(log);
	return err;
}

/* Shared while it is used; alone while it is made or removed. */
static int open_lock(const struct worktree *tree, char *why)
{
	char *path = NULL;
	int lock;

	if (asprintf(&path, "%s%s", tree->path, lock_suffix) < 0) {
		return -ENOMEM;
	}
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (lock < 0) {
		lock = -errno;
		snprintf(why, WORKTREE_WHY_MAX, "%s: %s", path, strerror(-lock));
	}
	free(path);
	return lock;
}

static bool is_usable(const struct worktree *tree)
{
	return is_ready(tree->lock) && access(tree->path, X_OK) == 0;
}

/* The lock is held on return, shared: both sides of one comparison may be the same revision. Whoever comes
 * while it is made waits. */
static int prepare(const char *root, struct worktree *tree, const volatile sig_atomic_t *stop,
		   char *why)
{
	int err = lock_wait(tree->lock, LOCK_SH, stop);

	if (err == 0 && !is_usable(tree)) {
		flock(tree->lock, LOCK_UN);
		err = lock_wait(tree->lock, LOCK_EX, stop);
		if (err == 0 && !is_usable(tree)) {
			err = check_out(root, tree, stop, why);
		}
		if (err == 0) {
			err = lock_wait(tree->lock, LOCK_SH, stop);
		}
	}
	if (err == 0) {
		futimens(tree->lock, NULL); /* by this the least recently used one is known */
	}
	return err;
}

static int make_dir(const char *path)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST ? 0 : -errno;
}

/* build/ab below @top, and the name of the revision's folder there. */
static int place(const char *top, struct worktree *tree)
{
	char *dir = NULL;
	char *slash;
	int err;

	if (asprintf(&dir, "%s/" WORKTREE_DIR, top) < 0) {
		return -ENOMEM;
	}
	slash = strrchr(dir, '/');
	*slash = '\0';
	err = make_dir(dir);
	*slash = '/';
	err = err == 0 ? make_dir(dir) : err;
	if (err == 0) {
		tree->path = file_join(dir, tree->hash);
		err = tree->path == NULL ? -ENOMEM : 0;
	}
	free(dir);
	return err;
}

int worktree_open(const char *root, const char *revision, const volatile sig_atomic_t *stop,
		  struct worktree *out, char *why)
{
	struct worktree tree = { .lock = -1 };
	char *top = realpath(root, NULL);
	int err = top == NULL ? -errno : 0;

	why[0] = '\0';
	if (err == 0) {
		err = find_hash(top, revision, stop, tree.hash, why);
	}
	if (err == 0) {
		err = place(top, &tree);
	}
	if (err == 0) {
		tree.lock = open_lock(&tree, why);
		err = tree.lock < 0 ? tree.lock : prepare(top, &tree, stop, why);
	}
	if (err == 0) {
		*out = tree;
	} else {
		if (tree.lock >= 0) {
			close(tree.lock);
		}
		free(tree.path);
		if (why[0] == '\0') {
			snprintf(why, WORKTREE_WHY_MAX, "%s/" WORKTREE_DIR ": %s", root,
				 strerror(-err));
		}
	}
	free(top);
	return err;
}

struct kept {
	char hash[65];
	struct timespec used;
};

static int compare_kept(const void *left, const void *right)
{
	const struct kept *a = left;
	const struct kept *b = right;

	if (a->used.tv_sec != b->used.tv_sec) {
		return a->used.tv_sec < b->used.tv_sec ? 1 : -1;
	}
	return (a->used.tv_nsec < b->used.tv_nsec) - (a->used.tv_nsec > b->used.tv_nsec);
}

/* Those that are ready, the last used one first. */
static size_t list_kept(const char *dir, struct kept *kept, size_t most)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	size_t n = 0;

	while (stream != NULL && n < most && (entry = readdir(stream)) != NULL) {
		size_t len = strlen(entry->d_name);
		size_t end = len - strlen(lock_suffix);
		struct stat st;

		if (len <= strlen(lock_suffix) || end >= sizeof(kept[n].hash) ||
		    strcmp(entry->d_name + end, lock_suffix) != 0 ||
		    fstatat(dirfd(stream), entry->d_name, &st, 0) != 0 || st.st_size == 0) {
			continue;
		}
		snprintf(kept[n].hash, sizeof(kept[n].hash), "%.*s", (int)end, entry->d_name);
		kept[n++].used = st.st_mtim;
	}
	if (stream != NULL) {
		closedir(stream);
	}
	qsort(kept, n, sizeof(*kept), compare_kept);
	return n;
}

/* Unless somebody uses it. The lock file stays: who waits for it has it open. */
static void remove_kept(const char *root, const char *dir, const char *hash)
{
	struct worktree tree = { .path = file_join(dir, hash), .lock = -1 };
	const char *const argv[] = { "git",     "worktree", "remove", "--force",
				     "--force", tree.path,  NULL };
	char why[WORKTREE_WHY_MAX];
	char said[16];

	if (tree.path == NULL) {
		return;
	}
	tree.lock = open_lock(&tree, why);
	if (tree.lock >= 0 && flock(tree.lock, LOCK_EX | LOCK_NB) == 0 &&
	    ftruncate(tree.lock, 0) == 0) {
		proc_capture(argv, root, GIT_TIMEOUT_MS, NULL, said, sizeof(said));
		file_remove_tree(tree.path);
	}
	if (tree.lock >= 0) {
		close(tree.lock);
	}
	free(tree.path);
}

#define KEPT_MAX 64u

void worktree_close(struct worktree *tree, const char *root)
{
	char *dir = strdup(tree->path);
	struct kept *kept = calloc(KEPT_MAX, sizeof(*kept));

	close(tree->lock);
	if (dir != NULL && kept != NULL) {
		size_t n;

		*strrchr(dir, '/') = '\0';
		n = list_kept(dir, kept, KEPT_MAX);
		for (size_t i = WORKTREES; i < n; i++) {
			remove_kept(root, dir, kept[i].hash);
		}
	}
	free(dir);
	free(kept);
	free(tree->path);
	*tree = (struct worktree){ .lock = -1 };
}
