"""Lets Poetry install where only PyPI's index is served, not its description of
single releases, as with some company mirrors. Poetry asks that description for the
links of a release; here they come out of the index when the description is missing.
Where it is there, nothing changes. Programs that bring a bundle of certificates of
their own are pointed to the system's, which knows the authorities of this machine."""

import importlib.abc
import importlib.util
import os
import re
import sys

os.environ.setdefault("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
MODULE = "poetry.repositories.pypi_repository"


def links_from_index(files, name, version):
    normal = "[-_.]+".join(re.split(r"[-_.]+", name))
    wheel = re.compile(rf"{normal}-{re.escape(version)}-.*\.whl", re.IGNORECASE)
    source = re.compile(rf"{normal}-{re.escape(version)}\.(tar\.gz|zip)", re.IGNORECASE)
    for file in files:
        kind = "bdist_wheel" if wheel.fullmatch(file["filename"]) else "sdist" if source.fullmatch(file["filename"]) else None
        if kind:
            yield {
                "packagetype": kind,
                "url": file["url"],
                "filename": file["filename"],
                "digests": file["hashes"],
                "yanked": bool(file.get("yanked")),
                "requires_python": file.get("requires-python"),
            }


def patch(module):
    original = module.PyPiRepository._get

    def get(self, endpoint, headers=None):
        found = original(self, endpoint, headers)
        release = re.fullmatch(r"/?pypi/([^/]+)/([^/]+)/json", endpoint)
        if found is None and release:
            name, version = release.groups()
            page = original(self, f"simple/{name}/", {"Accept": "application/vnd.pypi.simple.v1+json"})
            if page is not None:
                return {"info": {"name": name, "version": version}, "urls": list(links_from_index(page["files"], name, version))}
        return found

    module.PyPiRepository._get = get


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            patch(module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
