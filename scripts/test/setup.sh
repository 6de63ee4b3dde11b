#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# scripts/setup in a machine made of fakes: PATH holds only what a test puts there, apt-get and sudo
# write down how they were called, and no test touches the network or a real package.
# Claims are called by tap, and the fakes expand their own variables.
# shellcheck disable=SC2016,SC2317
set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=scripts/test/tap.sh
. scripts/test/tap.sh

bin=$tmp/bin
log=$tmp/log

fake()
{
	printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

# What every system has, without anything that setup could install.
new_machine()
{
	rm -rf "$bin" "$tmp/root" "$log"
	mkdir -p "$bin" "$tmp/root"
	: >"$log"
	for tool in sh awk cat cut tr sed env rm mkdir mktemp touch chmod printf; do
		ln -s "$(command -v "$tool")" "$bin/$tool"
	done
	fake id 'echo 1000'
}

install_everything()
{
	for tool in make gcc aarch64-linux-gnu-gcc qemu-system-aarch64 gnuplot xmllint prove clang-format \
		clang-tidy cppcheck shellcheck gcovr chromium python3 \
		lava-run yamllint socat sb; do
		fake "$tool" 'exit 0'
	done
	fake pkg-config '[ -z "${PC_MISSING-}" ] || [ "$2" != "$PC_MISSING" ]'
	fake clang 'echo /rt'
	mkdir -p "$tmp/root/usr/lib/python3/dist-packages/junitparser" \
		"$tmp/root/usr/lib/python3/dist-packages/labgrid" \
		"$tmp/root/usr/lib/python3/dist-packages/yaml"
	mkdir -p "$tmp/root/usr/lib/u-boot/qemu_arm64" "$tmp/root/sbin"
	touch "$tmp/root/usr/lib/u-boot/qemu_arm64/u-boot.bin" "$tmp/root/sbin/mke2fs"
	mkdir -p "$tmp/root/rt/lib/linux" "$tmp/root/usr/include" "$tmp/root/usr/share/fonts/truetype/dejavu"
	touch "$tmp/root/rt/lib/linux/libclang_rt.fuzzer-x86_64.a" "$tmp/root/usr/include/stdio.h" \
		"$tmp/root/usr/include/cmocka.h" "$tmp/root/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
}

# apt-get writes its arguments to $log, and "installs" shellcheck and make.
fake_apt()
{
	fake apt-get "echo \"apt-get \$DEBIAN_FRONTEND \$*\" >>$log
$1
case \"\$*\" in *simulate*) exit 0 ;; *' install '*) ;; *) exit 0 ;; esac
for p in shellcheck make; do
	printf '#!/bin/sh\n' >$bin/\$p && chmod +x $bin/\$p
done"
}

setup() { run env -i PATH="$bin" TRAPLINE_SETUP_ROOT="$tmp/root" scripts/setup "$@"; }
logged() { grep -qF -e "$1" "$log"; }
not_logged() { ! grep -qF -e "$1" "$log"; }

new_machine
install_everything
fake_apt ''
setup
tap "nothing is missing: exit 0" exits 0
tap "nothing is missing: prints nothing" says_nothing
tap "nothing is missing: apt-get is not called" test ! -s "$log"
setup --check
tap "--check with nothing missing: exit 0" exits 0

rm "$bin/shellcheck"
setup --check
tap "--check with something missing: exit 1" exits 1
tap "--check names the package and why" says "shellcheck              static analysis of shell scripts"
tap "--check installs nothing" test ! -s "$log"
tap "--check names nothing that is there" silent_on "cppcheck"
setup --check --for bench
tap "a package of another group is not missing from this one" exits 0
setup --check --for=check
tap "--for=GROUP is --for GROUP" exits 1

run env -i PATH="$bin" TRAPLINE_SETUP_ROOT="$tmp/root" PC_MISSING=jansson scripts/setup --check
tap "a library that pkg-config does not know is missing" says "libjansson-dev"
rm "$tmp/root/usr/include/cmocka.h"
setup --check --for test
tap "a header that is not there is missing" says "libcmocka-dev"
touch "$tmp/root/usr/include/cmocka.h"
rm "$bin/gcovr"
setup --check --for coverage
tap "--for coverage needs what tells the lines that were run" says "gcovr"
tap "--for coverage needs no emulator and no second compiler" silent_on "shellcheck"
fake gcovr 'exit 0'
rm "$tmp/root/rt/lib/linux/libclang_rt.fuzzer-x86_64.a"
setup --check --for test
tap "a run-time library that is not there is missing" says "libclang-rt-dev"
touch "$tmp/root/rt/lib/linux/libclang_rt.fuzzer-x86_64.a"
rmdir "$tmp/root/usr/lib/python3/dist-packages/junitparser"
setup --check --for test
tap "a module of Python that is not there is missing" says "python3-junitparser"
setup --check --for bench
tap "a module that only tests need is not missing from a benchmark" silent_on "python3-junitparser"
mkdir "$tmp/root/usr/lib/python3/dist-packages/junitparser"
rm "$tmp/root/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
setup --check --for bench
tap "a font that is not there is missing" says "fonts-dejavu-core"
touch "$tmp/root/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
rm "$tmp/root/sbin/mke2fs"
setup --check --for test
tap "a file that is not there is missing" says "e2fsprogs"
touch "$tmp/root/sbin/mke2fs"

setup
tap "neither root nor sudo: exit 1" exits 1
tap "neither root nor sudo: says what to run" \
	says "apt-get update && apt-get install --no-install-recommends shellcheck"
tap "neither root nor sudo: apt-get is not called" test ! -s "$log"

# sudo drops the environment, as the real one does.
fake sudo "echo \"sudo \$*\" >>$log
exec env -i PATH=$bin \"\$@\""
setup
tap "not root, with sudo: exit 0" exits 0
tap "not root: apt-get runs through sudo" logged "sudo env DEBIAN_FRONTEND=noninteractive apt-get"
tap "recommended packages are not installed" logged "--no-install-recommends"
tap "apt-get asks no questions" logged " -qq -y"
tap "dpkg is told that there is no terminal" logged "Dpkg::Use-Pty=0"
tap "lists that know the package are not updated" not_logged " update"
tap "says what is installed, and why" says "shellcheck              static analysis"
tap "the package is there afterwards" test -x "$bin/shellcheck"

rm "$bin/shellcheck"
fake_apt "case \"\$*\" in *simulate*) ;; *) echo 'Unpacking shellcheck' ;; esac"
setup
tap "what dpkg says is not shown when all goes well" silent_on "Unpacking"
tap "what apt-get is asked is shown all the same" says "apt-get -qq -y"

rm "$bin/shellcheck" "$bin/sudo"
fake id 'echo 0'
setup
tap "root: installs without sudo" exits 0
tap "root: only the missing package is asked for" logged "install shellcheck"

# Packages are unknown until the lists are fetched.
rm "$bin/shellcheck"
fake_apt "case \"\$*\" in *update*) touch $tmp/lists ;; esac
case \"\$*\" in *simulate*) [ -e $tmp/lists ] || exit 100 ;; esac"
: >"$log"
setup
tap "empty package lists are fetched first" logged "update"
tap "empty package lists: installed" exits 0

rm "$bin/shellcheck"
fake_apt "case \"\$*\" in
*update*) touch $tmp/fresh ;;
*simulate*) ;;
*) [ -e $tmp/fresh ] || { echo 'E: 404 Not Found' >&2; exit 100; } ;;
esac"
: >"$log"
setup
tap "old package lists: fetched again after a failure" logged "update"
tap "old package lists: apt's error is shown" says "E: 404 Not Found"
tap "old package lists: installed at the second try" exits 0

