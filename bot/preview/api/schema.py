"""Reduces aiogram's description of the Bot API to `methods.json`, which the preview checks calls against.
When aiogram is upgraded, run `python -m bot.preview.api.schema schema.json` with the file
`.butcher/schema/schema.json` of aiogram's source archive.
"""

import json
import sys
from pathlib import Path

METHODS = Path(__file__).with_name("methods.json")


def reduce_schema(schema: str) -> dict[str, dict[str, bool]]:
    """Method → parameter → whether it is required."""
    children = [child for section in json.loads(schema)["items"] for child in section["children"]]
    return {
        child["name"]: {parameter["name"]: parameter["required"] for parameter in child["annotations"]}
        for child in sorted(children, key=lambda child: str(child["name"]))
        if child["category"] == "methods"
    }


def main() -> None:
    """Write `methods.json`, one method a line, from the schema file named on the command line."""
    methods = reduce_schema(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(known)}" for name, known in methods.items())
    METHODS.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
