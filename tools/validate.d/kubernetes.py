"""Judges of Kubernetes objects and kustomizations."""

import json
import os
import re

import kube_refs
from core import CACHE, Finding, judge
from files import checkov_findings

SCHEMAS = "share/kubernetes"


def render(run):
    """What kustomize makes of each folder, as files of their own; anything that it
    says on the way is a finding."""
    run.rendered, run.render_findings = {}, []
    out = run.temp / "rendered"
    out.mkdir()
    for number, folder in enumerate(run.files.get("kustomization", [])):
        answer = run.call("kustomize", "build", folder)
        if answer.returncode != 0 or answer.stderr.strip():
            rule = "refused" if answer.returncode else "warning"
            run.render_findings.append(Finding("kustomize", folder, 0, rule, run.short(answer.stderr)))
        if answer.returncode == 0:
            path = out / f"{number}.yaml"
            path.write_text(answer.stdout, encoding="utf-8")
            run.rendered[folder] = path
    documents = {}
    if run.rendered:
        names = {str(path): folder for folder, path in run.rendered.items()}
        for line in run.json_lines(run.call("yamlraw", "-plain", *run.rendered.values()).stdout):
            documents[names[line["file"]]] = [d for d in line.get("plain", []) if isinstance(d, dict)]
    run.documents = documents
    run.secrets = documented_secrets(run)
    # Folders that nothing includes are what is applied; without any, the files are.
    tops = [folder for folder in run.tops if folder in run.rendered]
    run.files["applied"] = tops
    if not tops and run.files.get("kubernetes"):
        run.files["applied"] = ["."]
        run.documents["."] = [d for f in run.files["kubernetes"] for d in run.plain[f] if isinstance(d, dict)]
        path = out / "plain.yaml"
        texts = [(run.root / f).read_text(encoding="utf-8") for f in run.files["kubernetes"]]
        path.write_text("\n---\n".join(texts), encoding="utf-8")
        run.rendered["."] = path
    unpack_config_maps(run)


def documented_secrets(run):
    """Secrets whose values are in no file: a kustomization says in a comment by which
    `kubectl create secret generic NAME --from-literal=KEY=...` they are made. They
    count as there, with exactly these keys. Folder -> {name: keys}."""
    out = {}
    for folder in run.files.get("kustomization", []):
        for name in ("kustomization.yaml", "kustomization.yml"):
            path = run.root / folder / name
            if not path.exists():
                continue
            lines = [m[1] for m in re.finditer(r"^#(.*)$", path.read_text(encoding="utf-8"), re.M)]
            text = re.sub(r"\\\n", " ", "\n".join(lines))
            for command in re.finditer(r"create secret generic (\S+)(.*)", text):
                keys = re.findall(r"--from-(?:literal|file)=([\w.-]+)=", command[2])
                out.setdefault(folder, {})[command[1]] = keys
    return out


def with_documented_secrets(run, folder, documents):
    found, todo = {}, [folder]
    while todo:
        at = todo.pop()
        found.update(run.secrets.get(at, {}))
        todo += run.resources.get(at, [])
    spaces = {(d.get("metadata") or {}).get("namespace") for d in documents if d.get("kind") in kube_refs.WORKLOADS}
    return documents + [
        {"kind": "Secret", "metadata": {"name": name, "namespace": space}, "data": dict.fromkeys(keys)}
        for name, keys in sorted(found.items())
        for space in spaces
    ]


def unpack_config_maps(run):
    """Files inside ConfigMaps are judged like others, as FOLDER/configmaps/NAME/KEY."""
    for folder in run.files["applied"]:
        for d in run.documents[folder]:
            if d.get("kind") != "ConfigMap":
                continue
            for key, text in (d.get("data") or {}).items():
                path = os.path.normpath(os.path.join(folder, "configmaps", d["metadata"]["name"], key))
                if "." not in key:
                    continue
                (run.root / path).parent.mkdir(parents=True, exist_ok=True)
                (run.root / path).write_text(text, encoding="utf-8")
                kind = {"yml": "yaml", "yaml": "yaml", "json": "json", "sh": "shell"}.get(key.rsplit(".", 1)[1])
                if kind:
                    run.files.setdefault(kind, []).append(path)
                if kind == "yaml" and re.search(r"^scrape_configs:", text, re.M):
                    run.files.setdefault("prometheus", []).append(path)


