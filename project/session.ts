import { type AddedIgnores, addIgnores, type IgnorableText } from "../engine/add-ignores.js";
import type { Crash, Diagnostic, LintReport } from "../engine/diagnostics.js";
import { applyFixes } from "../engine/fix.js";
import type { Profile } from "../engine/profile.js";
import type { Rule, RuleInfo, Safety } from "../engine/rule.js";
import type { Parsed } from "../engine/syntax/pieces.js";
import { SourceFile } from "../engine/text/source.js";
import type { AskedNames } from "./asked-modules.js";
import type { FixedText, FoundText } from "./found.js";
import { Linters } from "./linters.js";
import type { JoinedCells } from "./notebook/joined-cells.js";
import { type Notebook, NotebookDraft } from "./notebook/notebook.js";
import type { Selection } from "./settings/selection.js";
import { decoded, type ReadSource, readSource, type UnlintedFile } from "./source-io.js";
import { Surroundings, type SurroundingsOptions } from "./surroundings.js";

export interface SessionOptions extends SurroundingsOptions {
  /** False parses every file and runs every rule: it finds the same and takes longer, which the corpus tool checks. */
  readonly scan?: boolean;
  /** Where to note what takes time. */
  readonly profile?: Profile;
}

/** A text with what was found in it, and its syntax. */
export interface LintedText extends FoundText {
  readonly report: LintReport;
  /** Which names of the project's modules what was found depends on. Complete only once the repairs have been asked for. */
  readonly asked: () => AskedNames;
}

/** A file that could be linted. */
export interface LintedFile extends LintedText {
  readonly kind: "linted";
  readonly read: ReadSource;
}

/** What stands for the path of a text that has none. */
const UNSAVED = "unsaved";

/** What comments that ignore things made of a text. */
export interface IgnoringText extends AddedIgnores {
  /** What is left in the text with them. */
  readonly left: LintedText;
}

/**
 * Lints files with the settings and facts of the projects they belong to. The engine must have been started.
 *
 * Command line, language server and workers all use this, so that they find the same.
 */
export class LintSession extends Surroundings {
  readonly #linters: Linters;
  readonly #scan: boolean;
  /** Where is noted what takes time; undefined where nobody asks. */
  readonly profile: Profile | undefined;

