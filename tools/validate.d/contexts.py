"""Build contexts: which folder a Dockerfile is built in, from the Compose files.

They matter only with --sources: the project's own files are then copied beside the
generated ones, and every COPY must find something that the ignore file lets pass.
"""

import os
import shutil

from core import IGNORED_FOLDERS


def find(run):
    """Fills run.contexts: Dockerfile -> folder, both relative to the tree."""
    run.contexts = {}
    if run.sources is None:
        return
    for entry in sorted(os.listdir(run.sources)):
        source, target = run.sources / entry, run.root / entry
        if entry in IGNORED_FOLDERS:
            continue
        if source.is_dir():
            shutil.copytree(
                source, target, dirs_exist_ok=True, symlinks=True, ignore=shutil.ignore_patterns(*IGNORED_FOLDERS)
            )
        elif not target.exists():
            shutil.copy2(source, target)
    for file in run.files.get("dockerfile", []):
        run.contexts[file] = os.path.dirname(file) or "."
    for file in run.files.get("compose", []):
        for document in run.plain.get(file, []):
            for service in ((document or {}).get("services") or {}).values():
                note_build(run, os.path.dirname(file), (service or {}).get("build"))


def note_build(run, folder, build):
    if isinstance(build, str):
        build = {"context": build}
    if not isinstance(build, dict):
        return
    context = os.path.normpath(os.path.join(folder, build.get("context", ".")))
    dockerfile = os.path.normpath(os.path.join(context, build.get("dockerfile", "Dockerfile")))
    if dockerfile in run.contexts:
        run.contexts[dockerfile] = context
