"""Finds what there is to judge in a tree: each file by its name or its content.

Kinds: compose, dockerfile, kubernetes (objects), kustomization (folders),
rendered (what kustomize makes of the folders that nothing else includes), workflow,
env, makefile, prometheus, shell, yaml (all of them), json.
"""

import os
import re

COMPOSE = re.compile(r"^(docker-)?compose([.-][\w.-]+)?\.ya?ml$")
DOCKERFILE = re.compile(r"^((.+\.)?Dockerfile|Dockerfile\..+|Containerfile)$")
ENV = re.compile(r"^(\.env(\..+)?|.+\.env|.+\.env\.example)$")
SHEBANG = re.compile(rb"^#!\s*\S*/(env\s+)?(ba|da)?sh\b")


def walk(root, ignored):
    for folder, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in ignored)
        for name in sorted(files):
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                yield os.path.relpath(path, root)


def kind_by_name(path):
    folder, name = os.path.split(path)
    if name in ("Makefile", "GNUmakefile") or name.endswith(".mk"):
        return "makefile"
    if name.endswith(".dockerignore"):
        return "dockerignore"
    if DOCKERFILE.match(name):
        return "dockerfile"
    if COMPOSE.match(name):
        return "compose"
    if ENV.match(name):
        return "env"
    if folder.endswith(".github/workflows") and name.endswith((".yml", ".yaml")):
        return "workflow"
    if name.endswith(".json"):
        return "json"
    return None


def sort_files(run, ignored):
    """Fills run.files with all kinds that need no other program."""
    files = {}
    for path in walk(run.root, ignored):
        kind = kind_by_name(path)
        if kind:
            files.setdefault(kind, []).append(path)
        if path.endswith((".yml", ".yaml")):
            files.setdefault("yaml", []).append(path)
        elif kind is None:
            with open(run.root / path, "rb") as f:
                if SHEBANG.match(f.readline()) or path.endswith(".sh"):
                    files.setdefault("shell", []).append(path)
    run.files = files


def read_yaml(run, paths):
    """Documents of YAML files, as JSON; a file that cannot be read has none."""
    if not paths:
        return
    answer = run.call("yamlraw", "-plain", *paths)
    for line in run.json_lines(answer.stdout):
        run.plain[line["file"]] = line.get("plain", []) if line["decode"] else []


def sort_yaml(run):
    """Kinds that only the content of a YAML file tells."""
    known = set(run.files.get("compose", [])) | set(run.files.get("workflow", []))
    patches, kustomizations = set(), {}
    run.resources = {}  # folder of a kustomization -> what it includes
    for path, documents in run.plain.items():
        if path in known or not documents or not isinstance(documents[0], dict):
            continue
        first = documents[0]
        folder, name = os.path.split(path)
        if name in ("kustomization.yaml", "kustomization.yml"):
            kustomizations[folder or "."] = first
            entries = (first.get("resources") or []) + (first.get("components") or [])
            run.resources[folder or "."] = [os.path.normpath(os.path.join(folder, str(e))) for e in entries]
            for entry in first.get("patches") or []:
                if isinstance(entry, dict) and "path" in entry:
                    patches.add(os.path.normpath(os.path.join(folder, entry["path"])))
        elif "scrape_configs" in first:
            run.files.setdefault("prometheus", []).append(path)
        elif "apiVersion" in first and "kind" in first:
            run.files.setdefault("kubernetes", []).append(path)
    # A patch is no whole object: only the folder that applies it can be judged.
    run.files["kubernetes"] = [p for p in run.files.get("kubernetes", []) if p not in patches]
    run.files["kustomization"] = sorted(f for f, k in kustomizations.items() if k.get("kind") != "Component")
    included = {entry for entries in run.resources.values() for entry in entries}
    run.tops = [f for f in run.files["kustomization"] if f not in included]


def discover(run, ignored):
    sort_files(run, ignored)
    read_yaml(run, run.files.get("yaml", []))
    sort_yaml(run)
