"""Makes XForms of spreadsheets with pyxform: `python convert.py FORMS`, which prints each line of the file again.

A line with a `table` gets its `form`, or says with `refused` why pyxform does not take it.
"""

import json
import sys

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert


def converted(line):
    case = json.loads(line)
    if "table" not in case:
        return line.rstrip("\n")
    try:
        case["form"] = convert(xlsform=case["table"], file_type=".md", form_name="data", validate=False).xform
    except PyXFormError as refusal:
        case["refused"] = str(refusal)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        # pyxform itself fails on a few tables.
        case["skipped"] = f"pyxform: {fault!r}"
    return json.dumps(case)


with open(sys.argv[1], encoding="utf-8") as forms:
    for one in forms:
        print(converted(one))
