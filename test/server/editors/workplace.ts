import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type Question, questionOf } from "../../../engine/questions.js";
import { LintSession } from "../../../project/session.js";
import { RULES } from "../../../rules/index.js";
import { faqlintCommand } from "../../support/built.js";
import { SIGNAL_TEXT } from "../defects.js";

const EDITORS = fileURLToPath(new URL("../../../docs/editors.md", import.meta.url));

/** Longer than any script waits, so that the script itself says what it waited for. */
const PATIENCE_MS = 100_000;

/** How long a server may take to end after its editor has. */
const END_MS = 10_000;

/** An editor as a test starts it. */
export interface Editor {
  readonly program: string;
  /** The words that make it run `script`, without a screen and without anybody's settings. */
  arguments(script: string): readonly string[];
  readonly script: URL;
  /** The settings that users are told to copy. */
  readonly settings: string;
  /** Further variables of the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What to install where the program is missing, as the end of a sentence. */
  readonly needs: string;
}

/** What a user sees of {@link SIGNAL_TEXT}'s defect, told by the engine and not by the server. */
export interface Expected {
  readonly message: string;
  readonly question: Question;
  /** The title of the repair. */
  readonly title: string;
  /** The text that `faqlint check --fix` leaves. */
  readonly repaired: string;
}

/** A folder of its own for one run of an editor, with a space in its name: its home, its temporary files, its project. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "faqlint editor-"));
  /** A Python file with the defect of {@link SIGNAL_TEXT}. */
  readonly file = join(this.folder, "my project", "daemon.py");
  readonly #bin = join(this.folder, "bin");

  constructor() {
    mkdirSync(join(this.folder, "my project"));
    writeFileSync(this.file, SIGNAL_TEXT);
    this.#install();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * Puts a command `faqlint` into the folder's `bin` that runs the program under test, and, unless it is to check a file,
   * notes its arguments and the status it ends with. The server runs in a process group of its own: Emacs kills that of
   * the command as soon as it has said goodbye, before the status could be written.
   */
  #install(): void {
    const [noted, errors, status] = ["arguments", "errors", "status"].map((name) => quoted(join(this.#bin, name)));
    const program = faqlintCommand().map(quoted).join(" ");
    const server = `${program} "$@" 2>>${errors}; echo $? >>${status}`;
    const detach = `require("node:child_process").spawn(
  "/bin/sh", ["-c", process.argv[1], ...process.argv.slice(1)], { detached: true, stdio: "inherit" })`;
    mkdirSync(this.#bin);
    writeFileSync(
      join(this.#bin, "faqlint"),
      `#!/bin/sh
[ "$1" = check ] && exec ${program} "$@"
echo "$*" >>${noted}
exec ${quoted(process.execPath)} -e ${quoted(detach)} ${quoted(server)} "$@"
`,
      { mode: 0o755 },
    );
  }

  /**
   * Runs an editor's script and returns what it saw. The script finds in its environment FAQLINT_SETTINGS, the file with
   * the user's settings; FAQLINT_FILE, the Python file to open; FAQLINT_SEEN, the JSON file to write; FAQLINT_SCENARIO.
   * It writes `{ problem }` if something did not happen.
   */
  run(editor: Editor, scenario: string): unknown {
    const seen = join(this.folder, "seen.json");
    const settings = join(this.folder, "settings");
    writeFileSync(settings, editor.settings);
    const { error, stdout, stderr } = spawnSync(editor.program, editor.arguments(fileURLToPath(editor.script)), {
      cwd: this.folder,
      env: {
        ...process.env,
        ...editor.environment,
        PATH: `${this.#bin}:${process.env.PATH}`,
        HOME: this.folder,
        TMPDIR: this.folder,
        XDG_CONFIG_HOME: this.folder,
        XDG_DATA_HOME: this.folder,
        XDG_CACHE_HOME: this.folder,
        XDG_STATE_HOME: this.folder,
        FAQLINT_SETTINGS: settings,
        FAQLINT_FILE: this.file,
        FAQLINT_SEEN: seen,
        FAQLINT_SCENARIO: scenario,
      },
      encoding: "utf8",
      timeout: PATIENCE_MS,
    });
    if (error !== undefined && "code" in error && error.code === "ENOENT") throw new Error(missing(editor));
    const output = `${stdout}${stderr}`;
    if (!existsSync(seen)) throw new Error(`the script of ${editor.program} did not finish: ${error ?? ""}\n${output}`);
    const report: unknown = JSON.parse(readFileSync(seen, "utf8"));
    if (isFailure(report)) {
      throw new Error(report.problem.startsWith("no client") ? missing(editor) : `${report.problem}\n${output}`);
    }
    return report;
  }

  /** The text that is now on disk. */
  text(): string {
    return readFileSync(this.file, "utf8");
  }

  /**
   * Expects that the server was started once, as documented, has nothing to complain of, and ended by itself: with
   * status 0 after the editor said goodbye, with 1 where it only closed the server's input, as the protocol has it.
   */
  async expectCleanEnd(end: "goodbye" | "closed input" = "goodbye"): Promise<void> {
    expect(this.#noted("arguments")).toBe("server\n");
    // Editors do not wait until the program behind the command is gone.
    const status = end === "goodbye" ? "0\n" : "1\n";
    await expect.poll(() => this.#noted("status"), { timeout: END_MS }).toBe(status);
    expect(this.#noted("errors")).toBe("");
  }

  #noted(name: string): string {
    const file = join(this.#bin, name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }
}

/**
 * All blocks of code of a language in a section of docs/editors.md: the server's settings, and those for fixes on saving.
 *
 * @throws {Error} when there is none
 */
export function documented(heading: string, language: string): string {
  const sections = readFileSync(EDITORS, "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const blocks = [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))];
  if (blocks.length === 0) throw new Error(`docs/editors.md has no ${language} settings under "${heading}"`);
  return blocks.map(([, code]) => code).join("\n");
}

/** What is to be shown of the defect. */
export function expectedIn(file: string): Expected {
  const session = new LintSession(RULES);
  const linted = session.lintText(file, SIGNAL_TEXT);
  const [finding] = linted.report.diagnostics;
  const fix = finding?.fix();
  const question = finding?.question;
  if (finding === undefined || fix === undefined || fix === null || question === undefined || question === null)
    throw new Error("the defect is not found");
  return {
    message: finding.message,
    question: questionOf(question),
    title: fix.title,
    repaired: session.fix(linted, "safe").text,
  };
}

function missing({ program, needs }: Editor): string {
  return `this test needs ${program} on PATH with its client of the language server protocol; ${needs}`;
}

function isFailure(report: unknown): report is { readonly problem: string } {
  return typeof report === "object" && report !== null && "problem" in report && typeof report.problem === "string";
}

/** A word as the shell takes it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
