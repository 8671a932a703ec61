"""Judges of Compose files.

Required variables: beside each `.env.example` (or NAME.env.example) a file without
`.example` is put in the copy of the tree, if there is none. Where the example has
no value it gets `judge-NAME`, so that `${NAME:?}` is satisfied and a lost value is
seen. A name that is required by a Compose file beside it and that only a comment of
the example speaks of (to be exported by the user) gets such a value too. Nothing
else is in the environment.
"""

import functools
import json
import os
import re

from core import Finding, judge


def prepare_env(run):
    for example in run.files.get("env", []):
        if not example.endswith(".example"):
            continue
        target = run.root / example.removesuffix(".example")
        if target.exists():
            continue
        text = (run.root / example).read_text(encoding="utf-8")
        # Required ones may stand there as a comment with nothing after the sign.
        text = re.sub(r"^(?:#\s*)?([A-Za-z_]\w*)=$", r"\1=judge-\1", text, flags=re.M)
        spoken_of = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", "\n".join(re.findall(r"^#.*", text, re.M))))
        spoken_of -= set(re.findall(r"^(\w+)=", text, re.M))
        for name in sorted(spoken_of & required(run, os.path.dirname(example))):
            text += f"{name}=judge-{name}\n"
        target.write_text(text, encoding="utf-8")


def required(run, folder):
    names = set()
    for file in run.files.get("compose", []):
        if os.path.dirname(file) == folder:
            names |= set(re.findall(r"\$\{(\w+):?\?", (run.root / file).read_text(encoding="utf-8")))
    return names


def env_files(run, file):
    """What --env-file names: for compose.prod.yaml .env.prod or prod.env, else .env."""
    folder, name = os.path.split(file)
    variant = re.sub(r"^(docker-)?compose[.-]?|\.?ya?ml$", "", name)
    for candidate in ([f".env.{variant}", f"{variant}.env"] if variant else []) + [".env"]:
        if (run.root / folder / candidate).is_file():
            return [os.path.join(folder, candidate)]
    return []


def single_dollar(value):
    if isinstance(value, dict):
        return {single_dollar(k): single_dollar(v) for k, v in value.items()}
    if isinstance(value, list):
        return [single_dollar(v) for v in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def differences(one, other, path=""):
    """The first few places where two JSON values differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        out = []
        for key in sorted({*one, *other}):
            out += differences(one.get(key), other.get(key), f"{path}.{key}")
        return out
    return [] if one == other else [path.lstrip(".")]


@functools.cache
def composed(run, file):
    """What `docker compose config` says, all profiles on; asked once."""
    options = [w for e in env_files(run, file) for w in ("--env-file", e)]
    return run.call("docker-compose", "-f", file, *options, "--profile", "*", "config", "--format", "json")


def loaded(run, files):
    requests = [
        json.dumps({"files": [file], "env_files": env_files(run, file), "profiles": ["*"]}) for file in files
    ]
    answers = run.json_lines(run.call("canon", "-batch", text="\n".join(requests)).stdout)
    return zip(files, answers, strict=True)


@judge("docker-compose", "compose", needs=["docker-compose"])
def docker_compose(run, files):
    """`docker compose config`; a warning is a finding too."""
    out = []
    for file in files:
        answer = composed(run, file)
        if answer.returncode != 0:
            out.append(Finding("docker-compose", file, 0, "refused", run.short(answer.stderr)))
            continue
        for line in answer.stderr.splitlines():
            text = re.sub(r'^time="[^"]*" level=\w+ msg=', "", line).strip()
            out.append(Finding("docker-compose", file, 0, "warning", run.short(text)))
    return out


@judge("canon", "compose", needs=["canon", "docker-compose"])
def canon(run, files):
    """The same loader as a library gives the same verdict and the same project."""
    out = []
    for file, answer in loaded(run, files):
        if not answer["ok"]:
            out.append(Finding("canon", file, 0, "refused", run.short(answer["error"])))
            continue
        other = composed(run, file)
        if other.returncode != 0:
            out.append(Finding("canon", file, 0, "disagrees", "accepted here, refused by docker compose"))
            continue
        for place in differences(answer["project"], single_dollar(json.loads(other.stdout)))[:5]:
            out.append(Finding("canon", file, 0, "disagrees", f"{place} differs from docker compose"))
    return out


@judge("compose-ports", "compose", needs=["canon"])
def compose_ports(run, files):
    """What the loader lets pass: one host port twice, an image name that is none."""
    image = re.compile(r"^[a-z0-9]+([._/:@-]+[A-Za-z0-9]+)*$")
    out = []
    for file, answer in loaded(run, files):
        taken = {}
        for name, service in sorted((answer.get("project") or {}).get("services", {}).items()):
            if "image" in service and not image.match(service["image"]):
                out.append(Finding("compose-ports", file, 0, "image", f"{name}: {service['image']!r} is no image name"))
            for port in service.get("ports") or []:
                if not port.get("published"):
                    continue
                key = (port.get("host_ip", ""), port["published"], port.get("protocol", "tcp"))
                if key in taken:
                    message = f"{name} and {taken[key]} both publish port {port['published']}"
                    out.append(Finding("compose-ports", file, 0, "port", message))
                taken[key] = name
    return out
