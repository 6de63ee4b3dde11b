/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/plot_draw.h"

/* "%s" of @format is @what. NULL: no memory. */
static char *say(const char *before, const char *what, const char *after)
{
	char *text;

	return asprintf(&text, "%s%s%s", before, what, after) < 0 ? NULL : text;
}

/* Takes the texts; NULL among them: no memory. */
static int add(struct plot_subjects *subjects, struct plot_subject subject)
{
	struct plot_subject *items = reallocarray(subjects->items, subjects->n + 1, sizeof(*items));

	if (items == NULL) {
		free(subject.name);
		free(subject.stem);
		free(subject.title);
		return -ENOMEM;
	}
	subjects->items = items;
	items[subjects->n++] = subject;
	return subject.name != NULL && subject.stem != NULL && subject.title != NULL ? 0 : -ENOMEM;
}

static bool is_same_target(const struct grid *grid, size_t a, size_t b)
{
	const struct cell_key *left = &grid->groups[a]->key;
	const struct cell_key *right = &grid->groups[b]->key;

	return strcmp(left->board, right->board) == 0 && strcmp(left->cpu, right->cpu) == 0;
}

static bool is_first_of_target(const struct grid *grid, size_t group)
{
	for (size_t i = 0; i < group; i++) {
		if (is_same_target(grid, i, group)) {
			return false;
		}
	}
	return true;
}

static int add_images(const struct grid *grid, size_t group, struct plot_subjects *out)
{
	const struct cell_key *key = &grid->groups[group]->key;
	char target[160];

	snprintf(target, sizeof(target), "%.70s/%.70s", key->board, key->cpu);
	return add(out, (struct plot_subject){ .kind = PLOT_IMAGES,
					       .index = group,
					       .name = strdup(target),
					       .stem = say("overview_", target, ""),
					       .title = say("What traps cost on ", target, "") });
}

/* What is worth a picture of all benchmarks together. */
static int add_overviews(const struct grid *grid, struct plot_subjects *out)
{
	size_t n_targets = 0;
	int error = 0;

	for (size_t i = 0; i < grid->n_groups && error == 0 && grid->n_benches > 1; i++) {
		if (is_first_of_target(grid, i)) {
			n_targets++;
			error = add_images(grid, i, out);
		}
	}
	if (error != 0 || n_targets < 2) {
		return error;
	}
	return add(out, (struct plot_subject){ .kind = PLOT_TARGETS,
					       .name = strdup("boards and CPUs"),
					       .stem = strdup("overview_targets"),
					       .title = strdup("Boards and CPUs side by side") });
}

struct bench_kind {
	bool has_data;
	bool is_constant; /* every cell's samples are one number */
};

static struct bench_kind look_at(const struct grid *grid, size_t bench)
{
	struct bench_kind kind = { .is_constant = true };

	for (size_t i = 0; i < grid->n_groups * grid->n_hals; i++) {
		const struct cell *cell =
			grid_cell(grid, bench, i / grid->n_hals, i % grid->n_hals);

		if (cell != NULL && cell_has_samples(cell)) {
			kind.has_data = true;
			kind.is_constant &= cell_is_constant(cell);
		}
	}
	return kind;
}

static int add_bench(const struct grid *grid, size_t bench, struct plot_subjects *out)
{
	const struct bench_kind kind = look_at(grid, bench);
	const char *name = grid->benches[bench];
	int error = 0;

	if (kind.has_data) {
		error = add(out, (struct plot_subject){
					 .kind = PLOT_DISTRIBUTION,
					 .index = bench,
					 .name = strdup(name),
					 .stem = strdup(name),
					 .title = say("Distribution of ", name,
						      "; the figures are in the table") });
	}
	if (error == 0 && kind.has_data && !kind.is_constant) {
		error = add(out, (struct plot_subject){
					 .kind = PLOT_CDF,
					 .index = bench,
					 .name = strdup(name),
					 .stem = say("cdf_", name, ""),
					 .title = say("Cumulative distribution of ", name, "") });
	}
	return error;
}

int plot_subjects_find(const struct grid *grid, struct plot_subjects *out)
{
	int error = add_overviews(grid, out);

	for (size_t i = 0; i < grid->n_benches && error == 0; i++) {
		error = add_bench(grid, i, out);
	}
	return error;
}

void plot_subjects_free(struct plot_subjects *subjects)
{
	for (size_t i = 0; i < subjects->n; i++) {
		free(subjects->items[i].name);
		free(subjects->items[i].stem);
		free(subjects->items[i].title);
	}
	free(subjects->items);
	*subjects = (struct plot_subjects){ 0 };
}
