/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/field.h"

#include <errno.h>
#include <stdlib.h>

/* A trap of some 1000 ticks: one step of the counter is no matter. */
#define USUAL_TICKS 1000.0
#define SAMPLES     1000u
/* The p99 of a boot lies above its median, and its samples tell it so well: assumed. */
#define TAIL          1.3
#define TAIL_INTERVAL 0.02

/* Pairs of sides behind the model's own figures. */
#define MODEL_PAIRS 100000u

static void field_begin(void *arg, struct random *random)
{
	struct field *field = arg;

	for (size_t i = 0; i < field->n_cells; i++) {
		field->cells[i] = noise_draw_cell(&field->model, random);
	}
}

static void field_draw(void *arg, struct random *random, size_t cell, enum trial_side side,
		       size_t nth, struct boot_figure *out)
{
	const struct field *field = arg;
	double median = USUAL_TICKS * noise_draw_boot(&field->model, &field->cells[cell], random);
	double p99 = TAIL * median * (1 + field->model.tail_percent / 100 * random_normal(random));

	(void)side; /* both are alike */
	(void)nth;
	*out = (struct boot_figure){
		.n = SAMPLES,
		.tick = 1,
		.median = median,
		.has_p99 = true,
		.p99 = p99,
		.p99_low = p99 * (1 - TAIL_INTERVAL),
		.p99_high = p99 * (1 + TAIL_INTERVAL),
	};
}

int field_init(struct field *field, const struct noise_model *model, size_t n_cells,
	       struct trial_source *out)
{
	*field = (struct field){ .model = *model,
				 .n_cells = n_cells,
				 .cells = calloc(n_cells, sizeof(*field->cells)) };
	if (field->cells == NULL) {
		return -ENOMEM;
	}
	*out = (struct trial_source){
		.n_cells = n_cells, .begin = field_begin, .draw = field_draw, .arg = field
	};
	return 0;
}

void field_free(struct field *field)
{
	free(field->cells);
	*field = (struct field){ 0 };
}

int field_print_model(const struct noise_model *model, unsigned long seed, FILE *out)
{
	struct noise_fact facts[NOISE_FACTS];
	int err = noise_check(model, seed, MODEL_PAIRS, facts);

	if (err != 0) {
		return err;
	}
	fprintf(out, "%-66s%12s%12s\n", "how boots differ", "published", "the model");
	for (size_t i = 0; i < NOISE_FACTS; i++) {
		fprintf(out, "  %-64s%10.2f %%%10.2f %%\n", facts[i].what, facts[i].published,
			facts[i].modelled);
	}
	return 0;
}
