/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/bisect_search.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/bisect_step.h"
#include "cmd/cmd.h"
#include "cmd/say.h"
#include "cmd/stops.h"
#include "report/wrap.h"
#include "session/proc.h"
#include "store/file.h"
#include "target/child.h"

#define CANDIDATES_SHOWN 8
#define CANDIDATES_ASKED "--max-count=9" /* one more, to know that there are more */
#define LIST_TIMEOUT_MS  60000

int bisect_say(const char *before, const char *quoted, const char *after)
{
	return say_wrong("bisect", "%s%s%s", before, quoted, after);
}

/* @name: of its folder: good, bad */
static int measure(struct bisect *b, const char *name, const char *label, const char *revision,
		   struct figure_set *out)
{
	char why[BISECT_TEXT_MAX] = "";
	int error = bisect_measure(&b->work, name, out, why);

	if (error == -EINTR) {
		bisect_say("interrupted", "", "");
	} else if (error != 0) {
		say_wrong("bisect", "%s, %s: no result: %s", label, revision, why);
	}
	return error == 0 ? RC_OK : RC_INCOMPLETE;
}

static int check_out_bad(const struct bisect *b)
{
	char said[64];

	if (bisect_git(b->work.tree,
		       (const char *const[]){ "checkout", "--quiet", "--force", "--detach", b->bad,
					      NULL },
		       said, sizeof(said)) != 0) {
		bisect_say("", b->bad, ": git cannot check it out");
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

/* GOOD beside itself, as each step beside GOOD: what they are held against. */
static void say_good(const struct bisect *b, const struct figure_set *good)
{
	struct bisect_outcome outcome;

	if (bisect_judge(good, good, &outcome) == 0) {
		fprintf(stderr, "%.12s  GOOD      %s\n", b->good, outcome.text);
	}
}

/* Both ends. RC_OK with *differs, what BAD is, in @outcome. */
static int measure_ends(struct bisect *b, struct bisect_outcome *outcome)
{
	struct figure_set good = { 0 };
	struct figure_set bad = { 0 };
	int rc = measure(b, "good", "GOOD", b->good_name, &good);

	if (rc == RC_OK) {
		say_good(b, &good);
		rc = check_out_bad(b);
	}
	rc = rc == RC_OK ? measure(b, "bad", "BAD", b->bad_name, &bad) : rc;
	if (rc == RC_OK && bisect_judge(&good, &bad, outcome) != 0) {
		rc = RC_INCOMPLETE;
	}
	figure_set_free(&good);
	figure_set_free(&bad);
	return rc;
}

/* git's own words go to a log; what a step says, to stderr. Its exit status, or -errno. */
static int run_git_bisect(const struct bisect *b)
{
	const char *const argv[] = {
		"git",      "-c",           "core.hooksPath=/dev/null",
		"bisect",   "run",          b->work.program,
		"bisect",   "--step",       b->work.dir,
		"--source", b->work.source, b->not_worse ? "--not-worse" : NULL,
		NULL
	};
	char *log = file_join(b->work.dir, "git.log");
	int fd = log != NULL ? open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
	struct target_end end = { 0 };
	struct child child;
	int error;

	free(log);
	if (fd < 0) {
		return -errno;
	}
	error = child_spawn(&(struct child_spec){ .argv = argv,
						  .dir = b->work.tree,
						  .unset = proc_not_for_children,
						  .out_fd = fd,
						  .err_fd = 2,
						  .death_signal = SIGTERM },
			    &child);
	close(fd);
	if (error != 0) {
		return error;
	}
	for (int ready = 0; ready == 0 || (ready == -EINTR && stops_asked == 0);) {
		ready = child_poll(&(struct pollfd){ .fd = child.pidfd, .events = POLLIN }, 1, -1);
	}
	child_stop(&child, 0, &end);
	return stops_asked != 0 ? -EINTR : end.signal != 0 ? -ECHILD : end.exit_code;
}

static int start_git_bisect(const struct bisect *b)
{
	char said[64];
	int status = bisect_git(b->work.tree,
				(const char *const[]){ "bisect", "start", b->bad, b->good, NULL },
				said, sizeof(said));

	return status == 0 ? run_git_bisect(b) : status;
}

static void put_commit(const struct bisect *b, const char *sha)
{
	char subject[256];

	if (bisect_git(b->work.tree, (const char *const[]){ "log", "-1", "--format=%s", sha, NULL },
		       subject, sizeof(subject)) != 0) {
		subject[0] = '\0';
	}
	printf("%s\n  ", sha);
	wrap_put_harmless(subject, strlen(subject), stdout);
	putchar('\n');
}

static int say_found(const struct bisect *b, const char *sha)
{
	struct figure_set good = { 0 };
	struct figure_set now = { 0 };
	struct bisect_outcome outcome;
	char name[BISECT_SHA_MAX + 8] = "bad";
	char why[BISECT_TEXT_MAX];
	int rc = RC_INCOMPLETE;

	if (strcmp(sha, b->bad) != 0) {
		snprintf(name, sizeof(name), "step-%s", sha);
	}
	if (bisect_load(&b->work, "good", &good, why) == 0 &&
	    bisect_load(&b->work, name, &now, why) == 0 &&
	    bisect_judge(&good, &now, &outcome) == 0) {
		printf("first commit with another cost of %s:\n", b->cell);
		put_commit(b, sha);
		printf("  %s\n", outcome.text);
		rc = outcome.verdict == VERDICT_REGRESSED ? RC_REGRESSION : RC_OK;
	} else {
		bisect_say("", sha, ": its result cannot be read again");
	}
	figure_set_free(&good);
	figure_set_free(&now);
	return rc;
}

/* Those left are all skipped, but the last. */
static int say_candidates(const struct bisect *b)
{
	char list[(CANDIDATES_SHOWN + 1) * BISECT_SHA_MAX];
	int n = 0;
	char *rest = NULL;
	const char *const argv[] = { "git",
				     "rev-list",
				     CANDIDATES_ASKED,
				     "refs/bisect/bad",
				     "--not",
				     "--glob=refs/bisect/good-*",
				     NULL };

	if (proc_capture(argv, b->work.tree, LIST_TIMEOUT_MS, &stops_asked, list, sizeof(list)) !=
	    0) {
		list[0] = '\0';
	}
	bisect_say(
		"revisions without a result are in between: the first with another cost is one of",
		"", " these:");
	for (char *sha = strtok_r(list, "\n", &rest); sha != NULL;
	     sha = strtok_r(NULL, "\n", &rest)) {
		if (n++ == CANDIDATES_SHOWN) {
			puts("and others before");
			break;
		}
		put_commit(b, sha);
	}
	return RC_INCOMPLETE;
}

static int search(struct bisect *b)
{
	int status = start_git_bisect(b);
	char sha[BISECT_SHA_MAX];

	if (status == -EINTR) {
		bisect_say("interrupted", "", "");
		return RC_INCOMPLETE;
	}
	if (status == 0 &&
	    bisect_git(b->work.tree, (const char *const[]){ "rev-parse", "refs/bisect/bad", NULL },
		       sha, sizeof(sha)) == 0) {
		return say_found(b, sha);
	}
	if (status == 2) {
		return say_candidates(b);
	}
	fprintf(stderr, "trapline bisect: git bisect ended with %d\n", status);
	return RC_INCOMPLETE;
}

int bisect_search(struct bisect *b)
{
	struct bisect_outcome outcome;
	int rc = measure_ends(b, &outcome);

	if (rc != RC_OK) {
		return rc;
	}
	switch (bisect_answer(outcome.verdict, b->not_worse)) {
	case BISECT_GOOD:
		printf("%s: nothing changed between them%s: %s\n", b->cell,
		       b->not_worse ? " for the worse" : "", outcome.text);
		return RC_OK;
	case BISECT_BAD:
		fprintf(stderr, "%.12s  BAD       %s\n", b->bad, outcome.text);
		return search(b);
	default:
		bisect_say("BAD cannot be held against GOOD: ", outcome.text, "");
		return RC_INCOMPLETE;
	}
}
