/* SPDX-License-Identifier: Apache-2.0 */
/* Boots of two sides by turns, and more boots of some cells, on a target that only writes down what it is given. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "gate/suspects.h"
#include "make_run.h"
#include "session/again.h"
#include "store/file.h"
#include "wire/params.h"

static char w_board[] = "virt";
static char w_cpu[] = "max";
static char w_program[] = "qemu";
static char w_image[] = "{image}";
static char w_name[] = "x";
static char *args[] = { w_program, w_image };

/* "old0 new0 ..." */
static char order[512];

/* The image is DIR/.image-virt-max-static-boot0.elf, in a folder old or new. */
static int refuse_open(struct target **out, const struct target_spec *spec, char *why)
{
	const char *slash = strrchr(spec->argv[1], '/');
	const char *boot = strstr(slash, "-boot");
	size_t len = strlen(order);

	(void)out;
	why[0] = '\0';
	snprintf(order + len, sizeof(order) - len, "%s%.3s%d", len > 0 ? " " : "", slash - 3,
		 boot != NULL ? (int)strtol(boot + strlen("-boot"), NULL, 10) : 0);
	return -ENOENT;
}

static const struct target_ops refusing_ops = { .name = "refusing", .open = refuse_open };

struct side {
	char *dir;
	struct suite_cfg suite;
	struct session s;
};

struct fixture {
	char dir[64];
	struct board_cfg board;
	struct side sides[2];
};

