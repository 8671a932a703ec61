"""Judges of single files: Dockerfiles, YAML and JSON as such, .env, shell, make."""

import json
import os
import re
import shlex

from core import Finding, judge


@judge("yaml", "yaml", needs=["yamlraw"])
def yaml(run, files):
    """The YAML library of Docker Compose reads and decodes it."""
    out = []
    for line in run.json_lines(run.call("yamlraw", *files).stdout):
        if not line["decode"]:
            out.append(Finding("yaml", line["file"], 0, "refused", line.get("error") or line["reason"]))
    return out


@judge("json", "json")
def json_files(run, files):
    out = []
    for file in files:
        try:
            json.loads((run.root / file).read_text(encoding="utf-8"))
        except ValueError as error:
            out.append(Finding("json", file, 0, "refused", str(error)))
    return out


@judge("bklint", "dockerfile", needs=["bklint"])
def bklint(run, files):
    """BuildKit's parser and lint; with sources also what COPY finds there."""
    requests = []
    for file in files:
        context = run.contexts.get(file)
        requests.append(json.dumps({"file": file, **({"context": context} if context else {})}))
    answer = run.call("bklint", "-requests", text="\n".join(requests))
    if answer.returncode > 1:
        return [Finding("bklint", files[0], 0, "crash", run.short(answer.stderr))]
    return [
        Finding("bklint", f["file"], f.get("line", 0), f["rule"], run.short(f["message"]))
        for f in run.json_lines(answer.stdout)
    ]


@judge("hadolint", "dockerfile", needs=["hadolint"])
def hadolint(run, files):
    answer = run.call("hadolint", "--no-fail", "-f", "json", *files)
    if answer.returncode != 0:
        return [Finding("hadolint", files[0], 0, "crash", run.short(answer.stderr))]
    return [Finding("hadolint", f["file"], f["line"], f["code"], f["message"]) for f in json.loads(answer.stdout)]


def checkov_findings(run, framework, folder, prefix=""):
    answer = run.call(
        "checkov", "-d", folder, "--framework", framework, "--compact", "--skip-download", "-o", "json"
    )
    try:
        reports = json.loads(answer.stdout)
    except ValueError:
        return None, [Finding("checkov", prefix, 0, "crash", run.short(answer.stderr or answer.stdout)[:400])]
    reports = reports if isinstance(reports, list) else [reports]
    checked, out = 0, []
    for report in reports:
        results = report.get("results", {})
        checked += len(results.get("passed_checks", [])) + len(results.get("failed_checks", []))
        for failed in results.get("failed_checks", []):
            file = prefix or failed["file_path"].lstrip("/")
            lines = failed.get("file_line_range") or [0]
            resource = failed.get("resource", "") if prefix else ""
            message = failed["check_name"] + (f" ({resource})" if resource else "")
            out.append(Finding("checkov", file, lines[0], failed["check_id"], message))
        for file in results.get("parsing_errors", []):
            out.append(Finding("checkov", prefix or file, 0, "parse", "could not be read"))
    return checked, out


@judge("checkov", "dockerfile", needs=["checkov"], heavy=True)
def checkov(run, files):
    """checkov knows a Dockerfile by its name, so they are gathered under that name."""
    folder = run.temp / "checkov-docker"
    for file in files:
        target = folder / file / "Dockerfile"
        target.parent.mkdir(parents=True)
        target.write_bytes((run.root / file).read_bytes())
    checked, out = checkov_findings(run, "dockerfile", folder)
    if not checked:
        out.append(Finding("checkov", files[0], 0, "nothing", "no check was made"))
    for finding in out:
        finding.file = finding.file.removesuffix("/Dockerfile")
    return out


@judge("promtool", "prometheus", needs=["promtool"], heavy=True)
def promtool(run, files):
    out = []
    for file in files:
        answer = run.call("promtool", "check", "config", "--syntax-only", file)
        if answer.returncode != 0:
            out.append(Finding("promtool", file, 0, "refused", run.short(answer.stdout + answer.stderr)))
    return out