  /**
   * @param rules those that may be awake in what is to be linted.
   * @param infos what is known of all rules that there are.
   */
  constructor(rules: readonly Rule[], options: SessionOptions = {}, infos: readonly RuleInfo[] = rules) {
    super(infos, options);
    this.#linters = new Linters(
      rules,
      infos.map(({ name }) => name),
    );
    this.#scan = options.scan ?? true;
    this.profile = options.profile;
  }

  /** Reads and lints a file; never throws. */
  lintFile(path: string): LintedFile | UnlintedFile {
    const read = this.read(path);
    return read.kind === "text" ? this.lintRead(read) : read;
  }

  /** Reads a file, if it is not larger than the settings allow; never throws. */
  read(path: string): ReadSource | UnlintedFile {
    return readSource(path, this.maxFileSizeFor(path));
  }

  /** What {@link read} would give for a file with some bytes. */
  decode(path: string, bytes: Uint8Array): ReadSource | UnlintedFile {
    return decoded(path, bytes, this.maxFileSizeFor(path));
  }

  /** Lints a file that has been read. */
  lintRead(read: ReadSource): LintedFile {
    const { path, text, notebook } = read;
    const linted = notebook === undefined ? this.lintText(path, text) : this.#lintNotebook(path, notebook);
    return { kind: "linted", read, ...linted };
  }

  #lintNotebook(path: string, notebook: Notebook): LintedText {
    return { ...onlyPossible(this.lintText(path, notebook.cells.python), notebook.cells), notebook };
  }

  /**
   * Lints a text as if it stood in a file, which need not exist.
   *
   * @param path an absolute path: its folder tells which project the text belongs to. Undefined for a text that was
   * never saved: it belongs to none.
   * @param last the parse of an earlier state of the text, which saves time where it is the same; the result does not depend on it.
   */
  lintText(path: string | undefined, text: string, last?: Parsed): LintedText {
    const source = new SourceFile(path ?? UNSAVED, text);
    const linted = { path: source.path, source };
    const selection = this.selectionFor(path);
    const linter = this.#linters.for(selection);
    const target = this.targetFor(path);
    const options = { scan: this.#scan, last, profile: this.profile, ...(target !== undefined && { target }) };
    if (path === undefined)
      return { ...linted, asked: () => ({}), ...this.#guarded(linter.lint(source, options), selection) };
    const facts = this.factsFor(path, target?.major === 2);
    const report = linter.lint(source, { ...options, facts });
    const all = (): AskedNames => ({ all: this.neighboursKey(path) });
    if (target !== undefined || report.target.major !== 2) {
      const asked = (): AskedNames => facts.localModules.asked ?? all();
      return { ...linted, asked, ...this.#guarded(report, selection) };
    }
    // Only now is it known that the modules beside this one hide the standard library's.
    const again = this.mentionsNeighbour(path, text)
      ? linter.lint(source, { ...options, facts: this.factsFor(path, true) })
      : report;
    return { ...linted, asked: all, ...this.#guarded(again, selection) };
  }

  /**
   * Repairs what was found in a text.
   *
   * @param shown takes away what the user is not shown, which is not repaired either.
   */
  fix(linted: FoundText, safety: Safety, shown = (all: FoundText): FoundText => all): FixedText {
    const { source, notebook } = linted;
    const path = source.path === UNSAVED ? undefined : source.path;
    const draft = notebook && new NotebookDraft(notebook);
    const crashes: Crash[] = [];
    let last: FoundText = linted;
    const lintAgain = (text: string): LintedText => {
      const again = this.lintText(path, text);
      return draft === undefined ? again : onlyPossible(again, draft.cells);
    };
    const lint = (current: string): readonly Diagnostic[] => {
      if (current !== last.source.text) last = lintAgain(current);
      crashes.push(...last.report.crashes.filter((crash) => !crashes.includes(crash)));
      return shown(last).report.diagnostics;
    };
    const { fixed, ...result } = applyFixes(source.text, lint, safety, draft && ((edits) => draft.edit(edits)));
    const left = result.text === last.source.text ? last : lintAgain(result.text);
    crashes.push(...left.report.crashes.filter((crash) => !crashes.includes(crash)));
    const repaired = draft?.finish();
    return {
      ...result,
      fixed: fixed.map(({ rule }) => rule),
      fileText: repaired?.json ?? result.text,
      left: { ...left, report: { ...left.report, crashes }, ...(repaired && { notebook: repaired }) },
    };
  }

  /**
   * Writes comments that ignore what was found in a text.
   *
   * @param path that of the file; undefined for a text that was never saved.
   * @param reason what they are to say besides; may be empty.
   * @param shown takes away what the user is not shown, which is not ignored either.
   */
  ignore(path: string | undefined, text: string, reason: string, shown: (all: FoundText) => FoundText): IgnoringText {
    let last = this.lintText(path, text);
    const lint = (current: string): IgnorableText => {
      if (current !== last.source.text) last = this.lintText(path, current);
      const wanted = new Set(shown(last).report.diagnostics);
      return { ...last, wanted: last.report.diagnostics.filter((found) => wanted.has(found)) };
    };
    const added = addIgnores(text, lint, reason);
    return { ...added, left: added.text === last.source.text ? last : this.lintText(path, added.text) };
  }

  /**
   * The report without what is not wanted, and with the severities that are. A rule that fails while it computes a repair is added to the
   * report's crashes then, so they are complete only once the repairs have been asked for.
   */
  #guarded(report: LintReport, selection: Selection): Pick<LintedText, "report" | "withheld"> {
    const crashes: Crash[] = [...report.crashes];
    const withheld: Diagnostic[] = [];
    const diagnostics = report.diagnostics
      .flatMap((found) => {
        const rule = this.rule(found.rule);
        const reported = rule === undefined ? found : selection.reported(found, rule);
        if (reported === undefined) withheld.push(found);
        return reported ?? [];
      })
      .map((diagnostic): Diagnostic => {
        if (diagnostic.fixSafety === "none") return diagnostic;
        let hasFailed = false;
        const fix: Diagnostic["fix"] = () => {
          if (hasFailed) return null;
          try {
            return diagnostic.fix();
          } catch (error) {
            hasFailed = true;
            crashes.push({ rule: diagnostic.rule, error });
            return null;
          }
        };
        return { ...diagnostic, fix };
      });
    return { report: { ...report, diagnostics, crashes }, withheld };
  }
}

/** A text's findings without the repairs that a notebook cannot take. */
function onlyPossible(linted: LintedText, cells: JoinedCells): LintedText {
  const diagnostics = linted.report.diagnostics.map((found) => cells.withPossibleFix(found));
  return { ...linted, report: { ...linted.report, diagnostics } };
}
