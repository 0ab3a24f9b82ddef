"""复核.html: the findings and the reports' own text, the evidence marked in it, for a browser without network."""

from pipeline.outputs.page.entries import ENTRY_FILES, page_entries
from pipeline.outputs.page.shell import PAGE, PAGES, page_policy, served_page
from pipeline.outputs.page.writing import write_page

__all__ = ["ENTRY_FILES", "PAGE", "PAGES", "page_entries", "page_policy", "served_page", "write_page"]
