# Copyright (c) 2026, apiops.platforms contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the documentation site."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "apiops.platforms"
author = copyright = "apiops.platforms contributors"
title = "apiops.platforms"
html_short_title = "apiops.platforms"

extensions = ["sphinx.ext.autodoc", "sphinx_antsibull_ext"]
exclude_patterns = ["**/.*", "docsite/examples"]
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
default_role = "any"
nitpicky = True

html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "topbar_links": {},
    "vcs_pageview_mode": "edit",
}
html_show_sphinx = False
html_copy_source = False
smartquotes = False

# Places in Ansible's own documentation that the reference leads to.
_ANSIBLE = "https://docs.ansible.com/ansible/latest/"
_PAGES = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
_BUILTIN = "ansible_collections.ansible.builtin."

# Where this site has the files that the guides link to, or that they are on the forge.
_SITE = [
    (re.compile(r"^(guide_\w+)\.rst"), r"\1.html"),
    (re.compile(r"^\.\./\.\./\.\./plugins/(module|lookup)s?/(\w+)\.py"), r"../\2_\1.html"),
    (re.compile(r"^\.\./\.\./\.\./"), "https://github.com/apiops/platforms/blob/main/"),
]


def setup(app: Sphinx) -> None:
    """Lead references to Ansible out of this site, without asking the network what is there."""
    app.connect("missing-reference", _in_ansible)
    app.connect("html-page-context", _home)
    app.connect("doctree-read", _links)


def _home(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Let the name above every page lead to the first one, from wherever the page is."""
    context["theme_documentation_home_url"] = context["pathto"]("index")


def _links(_app: Sphinx, tree: nodes.document) -> None:
    """Lead the links between files, which the forge follows, to where the site has them."""
    for reference in tree.findall(lambda node: isinstance(node, nodes.reference) and "refuri" in node):
        for pattern, place in _SITE:
            reference["refuri"] = pattern.sub(place, reference["refuri"])


def _in_ansible(
    _app: Sphinx, _environment: BuildEnvironment, reference: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """The link for a label of Ansible's documentation, or None for any other."""
    label = reference["reftarget"]
    page = _PAGES.get(label)
    if label.startswith(_BUILTIN):
        page = "collections/ansible/builtin/" + label[len(_BUILTIN) :].partition("#")[0] + ".html"
    if page is None:
        return None
    return nodes.reference("", "", content, internal=False, refuri=_ANSIBLE + page)
