"""Loading a contract file, with errors that name the file, the line and what mends it."""

from __future__ import annotations

import linecache
import traceback
import types
from pathlib import Path

from grader.contract.declarations import Contract
from grader.contract.errors import ContractError


def load_contract(path: Path) -> Contract:
    """Run a contract file and return its `contract`.

    The file is not entered into ``sys.modules``: what is imported there must never change what is drawn.

    Raises:
        ContractError: when the file cannot be read or run, or its declarations do not make a whole.
    """
    file = str(path)
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(f"cannot be read: {error}.", "Restore the file.", file=file) from error
    module = types.ModuleType(f"contract_of_{path.parent.name}")
    module.__file__ = file
    try:
        exec(compile(source, file, "exec"), module.__dict__)
    except ContractError:
        raise
    except SyntaxError as error:
        line = error.lineno or 0
        raise ContractError(f"syntax error: {error.msg}.", "Mend it.", file=file, line=line) from error
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
        line = frames[-1].lineno or 0 if frames else 0
        raise ContractError(
            f"raised {type(error).__name__}: {error}.", "Mend that line.", file=file, line=line
        ) from error
    contract = module.__dict__.get("contract")
    if not isinstance(contract, Contract):
        raise ContractError(
            "defines no `contract`.", "Write: contract = Contract() and declare what must hold.", file=file
        )
    linecache.checkcache(file)
    contract.validate(file)
    return contract
