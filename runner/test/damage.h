/* SPDX-License-Identifier: Apache-2.0 */
/* A console that must not be believed, and what is said of it. */
#ifndef TEST_DAMAGE_H
#define TEST_DAMAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ingest/ingest.h"
#include "test/console.h"

static struct console con;
static struct ingest in;

static inline int start(void **state)
{
	(void)state;
	con.len = 0;
	con.seq = 0;
	ingest_init(&in);
	return 0;
}

static inline int stop(void **state)
{
	(void)state;
	ingest_free(&in);
	return 0;
}

/* The console so far is damaged, and @why is all that is said of it. Clears the console. */
static inline void check_damage(const char *why)
{
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, why);
	assert_true(in.damaged);
	assert_false(ingest_is_complete(&in));
	ingest_free(&in);
	start(NULL);
}

static inline void begin(unsigned int samples)
{
	console_hello(&con, 2);
	console_bench(&con, "a", samples);
}

static inline void end(void)
{
	console_send(&con, "S at=0 v=1");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=-");
}

#endif