static void write_image(const char *path)
{
	FILE *file = fopen(path, "we");
	struct params params = { .magic = { 0 } };

	memcpy(params.magic, PARAMS_MAGIC, PARAMS_MAGIC_LEN);
	assert_non_null(file);
	assert_int_equal(fwrite(&params, sizeof(params), 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

static void plan_side(struct fixture *f, size_t i, unsigned boots)
{
	struct side *side = &f->sides[i];
	struct board_cfg *boards[] = { &f->board };
	struct plan *plan = NULL;
	struct diag d = { 0 };
	char path[256];

	side->dir = file_join(f->dir, i == 0 ? "old" : "new");
	assert_non_null(side->dir);
	assert_int_equal(mkdir(side->dir, 0755), 0);
	snprintf(path, sizeof(path), "%s/logs", side->dir);
	assert_int_equal(mkdir(path, 0755), 0);
	side->suite = (struct suite_cfg){
		.path = w_name, .name = w_name, .clock = CLOCK_CNTVCT, .warmup = 1, .timeout_s = 1
	};
	side->s = (struct session){ .root = side->dir,
				    .dir = side->dir,
				    .suite = &side->suite,
				    .run = make_run("x"),
				    .samples = 1 };
	make_cell(side->s.run, "hvc/return", w_cpu, "static", "cntvct");
	make_cell(side->s.run, "irq/exit", w_cpu, "static", "cntvct");
	for (size_t k = 0; k < 2; k++) {
		free(side->s.run->cells[k].key.board);
		side->s.run->cells[k].key.board = make_str(w_board);
		free(side->s.run->cells[k].log);
		side->s.run->cells[k].log = NULL;
	}
	assert_int_equal(plan_repeat(side->s.run, boots, 0), 0);
	assert_int_equal(plan_boots(side->dir, &side->suite, boards, 1, side->s.run, &plan, &d), 0);
	snprintf(path, sizeof(path), "%s/bench.elf", side->dir);
	write_image(path);
	for (size_t k = 0; k < plan->n_boots; k++) {
		plan->boots[k].ops = &refusing_ops;
		free(plan->images[plan->boots[k].image].path);
		plan->images[plan->boots[k].image].path = make_str(path);
	}
	side->s.plan = plan;
}

static struct fixture *make_fixture(unsigned old_boots, unsigned new_boots)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	strcpy(f->dir, "/tmp/trapline-again-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->board =
		(struct board_cfg){ .name = w_board, .target = w_program, .cntvct = { args, 2 } };
	plan_side(f, 0, old_boots);
	plan_side(f, 1, new_boots);
	order[0] = '\0';
	return f;
}

static void free_fixture(struct fixture *f)
{
	for (size_t i = 0; i < 2; i++) {
		plan_free(f->sides[i].s.plan);
		run_free(f->sides[i].s.run);
		free(f->sides[i].dir);
	}
	assert_int_equal(file_remove_tree(f->dir), 0);
	free(f);
}

static void sides_take_turns(void **state)
{
	struct fixture *f = make_fixture(4, 4);

	(void)state;
	assert_int_equal(session_measure_both(&f->sides[0].s, &f->sides[1].s, 0, 0), 0);
	assert_string_equal(order, "old0 new0 new1 old1 old2 new2 new3 old3");
	free_fixture(f);
}

static void a_boot_without_a_counterpart_is_made_alone(void **state)
{
	struct fixture *f = make_fixture(1, 3);

	(void)state;
	assert_int_equal(session_measure_both(&f->sides[0].s, &f->sides[1].s, 0, 0), 0);
	assert_string_equal(order, "old0 new0 new1 new2");
	free_fixture(f);
}

static void suspects_are_booted_as_often_again(void **state)
{
	struct fixture *f = make_fixture(3, 3);
	bool again[6] = { false, false, false, true, false, false }; /* irq/exit, by one boot */

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct session *s = &f->sides[i].s;

		assert_int_equal(plan_again(s->plan, s->run, again), 0);
		assert_int_equal(s->plan->n_boots, 6);
		assert_int_equal(s->run->n_cells, 9);
		for (unsigned k = 0; k < 3; k++) {
			const struct plan_boot *boot = &s->plan->boots[3 + k];

			assert_int_equal(boot->boot, 3 + k);
			assert_int_equal(boot->n_cells, 1);
			assert_string_equal(s->run->cells[boot->cells[0]].key.benchmark,
					    "irq/exit");
			assert_int_equal(s->run->cells[boot->cells[0]].boot, 3 + k);
		}
	}
	assert_int_equal(session_measure_both(&f->sides[0].s, &f->sides[1].s, 3, 3), 0);
	assert_string_equal(order, "new3 old3 old4 new4 new5 old5");
	run_sort_cells(f->sides[0].s.run);
	assert_int_equal(run_count_boots(f->sides[0].s.run, 0), 3);
	assert_int_equal(run_count_boots(f->sides[0].s.run, 3), 6);
	free_fixture(f);
}

static void without_suspects_nothing_is_added(void **state)
{
	struct fixture *f = make_fixture(2, 2);
	struct session *s = &f->sides[0].s;
	bool again[4] = { false };

	(void)state;
	assert_int_equal(plan_again(s->plan, s->run, again), 0);
	assert_int_equal(s->plan->n_boots, 2);
	assert_int_equal(s->run->n_cells, 4);
	free_fixture(f);
}

static void suspects_are_found_by_their_key(void **state)
{
	struct fixture *f = make_fixture(2, 2);
	struct run *run = f->sides[1].s.run;
	struct figures hvc = { .key = run->cells[0].key };
	struct figures irq = { .key = run->cells[2].key };
	struct gate_row rows[] = {
		{ .old_figures = &hvc, .new_figures = &hvc, .verdict = VERDICT_UNCHANGED },
		{ .old_figures = NULL, .new_figures = &irq, .is_suspect = true },
	};
	const struct gate_result result = { .rows = rows, .n = 2 };
	bool again[4];

	(void)state;
	assert_int_equal(suspects_mark(&result, run, true, again), 1);
	assert_false(again[0] || again[1]);
	assert_true(again[2] && again[3]);
	assert_int_equal(suspects_mark(&result, run, false, again), 0);
	assert_false(again[2] || again[3]);
	free_fixture(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sides_take_turns),
		cmocka_unit_test(a_boot_without_a_counterpart_is_made_alone),
		cmocka_unit_test(suspects_are_booted_as_often_again),
		cmocka_unit_test(without_suspects_nothing_is_added),
		cmocka_unit_test(suspects_are_found_by_their_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
