/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/intake.h"

#include "lab/twice.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/intake_private.h"
#include "session/judge.h"

/* The image that the hello names, as if it had been asked for. */
static int make_image(const struct ingest_hello *hello, struct image *image)
{
	char compiler[sizeof(hello->toolchain)];
	struct image_choice choice = { .board = hello->board,
				       .compiler = compiler,
				       .hal = hello->hal,
				       .switch_policy = hello->switch_policy,
				       .vectors = hello->vectors,
				       .flags = hello->flags };

	snprintf(compiler, sizeof(compiler), "%s", hello->toolchain);
	compiler[strcspn(compiler, "-")] = '\0';
	if (image_init(image, ".", &choice) != 0) {
		return -ENOMEM;
	}
	snprintf(image->build, sizeof(image->build), "%s", hello->build);
	snprintf(image->toolchain, sizeof(image->toolchain), "%s", hello->toolchain);
	return 0;
}

/* Another boot of the cell when there is one already. */
static unsigned count_before(const struct run *run, const struct cell *cell)
{
	unsigned n = 0;

	for (const struct cell *at = run->cells; at < cell; at++) {
		n += cell_same(at, cell);
	}
	return n;
}

static int add_cell(struct intake *intake, const struct ingest_hello *hello, const char *cpu,
		    const char *bench, size_t *index)
{
	struct cell *cell = run_add_cell(intake->run);
	char host[] = "trapline";
	const struct cell_key key = {
		.benchmark = (char *)bench,
		.host = host,
		.board = (char *)hello->board,
		.cpu = (char *)cpu,
		.toolchain = (char *)hello->toolchain,
		.flags = (char *)hello->flags,
		.hal = (char *)hello->hal,
		.switch_policy = (char *)hello->switch_policy,
		.vectors = (char *)hello->vectors,
		.clock = (char *)hello->clock,
	};

	if (cell == NULL || cell_key_copy(&key, &cell->key) != 0) {
		return -ENOMEM;
	}
	*index = intake->run->n_cells - 1;
	cell->boot = count_before(intake->run, cell);
	return 0;
}

static int add_cells(struct intake *intake, const struct ingest *in, struct intake_boot *b)
{
	int err = 0;

	b->plan.cells = calloc(in->n_benches + 1, sizeof(*b->plan.cells));
	if (b->plan.cells == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < in->n_benches && err == 0; i++) {
		err = add_cell(intake, &in->hello, b->plan.cpu, in->benches[i].name,
			       &b->plan.cells[i]);
		b->plan.n_cells += err == 0;
	}
	b->n_cells = b->plan.n_cells;
	return err;
}

/* The samples of a boot are those of its first benchmark that has some. */
static void find_asked(const struct ingest *in, struct suite_cfg *suite, uint32_t *samples)
{
	for (size_t i = 0; i < in->n_benches; i++) {
		if (in->benches[i].n_asked > 0) {
			*samples = (uint32_t)in->benches[i].n_asked;
			suite->warmup = (uint32_t)in->benches[i].warmup;
			return;
		}
	}
}

/* What was not settled will not be: nobody boots again. */
static int settle_rest(struct intake *intake, struct intake_boot *b)
{
	int err = 0;

	for (size_t i = 0; i < b->plan.n_cells && err == 0; i++) {
		struct cell *cell = &intake->run->cells[b->plan.cells[i]];

		if (cell_is_pending(cell)) {
			err = cell_set_failed(cell, CELL_MISSING,
					      b->why[0] != '\0' ? b->why : "it has no result",
					      b->log);
		}
	}
	return err;
}

static int judge(struct intake *intake, struct intake_boot *b, struct boot *boot)
{
	struct suite_cfg suite = { .clock = strcmp(boot->in.hello.clock, "exact") == 0
						    ? CLOCK_EXACT
						    : CLOCK_CNTVCT };
	struct session s = { .suite = &suite, .plan = &intake->plan, .run = intake->run };
	struct judgement j;
	struct plan_boot *pb = &intake->plan.boots[intake->plan.n_boots - 1];
	int err;

	intake->run->cold = boot->in.hello.cold;
	intake->run->load = boot->in.hello.load;
	intake->has_mode = true;
	find_asked(&boot->in, &suite, &s.samples);
	err = judge_boot(&s, pb, (size_t)boot->in.hello.benches, boot, b->log, &j);
	b->plan.midr = pb->midr;
	b->plan.told_nonce = pb->told_nonce;
	b->is_ended = boot_is_good(boot);
	snprintf(b->why, sizeof(b->why), "%s", j.why);
	return err == 0 ? settle_rest(intake, b) : err;
}

static int grow(struct intake *intake)
{
	struct plan *plan = &intake->plan;
	struct image *images = reallocarray(plan->images, plan->n_images + 1, sizeof(*images));
	struct plan_boot *boots;
	struct intake_boot **list;

	if (images == NULL) {
		return -ENOMEM;
	}
	plan->images = images;
	boots = reallocarray(plan->boots, plan->n_boots + 1, sizeof(*boots));
	if (boots == NULL) {
		return -ENOMEM;
	}
	plan->boots = boots;
	list = reallocarray(intake->boots, plan->n_boots + 1, sizeof(struct intake_boot *));
	if (list == NULL) {
		return -ENOMEM;
	}
	intake->boots = list;
	return 0;
}