@judge("kustomize", "kustomization", needs=["kustomize"])
def kustomize(run, files):
    return run.render_findings


def kubeconform(run, named):
    """named: what a file is called in findings, by its path."""
    location = f"{CACHE / SCHEMAS}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
    answer = run.call("kubeconform", "-strict", "-output", "json", "-schema-location", location, *named)
    out = []
    for r in json.loads(answer.stdout or "{}").get("resources", []):
        if r["status"] in ("statusInvalid", "statusError"):
            message = f"{r['kind']}/{r['name']}: {r['msg']}"
            out.append(Finding("kubeconform", named[r["filename"]], 0, "invalid", message))
    if not out and answer.returncode != 0:
        out.append(Finding("kubeconform", next(iter(named.values())), 0, "crash", run.short(answer.stderr)))
    return out


@judge("kubeconform", "kubernetes", needs=["kubeconform", SCHEMAS + "/deployment-apps-v1.json"])
def kubeconform_files(run, files):
    return kubeconform(run, {f: f for f in files})


@judge("kubeconform", "applied", needs=["kubeconform", SCHEMAS + "/deployment-apps-v1.json"])
def kubeconform_rendered(run, folders):
    return kubeconform(run, {str(run.rendered[f]): f for f in folders})


def kube_program(run, judge_name, folders, *command):
    """One process for each folder: the same object may well be in two of them."""
    out = []
    for folder in folders:
        answer = run.call(*command, run.rendered[folder])
        found = run.json_lines(answer.stdout)
        for f in found:
            message = f"{f['object']}: {f['message']}"
            out.append(Finding(judge_name, folder, 0, f["rule"], run.short(message)))
        if answer.returncode and not found:
            out.append(Finding(judge_name, folder, 0, "crash", run.short(answer.stderr)[:400]))
    return out


@judge("pss", "applied", needs=["pss"])
def pss(run, folders):
    return kube_program(run, "pss", folders, "pss", "-level", "restricted")


@judge("kvalidate", "applied", needs=["kvalidate"], heavy=True)
def kvalidate(run, folders):
    return kube_program(run, "kvalidate", folders, "kvalidate", "-canonical", "-level", "restricted")


@judge("kube-refs", "applied")
def references(run, folders):
    out = []
    for folder in folders:
        for name, rule, message in kube_refs.check(with_documented_secrets(run, folder, run.documents[folder])):
            out.append(Finding("kube-refs", folder, 0, rule, f"{name}: {message}"))
    return out


@judge("kube-score", "applied", needs=["kube-score"], heavy=True)
def kube_score(run, folders):
    """Warnings count. It takes Kubernetes 1.18 if no version is named."""
    out = []
    for folder in folders:
        answer = run.call(
            "kube-score", "score", "--kubernetes-version", "v1.37", "-o", "json", run.rendered[folder]
        )
        try:
            objects = json.loads(answer.stdout)
        except ValueError:
            out.append(Finding("kube-score", folder, 0, "crash", run.short(answer.stderr)))
            continue
        if not objects:
            out.append(Finding("kube-score", folder, 0, "nothing", "no object was scored"))
        for scored in objects:
            for check in scored["checks"]:
                if check["skipped"] or check["grade"] >= 10:
                    continue
                texts = [c["summary"] + (f" ({c['path']})" if c["path"] else "") for c in check["comments"] or []]
                message = f"{scored['object_name']}: {'; '.join(texts) or check['check']['name']}"
                out.append(Finding("kube-score", folder, 0, check["check"]["id"], message))
    return out


@judge("checkov", "applied", needs=["checkov"], heavy=True)
def checkov(run, folders):
    out = []
    for number, folder in enumerate(folders):
        place = run.temp / f"checkov-kube-{number}"
        place.mkdir()
        (place / "objects.yaml").write_bytes(run.rendered[folder].read_bytes())
        checked, found = checkov_findings(run, "kubernetes", place, folder)
        out += found
        if not checked:
            out.append(Finding("checkov", folder, 0, "nothing", "no check was made"))
    return out
