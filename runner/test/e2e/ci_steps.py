# SPDX-License-Identifier: Apache-2.0
# usage: ci_steps.py commands FILE measure|gate   the shell commands of that job, as its engine runs them
#        ci_steps.py shards FILE                  "1 2 3 4 of 4": which parts are measured, of how many
#
# FILE is one of scripts/ci. Left out are the lines that put git on a fresh machine or tell it whose the clone is.
import re
import sys

import yaml


def jenkins(text, job):
    """The blocks of sh of a stage; a stage ends where the next begins."""
    stage = {"measure": "Shard", "gate": "Gate"}[job]
    body = re.search(r"stage\('" + stage + r"'\)(.*?)(?=\n {8}stage\(|\Z)", text, re.S).group(1)
    for block in re.findall(r"\bsh '''(.*?)'''|\bsh '([^']*)'", body, re.S):
        # Groovy joins lines at a backslash, before a shell sees them.
        yield re.sub(r"\\\n\s*", "", block[0] or block[1])


def gitlab(text, job):
    yield from yaml.safe_load(text)[job]["script"]


def github(text, job):
    for step in yaml.safe_load(text)["jobs"][job]["steps"]:
        if "run" in step and step["name"] not in ("Git", "Own the clone"):
            yield step["run"]


def shards(name, text):
    if name == "Jenkinsfile":
        values = re.findall(r"'(\d+)'", re.search(r"name 'SHARD'\s+values (.*)", text).group(1))
        return values, re.search(r"SHARDS = '(\d+)'", text).group(1)
    data = yaml.safe_load(text)
    if name == "gitlab-ci.yml":
        n = data["measure"]["parallel"]
        return [str(i + 1) for i in range(n)], str(n)
    return [str(i) for i in data["jobs"]["measure"]["strategy"]["matrix"]["shard"]], str(data["env"]["SHARDS"])


what, path = sys.argv[1:3]
name = path.split("/")[-1]
with open(path, encoding="utf-8") as file:
    text = file.read()
if what == "shards":
    values, n = shards(name, text)
    print(" ".join(values), "of", n)
else:
    engine = {"Jenkinsfile": jenkins, "gitlab-ci.yml": gitlab, "github.yml": github}[name]
    print("\n".join(engine(text, sys.argv[3])))
