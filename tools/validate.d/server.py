"""A real Kubernetes API server as judge: etcd and kube-apiserver on loopback, free
ports, thrown away afterwards. It is asked

1. to take all objects by server-side apply, with warnings as errors;
2. whether applying them again would change anything (`kubectl diff`);
3. to admit each pod template as a bare pod: only then do Pod Security and the
   ServiceAccount check refuse, for a workload they only warn.

There are no controllers and no nodes, so nothing runs.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import time

from core import SYSTEM_PATH, Finding, judge
from kube_refs import WORKLOADS, template_of

MANAGER = "--field-manager=stackc"


class Server:
    def __init__(self, run, folder):
        self.run, self.folder = run, folder
        self.processes = []
        folder.mkdir()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def spawn(self, name, *arguments):
        log = open(self.folder / f"{name}.log", "wb")
        environment = {"PATH": SYSTEM_PATH, "HOME": str(self.folder)}
        process = subprocess.Popen(
            [self.run.tool(name), *arguments], stdout=log, stderr=log, env=environment, cwd=self.folder
        )
        log.close()
        self.processes.append(process)

    def start(self):
        sockets = [socket.socket() for _ in range(3)]
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        client, peer, secure = (s.getsockname()[1] for s in sockets)
        for s in sockets:
            s.close()
        key, public = self.folder / "sa.key", self.folder / "sa.pub"
        for command in (["genrsa", "-out", key, "2048"], ["rsa", "-in", key, "-pubout", "-out", public]):
            answer = self.run.call("openssl", *command)
            if answer.returncode:
                raise RuntimeError(answer.stderr)
        token = secrets.token_hex(16)
        (self.folder / "tokens.csv").write_text(f"{token},admin,admin,system:masters\n", encoding="utf-8")
        etcd = f"http://127.0.0.1:{client}"
        peers = f"http://127.0.0.1:{peer}"
        self.spawn(
            "etcd", f"--data-dir={self.folder}/etcd", f"--listen-client-urls={etcd}",
            f"--advertise-client-urls={etcd}", f"--listen-peer-urls={peers}",
            f"--initial-advertise-peer-urls={peers}", f"--initial-cluster=default={peers}",
        )  # fmt: skip
        self.spawn(
            "kube-apiserver", f"--etcd-servers={etcd}", "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1", f"--secure-port={secure}", f"--cert-dir={self.folder}/certs",
            "--service-cluster-ip-range=10.96.0.0/16", "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={public}", f"--service-account-signing-key-file={key}",
            f"--token-auth-file={self.folder}/tokens.csv", "--endpoint-reconciler-type=none",
            # Else its own refusal hides that of Pod Security.
            "--allow-privileged=true",
        )  # fmt: skip
        self.config = self.folder / "kubeconfig"
        # JSON is YAML.
        cluster = {
            "server": f"https://127.0.0.1:{secure}",
            "certificate-authority": f"{self.folder}/certs/apiserver.crt",
        }
        self.config.write_text(
            json.dumps({
                "apiVersion": "v1", "kind": "Config", "current-context": "here",
                "clusters": [{"name": "here", "cluster": cluster}],
                "users": [{"name": "admin", "user": {"token": token}}],
                "contexts": [{"name": "here", "context": {"cluster": "here", "user": "admin"}}],
            }),
            encoding="utf-8",
        )  # fmt: skip
        deadline = time.monotonic() + 120
        while self.kubectl("get", "--raw", "/readyz").returncode:
            dead = [p for p in self.processes if p.poll() is not None]
            if dead or time.monotonic() > deadline:
                logs = [(self.folder / f"{n}.log").read_text(errors="replace")[-800:] for n in ("etcd", "kube-apiserver")]
                raise RuntimeError("the API server does not come up:\n" + "\n".join(logs))
            time.sleep(0.2)

    def stop(self):
        # After SIGTERM the API server would wait for minutes for an etcd that is gone.
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()

    def kubectl(self, *arguments, text=None):
        return self.run.call("kubectl", *arguments, text=text, env={"KUBECONFIG": str(self.config)})


def as_list(objects):
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})


def bare_pods(documents):
    pods = []
    for d in documents:
        if d.get("kind") not in WORKLOADS:
            continue
        template = template_of(d)
        spec = json.loads(json.dumps(template.get("spec") or {}))
        for claim in (d.get("spec") or {}).get("volumeClaimTemplates") or []:
            spec.setdefault("volumes", []).append({"name": claim["metadata"]["name"], "emptyDir": {}})
        metadata = {
            "generateName": f"{d['metadata']['name']}-",
            "namespace": d["metadata"].get("namespace", "default"),
            "labels": (template.get("metadata") or {}).get("labels") or {},
        }
        pods.append({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
    return pods


def prepare_namespaces(server, documents):
    """What the controllers of a real cluster would have made, and Pod Security."""
    own = [d for d in documents if d.get("kind") == "Namespace"]
    if own:
        server.kubectl("apply", "--server-side", MANAGER, "-f", "-", text=as_list(own))
    used = {d["metadata"]["namespace"] for d in documents if (d.get("metadata") or {}).get("namespace")}
    for name in sorted(used | {"default"} | {d["metadata"]["name"] for d in own}):
        server.kubectl("create", "namespace", name)
        labels = json.loads(server.kubectl("get", "namespace", name, "-o", "json").stdout)["metadata"]["labels"]
        for mode in ("enforce", "warn"):
            label = f"pod-security.kubernetes.io/{mode}"
            if label not in labels:
                server.kubectl("label", "namespace", name, f"{label}=restricted")
        server.kubectl("-n", name, "create", "serviceaccount", "default")


def ask(run, server, folder):
    documents = run.documents[folder]
    prepare_namespaces(server, documents)
    rendered = os.fspath(run.rendered[folder])

    def finding(rule, answer):
        return Finding("kube-apiserver", folder, 0, rule, run.short(answer.stderr + answer.stdout)[:3000])

    answer = server.kubectl(
        "apply", "--server-side", "--validate=strict", "--warnings-as-errors", MANAGER, "-f", rendered
    )
    if answer.returncode:
        return [finding("apply", answer)]
    out = []
    answer = server.kubectl("diff", "--server-side", MANAGER, "-f", rendered)
    if answer.returncode:
        out.append(finding("drift", answer))
    for pod in bare_pods(documents):
        answer = server.kubectl("create", "--dry-run=server", "-f", "-", text=json.dumps(pod))
        if answer.returncode:
            out.append(finding("pod", answer))
    return out


@judge("kube-apiserver", "applied", needs=["kube-apiserver", "kubectl", "etcd", "openssl", "diff"], heavy=True)
def api_server(run, folders):
    out = []
    for number, folder in enumerate(folders):
        try:
            with Server(run, run.temp / f"server-{number}") as server:
                out += ask(run, server, folder)
        except RuntimeError as error:
            out.append(Finding("kube-apiserver", folder, 0, "crash", run.short(str(error))))
    return out
