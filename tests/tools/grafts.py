"""Puts the functions of another source in the place of a module's, which everybody has imported by now."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any


def graft(module: ModuleType, source: str) -> None:
    """Have a module's functions and constants be those of another source, which has the same ones."""
    compiled = compile(source, f"<mutant of {module.__name__}>", "exec")
    codes = {code.co_qualname: code for code in _codes(compiled)}
    for function in _functions(vars(module).values(), module.__name__):
        code = codes.get(function.__code__.co_qualname)  # a dataclass's own stand nowhere
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                setattr(module, name, value)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions(values: Iterable[Any], module: str) -> Iterator[FunctionType]:
    """The functions of a module, those of its classes and within decorators, too."""
    for value in values:
        match value:
            case classmethod() | staticmethod():
                value = value.__func__
            case property():
                value = value.fget
            case cached_property():
                value = value.func
        inner = inspect.unwrap(value) if callable(value) else value
        if isinstance(inner, FunctionType) and inner.__module__ == module:
            yield inner
        elif isinstance(inner, type) and inner.__module__ == module:
            yield from _functions(vars(inner).values(), module)
