import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import type { CodeAction, Diagnostic, Range } from "vscode-languageserver/node";
import { LineIndex } from "../../engine/text/lines.js";
import { faqlintCommand } from "../support/built.js";
import { Client } from "./client.js";

/** What both sides say of a finding, in the terms of the JSON form. */
interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly faqUrl: string | null;
  readonly range: unknown;
  readonly related: readonly unknown[];
  readonly fix: unknown;
}

/** What `faqlint check --format json` finds in the files of a folder. */
export function inTerminal(files: readonly string[]): Map<string, Finding[]> {
  const [command, ...args] = faqlintCommand("check", "--format", "json", ...files);
  const { stdout, stderr } = spawnSync(command, args, { cwd: "/", encoding: "utf8", maxBuffer: 1 << 28 });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: (Finding & { path: string })[] };
  // Some programs of the specifications are no Python on purpose; the terminal says so.
  const complaints = stderr.split("\n").filter((line) => line !== "" && !/: could not parse lines? /.test(line));
  expect(complaints).toEqual([]);
  const found = new Map(files.map((file) => [file, [] as Finding[]]));
  for (const { path, rule, severity, message, faqUrl, range, related, fix } of diagnostics) {
    const file = join("/", path);
    found.get(file)?.push({ rule, severity, message, faqUrl, range, related: withoutPaths(related), fix });
  }
  return found;
}

function withoutPaths(related: readonly unknown[]): unknown[] {
  return related.map((each) => ({ ...(each as object), path: undefined }));
}

/** What an editor shows for some files, in the terms of the JSON form. */
export async function inEditor(files: readonly string[]): Promise<Map<string, Finding[]>> {
  const client = await Client.start({
    textDocument: {
      publishDiagnostics: { relatedInformation: true },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
    },
  });
  const found = new Map<string, Finding[]>();
  for (const file of files) {
    const uri = pathToFileURL(file).href;
    // Editors take the mark off a text, and put it back when they save it.
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    client.open(uri, text);
    const diagnostics = await client.published(uri, 1);
    const findings: Finding[] = [];
    for (const diagnostic of diagnostics) {
      const fix = await fixOf(client, uri, text, diagnostic);
      findings.push({ ...findingOf(diagnostic, text), fix });
    }
    found.set(file, findings);
    client.notify("textDocument/didClose", { textDocument: { uri } });
  }
  await client.stop();
  return found;
}

async function fixOf(client: Client, uri: string, text: string, diagnostic: Diagnostic): Promise<unknown> {
  const actions = (await client.request("textDocument/codeAction", {
    textDocument: { uri },
    range: diagnostic.range,
    context: { diagnostics: [diagnostic] },
  })) as CodeAction[];
  // Two findings may have the same place and rule; then both are offered, each with its own diagnostic.
  const action = actions.find(
    ({ title, diagnostics }) =>
      !/^(?:Fix all|Ignore|Why\?) /.test(title) && JSON.stringify(diagnostics) === JSON.stringify([diagnostic]),
  );
  if (action === undefined) return null;
  return {
    title: action.title.replace(/ \(unsafe\)$/, ""),
    safety: action.isPreferred === true ? "safe" : "unsafe",
    edits: action.edit?.changes?.[uri]?.map(({ range, newText }) => ({
      range: inCharacters(range, text),
      replacement: newText,
    })),
  };
}

function findingOf(diagnostic: Diagnostic, text: string): Omit<Finding, "fix"> {
  const { code, severity = 0, message, codeDescription, range, relatedInformation = [] } = diagnostic;
  return {
    rule: String(code),
    severity: ["", "error", "warning", "information", "hint"][severity] ?? "",
    message: String(message),
    faqUrl: codeDescription?.href ?? null,
    range: inCharacters(range, text),
    related: relatedInformation.map((related) => ({
      path: undefined,
      range: inCharacters(related.location.range, text),
      message: related.message,
    })),
  };
}

function inCharacters({ start, end }: Range, text: string): unknown {
  const lines = new LineIndex(text);
  const [from, to] = [start, end].map(({ line, character }) => ({
    line: line + 1,
    column: [...text.slice(lines.startOf(line), lines.startOf(line) + character)].length + 1,
  }));
  return { start: from, end: to };
}
