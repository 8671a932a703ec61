"""What all judges share: the tree to judge, findings, exceptions, the registry."""

import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

CACHE = pathlib.Path(
    os.environ.get("STACKC_JUDGES")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "stackc-judges"
)
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IGNORED_FOLDERS = {".git", "node_modules", "__pycache__"}


@dataclasses.dataclass(order=True)
class Finding:
    judge: str
    file: str
    line: int
    rule: str
    message: str

    def __str__(self):
        place = f"{self.file}:{self.line}" if self.line else self.file
        rule = f"{self.rule}: " if self.rule else ""
        message = self.message.replace("\n", "\n    ")  # one finding, one unindented line
        return f"{place}: {self.judge}: {rule}{message}"


@dataclasses.dataclass
class Judge:
    """A function (run, files) -> findings, and what it needs to do its work."""

    name: str
    kind: str  # which files: a key of Run.files
    function: object
    needs: tuple
    heavy: bool


JUDGES = []


def judge(name, kind, needs=(), heavy=False):
    """Registers a function as a judge of all files of a kind."""

    def register(function):
        JUDGES.append(Judge(name, kind, function, tuple(needs), heavy))
        return function

    return register


@dataclasses.dataclass
class Exception_:
    judge: str
    pattern: str
    glob: str
    reason: str
    line: int
    hits: int = 0

    def covers(self, finding):
        return (
            self.judge == finding.judge
            and fnmatch.fnmatch(finding.file, self.glob)
            and re.search(self.pattern, f"{finding.rule}: {finding.message}") is not None
        )


def read_exceptions(path):
    """Tab-separated lines: judge, regular expression, file pattern, reason."""
    out = []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 4 or not all(f.strip() for f in fields):
            raise SystemExit(f"{path}:{number}: four fields with tabs between are needed")
        re.compile(fields[1])
        out.append(Exception_(*fields, number))
    return out


class Run:
    """One validation: a copy of the tree, so that no judge can change the original
    and files may be added (.env from .env.example)."""

    def __init__(self, root, heavy, sources=None):
        self.original = pathlib.Path(root).resolve()
        self.heavy = heavy
        self.sources = pathlib.Path(sources).resolve() if sources else None
        self.temp = pathlib.Path(tempfile.mkdtemp(prefix="stackc-validate-"))
        self.home = self.temp / "home"
        self.home.mkdir()
        self.root = self.temp / "tree" / self.original.name
        shutil.copytree(self.original, self.root, symlinks=True, ignore=shutil.ignore_patterns(*IGNORED_FOLDERS))
        self.files = {}  # kind -> list of paths relative to the root
        self.plain = {}  # YAML path -> list of documents
        self.judged = {}  # (judge, file) -> True
        self.notes = []  # what a reader should know beside findings

    def close(self):
        shutil.rmtree(self.temp, ignore_errors=True)

    # Tools

    @staticmethod
    def tool(name):
        """Path of a program: the cache's first, then the system's."""
        own = CACHE / "bin" / name
        return str(own) if own.exists() else shutil.which(name, path=SYSTEM_PATH)

    @staticmethod
    def share(name):
        path = CACHE / name
        return path if path.exists() else None

    def missing(self, need):
        """A need is a program or, with a slash, a file in the cache."""
        return self.share(need) is None if "/" in need else self.tool(need) is None

    def call(self, *command, cwd=None, text=None, env=None, timeout=300):
        """Runs a program in an empty environment; its exit status and output."""
        program = self.tool(command[0]) or command[0]
        environment = {"PATH": f"{CACHE / 'bin'}:{SYSTEM_PATH}", "HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        environment.update(env or {})
        try:
            return subprocess.run(
                [program, *map(str, command[1:])],
                cwd=cwd or self.root,
                input=text,
                env=environment,
                capture_output=True,
                timeout=timeout,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124, "", f"no answer in {timeout} s")

    def short(self, text):
        """Text of a judge without the paths of this run."""
        text = text.replace(str(self.root) + "/", "").replace(str(self.root), ".")
        return text.replace(str(self.temp) + "/", "").strip()

    def json_lines(self, text):
        return [json.loads(line) for line in text.splitlines() if line.strip()]

    # Running

    def run(self, select=lambda judge: True):
        """All judges that have files; returns the findings, sorted."""
        wanted = [j for j in JUDGES if self.files.get(j.kind) and (self.heavy or not j.heavy) and select(j)]
        missing = sorted({(n, j.heavy) for j in wanted for n in j.needs if self.missing(n)})
        if missing:
            raise MissingJudges(missing)
        findings = []
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
            futures = {pool.submit(j.function, self, list(self.files[j.kind])): j for j in wanted}
            for future in concurrent.futures.as_completed(futures):
                findings += future.result()
                for file in self.files[futures[future].kind]:
                    self.judged[futures[future].name, file] = True
        return sorted(findings)


class MissingJudges(Exception):
    """Judges that are needed and not there: never a reason to skip."""
