# SPDX-License-Identifier: Apache-2.0
# usage: lava_cases.py log LOG       the test cases that LAVA took from a console
#        lava_cases.py run RUN.JSON  those that it should have taken, of a run of the same images
#
# A line each, sorted: SUITE CASE RESULT MEASUREMENT, - where there is none. Of a run's boots.
import json
import sys

import yaml


def of_log(path):
    with open(path, encoding="utf-8") as log:
        for line in log:
            if not line.startswith('{"dt": "'):
                continue
            entry = yaml.safe_load(line)
            if entry["lvl"] != "results" or entry["msg"]["definition"] == "lava":
                continue
            msg = entry["msg"]
            figure = msg.get("measurement")
            yield msg["definition"], msg["extra"]["test_case_id"], msg["result"], figure


def of_run(path):
    with open(path, encoding="utf-8") as file:
        run = json.load(file)
    unit = {"exact": "instructions", "cntvct": "ticks"}[run["cells"][0]["clock"]]
    for check in run["checks"]:
        yield check["boot"] + "." + unit, check["check"], "pass" if check["ok"] else "fail", None
    for cell in run["cells"]:
        suite = cell["log"].split("/")[-1].removesuffix(".log") + "." + unit
        result = {"ok": "pass", "missing": "fail", "not_applicable": "skip"}[cell["status"]]
        figure = cell["median"] / cell["batch"] if result == "pass" else None
        yield suite, cell["benchmark"], result, figure


cases = {"log": of_log, "run": of_run}[sys.argv[1]](sys.argv[2])
for suite, case, result, figure in sorted(cases, key=lambda case: case[:2]):
    print(suite.lower(), case, result, "-" if figure is None else f"{float(figure):.3f}")
