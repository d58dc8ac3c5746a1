"""Reading the code as text and as trees; nothing of it is imported."""

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = ROOT / "platform"
TEMPLATES = PLATFORM / "templates"


@dataclass(frozen=True)
class Source:
    """One Python file of the platform: its path below `platform/`, its text, its tree."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The layer: core, domain, documents, jobs, web, blueprints, commands, demo; "" for the factory."""
        return self.name.split("/")[0] if "/" in self.name else ""

    @property
    def subject(self) -> str:
        """`meetings` for domain/meetings/rules/agenda.py."""
        parts = self.name.split("/")
        return parts[1] if len(parts) > 2 else ""

    @property
    def kind(self) -> str:
        """`rules` for domain/meetings/rules.py and for domain/meetings/rules/agenda.py alike."""
        parts = self.name.split("/")
        return parts[2].removesuffix(".py") if len(parts) > 2 else parts[-1].removesuffix(".py")

    @property
    def module(self) -> str:
        return "noress." + self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@lru_cache(maxsize=1)
def sources() -> tuple[Source, ...]:
    """All of them, set aside from the garbage: a million nodes that stay would be gone through again and again."""
    gc.disable()
    found = tuple(read(path) for path in sorted(PLATFORM.rglob("*.py")) if "node_modules" not in path.parts)
    gc.freeze()
    gc.enable()
    return found


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, str(path.relative_to(PLATFORM)), text, ast.parse(text, str(path)))


@dataclass(frozen=True)
class Import:
    module: str
    names: tuple[str, ...]
    line: int


@cache
def imports(tree: ast.AST) -> tuple[Import, ...]:
    """Every import that runs: those under `if TYPE_CHECKING:` only help the reader's editor."""
    return tuple(_imports(tree))


def _imports(tree: ast.AST) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, (), node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            yield Import(node.module or "", tuple(alias.name for alias in node.names), node.lineno)
        else:
            yield from _imports(node)


def modules(found: Import) -> list[str]:
    """The modules that an import may mean: `from noress.domain.meetings import rules` names a module."""
    return [f"{found.module}.{name}" for name in found.names] or [found.module]


def calls(tree: ast.AST, name: str) -> list[int]:
    """The lines where a function or a method of this name is called."""
    return _calls(tree).get(name, [])


@cache
def _calls(tree: ast.AST) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            found.setdefault(name, []).append(node.lineno)
    return found
