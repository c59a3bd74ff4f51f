"""How Sphinx builds the site: offline, with warnings as errors (`make docs`)."""

from gauger import __version__

project = "Gauger"
copyright = "the Gauger contributors"  # noqa: A001 - the name that Sphinx asks for
release = version = __version__
extensions = ["myst_parser"]
html_theme = "furo"
html_title = f"Gauger {__version__}"
html_show_sphinx = False
html_copy_source = False
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["benchmark/table.md"]  # stands within docs/benchmark.md
