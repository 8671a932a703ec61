"""Judges of GitHub Actions workflows."""

import json
import pathlib

from core import CACHE, Finding, judge

HERE = pathlib.Path(__file__).resolve().parent


@judge("actionlint", "workflow", needs=["actionlint", "shellcheck"])
def actionlint(run, files):
    answer = run.call(
        "actionlint", "-format", "{{json .}}", "-shellcheck", run.tool("shellcheck"), "-pyflakes", "", *files
    )
    try:
        errors = json.loads(answer.stdout)
    except ValueError:
        return [Finding("actionlint", files[0], 0, "crash", run.short(answer.stderr))]
    return [Finding("actionlint", e["filepath"], e["line"], e["kind"], e["message"]) for e in errors]


@judge("workflow-parser", "workflow", needs=["node", "npm/node_modules/@actions/workflow-parser"])
def workflow_parser(run, files):
    """GitHub's own parser, schema and conversion to a job list."""
    program = HERE.parent / "judges" / "workflow-parser.mjs"
    answer = run.call("node", program, run.share("npm"), *files)
    out = [
        Finding("workflow-parser", f["file"], f["line"], "refused", f["message"])
        for f in run.json_lines(answer.stdout)
    ]
    if answer.returncode and not out:
        out.append(Finding("workflow-parser", files[0], 0, "crash", run.short(answer.stderr)[:400]))
    return out


@judge("zizmor", "workflow", needs=["zizmor"])
def zizmor(run, files):
    """Security audits that need no network, from severity `low` on. Informational
    ones are left out: they are advice about style, with false positives."""
    answer = run.call(
        "zizmor", "--offline", "-q", "--no-config", "--min-severity", "low", "--format", "json", *files
    )
    try:
        found = json.loads(answer.stdout)
    except ValueError:
        return [Finding("zizmor", files[0], 0, "crash", run.short(answer.stderr)[:400])]
    out = []
    for f in found:
        place = next((p for p in f["locations"] if p["symbolic"]["kind"] == "Primary"), f["locations"][0])
        key = place["symbolic"]["key"]
        name = key.get("Local", {}).get("given_path") or key.get("Local", {}).get("verbatim_path") or files[0]
        line = place["concrete"]["location"]["start_point"]["row"] + 1
        out.append(Finding("zizmor", name, line, f["ident"], f["desc"]))
    return out


@judge("act", "workflow", needs=["act", "git", "node"], heavy=True)
def act(run, files):
    """Runs each workflow's `run:` steps on this machine; tools/judges/act-run tells
    what that proves and what not."""
    out = []
    for file in files:
        program = HERE.parent / "judges" / "act-run"
        # A workflow belongs to the folder that holds its .github.
        tree, path = file.split(".github/", 1)
        arguments = [run.root / tree, ".github/" + path]
        answer = run.call("python3", program, *arguments, timeout=600, env={"STACKC_JUDGES": str(CACHE)})
        if answer.returncode != 0:
            lines = run.short(answer.stdout + answer.stderr).splitlines()
            out.append(Finding("act", file, 0, "failed", "\n".join(lines[-25:])))
    return out
