"""References between Kubernetes objects, which no schema and no API server checks:
each name, key, selector and port must find something in the same set of objects."""

WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"}


def get(value, *path, default=None):
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return default if value is None else value


def name_of(document):
    return f"{document.get('kind')}/{get(document, 'metadata', 'name')}"


def template_of(document):
    if document["kind"] == "Pod":
        return document
    path = ("spec", "jobTemplate", "spec", "template") if document["kind"] == "CronJob" else ("spec", "template")
    return get(document, *path, default={})


def matches(selector, labels):
    """Whether a label selector (matchLabels, matchExpressions) takes the labels."""
    if any(labels.get(k) != v for k, v in (selector.get("matchLabels") or {}).items()):
        return False
    for e in selector.get("matchExpressions") or []:
        value, values = labels.get(e["key"]), e.get("values") or []
        holds = {
            "In": value in values,
            "NotIn": value not in values,
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }
        if not holds.get(e["operator"], False):
            return False
    return True


class Checker:
    def __init__(self, documents):
        self.documents = [d for d in documents if d.get("kind") and get(d, "metadata", "name")]
        self.found = []
        self.index = {(d["kind"], self.namespace(d), d["metadata"]["name"]): d for d in self.documents}
        self.pods = [
            (d, self.namespace(d), get(template_of(d), "metadata", "labels", default={}))
            for d in self.documents
            if d["kind"] in WORKLOADS
        ]

    @staticmethod
    def namespace(document):
        return get(document, "metadata", "namespace", default="default")

    def add(self, document, rule, message):
        self.found.append((name_of(document), rule, message))

    def need(self, document, kind, name, key=None, optional=False):
        """The object of the same namespace, or a finding."""
        if optional:
            return None
        other = self.index.get((kind, self.namespace(document), name))
        if other is None:
            self.add(document, "missing", f"there is no {kind} {name}")
        elif key is not None:
            keys = {*(other.get("data") or {}), *(other.get("stringData") or {}), *(other.get("binaryData") or {})}
            if key not in keys:
                self.add(document, "missing", f"{kind} {name} has no key {key}")
        return other

    # Workloads

    def workload(self, d):
        template = template_of(d)
        spec = template.get("spec") or {}
        if account := spec.get("serviceAccountName"):
            if account != "default":
                self.need(d, "ServiceAccount", account)
        for volume in spec.get("volumes") or []:
            self.volume(d, volume)
        for container in (spec.get("containers") or []) + (spec.get("initContainers") or []):
            self.container(d, container)
        selector = get(d, "spec", "selector")
        labels = get(template, "metadata", "labels", default={})
        if selector and d["kind"] != "Job" and not matches(selector, labels):
            self.add(d, "selector", "does not take the pods of its own template")
        if d["kind"] == "StatefulSet" and get(d, "spec", "serviceName"):
            self.need(d, "Service", d["spec"]["serviceName"])

    def volume(self, d, volume):
        sources = [volume] + (get(volume, "projected", "sources") or [])
        for source in sources:
            for kind, member, name_key in (("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")):
                if ref := source.get(member):
                    name = ref.get(name_key) or ref.get("name")
                    self.need(d, kind, name, optional=ref.get("optional", False))
                    for item in ref.get("items") or []:
                        self.need(d, kind, name, item["key"], ref.get("optional", False))
        if claim := get(volume, "persistentVolumeClaim", "claimName"):
            self.need(d, "PersistentVolumeClaim", claim)

    def container(self, d, container):
        for source in container.get("envFrom") or []:
            for kind, member in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
                if ref := source.get(member):
                    self.need(d, kind, ref["name"], optional=ref.get("optional", False))
        before = set()
        for variable in container.get("env") or []:
            for kind, member in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
                if ref := get(variable, "valueFrom", member):
                    self.need(d, kind, ref["name"], ref["key"], ref.get("optional", False))
            self.expansion(d, variable, before)
            before.add(variable["name"])
        names = {p.get("name") for p in container.get("ports") or []}
        for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
            for how in ("httpGet", "tcpSocket"):
                port = get(container, probe, how, "port")
                if isinstance(port, str) and port not in names:
                    self.add(d, "port", f"{probe} of {container['name']} names no port: {port}")

    def expansion(self, d, variable, before):
        """$(NAME) takes only variables that stand before; others stay as text."""
        for part in str(variable.get("value", "")).replace("$$", "").split("$(")[1:]:
            name = part.split(")")[0]
            if name not in before:
                self.add(d, "env", f"{variable['name']} uses $({name}), which does not stand before it")

    # What points at pods

    def selected(self, document, selector):
        namespace = self.namespace(document)
        return [d for d, n, labels in self.pods if n == namespace and matches(selector, labels)]

    def service(self, d):
        labels = get(d, "spec", "selector")
        if not labels or get(d, "spec", "type") == "ExternalName":
            return
        targets = self.selected(d, {"matchLabels": labels})
        if not targets:
            self.add(d, "selector", "takes no pod")
        for port in get(d, "spec", "ports", default=[]):
            target = port.get("targetPort", port.get("port"))
            for pod in targets:
                ports = [
                    p for c in get(template_of(pod), "spec", "containers", default=[]) for p in c.get("ports") or []
                ]
                known = {p.get("name") for p in ports} | {p["containerPort"] for p in ports}
                if target not in known:
                    self.add(d, "port", f"{name_of(pod)} has no port {target}")

    def network_policy(self, d):
        selector = get(d, "spec", "podSelector", default={})
        if selector and not self.selected(d, selector):
            self.add(d, "selector", "takes no pod")
        for direction, member in (("ingress", "from"), ("egress", "to")):
            for rule in get(d, "spec", direction, default=[]):
                for peer in rule.get(member) or []:
                    pods = peer.get("podSelector")
                    if pods and "namespaceSelector" not in peer and not self.selected(d, pods):
                        self.add(d, "selector", f"{direction} names pods that are not there: {pods}")

    def disruption_budget(self, d):
        if not self.selected(d, get(d, "spec", "selector", default={})):
            self.add(d, "selector", "takes no pod")

    def autoscaler(self, d):
        target = get(d, "spec", "scaleTargetRef", default={})
        other = self.need(d, target.get("kind"), target.get("name"))
        for metric in get(d, "spec", "metrics", default=[]):
            resource = get(metric, "resource", "name")
            if other is None or get(metric, "resource", "target", "type") != "Utilization":
                continue
            for container in get(template_of(other), "spec", "containers", default=[]):
                if not get(container, "resources", "requests", resource):
                    self.add(d, "request", f"{container['name']} of {name_of(other)} requests no {resource}")

    def ingress(self, d):
        for rule in get(d, "spec", "rules", default=[]):
            for path in get(rule, "http", "paths", default=[]):
                wanted = get(path, "backend", "service", default={})
                service = self.need(d, "Service", wanted.get("name"))
                ports = get(service or {}, "spec", "ports", default=[])
                port = get(wanted, "port", default={})
                if service and not any(
                    p.get("port") == port.get("number") or (p.get("name") and p["name"] == port.get("name"))
                    for p in ports
                ):
                    self.add(d, "port", f"Service {wanted.get('name')} has no such port: {port}")

    def role_binding(self, d):
        ref = d.get("roleRef", {})
        if ref.get("kind") == "Role":
            self.need(d, "Role", ref.get("name"))
        for subject in d.get("subjects") or []:
            if subject.get("kind") == "ServiceAccount":
                self.need(d, "ServiceAccount", subject.get("name"))

    def check(self):
        by_kind = {
            "Service": self.service,
            "NetworkPolicy": self.network_policy,
            "PodDisruptionBudget": self.disruption_budget,
            "HorizontalPodAutoscaler": self.autoscaler,
            "Ingress": self.ingress,
            "RoleBinding": self.role_binding,
        }
        namespaces = {d["metadata"]["name"] for d in self.documents if d["kind"] == "Namespace"}
        for d in self.documents:
            if d["kind"] in WORKLOADS:
                self.workload(d)
            elif d["kind"] in by_kind:
                by_kind[d["kind"]](d)
            namespace = get(d, "metadata", "namespace")
            if namespaces and namespace and namespace not in namespaces:
                self.add(d, "missing", f"there is no Namespace {namespace}")
        return self.found


def check(documents):
    """[(object, rule, message)]"""
    return Checker(documents).check()
