#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The unit tests reach the lines of libvcpu, and the gate that says so can be red.
cd "$(dirname "$0")/../.." || exit 1
. scripts/test/tap.sh

min=$(sed -n 's/^COVERAGE_MIN := //p' vcpu/vcpu.mk)
if [ -z "$(find build/test/vcpu-obj -name '*.gcno' -print -quit)" ]; then
	tap_skip "line coverage of libvcpu" "the unit tests are not built with gcc"
	tap_done
fi

run make -s coverage
tap "the unit tests run at least $min % of the lines of libvcpu" exits 0
grep '^TOTAL' "$tmp/out" | sed 's/^/# /'
tap "every C file of the library is in the table" \
	[ "$(grep -cE '^vcpu/(core|aarch64)/[^ ]*[.]c ' "$tmp/out")" -eq \
	"$(find vcpu/core vcpu/aarch64 -name '*.c' ! -name asm_offsets.c | wc -l)" ]
tap "and no test is" [ "$(grep -c "^vcpu/test/" "$tmp/out")" -eq 0 ]

run make -s coverage VCPU_TESTS=build/test/vcpu/static-lazy/test_names
tap "fewer lines are a failure" exits 2
tap "that says what was asked for" says "fewer than $min % of the lines of libvcpu"

mkdir "$tmp/silent"
printf '#!/bin/sh\nexit 0\n' >"$tmp/silent/gcovr"
chmod +x "$tmp/silent/gcovr"
run env PATH="$tmp/silent:$PATH" vcpu/test/coverage.sh 0 build/test/vcpu/static-lazy/test_names
tap "a gcovr that counts nothing is a failure" exits 1
for min in nonsense '0;true' -1 ''; do
	run vcpu/test/coverage.sh "$min" build/test/vcpu/static-lazy/test_names
	tap "'$min' is no percentage" says "is not a percentage"
done

printf '#!/bin/sh\necho "not ok 1 - something"\nexit 1\n' >"$tmp/broken"
chmod +x "$tmp/broken"
run vcpu/test/coverage.sh 0 "$tmp/broken"
tap "a test that fails is no coverage, whatever it reaches" exits 1
tap "and is named" says "$tmp/broken fails"
tap_done
