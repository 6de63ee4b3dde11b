#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/check-layers.sh on a small tree that is right, and then with one thing wrong at a time.
# Claims are called by tap.
# shellcheck disable=SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh
tree=$tmp/tree

put()
{
	mkdir -p "$tree/$(dirname "$1")"
	printf '%s\n' "$2" >"$tree/$1"
}

new_tree()
{
	rm -rf "$tree"
	put vcpu/include/vcpu/vcpu.h '#ifndef VCPU_VCPU_H
#define VCPU_VCPU_H
#include <stdint.h>
#endif'
	put vcpu/include/vcpu/hal.h '#ifndef VCPU_HAL_H
#define VCPU_HAL_H
#include <hal_bind.h>
#endif'
	put vcpu/include/vcpu/sysreg.def '#ifndef SYSREG_RO
#define SYSREG_RO(name, ...)
#endif'
	put vcpu/hal/static/hal_bind.h '#include <hal_host.h>'
	put vcpu/aarch64/regs.h '#define EC_HVC64 0x16'
	put vcpu/core/vcpu.c '#include <vcpu/vcpu.h>
#include <hal_bind.h>'
	put vcpu/test/test_vcpu.c '#include <stdio.h>
#include "regs.h"'
	put microbench/wire/wire.h '#include <stddef.h>'
	put microbench/host/main.c '#include <vcpu/vcpu.h>
#include "wire/wire.h"'
	put guest-payloads/lib/payload.h '#ifndef LIB_PAYLOAD_H
#define LIB_PAYLOAD_H
#ifndef __ASSEMBLER__
#include <stdint.h>
#else
.text
#endif
#endif'
	put guest-payloads/src/loop.S '#include "payload.h"'
	put runner/cmd/cmd.h '#include <stdio.h>'
	put runner/cmd/gate.c '#include "cmd/cmd.h"
#include "ingest/ingest.c"'
	put runner/ingest/ingest.c '#include <stdio.h>
#include "wire/wire.h"'
}

# wrong CLAIM FILE TEXT MESSAGE: the right tree with TEXT as FILE is refused, and MESSAGE is said.
wrong()
{
	new_tree
	put "$2" "$3"
	run scripts/check-layers.sh "$tree"
	tap "$1: exit 1" exits 1
	tap "$1: says where and what" says "$4"
}

new_tree
run scripts/check-layers.sh "$tree"
tap "a tree in order: exit 0" exits 0
tap "a tree in order: prints nothing" says_nothing

wrong "the core includes an architecture" vcpu/core/vcpu.c '
#include "regs.h"' "vcpu/core/vcpu.c:2: includes vcpu/aarch64/regs.h"
wrong "the core holds assembly" vcpu/core/vcpu.c 'int x;
__asm__ volatile("isb");' "vcpu/core/vcpu.c:2: assembly in the core"
wrong "the core holds an assembly file" vcpu/core/enter.S 'nop' \
	"vcpu/core/enter.S:1: assembly in the core"
wrong "libvcpu includes the bench host" vcpu/aarch64/vcpu.c '#include "wire/wire.h"' \
	"vcpu/aarch64/vcpu.c:1: includes microbench/wire/wire.h"
wrong "libvcpu includes a payload" vcpu/aarch64/vcpu.c '#include "lib/payload.h"' \
	"includes guest-payloads/lib/payload.h"
wrong "libvcpu uses the C library" vcpu/aarch64/vcpu.c '#include <string.h>' \
	"vcpu/aarch64/vcpu.c:1: includes string.h, which is not ours"
wrong "a public header includes a private one" vcpu/include/vcpu/exit.h '#include "regs.h"' \
	"vcpu/include/vcpu/exit.h:1: includes vcpu/aarch64/regs.h"
wrong "the bench host includes what is private to libvcpu" microbench/host/main.c \
	'#include "aarch64/regs.h"' "microbench/host/main.c:1: includes vcpu/aarch64/regs.h"
wrong "the wire includes the bench host" microbench/wire/wire.c '#include "host/main.c"' \
	"microbench/wire/wire.c:1: includes microbench/host/main.c"
wrong "a payload includes the bench host" guest-payloads/src/loop.S '#include "host/main.c"' \
	"guest-payloads/src/loop.S:1: includes microbench/host/main.c"
wrong "the runner includes libvcpu" runner/ingest/ingest.c '#include <vcpu/vcpu.h>' \
	"runner/ingest/ingest.c:1: includes vcpu/include/vcpu/vcpu.h"
wrong "the runner includes what is not there" runner/ingest/ingest.c '#include "nowhere.h"' \
	"runner/ingest/ingest.c:1: includes nowhere.h, which is not in this tree"
wrong "statistics include what they are used for" runner/stats/order.c '#include "ingest/ingest.c"' \
	"runner/stats/order.c:1: includes runner/ingest/ingest.c"
wrong "the gate includes a subcommand" runner/gate/gate.c '#include "cmd/cmd.h"' \
	"runner/gate/gate.c:1: includes runner/cmd/cmd.h"
wrong "a path goes through .." runner/ingest/ingest.c '#include "../../microbench/wire/wire.h"' \
	"(name it from its include root, without ..)"
wrong "#ifdef names a variant" microbench/host/main.c 'int x;
#ifdef HAL_STATIC
#endif' "microbench/host/main.c:2: preprocessor conditional"
wrong "#if leaves out code" runner/ingest/ingest.c '#if 0' "runner/ingest/ingest.c:1: preprocessor"
wrong "#elif names a variant" guest-payloads/src/loop.S '#ifdef __ASSEMBLER__
#elif defined(X)' "guest-payloads/src/loop.S:2: preprocessor"
wrong "a .c file has a guard" microbench/host/main.c '#ifndef MAIN
#define MAIN' "microbench/host/main.c:1: preprocessor"
wrong "a second #ifndef in a header" microbench/wire/wire.h '#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H
#ifndef WIRE_MAX
#define WIRE_MAX 1
#endif
#endif' "microbench/wire/wire.h:3: preprocessor"
wrong "a .def tests something else than its defaults" vcpu/include/vcpu/sysreg.def \
	'#ifdef SYSREG_RO' "vcpu/include/vcpu/sysreg.def:1: preprocessor"

rm -rf "$tree"
mkdir "$tree"
run scripts/check-layers.sh "$tree"
tap "no sources at all: exit 1" exits 1
tap_done
