#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/trap-costs.md: how scripts/trap-costs makes it, with runs that are made up here, and that its figures
# are those of the images.
# shellcheck disable=SC2016 # Markdown quotes names like that
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh

tree=$tmp/tree
mkdir -p "$tree/scripts" "$tree/docs" "$tmp/figures"
cp scripts/trap-costs scripts/trap-costs.awk "$tree/scripts"

# cell BENCHMARK BOARD CPU TOOLCHAIN VECTORS STATUS MIN MEDIAN [FLOOR]: one of a run, as run.json has it
cell()
{
	cat <<-END
		    {
		      "benchmark": "$1",
		      "board": "$2",
		      "cpu": "$3",
		      "toolchain": "$4",
		      "switch": "lazy",
		      "vectors": "$5",
		      "status": "$6",
	END
	[ "$6" != ok ] || printf '      "min": %s,\n      "median": %s,\n      "max": %s,\n' "$7" "$8" "$8"
	[ -z "${9:-}" ] || printf '      "floor": %s,\n' "$9"
	echo '    },'
}

# A trapline that stores what is in $tmp/figures/SUITE, and ends with what is in $tmp/status.
cat >"$tmp/trapline" <<END
#!/bin/sh
echo "\$3" >>"$tmp/measured"
mkdir -p "\$5/latest"
{
	printf '{\n  "suite": "%s",\n  "tools": {\n' "\$3"
	printf '      "qemu": "QEMU emulator version 7.2.22 (Debian)",\n      "gcc": "gcc-12.2.0"\n'
	cat "$tmp/figures/\$3"
} >"\$5/latest/run.json"
exit \$(cat "$tmp/status")
END
chmod +x "$tmp/trapline"

home=qemu-virt-gicv3
{
	cell hvc/return $home cortex-a57 gcc-12.2.0 plain ok 99 99 1
	cell hvc/return $home neoverse-n1 gcc-12.2.0 plain ok 98 98
	cell hvc/return $home cortex-a57 clang-14.0.6 plain ok 101 101
	cell hvc/return $home neoverse-n1 clang-14.0.6 plain ok 102 102
	cell irq/exit $home cortex-a57 gcc-12.2.0 plain ok 90 93.5
	cell hvc/vector $home cortex-a57 gcc-12.2.0 plain not_applicable
	cell smc/forward $home cortex-a57 gcc-12.2.0 plain not_applicable
	cell smc/forward qemu-virt-el3 cortex-a57 gcc-12.2.0 plain ok 77 77
} >"$tmp/figures/costs"
cell hvc/return $home cortex-a57 gcc-12.2.0 plain ok 310 310 >"$tmp/figures/costs-seeds"
cell hvc/vector $home cortex-a57 gcc-12.2.0 null-call ok 11 11 >"$tmp/figures/costs-null-call"
{
	cell hvc/return $home cortex-a57 gcc-12.2.0 plain ok 99 99
	cell hvc/return $home cortex-a57 gcc-12.2.0 bhb ok 123 123
	cell hvc/return $home cortex-a57 gcc-12.2.0 null-call ok 99 99
	cell irq/exit $home cortex-a57 gcc-12.2.0 plain ok 93 93
	cell irq/exit $home cortex-a57 gcc-12.2.0 bhb ok 93 93
	cell irq/exit $home cortex-a57 gcc-12.2.0 null-call ok 93 93
	cell hvc/vector $home cortex-a57 gcc-12.2.0 plain not_applicable
	cell hvc/vector $home cortex-a57 gcc-12.2.0 null-call ok 11 11
} >"$tmp/figures/mitigations"
printf '# how\nbenchmark\tBao\tXen\nhvc/return\t\t14\nirq/self_sgi\t776\n' >"$tree/docs/peers.tsv"
printf '# Costs\n\n@TOOLS@\n\n@PRICES@\n\n@VECTORS@\n\nText that a person wrote.\n' >"$tree/docs/trap-costs.in.md"
echo 0 >"$tmp/status"

# costs ARGUMENT...: the script in that tree
costs()
{
	run env TRAPLINE="$tmp/trapline" "$tree/scripts/trap-costs" "$@"
}

costs
tap "the document is written" exits 0
tap "and named" says_line docs/trap-costs.md
cp "$tree/docs/trap-costs.md" "$tmp/out"
tap "it says what the images were built by and ran on" says_line "QEMU 7.2.22, gcc-12.2.0"
tap "it has the text" says_line "Text that a person wrote."
tap "the price list has the peers behind ours" says_line \
	"| benchmark | cortex-a57 | neoverse-n1 | clang | floor | eager, table | Bao | Xen |"
tap "figures are of their CPU and compiler" says_line \
	'| `hvc/return` | 99 | 98 | 101 / 102 | 1 | 310 | – | 14 |'
tap "a median of samples that differ is marked" says_line \
	'| `irq/exit` | ~93.5 | – | – | – | – | – | – |'
tap "what the board has not comes from one that has it" says_line \
	'| `smc/forward` (1) | 77 | – | – | – | – | – | – |'
tap "or from other vectors" says_line '| `hvc/vector` (1) | 11 | – | – | – | – | – | – |'
tap "which is said" says_line \
	'(1) Not of `qemu-virt-gicv3` with the usual vectors: `hvc/vector` VECTORS=null-call, `smc/forward` qemu-virt-el3.'
tap "what only others have is there too" says_line '| `irq/self_sgi` | – | – | – | – | – | 776 | – |'
tap "vectors are told by what they add" says_line '| `hvc/return` | 99 | +24 | 0 |'
tap "or by their figure, where plain has none" says_line '| `hvc/vector` | n/a | – | 11 |'
tap "what no set changes is left out" [ "$(grep -c 'irq/exit' "$tmp/out")" -eq 1 ]

costs --check
tap "the document just written is right" exits 0
tap "and nothing is said of it" says_nothing
sed -i 's/| 99 | 98 |/| 98 | 98 |/' "$tree/docs/trap-costs.md"
costs --check
tap "one figure that is not so is found" exits 1
tap "and shown beside the right one" says '+| `hvc/return` | 99 | 98 |'
tap "with the command that puts it right" says "make trap-costs"
tap "and the document is left alone" grep -q '| 98 | 98 |' "$tree/docs/trap-costs.md"
echo 'More text.' >>"$tree/docs/trap-costs.in.md"
costs
costs --check
tap "text of the template passes" grep -qx 'More text.' "$tree/docs/trap-costs.md"

echo 3 >"$tmp/status"
cp "$tmp/figures/costs" "$tmp/whole"
cell irq/exit $home neoverse-n1 gcc-12.2.0 plain missing >>"$tmp/figures/costs"
costs --doc "$tmp/other.md" --runs "$tmp/some"
tap "a run with missing cells is no success" exits 3
tap "the cell is named" says_line "trap-costs: costs: irq/exit $home/neoverse-n1: missing"
tap "the document has what there is" grep -q '| 99 | 98 |' "$tmp/other.md"
tap "and says what is missing" grep -qF '| ~93.5 | missing |' "$tmp/other.md"
costs --check --doc "$tmp/other.md" --runs "$tmp/some"
tap "nor are they when the runs were kept" exits 3
cp "$tmp/whole" "$tmp/figures/costs"
echo 2 >"$tmp/status"
costs
tap "a run that cannot be made is a failure" exits 2

echo 0 >"$tmp/status"
costs --runs "$tmp/kept"
: >"$tmp/measured"
costs --check --runs "$tmp/kept"
tap "runs that were kept are taken" exits 0
tap "and nothing is measured" [ ! -s "$tmp/measured" ]
costs --chekc
tap "an unknown option is a usage error" exits 2
tap "and what there is is shown" says "--check"

# --- the real one --------------------------------------------------------------------------------
claim="docs/trap-costs.md is what the images give"
tools="$(for cc in aarch64-linux-gnu-gcc clang; do
	echo "${cc#aarch64-linux-gnu-}-$($cc -dumpfullversion 2>/dev/null || $cc -dumpversion)"
done | paste -sd' ')"
if [ "$tools" != "gcc-12.2.0 clang-14.0.6" ]; then
	tap_skip "$claim" "its compilers are gcc-12.2.0 and clang-14.0.6, these are $tools"
else
	run scripts/trap-costs --check
	tap "$claim" exits 0
fi
tap_done