/* board-cpu-variant-boot3: unique, as the last is counted over all boots of the run. */
static void name_boot(struct intake_boot *b, const struct ingest_hello *hello, const char *cpu,
		      size_t nth)
{
	if (!b->is_refused) {
		struct cell_key key = { .toolchain = (char *)hello->toolchain,
					.flags = (char *)hello->flags,
					.hal = (char *)hello->hal,
					.switch_policy = (char *)hello->switch_policy,
					.vectors = (char *)hello->vectors };

		snprintf(b->name, sizeof(b->name), "%.64s-%.40s-%.100s-boot%zu", hello->board, cpu,
			 cell_variant_by(&key, '-').text, nth);
	} else {
		snprintf(b->name, sizeof(b->name), "refused-boot%zu", nth);
	}
	snprintf(b->log, sizeof(b->log), "logs/%s.log", b->name);
}

/* Figures of one image are in one cell, whatever boot they are of: it has to be one build. */
static void check_build(const struct plan *plan, const struct image *image, char *why, size_t size)
{
	for (size_t i = 0; i < plan->n_images && why[0] == '\0'; i++) {
		const struct image *other = &plan->images[i];

		if (strcmp(other->name, image->name) == 0 &&
		    strcmp(other->build, image->build) != 0) {
			snprintf(why, size,
				 "it is build %s of %s, a boot before was of build %s (import each "
				 "by itself)",
				 image->build, image->name, other->build);
		}
	}
}

static int take(struct intake *intake, struct intake_boot *b, struct boot *boot, const char *cpu)
{
	const struct ingest_hello *hello = &boot->in.hello;
	struct plan *plan = &intake->plan;
	struct image *image = &plan->images[plan->n_images];
	int err = make_image(hello, image);

	if (err != 0) {
		return err;
	}
	check_build(plan, image, b->why, sizeof(b->why));
	if (b->why[0] == '\0') {
		twice_check(intake, &boot->in, b, b->why, sizeof(b->why));
	}
	b->is_refused = b->why[0] != '\0';
	name_boot(b, hello, cpu, plan->n_boots);
	if (b->is_refused) {
		image_free(image);
		return 0;
	}
	b->board.name = strdup(hello->board);
	b->plan = (struct plan_boot){
		.board = &b->board, .cpu = strdup(cpu), .name = b->name, .image = plan->n_images++
	};
	if (b->board.name == NULL || b->plan.cpu == NULL) {
		return -ENOMEM;
	}
	err = add_cells(intake, &boot->in, b);
	plan->boots[plan->n_boots - 1] = b->plan;
	return err == 0 ? judge(intake, b, boot) : err;
}

static int ingest_text(const struct capture_boot *captured, struct boot *boot)
{
	const char *end = captured->text + captured->size;
	int err = 0;

	*boot = (struct boot){ .how = BOOT_ENDED, .program = "the board" };
	ingest_init(&boot->in);
	for (const char *at = captured->text; at < end && err == 0;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *next = newline != NULL ? newline + 1 : end;

		err = boot_ingest(&boot->in, at, (size_t)(next - at));
		at = next;
	}
	ingest_finish(&boot->in);
	return err;
}

int intake_boot(struct intake *intake, const struct capture_boot *captured,
		const struct intake_asked *asked, const struct intake_boot **out)
{
	struct intake_boot *b = calloc(1, sizeof(*b));
	struct boot boot;
	const char *cpu;
	int err = b == NULL ? -ENOMEM : grow(intake);

	if (err != 0) {
		free(b);
		return err;
	}
	/* A boot that is refused has no CPU that another could be mistaken for. */
	intake->plan.boots[intake->plan.n_boots] = (struct plan_boot){ .board = &b->board };
	intake->boots[intake->plan.n_boots++] = b;
	err = ingest_text(captured, &boot);
	if (err == 0) {
		cpu = asked->cpu != NULL ? asked->cpu : intake_cpu_name(boot.in.hello.midr);
		intake_check(intake, &boot, asked, cpu, b->why, sizeof(b->why));
		b->is_refused = b->why[0] != '\0';
		b->n_announced = (size_t)boot.in.hello.benches;
		if (b->is_refused) {
			name_boot(b, NULL, NULL, intake->plan.n_boots);
		} else {
			err = take(intake, b, &boot, cpu);
		}
	}
	boot_free(&boot);
	*out = b;
	return err;
}

void intake_free(struct intake *intake)
{
	for (size_t i = 0; i < intake->plan.n_boots; i++) {
		struct intake_boot *b = intake->boots[i];

		free(b->plan.cells);
		free((char *)b->plan.cpu);
		free(b->board.name);
		free(b);
	}
	for (size_t i = 0; i < intake->plan.n_images; i++) {
		image_free(&intake->plan.images[i]);
	}
	free(intake->plan.images);
	free(intake->plan.boots);
	free(intake->boots);
	run_free(intake->run);
	*intake = (struct intake){ 0 };
}