rm "$bin/shellcheck"
fake_apt "case \"\$*\" in *simulate*) ;; *) echo 'E: no space left' >&2; exit 100 ;; esac"
setup
tap "apt-get fails: exit 1" exits 1
tap "apt-get fails: its error is shown" says "E: no space left"
tap "apt-get fails: says what is still missing" says "still missing: shellcheck"

fake_apt "case \"\$*\" in *simulate*) ;; *) exit 0 ;; esac"
setup
tap "installed but not in PATH: exit 1" exits 1
tap "installed but not in PATH: names the program" says "shellcheck"

rm "$bin/apt-get" "$bin/aarch64-linux-gnu-gcc"
setup
tap "no apt-get: exit 1" exits 1
tap "no apt-get: names the program, not only the package" \
	says "aarch64-linux-gnu-gcc   compiles the EL2 image"
tap "no apt-get: gives the Debian packages as a hint" \
	says "gcc-aarch64-linux-gnu"

setup --for boats
tap "an unknown group: exit 2" exits 2
tap "an unknown group: says which there are" says "bench, test, check, coverage, all"
setup --for
tap "--for without a group: exit 2" exits 2
setup --install
tap "an unknown option: exit 2" exits 2
setup --help
tap "--help: exit 0" exits 0
tap "--help describes --check" says "--check"

new_machine
run env -i PATH="$bin" TRAPLINE_SETUP_ROOT="$tmp/root" "$bin/sh" scripts/setup --check --for bench
tap "a bare machine lacks everything the bench needs" test \
	"$(grep -c -e '^  ' "$tmp/out")" -eq "$(sed -n '/^packages()/,/^}/p' scripts/setup | grep -c ' bench,')"

setup_path=$PWD/scripts/setup
cd /
new_machine
install_everything
run env -i PATH="$bin" TRAPLINE_SETUP_ROOT="$tmp/root" "$setup_path"
tap "works from any folder" exits 0
tap_done
