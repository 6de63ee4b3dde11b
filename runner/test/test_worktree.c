/* SPDX-License-Identifier: Apache-2.0 */
/* Revisions checked out beside the user's tree, in a repository made here. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/proc.h"
#include "session/worktree.h"
#include "store/file.h"

struct fixture {
	char dir[64];
};

static void shell(const struct fixture *f, const char *script, char *said, size_t size)
{
	const char *const argv[] = { "sh", "-c", script, NULL };

	assert_int_equal(proc_capture(argv, f->dir, 60000, NULL, said, size), 0);
	said[strcspn(said, "\n")] = '\0';
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char said[128];

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-worktree-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	shell(f,
	      "git init -q && git config user.name x && git config user.email x@example.org && "
	      "echo build >.gitignore && git add . && "
	      "for i in 1 2 3 4 5 6; do echo $i >n && git add n && git commit -qm $i && "
	      "git tag t$i || exit 1; done",
	      said, sizeof(said));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	int err = file_remove_tree(f->dir);

	free(f);
	return err;
}

static int open_tree(const struct fixture *f, const char *revision, struct worktree *tree)
{
	char why[WORKTREE_WHY_MAX];

	return worktree_open(f->dir, revision, NULL, tree, why);
}

static char content(const struct worktree *tree)
{
	char path[512];
	FILE *file;
	int c;

	snprintf(path, sizeof(path), "%s/n", tree->path);
	file = fopen(path, "re");
	assert_non_null(file);
	c = fgetc(file);
	fclose(file);
	return (char)c;
}

static void a_revision_has_its_own_sources(void **state)
{
	const struct fixture *f = *state;
	struct worktree tree;
	char said[128];

	assert_int_equal(open_tree(f, "t2", &tree), 0);
	assert_int_equal(content(&tree), '2');
	shell(f, "git rev-parse t2", said, sizeof(said));
	assert_string_equal(tree.hash, said);
	worktree_close(&tree, f->dir);
	shell(f, "cat n; git status --porcelain", said, sizeof(said));
	assert_string_equal(said, "6");
}

static void what_was_built_in_it_is_there_again(void **state)
{
	const struct fixture *f = *state;
	struct worktree tree;
	char said[512];
	char path[512];

	assert_int_equal(open_tree(f, "t2", &tree), 0);
	snprintf(path, sizeof(path), "%s/built", tree.path);
	assert_int_equal(fclose(fopen(path, "we")), 0);
	worktree_close(&tree, f->dir);
	assert_int_equal(open_tree(f, "t2~0", &tree), 0);
	assert_int_equal(access(path, F_OK), 0);
	worktree_close(&tree, f->dir);
	/* make clean takes it away behind git's back */
	shell(f, "rm -rf build", said, sizeof(said));
	assert_int_equal(open_tree(f, "t2", &tree), 0);
	assert_int_equal(content(&tree), '2');
	assert_int_equal(access(path, F_OK), -1);
	worktree_close(&tree, f->dir);
}

static void a_checkout_that_was_cut_short_is_made_anew(void **state)
{
	const struct fixture *f = *state;
	struct worktree tree;
	char said[512];

	assert_int_equal(open_tree(f, "t3", &tree), 0);
	worktree_close(&tree, f->dir);
	shell(f, "cd build/ab && rm */n && for l in *.lock; do : >$l; done", said, sizeof(said));
	assert_int_equal(open_tree(f, "t3", &tree), 0);
	assert_int_equal(content(&tree), '3');
	worktree_close(&tree, f->dir);
}

/* git locks a worktree while it makes it. */
static void a_checkout_that_was_killed_is_made_anew(void **state)
{
	const struct fixture *f = *state;
	struct worktree tree;
	char said[512];

	assert_int_equal(open_tree(f, "t3", &tree), 0);
	worktree_close(&tree, f->dir);
	shell(f,
	      "git worktree lock --reason initializing build/ab/*[0-9a-f] && rm build/ab/*/n && "
	      "for l in build/ab/*.lock; do : >$l; done",
	      said, sizeof(said));
	assert_int_equal(open_tree(f, "t3", &tree), 0);
	assert_int_equal(content(&tree), '3');
	worktree_close(&tree, f->dir);
}

