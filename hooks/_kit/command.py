"""The life of a command that is no hook: from arguments to exit code, and one line for everything that goes wrong."""

from __future__ import annotations

import sys

from . import git
from .finding import NotChecked, UsageError
from .formats import printable
from .hook import write
from .light import Callable, Sequence
from .namespace import Namespace
from .parsing import Parser


def run_command(parser: Parser, argv: Sequence[str], act: Callable[[Namespace], int], is_begun: bool = False) -> int:
    """What ``act`` makes of the arguments: its exit code; 2 usage or a file that cannot be written, 3 not checked.

    Where it ``is_begun``, git was asked something for this run already.
    """
    if not is_begun:
        git.forget()
    try:
        return act(parser.merged(parser.parsed_in_any_order(argv)))
    except UsageError as error:
        return _complain(parser, " ".join(str(error).split()))
    except NotChecked as missed:
        write(printable(str(missed)))
        return 3
    except OSError as error:
        return _complain(parser, f"{error.filename}: {error.strerror}; nothing was changed")
    except SystemExit as stop:  # argparse ends --help this way
        return int(stop.code or 0)
    except Exception as error:
        _complain(parser, f"crashed ({type(error).__name__}: {' '.join(str(error).split())[:200]}); report it")
        return 3


def _complain(parser: Parser, text: str) -> int:
    print(f"{parser.prog}: {printable(text)}", file=sys.stderr)
    return 2
