"""Builds every target of every emitted Dockerfile, and runs each production image
the way a hardened platform does: read-only root, no capabilities."""

import re
import time
import urllib.error
import urllib.request
from pathlib import Path

from docker import Failed, bytes_of, docker, inspect, run, seconds_of, unpacked_size, wait_for

STAGE = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.IGNORECASE | re.MULTILINE)
PROBE = re.compile(r"https?://(?:127\.0\.0\.1|localhost):(\d+)(/[^'\"\s)]*)?")
TARGETS = ("dev", "development", "test", "production")


class Image:
    """One Dockerfile: where it is built, what it is called, which stages it has."""

    def __init__(self, dockerfile, context, args, services, prefix):
        self.dockerfile, self.context, self.args, self.services = dockerfile, context, args, services
        self.froms = {name: start for start, name in STAGE.findall(dockerfile.read_text()) if name}
        self.stages = list(self.froms)
        self.name = prefix + "/" + (services[0] if services else re.sub(r"[^a-z0-9]+", "-", dockerfile.name.lower()).strip("-"))

    def targets(self):
        return [stage for stage in self.stages if stage in TARGETS]

    def base(self, stage):
        """The image that a stage starts from in the end."""
        while stage in self.froms:
            stage = self.froms[stage]
        return stage

    def tag(self, target):
        return f"{self.name}:{target}"


def find_images(root, models, prefix):
    """The Dockerfiles that compose files name, then all others below `root`."""
    images = {}
    for model in models:
        for service, value in sorted(model["services"].items()):
            build = value.get("build")
            if not build:
                continue
            path = (Path(build["context"]) / build.get("dockerfile", "Dockerfile")).resolve()
            if path in images:
                if service not in images[path].services:
                    images[path].services.append(service)
            else:
                images[path] = Image(path, build["context"], build.get("args") or {}, [service], prefix)
    for path in sorted([*root.rglob("Dockerfile*"), *root.rglob("*.Dockerfile")]):
        path = path.resolve()
        if path not in images and not path.name.endswith(".dockerignore") and "node_modules" not in path.parts:
            images[path] = Image(path, str(root), {}, [], prefix)
    return list(images.values())


def build(image, report):
    """Each target, and the file without a target: what a plain build gives must be
    production."""
    common = ["-q", "--provenance=false", "-f", str(image.dockerfile)]
    for key, value in sorted(image.args.items()):
        common += ["--build-arg", f"{key}={value}"]
    built = {}
    for target in image.targets():
        started = time.monotonic()
        with report.check(f"{image.name} {target}: BuildKit builds it") as check:
            docker("build", *common, "--target", target, "-t", image.tag(target), image.context)
            built[target] = image.tag(target)
            check.note(f"{time.monotonic() - started:.0f} s")
    if "production" in built:
        with report.check(f"{image.name}: without --target it is production"):
            docker("build", *common, "-t", image.tag("default"), image.context)
            default, production = (inspect("image", image.tag(t)) for t in ("default", "production"))
            if default["RootFS"] != production["RootFS"] or default["Config"].get("Cmd") != production["Config"].get("Cmd"):
                raise Failed("the last stage is another one")
    return built


def sizes(image, tag, budgets, report):
    """A report, no check: the base images of this engine are not those of the
    public registry, and larger or smaller than these."""
    try:
        report_size(image, tag, budgets, report)
    except Failed as error:
        report.note(f"size {tag}: unknown, {error}")


def report_size(image, tag, budgets, report):
    size = unpacked_size(tag)
    base = unpacked_size(image.base("production"))
    parts = f"{size / 1e6:.0f} MB unpacked, {base / 1e6:.0f} of them the base image here"
    for service in image.services:
        if service in budgets:
            allowed = bytes_of(budgets[service])
            word = "within" if size <= allowed else "OVER"
            report.note(f"size {tag}: {parts}; {word} the budget of {budgets[service]}")
            return
    report.note(f"size {tag}: {parts}; no budget given")


def get(url, timeout=5):
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""


def start_hardened(image, tag, service, report):
    """Starts the container; the checks follow in finish_hardened, so that several
    images become healthy at the same time."""
    config = inspect("image", tag)["Config"]
    with report.check(f"{tag}: a numeric user that is not root") as check:
        user = config.get("User", "")
        check.note(f"USER {user}")
        if not re.fullmatch(r"[1-9]\d*(:\d+)?", user):
            raise Failed(f"USER is {user!r}")
    probe = PROBE.search(" ".join((config.get("Healthcheck") or {}).get("Test") or []))
    with report.check(f"{tag}: has a HEALTHCHECK that asks over HTTP"):
        if not probe:
            raise Failed(str(config.get("Healthcheck")))
    if not probe:
        return None
    environment = []
    for key, value in sorted((service.get("environment") or {}).items()):
        if value is not None:
            environment += ["--env", f"{key}={value}"]
    name = f"{image.name.replace('/', '-')}-hardened"
    docker("run", "--detach", "--name", name, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL",
           "--security-opt", "no-new-privileges", "--publish", f"127.0.0.1::{probe[1]}", *environment, tag)
    return {"name": name, "tag": tag, "user": config["User"].split(":")[0], "port": probe[1], "path": probe[2] or "/",
            "grace": int(seconds_of(service.get("stop_grace_period", "10s"))), "health": config["Healthcheck"]}


def process_status(name):
    lines = docker("exec", name, "cat", "/proc/1/status").splitlines()
    return {key: value.split() for key, _, value in (line.partition(":") for line in lines)}


def finish_hardened(c, report):
    name, tag = c["name"], c["tag"]
    with report.check(f"{tag}: runs read-only as uid {c['user']}, without capabilities"):
        status = process_status(name)
        wrong = [f"{key} {status[key]}" for key, want in (
            ("Uid", [c["user"]] * 4), ("CapEff", ["0" * 16]), ("CapBnd", ["0" * 16]), ("NoNewPrivs", ["1"])) if status[key] != want]
        if wrong:
            raise Failed("; ".join(wrong))
        if run("docker", "exec", name, "sh", "-c", "touch /app/x 2>/dev/null && echo written; touch /tmp/x || echo no tmp", check=False):
            raise Failed("the root is writable, or /tmp is not")
    with report.check(f"{tag}: answers {c['path']}") as check:
        address = docker("port", name, f"{c['port']}/tcp").split()[0]
        status, text = wait_for(60, lambda: (lambda a: a if a[0] == 200 else None)(get(f"http://{address}{c['path']}"))) or (0, "")
        check.note(text[:60].replace("\n", " "))
        if status != 200:
            raise Failed("no answer with status 200\n    " + docker("logs", "--tail", "20", name, check=False))
    with report.check(f"{tag}: HEALTHCHECK turns healthy") as check:
        health = c["health"]
        limit = 15 + (max(health.get("Interval", 0), 0) + health.get("StartPeriod", 0)) / 1e9
        started = time.monotonic()
        state = wait_for(limit, lambda: (lambda s: s if s != "starting" else None)(inspect("container", name)["State"]["Health"]["Status"]))
        check.note(f"after {time.monotonic() - started:.0f} s")
        if state != "healthy":
            raise Failed(f"{state or 'still starting'}: {inspect('container', name)['State']['Health']['Log'][-1:]}")
    with report.check(f"{tag}: stops within its grace of {c['grace']} s") as check:
        started = time.monotonic()
        docker("stop", "--time", str(c["grace"]), name)
        code = inspect("container", name)["State"]["ExitCode"]
        check.note(f"{time.monotonic() - started:.1f} s, exit code {code}")
        if code not in (0, 143):
            raise Failed(f"exit code {code}")
