import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fencesOf } from "../harness/markdown.js";
import { endServers } from "./client.js";
import { SIGNAL_TEXT } from "./defects.js";
import { inEditor, inTerminal } from "./findings.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Texts in which positions are easily counted wrongly. */
const AWKWARD = {
  "astral.py": `s = "😀𝒳"; ${SIGNAL_TEXT.replace("signal.SIGTERM, ", 'signal.SIGTERM if "😀" else 0, ')}`,
  "carriage_return.py": SIGNAL_TEXT.replaceAll("\n", "\r"),
  "mark.py": `\uFEFF${SIGNAL_TEXT}`,
  "mixed.py": SIGNAL_TEXT.replace("\n", "\r\n").replace("\n    raise", "\r\traise"),
  "no_end.py": SIGNAL_TEXT.trimEnd(),
  "windows.py": SIGNAL_TEXT.replaceAll("\n", "\r\n"),
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "faqlint-equality-"));
  for (const [name, text] of Object.entries(AWKWARD)) writeFileSync(join(folder, name), text);
  for (const file of [...markdownFilesIn(["faq", "test/rules"]), join(ROOT, "test/engine/suppressions.md")]) {
    const title = relative(ROOT, file).replace(/\W+/g, "_");
    const blocks = fencesOf(readFileSync(file, "utf8")).filter(({ info }) => /^python\b/.test(info));
    for (const [index, { lines }] of blocks.entries()) {
      writeFileSync(join(folder, `${title}_${index}.py`), `${lines.join("\n")}\n`);
    }
  }
});

afterAll(() => {
  endServers();
  rmSync(folder, { recursive: true, force: true });
});

function markdownFilesIn(folders: readonly string[]): string[] {
  return folders.flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md"))
      .map((path) => join(ROOT, name, path)),
  );
}

describe("an editor shows what the terminal shows", () => {
  it("for the examples", { timeout: 60_000 }, async () => {
    const examples = join(ROOT, "examples");
    const files = readdirSync(examples)
      .filter((name) => name.endsWith(".py"))
      .map((name) => join(examples, name));
    const terminal = inTerminal(files);
    expect([...terminal.values()].flat().length).toBeGreaterThan(5);
    expect(await inEditor(files)).toEqual(terminal);
  });

  it("for the programs of the answers and of the rules' specifications", { timeout: 120_000 }, async () => {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const terminal = inTerminal(files);
    expect([...terminal.values()].flat().length).toBeGreaterThan(40);
    for (const name of Object.keys(AWKWARD)) expect(terminal.get(join(folder, name))).toHaveLength(1);
    expect(await inEditor(files)).toEqual(terminal);
  });
});
