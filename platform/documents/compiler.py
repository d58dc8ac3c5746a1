"""The Typst compiler, as a program of its own: two lines of JSON come in, a PDF goes out. The first names the
template, the second is what the template reads.

typesetting.py starts it for each document: its memory goes back to the machine, a document that never ends is
stopped, and hostile data meets a process that holds neither database nor secrets. It imports nothing of ours.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
TEMPLATES = HERE / "templates"
#: accessible (tagged, with languages) and fit for archives, in one file
STANDARDS = ["ua-1", "a-2a"]


def compile_pdf(request: dict[str, Any], document: str) -> tuple[bytes, list[str]]:
    """The PDF and the compiler's warnings. Files outside the templates' folder cannot be read."""
    import typst  # 77 MB of compiler: only this program loads it

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    nowhere = str(HERE / "packages")  # no such folder: a template that asks for a package of the net fails
    compiler = typst.Compiler(
        root=str(TEMPLATES), font_paths=fonts, package_path=nowhere, package_cache_path=nowhere
    )
    pdf, warnings = compiler.compile_with_warnings(
        input=str(TEMPLATES / request["template"]),
        format="pdf",
        sys_inputs={"document": document},
        pdf_standards=STANDARDS,
        timestamp=datetime.fromisoformat(request["made_at"]),
    )
    return pdf, [warning.message for warning in warnings]


def main() -> int:
    try:
        about, document = (line.decode() for line in sys.stdin.buffer)
        pdf, warnings = compile_pdf(json.loads(about), document)
    except RuntimeError as error:  # typst.TypstError is one
        sys.stderr.write(getattr(error, "diagnostic", "") or str(error))
        return 1
    sys.stderr.write("\n".join(warnings))
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
