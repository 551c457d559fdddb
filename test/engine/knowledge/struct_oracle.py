"""Answers, on standard output, what the real struct module says of the formats and values on standard input."""

import ctypes
import json
import re
import struct
import sys
import warnings

warnings.simplefilter("ignore")

# What `long` and pointers are on machines other than this one; the layout itself is the C compiler's.
MODELS = {
    "LLP64": (ctypes.c_int32, ctypes.c_int64, 8),
    "ILP32": (ctypes.c_int32, ctypes.c_int32, 8),
    "i386": (ctypes.c_int32, ctypes.c_int32, 4),
}
TYPES = {
    "x": ctypes.c_char, "c": ctypes.c_char, "s": ctypes.c_char, "p": ctypes.c_char, "?": ctypes.c_int8,
    "b": ctypes.c_int8, "B": ctypes.c_uint8, "h": ctypes.c_int16, "H": ctypes.c_uint16, "e": ctypes.c_uint16,
    "i": ctypes.c_int32, "I": ctypes.c_uint32, "f": ctypes.c_float, "d": ctypes.c_double,
    "q": ctypes.c_int64, "Q": ctypes.c_uint64, "F": ctypes.c_float * 2, "D": ctypes.c_double * 2,
}


def native_size(items, model):
    """The offset at which a C compiler puts what follows the items."""
    long_type, pointer_type, most_aligned = MODELS[model]
    types = dict(TYPES, l=long_type, L=long_type, n=pointer_type, N=pointer_type, P=pointer_type)
    fields = [("f%d" % i, types[code] * count) for i, (code, count) in enumerate(items)]
    layout = type("Layout", (ctypes.Structure,), {"_pack_": most_aligned, "_fields_": fields + [("end", ctypes.c_char)]})
    return layout.end.offset


def describe(question):
    answer = {}
    try:
        size = struct.calcsize(question["format"])
        answer["size"] = str(size)
        if size <= 1 << 16:
            answer["count"] = len(struct.unpack(question["format"], b"\0" * size))
    except SystemError:  # CPython's own trouble: it packs 0p, but cannot unpack it.
        answer["count"] = "0p" if re.search("(^|[^0-9])0+p", question["format"]) else "?"
    except (struct.error, UnicodeEncodeError, MemoryError) as error:
        answer["error"] = "%s: %s" % (type(error).__name__, error)
    if "items" in question:
        answer["native"] = dict((model, native_size(question["items"], model)) for model in MODELS)
    return answer


def pack(question):
    kind, text = question["kind"], question["value"]
    value = {
        "integer": lambda: int(text),
        "float": lambda: float(text),
        "complex": lambda: 1j,
        "boolean": lambda: text == "true",
        "bytes": lambda: b"x" * int(text),
        "text": lambda: u"x" * int(text),
        "other": lambda: {"None": None, "list": [1], "dict": {}}[text],
    }[kind]()
    try:
        packed = struct.pack(str(question["format"]), value)
    except (struct.error, OverflowError, TypeError) as error:
        return {"error": str(error)}
    if kind in ("bytes", "text") and question["format"][-1] in "sp":
        return {"whole": struct.unpack(str(question["format"]), packed)[0].rstrip(b"\0") == value}
    return {"whole": True}


answers = json.load(sys.stdin)
json.dump(
    {"formats": [describe(each) for each in answers["formats"]], "values": [pack(each) for each in answers["values"]]},
    sys.stdout,
)