@judge("shellcheck", "shell", needs=["shellcheck"])
def shellcheck(run, files):
    answer = run.call("shellcheck", "-f", "json", *files)
    try:
        comments = json.loads(answer.stdout)
    except ValueError:
        return [Finding("shellcheck", files[0], 0, "crash", run.short(answer.stderr))]
    return [Finding("shellcheck", c["file"], c["line"], f"SC{c['code']}", c["message"]) for c in comments]


@judge("sh-syntax", "shell")
def sh_syntax(run, files):
    out = []
    for file in files:
        first = (run.root / file).read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]
        shell = "bash" if "bash" in first else "sh"
        answer = run.call(shell, "-n", file)
        if answer.returncode != 0:
            out.append(Finding("sh-syntax", file, 0, "refused", run.short(answer.stderr)))
    return out


TARGET = re.compile(r"^([A-Za-z0-9_][\w./-]*)\s*:(?!=)", re.M)


@judge("make", "makefile", needs=["make"])
def make(run, files):
    """Each target is expanded, none is run. (A line with `+` or $(shell) would be.)"""
    out = []
    for file in files:
        folder, name = os.path.split(file)
        text = (run.root / file).read_text(encoding="utf-8")
        targets = sorted(set(TARGET.findall(text)))
        if not targets:
            out.append(Finding("make", file, 0, "empty", "no target"))
        for target in targets:
            answer = run.call(
                "make", "-n", "--warn-undefined-variables", "-f", name, target, cwd=run.root / folder
            )
            if answer.returncode != 0 or answer.stderr.strip():
                message = run.short(answer.stderr) or f"exit status {answer.returncode}"
                out.append(Finding("make", file, 0, target, message))
    return out


# What each reader makes of a .env file must be the same. A shell has no other way
# than to run it, so its variables are printed afterwards.

ENV_NODE = """
const dotenv = require('dotenv'), fs = require('fs');
for (const f of process.argv.slice(1))
  console.log(JSON.stringify({file: f, values: dotenv.parse(fs.readFileSync(f))}));
"""
ENV_PYTHON = """
import dotenv, json, sys
for f in sys.argv[1:]:
    print(json.dumps({"file": f, "values": dotenv.dotenv_values(f, interpolate=True)}))
"""


def env_shell(run, file):
    names = re.findall(r"^(?:export\s+)?([A-Za-z_]\w*)=", (run.root / file).read_text(encoding="utf-8"), re.M)
    script = f"set -eu; . ./{shlex.quote(file)};"
    for name in sorted(set(names)):
        script += f' printf \'%s=%s\\0\' {name} "${{{name}-}}";'
    answer = run.call("sh", "-c", script)
    if answer.returncode != 0:
        return None, run.short(answer.stderr)
    return dict(entry.split("=", 1) for entry in answer.stdout.split("\0") if entry), ""


@judge("env", "env", needs=["py-light/bin/python", "node", "npm/node_modules/dotenv", "envdump"])
def env(run, files):
    from core import CACHE

    readings = {
        "compose": run.call("envdump", *files),
        "python": run.call(str(CACHE / "py-light/bin/python"), "-c", ENV_PYTHON, *files),
        "node": run.call("node", "-e", ENV_NODE, "--", *files, env={"NODE_PATH": str(CACHE / "npm/node_modules")}),
    }
    read, out = {}, []
    for reader, answer in readings.items():
        for line in run.json_lines(answer.stdout):
            if line.get("error"):
                out.append(Finding("env", line["file"], 0, reader, run.short(line["error"])))
            else:
                read.setdefault(line["file"], {})[reader] = line["values"]
    for file in files:
        values = read.setdefault(file, {})
        values["shell"], error = env_shell(run, file)
        if error:
            out.append(Finding("env", file, 0, "shell", error))
            continue
        for reader in ("compose", "python", "node"):
            if reader not in values:
                out.append(Finding("env", file, 0, reader, "did not read it"))
                continue
            for name in sorted({*values[reader], *values["shell"]}):
                one, other = values[reader].get(name), values["shell"].get(name)
                if one != other:
                    out.append(Finding("env", file, 0, name, f"{reader} reads {one!r}, a shell {other!r}"))
    return out
