"""Build what goes to Lambda and check it: ``python -m infra.packaging [x86_64] [arm64]``."""

import argparse
import sys

from infra.packaging.build import Refused, build_parts
from infra.packaging.target import ARCHITECTURES
from infra.packaging.tools import ToolFailed


def main(arguments: list[str]) -> int:
    """Build for the architectures named, all by default; 1 where a gate refuses."""
    parser = argparse.ArgumentParser(prog="python -m infra.packaging", description=__doc__)
    parser.add_argument("architecture", nargs="*", metavar="architecture")
    names = parser.parse_args(arguments).architecture or list(ARCHITECTURES)
    unknown = sorted(set(names) - set(ARCHITECTURES))
    if unknown:
        parser.error(f"unknown architecture {unknown[0]}: one of {', '.join(ARCHITECTURES)}")
    try:
        for name in names:
            print("\n".join(build_parts(ARCHITECTURES[name]).protocol))
    except (Refused, ToolFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
