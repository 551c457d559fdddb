import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Notebook } from "../../../project/notebook/notebook.js";
import { code, notebook, prose } from "../../support/notebooks.js";

function read(json: string): Notebook {
  const found = Notebook.read(json);
  if (!(found instanceof Notebook)) throw new Error(found.reason);
  return found;
}

const refusal = (json: string): string => {
  const found = Notebook.read(json);
  return found instanceof Notebook ? "" : `${found.kind}: ${found.reason}`;
};

describe("a notebook", () => {
  it("is read with a source that is one string or a list", () => {
    expect(read(notebook([prose("# hi"), code("a\nb"), code("c\n", true)])).cells.python).toBe("a\nb\nc\n\n");
    expect(read(notebook([code(["a", "b\n", "", "c"]), code([])])).cells.python).toBe("ab\nc\n\n");
  });

  it("of format 3 is read from its sheets", () => {
    const old = [{ cells: [prose("x"), { cell_type: "code", input: ["a\n", "b"], language: "python" }] }];
    const { cells, ...found } = read(JSON.stringify({ nbformat: 3, metadata: {}, worksheets: old }));
    expect(cells.python).toBe("a\nb\n");
    expect(read(found.json).placeOf({ start: 2, end: 3 })).toMatchObject({ cell: 2 });
  });

  it("is told from what is none", () => {
    expect(refusal("hello")).toMatch(/^unreadable: it is no JSON: Unexpected token/);
    expect(refusal('{"cells": [\n1 2]}')).toMatch(/^unreadable: it is no JSON: .* on line 2$/);
    expect(refusal('<<<<<<< HEAD\n{"cells": []}\n')).toMatch(/the marks of a conflict that git left$/);
    for (const json of ["[]", "1", "null", "{}", '{"cells": 1}'])
      expect(refusal(json)).toBe("unreadable: it is JSON, but no notebook: it has no cells");
    expect(refusal('{"cells": []}')).toMatch(/"nbformat" is no number$/);
    expect(refusal(notebook([], { nbformat: 2 }))).toMatch(/format 2, and faqlint reads 3 and 4: `jupyter nbconvert/);
    expect(refusal(notebook([], { nbformat: 5 }))).toMatch(/format 5, and faqlint reads 3 and 4: use a later faqlint$/);
    expect(refusal('{"nbformat": 4, "cells": [1]}')).toMatch(/whose cell 1 is broken: it must be an object$/);
    for (const source of [undefined, 1, ["a", 1], null])
      expect(refusal(notebook([prose("x"), { cell_type: "code", source }]))).toMatch(
        /whose cell 2 is broken: "source"/,
      );
  });

  it.each([
    [{ kernelspec: { language: "R" } }, "skipped: its kernel runs R, not Python"],
    [{ language_info: { name: "julia" } }, "skipped: its kernel runs julia, not Python"],
    [
      { kernelspec: { language: "sage" }, language_info: { name: "python" } },
      "skipped: its kernel runs sage, not Python",
    ],
    [{ kernelspec: { language: "python", name: "python3" }, language_info: { name: "python" } }, ""],
    [{ kernelspec: { language: "" }, language_info: { name: "pyspark" } }, ""],
    [{ kernelspec: "?" }, ""],
  ])("with the metadata %j: %s", (metadata, expected) => {
    expect(refusal(notebook([code("x")], { metadata }))).toBe(expected);
  });

  it("leaves out cells that say that they are in another language", () => {
    const bash = { ...code("ls"), metadata: { vscode: { languageId: "shellscript" } } };
    expect(read(notebook([bash, code("x")])).cells.python).toBe("x\n");
    const python = { ...code("x"), metadata: { vscode: { languageId: "python" } } };
    const mixed = notebook([python, code("1 |> f")], { metadata: { kernelspec: { language: "F#" } } });
    expect(read(mixed).cells.python).toBe("x\n");
  });

  it("without code is nothing to complain of, whatever its kernel", () => {
    expect(refusal(notebook([prose("x")], { metadata: { kernelspec: { language: "R" } } }))).toBe("");
  });

  it("tells in which cell, and where in the file, something stands", () => {
    const json = notebook([prose("x"), code('%%time\ns = "\\u00e9"\nend')]);
    const found = read(json);
    const start = found.cells.python.indexOf("end");
    expect(found.placeOf({ start, end: start + 20 })).toEqual({
      ...{ cell: 2, start: 0, linesBefore: 1 },
      span: { start, end: start + 3 },
    });
    const inFile = (from: number, to: number): string => {
      const span = found.spanInFile({ start: from, end: to });
      return json.slice(span.start, span.end);
    };
    expect(inFile(start, start + 3)).toBe("end");
    expect(inFile(0, start)).toBe(JSON.stringify('s = "\\u00e9"\n').slice(1, -1));
    expect(inFile(4, 5)).toBe('\\"');
    expect(inFile(start + 1, start + 99)).toBe("nd");
  });
});

describe("a changed notebook", () => {
  const changed = (json: string, ...texts: string[]): string => read(json).withTexts(texts);

  it("is the old text but for the lines that changed", () => {
    const json = `{"nbformat":4,  "cells" :\t[ {"outputs":[{"data":{"image/png":"iVBOR\\"w0KGgo\\/"}}],
  "source":\t["# \\u00e9 \\/\\n",
\t"import os\\n", "x = 1"], "cell_type":"code"} ] , "metadata": {"n": 1e5}}\n\n`;
    expect(changed(json, "# é /\nimport sys\nx = 1")).toBe(json.replace("import os", "import sys"));
    expect(changed(json, "# é /\nimport os\nimport sys\nx = 1")).toBe(
      json.replace('"import os\\n"', '"import os\\n", "import sys\\n"'),
    );
    expect(changed(json, "# é /\nx = 1")).toBe(json.replace(',\n\t"import os\\n"', ""));
    expect(changed(json, "")).toBe(json.replace(/\["# [^\]]*\]/, "[]"));
    expect(changed(json, "# é /\nimport os\nx = 1")).toBe(json);
  });

  it("keeps a source that is one string one string, and its escapes", () => {
    const json = '{"cells":[{"cell_type":"code","source":"a \\/ \\u00e9\\nb\\n\\ud83d\\ude00 c"}],"nbformat":4}';
    expect(changed(json, "a / é\nbb\n😀 c")).toBe(json.replace("\\nb\\n", "\\nbb\\n"));
    expect(changed(json, "")).toBe(json.replace(/"source":"[^"]*"/, '"source":""'));
  });

  it("writes what is beyond ASCII as the file does", () => {
    const ascii = '{"cells":[{"cell_type":"code","source":["a","b"]}],"nbformat":4,"t":"\\u00e9"}';
    expect(changed(ascii, "é 😀")).toContain('["\\u00e9 \\ud83d\\ude00"]');
    expect(changed(ascii.replace("\\u00e9", "é"), "é 😀")).toContain('["é 😀"]');
    expect(changed(ascii.replace("\\u00e9", ""), "é 😀")).toContain('["é 😀"]');
  });

  it("separates new lines as the list, or else the notebook, does", () => {
    const one = notebook([code("a")]);
    expect(changed(one, "a\nb")).toBe(notebook([code("a\nb")]));
    const two = '{"cells":[{"cell_type":"code","source":["a"]},{"cell_type":"code","source":["b", "c"]}],"nbformat":4}';
    expect(changed(two, "a\nb")).toBe(two.replace('["a"]', '["a\\n", "b"]'));
  });

  it("has a byte order mark if it had one", () => {
    expect(changed(`\uFEFF${notebook([code("a")])}`, "b")).toBe(`\uFEFF${notebook([code("b")])}`);
  });

  it("holds the new texts, whatever they are", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "\n", "\r", '"', "\\", "é", "😀", "\u2028", "\t", "\x7f", "\x01"),
    });
    const style = fc.constantFrom(
      (json: string) => json,
      (json: string) => json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
    );
    const indent = fc.constantFrom(undefined, 1, "\t");
    const texts = fc.array(fc.tuple(text, text, fc.boolean()), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(texts, style, indent, (cells, written, space) => {
        const before = { nbformat: 4, cells: cells.map(([old, , isString]) => code(old, isString)), end: "é" };
        const json = written(JSON.stringify(before, undefined, space));
        const after = changed(json, ...cells.map(([, now]) => now));
        const sources = (JSON.parse(after) as typeof before).cells.map(({ source }) => source);
        expect(sources.map((source) => (Array.isArray(source) ? source.join("") : source))).toEqual(
          cells.map(([, now]) => now),
        );
        expect(sources.map((source) => Array.isArray(source))).toEqual(cells.map(([, , isString]) => !isString));
        expect(changed(after, ...cells.map(([, now]) => now))).toBe(after);
      }),
    );
  });

  it("is as quickly told whatever the outputs are", () => {
    const picture = "iVBORw0KGgo/".repeat(1_000_000);
    const json = notebook([
      { ...code("a\n"), outputs: [{ data: { "image/png": picture, "a/b": ['[{\\"'] } }] },
      code("b"),
    ]);
    expect(changed(json, "a\n", "c")).toBe(json.replace('"b"\n   ]', '"c"\n   ]'));
  });
});