/* In a hook git says so of its own repository and index: a checkout would fill the user's index. */
static void the_index_of_a_hook_is_not_touched(void **state)
{
	const struct fixture *f = *state;
	struct worktree tree;
	char index[128];
	char said[512];

	shell(f, "echo staged >n && git add n", said, sizeof(said));
	snprintf(index, sizeof(index), "%s/.git/index", f->dir);
	assert_int_equal(setenv("GIT_INDEX_FILE", index, 1), 0);
	assert_int_equal(setenv("GIT_DIR", "/dev/null/nowhere", 1), 0);
	assert_int_equal(open_tree(f, "t3", &tree), 0);
	assert_int_equal(unsetenv("GIT_INDEX_FILE"), 0);
	assert_int_equal(unsetenv("GIT_DIR"), 0);
	assert_int_equal(content(&tree), '3');
	worktree_close(&tree, f->dir);
	shell(f, "git status --porcelain", said, sizeof(said));
	assert_string_equal(said, "M  n");
}

static void both_sides_may_be_one_revision(void **state)
{
	const struct fixture *f = *state;
	struct worktree first;
	struct worktree second;

	assert_int_equal(open_tree(f, "HEAD", &first), 0);
	assert_int_equal(open_tree(f, "HEAD", &second), 0);
	assert_string_equal(first.path, second.path);
	worktree_close(&first, f->dir);
	worktree_close(&second, f->dir);
}

static void those_used_last_are_kept(void **state)
{
	const struct fixture *f = *state;
	static const char *const used[] = { "t2", "t3", "t4", "t5", "t1", "t6" };
	struct worktree held;
	struct worktree tree;
	char said[128];

	assert_int_equal(open_tree(f, "t1", &held), 0);
	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++) {
		assert_int_equal(open_tree(f, used[i], &tree), 0);
		worktree_close(&tree, f->dir);
		usleep(20000); /* a file system's clock may tick as slowly */
	}
	shell(f, "cat build/ab/*/n | sort | tr -d '\\n'", said, sizeof(said));
	assert_string_equal(said, "1456");
	shell(f, "git worktree list | wc -l", said, sizeof(said));
	assert_string_equal(said, "5");
	worktree_close(&held, f->dir);
}

static void what_is_no_revision_is_refused(void **state)
{
	const struct fixture *f = *state;
	char why[WORKTREE_WHY_MAX];
	struct worktree tree;
	char below[128];

	assert_int_equal(worktree_open(f->dir, "t9", NULL, &tree, why), -EINVAL);
	assert_string_equal(why, "git knows no revision 't9'");
	assert_int_equal(worktree_open(f->dir, "--all", NULL, &tree, why), -EINVAL);
	assert_int_equal(worktree_open(f->dir, "", NULL, &tree, why), -EINVAL);
	/* of the repository around it, which says nothing about it */
	snprintf(below, sizeof(below), "%s/below", f->dir);
	assert_int_equal(mkdir(below, 0755), 0);
	assert_int_equal(worktree_open(below, "HEAD", NULL, &tree, why), -EINVAL);
	assert_non_null(strstr(why, "is not the top of a git repository"));
}

int main(void)
{
#define WORKTREE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WORKTREE_TEST(a_revision_has_its_own_sources),
		WORKTREE_TEST(what_was_built_in_it_is_there_again),
		WORKTREE_TEST(a_checkout_that_was_cut_short_is_made_anew),
		WORKTREE_TEST(a_checkout_that_was_killed_is_made_anew),
		WORKTREE_TEST(the_index_of_a_hook_is_not_touched),
		WORKTREE_TEST(both_sides_may_be_one_revision),
		WORKTREE_TEST(those_used_last_are_kept),
		WORKTREE_TEST(what_is_no_revision_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
