"""Data Docs that open offline: one page a table, no scripts, no address but their own files.

Great Expectations writes pages that load sixteen scripts and stylesheets from other hosts, and
copies fonts and images beside them. The tables of a validation page need none of that: the scripts
are taken out, one small stylesheet of ours is put in, and an index of ours replaces the scripted
one.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import Any

SITE = "local_site"  # the name that a context gives its own site
STYLE = Path(__file__).with_name("data_docs.css")
SCRIPTS = re.compile(r"<script\b.*?</script\s*>|<link\b[^>]*>|<style\b.*?</style\s*>", re.S | re.I)
IMAGES = re.compile(r"<img\b[^>]*>|<iframe\b.*?</iframe\s*>", re.S | re.I)
REMOTE = re.compile(r"""\s(?:href|src|action)=(["'])(?:https?:)?//.*?\1""", re.I)
HOME = re.compile(r"""href=(["'])(?:[.][.]/)+index[.]html\1""")
MOVED = re.compile(r"""\shref=(["'])[.][.]/.*?\1""")
HANDLERS = re.compile(r"""\son\w+=(["']).*?\1""", re.S | re.I)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Northstar: audit</title>
<style>{style}</style></head><body><main>
<h1>Audit of the built warehouse</h1>
<p>{passed} of {total} expectations met.</p>
<table><thead><tr><th>suite</th><th>table</th><th>met</th><th>of</th></tr></thead>
<tbody>{rows}</tbody></table></main></body></html>
"""


def add_site(context: Any, out: Path) -> str:  # noqa: ANN401
    """Tell a context to write its pages into a directory; return the site's name."""
    config = {
        "class_name": "SiteBuilder",
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(out.resolve()),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    context.update_data_docs_site(SITE, config)
    return SITE


def offline(page: str, style: str) -> str:
    """Return a page without scripts, handlers, images and addresses of other hosts."""
    page = HOME.sub('href="index.html"', page)
    for pattern in (SCRIPTS, IMAGES, REMOTE, MOVED, HANDLERS):
        page = pattern.sub("", page)
    return page.replace("</head>", f"<style>{style}</style></head>", 1)


def finish(out: Path, results: list[tuple[Any, Any]]) -> None:
    """Make every page self-contained and write the index of (suite, result) pairs."""
    style = STYLE.read_text(encoding="utf-8")
    shutil.rmtree(out / "static", ignore_errors=True)
    shutil.rmtree(out / "expectations", ignore_errors=True)
    for path in sorted((out / "validations").rglob("*.html")):
        table = ".".join(path.relative_to(out / "validations").parts[:2])
        page = offline(path.read_text(encoding="utf-8"), style)
        (out / f"{table}.html").write_text(page, encoding="utf-8")
    shutil.rmtree(out / "validations", ignore_errors=True)
    rows = []
    for suite, result in results:
        met, total = sum(entry.success for entry in result.results), len(result.results)
        table = html.escape(result.suite_name)
        kind = "met" if met == total else "unmet"
        rows.append(
            f'<tr class="{kind}"><td>{html.escape(suite.area)}</td>'
            f'<td><a href="{table}.html">{table}</a></td><td>{met}</td><td>{total}</td></tr>'
        )
    met = sum(entry.success for _, result in results for entry in result.results)
    total = sum(len(result.results) for _, result in results)
    text = PAGE.format(style=style, passed=met, total=total, rows="\n".join(rows))
    (out / "index.html").write_text(text, encoding="utf-8")
