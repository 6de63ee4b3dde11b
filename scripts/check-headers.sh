#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/check-headers.sh [TREE]
#
# Every header compiles alone, first in its translation unit, and has its path as its guard. Prints
# each violation as file:line: what is wrong (what would be right); exit 1 if there is one.
#
# make check hands over the compilers and flags of the build:
#   HOST_CC, HOST_FLAGS    for runner/ and every hosted test folder
#   IMAGE_CC, IMAGE_FLAGS  for the rest, which is freestanding
#   VCPU_TEST_FLAGS        for vcpu/test/, with HOST_CC
#   PAYLOAD_FLAGS          for guest-payloads/, whose headers are assembly, with IMAGE_CC
set -eu
cd "${1:-$(dirname "$0")/..}"

host_cc=${HOST_CC:-gcc}
host_flags=${HOST_FLAGS:--std=c11 -D_GNU_SOURCE -Irunner -Imicrobench}
image_cc=${IMAGE_CC:-aarch64-linux-gnu-gcc}
image_flags=${IMAGE_FLAGS:--std=c11 -ffreestanding -Ivcpu/include -Ivcpu/aarch64/seam -Imicrobench}
vcpu_test_flags=${VCPU_TEST_FLAGS:--std=c11 -Ivcpu -Ivcpu/include -Ivcpu/test/fake -Ivcpu/test/hal}
payload_flags=${PAYLOAD_FLAGS:--Iguest-payloads -Imicrobench}
bad=0

complain()
{
	echo "$1"
	bad=1
}

# The include spelling is folder/name.h; what stands in an include root itself is name.h alone.
guard_of()
{
	case ${1%/*} in
	runner | microbench | vcpu/hal/* | vcpu/aarch64/switch/*) spelling=${1##*/} ;;
	*)
		folder=${1%/*}
		spelling=${folder##*/}/${1##*/}
		;;
	esac
	printf '%s\n' "$spelling" | tr '[:lower:]/.-' '[:upper:]___'
}

check_guard()
{
	right=$(guard_of "$1")
	line=$(grep -nm1 '^#' "$1" | cut -d : -f 1)
	case $(sed -n "${line:-1}p" "$1") in
	"#ifndef $right")
		line=$((line + 1))
		[ "$(sed -n "${line}p" "$1")" = "#define $right" ] ||
			complain "$1:$line: the guard is not defined here (#define $right)"
		;;
	"#ifndef "*) complain "$1:$line: the header guard is not the path ($right)" ;;
	*) complain "$1:${line:-1}: no header guard (#ifndef $right)" ;;
	esac
}

# Words of flags are meant to split.
# shellcheck disable=SC2086
check_compiles()
{
	header=$1
	case $header in
	vcpu/test/*) set -- "$host_cc" $vcpu_test_flags -x c -fsyntax-only ;;
	microbench/test/unit/*) set -- "$host_cc" $vcpu_test_flags -Imicrobench -Imicrobench/test -x c -fsyntax-only ;;
	guest-payloads/* | microbench/test/*/payloads/*)
		set -- $image_cc $payload_flags -x assembler-with-cpp -c -o /dev/null ;;
	microbench/test/core/* | microbench/test/*/benches/*) set -- $image_cc $image_flags -x c -fsyntax-only ;;
	runner/* | */test/*) set -- "$host_cc" $host_flags -x c -fsyntax-only ;;
	vcpu/hal/* | vcpu/aarch64/switch/*) set -- $image_cc "-I${1%/*}" $image_flags -x c -fsyntax-only ;;
	*) set -- $image_cc $image_flags -x c -fsyntax-only ;;
	esac
	if ! errors=$(printf '#include "%s"\n' "$PWD/$header" | "$@" - 2>&1); then
		complain "$header:1: does not compile alone (it includes what it uses):"
		printf '%s\n' "$errors" | sed 's/^/    /'
	fi
}

# A here-document, not a pipe: the loop must set bad in this shell.
while read -r header; do
	[ -n "$header" ] || continue
	check_guard "$header"
	check_compiles "$header"
done <<END
$(find vcpu microbench guest-payloads runner -type f -name '*.h' 2>/dev/null | sort)
END
exit "$bad"
