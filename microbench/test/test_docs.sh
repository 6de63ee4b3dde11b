#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The benchmark that docs/adding-a-benchmark.md adds, taken from the document, builds and measures.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh
. microbench/test/image.sh

doc=docs/adding-a-benchmark.md
extra=$tmp/from_docs
mkdir -p "$extra/payloads" "$extra/benches"

# listing PATH: the indented block that follows the line in which the document names the file.
listing()
{
	awk -v name="\`$1\`" '
		index($0, name) == 1 { wanted = 1; next }
		wanted && /^    / { started = 1; sub(/^    /, ""); print; next }
		wanted && /^$/ { if (started) print; next }
		started { exit }' "$doc"
}

# Under another name: whoever has followed the document has its files already.
renamed() { sed -e 's/mmio_uart_flags/docs_example/g' -e 's|mmio/uart_flags|docs/example|g'; }

listing guest-payloads/src/mmio_uart_flags.S | renamed >"$extra/payloads/docs_example.S"
listing microbench/benches/mmio_uart_flags.c | renamed >"$extra/benches/docs_example.c"
tap "the document lists a payload" [ -s "$extra/payloads/docs_example.S" ]
tap "the document lists a benchmark" [ -s "$extra/benches/docs_example.c" ]

run make -s image HAL=static EXTRA="$extra" B="$tmp/build"
tap "both build as they stand" exits 0
boot "$tmp/build/image/$board/gcc-static-lazy-from_docs/bench.elf" cortex-a57
tap "the image runs the new benchmark" says " B bench=docs/example "
tap "all of its samples are good" says " E bench=docs/example n=64 overhead=4 dropped=0 bad=0 exits=mmio_read:64 floor=1 "

tap_done
