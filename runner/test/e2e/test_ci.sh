#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The files for Jenkins, GitLab and GitHub: their very commands measure two parts here, join them, and gate.
cd "$(dirname "$0")/../../.." || exit 1
. scripts/test/tap.sh
. runner/test/e2e/common.sh

steps=runner/test/e2e/ci_steps.py
ci=$PWD/scripts/ci
trap 'rm -rf build/ci "$tmp"' EXIT

# step FILE JOB: the commands of a job, with a shell that stops at the first that fails, as all engines have it
step()
{
	rc=0
	/usr/bin/python3 "$steps" commands "$ci/$1" "$2" >"$tmp/$2.sh"
	sh -e "$tmp/$2.sh" >"$tmp/out" 2>&1 </dev/null || rc=$?
}
# What the engine sets for part $1 of two.
part()
{
	export SHARD="$1" SHARDS=2 CI_NODE_INDEX="$1" CI_NODE_TOTAL=2
}
# measure_parts FILE: both, each by itself; its exit statuses in $rcs. What they leave is carried to where the gate is.
measure_parts()
{
	rcs=
	rm -rf "$tmp/carried"
	mkdir "$tmp/carried"
	for i in 1 2; do
		part $i
		rm -rf build/ci
		step "$1" measure
		rcs="$rcs$rc "
		cp -R "build/ci/shard-$i" "$tmp/carried"
	done
	rm -rf build/ci
	mkdir -p build/ci
	cp -R "$tmp/carried"/* build/ci
}

suite ci 'hal: [static, table]' 'benchmarks: [hvc/return, irq/exit]' 'samples: 32'
export SUITE="$suite_file" BASELINES="$tmp/baselines" GITHUB_STEP_SUMMARY="$tmp/summary.md"
mkdir "$BASELINES"

for file in Jenkinsfile gitlab-ci.yml github.yml; do
	is "$(/usr/bin/python3 "$steps" shards "$ci/$file")" "1 2 3 4 of 4" "$file: every part is measured once"
done

# As shipped, the gate is to be green: every cell of the suite that the files name has a committed baseline.
n_baselines=$(/usr/bin/python3 -c 'import json, sys
print(sum(len(json.load(open(path))["cells"]) for path in sys.argv[1:]))' results/baselines/*.json)
for file in Jenkinsfile gitlab-ci.yml github.yml; do
	shipped=$(sed -n "s/^ *SUITE *[=:] *'\{0,1\}\([a-z-]*\)'\{0,1\}\$/\1/p" "$ci/$file")
	is "$("$trapline" -C "$PWD" list cells --suite "$shipped" | wc -l)" "$n_baselines" \
		"$file: suite '$shipped' has a committed baseline for every cell"
done

tap "yamllint has nothing to say of any file for labs and engines" yamllint --strict \
	-d '{extends: default, rules: {document-start: disable, line-length: {max: 120}, truthy: {check-keys: false}}}' \
	"$ci"/*.yml scripts/labgrid/*.yaml runner/test/data/lava/*.yaml*

# --- the first run: there is no baseline ---------------------------------------------------------
measure_parts gitlab-ci.yml
is "$rcs" "0 0 " "GitLab: both parts are measured"
is "$(find build/ci -name latest)" "" "and what is carried has no symlink"
step gitlab-ci.yml gate
is "$rc" 3 "a run without a baseline does not pass the gate"
is "$(grep -c '<testcase ' build/ci/gate.xml)" 4 "all cells of both parts are in the report"
measured=build/ci/latest
trapline_in "$PATH" baseline accept "$measured" --reason "for a test" --baselines "$BASELINES"
is "$rc" 0 "they become the baseline"

# --- green, with each ----------------------------------------------------------------------------
step gitlab-ci.yml gate
is "$rc" 0 "GitLab: the gate is green"
tap "with metrics" grep -q '^trapline_' build/ci/metrics.txt
for file in Jenkinsfile github.yml; do
	measure_parts "$file"
	is "$rcs" "0 0 " "$file: both parts are measured"
	step "$file" gate
	is "$rc" 0 "$file: the gate is green"
	tap "$file: with JUnit" grep -q '<testsuites' build/ci/gate.xml
	[ "$file" != Jenkinsfile ] || cp build/ci/plot.csv "$tmp"
done
is "$(head -n 1 "$tmp/plot.csv" | tr ',' '\n' | wc -l)" 4 "Jenkins' plot has a column a cell"
tap "GitHub's summary is written" grep -q '4 unchanged' "$tmp/summary.md"

# --- red -----------------------------------------------------------------------------------------
for baseline in "$BASELINES"/*static*; do
	sed -i 's/"hvc\/return": {"samples": {"\([0-9]*\)":/"hvc\/return": {"samples": {"1":/' "$baseline"
done
step github.yml gate
is "$rc" 1 "a regression fails the job"
is "$(grep -c '<failure ' build/ci/gate.xml)" 1 "and JUnit has it"
tap "as has the summary" grep -q '1 regressed' "$tmp/summary.md"
rm -rf build/ci/shard-2 build/ci/runs build/ci/latest
step github.yml gate
is "$rc" 2 "a part that was not carried fails the job"
tap "by its name" grep -q 'shard 2 of 2 is missing' "$tmp/out"

tap_done
