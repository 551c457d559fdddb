import type { Diagnostic, LintReport } from "../../engine/diagnostics.js";
import { applyFixes } from "../../engine/fix.js";
import { Linter } from "../../engine/lint.js";
import type { Rule, Safety } from "../../engine/rule.js";
import { applyEdits } from "../../engine/text/edits.js";
import { SourceFile } from "../../engine/text/source.js";
import type { Span } from "../../engine/text/span.js";
import type { PythonVersion } from "../../engine/versions.js";
import { factsOf } from "./attributes.js";
import { type Block, pathOf } from "./block.js";
import { type Variant, variantsOf } from "./variants.js";

/** About how many prefixes of a block are linted; all of them where the block is shorter. */
const PREFIXES = 150;

/** Lints blocks with one set of rules, hints too. */
export class BlockLinter {
  readonly #linter: Linter;
  readonly #fresh: () => Linter;
  readonly #heads: ReadonlySet<string>;

  constructor(rules: readonly Rule[]) {
    this.#linter = new Linter(rules);
    this.#fresh = () => new Linter(rules);
    const heads = rules.filter(({ subscriptions }) => subscriptions().some(({ kind }) => kind === "head"));
    this.#heads = new Set(heads.map(({ name }) => name));
  }

  /**
   * Lints a text as if it stood in the block.
   *
   * @throws Error when a rule does, or when something it says lies outside the text.
   */
  lint(block: Block, text = block.text, how: { scan?: boolean; linter?: Linter } = {}): LintReport {
    const { target } = block.attributes;
    const report = (how.linter ?? this.#linter).lint(new SourceFile(pathOf(block), text), {
      facts: factsOf(block.attributes),
      ...(target === undefined ? {} : { target }),
      ...(how.scan === undefined ? {} : { scan: how.scan }),
    });
    for (const { rule, error } of report.crashes) throw new Error(`${rule} throws`, { cause: error });
    for (const diagnostic of report.diagnostics) checkSpans(diagnostic, text);
    return report;
  }

  /** The version a block is meant for. */
  targetOf(block: Block): PythonVersion {
    return block.attributes.target ?? this.lint(block, block.text, { scan: false }).target;
  }

  /** The block with the repairs of its findings made. */
  fix(block: Block, safety: Safety, text = block.text): string {
    return this.fixResult(block, safety, text).text;
  }

  fixResult(block: Block, safety: Safety, text = block.text): ReturnType<typeof applyFixes> {
    return applyFixes(text, (current) => this.lint(block, current).diagnostics, safety);
  }

  /** Whether a rule looks at the text before any parse, and so may be about its very bytes. */
  readsHead(rule: string): boolean {
    return this.#heads.has(rule);
  }

  /** A linter that has never linted anything. */
  fresh(): Linter {
    return this.#fresh();
  }
}

/** @throws RangeError when a place of a finding lies outside the text, Error when its repair is not what its rule declares. */
export function checkSpans({ rule, span, related, fix, fixSafety }: Diagnostic, text: string): void {
  const check = (what: string, { start, end }: Span): void => {
    if (!(0 <= start && start <= end && end <= text.length)) {
      throw new RangeError(`${rule}: ${what} ${start}-${end} lies outside the text`);
    }
    // Editors count in UTF-16 units, other programs in characters: they would mean different places.
    if (isWithinCharacter(text, start) || isWithinCharacter(text, end)) {
      throw new RangeError(`${rule}: ${what} ${start}-${end} begins or ends within a character`);
    }
  };
  check("the finding", span);
  for (const place of related) check("a related place", place.span);
  const repair = fix();
  if (repair === null) return;
  if (fixSafety === "none") throw new Error(`${rule} declares that it has no fix, and brings one`);
  if (fixSafety === "unsafe" && repair.safety === "safe") {
    throw new Error(`${rule} declares unsafe fixes, and calls one safe`);
  }
  if (repair.edits.length === 0) throw new Error(`${rule} brings a fix without edits`);
  for (const { span: place } of repair.edits) check("an edit", place);
  // Throws where an edit is outside the text or two overlap.
  applyEdits(text, repair.edits);
}

/** Whether a place lies between the two units of one character. */
function isWithinCharacter(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));
}

/** The laws that need no CPython; each returns what is wrong. */
export const LAWS: Readonly<Record<string, (block: Block, linter: BlockLinter) => string[]>> = {
  "the same again": (block, linter) => {
    const first = showFindings(linter.lint(block).diagnostics);
    const again = showFindings(linter.lint(block).diagnostics);
    const fresh = showFindings(linter.lint(block, block.text, { linter: linter.fresh() }).diagnostics);
    return [...difference("a second run", first, again), ...difference("another linter", first, fresh)];
  },

  "the same without the scan": (block, linter) => {
    const without = linter.lint(block, block.text, { scan: false });
    return difference(
      "without the scan",
      showFindings(linter.lint(block).diagnostics),
      showFindings(without.diagnostics),
    );
  },

  "spelling changes nothing but positions": (block, linter) =>
    variantsOf(block.text).flatMap((variant) => compareVariant(block, variant, linter)),

  "every prefix can be linted": (block, linter) => {
    const { text } = block;
    const step = Math.max(1, Math.ceil(text.length / PREFIXES));
    for (let end = text.length; end >= 0; end -= step) {
      try {
        linter.lint(block, text.slice(0, end));
      } catch (error) {
        return [`cut off after ${JSON.stringify(text.slice(Math.max(0, end - 30), end))}: ${describe(error)}`];
      }
    }
    return [];
  },

  "fixes converge and what they fix is gone": (block, linter) => {
    const problems: string[] = [];
    const { diagnostics } = linter.lint(block);
    for (const { rule, text, title } of fixedTexts(block, linter)) {
      const left = linter.lint(block, text).diagnostics.filter((found) => found.rule === rule).length;
      const before = diagnostics.filter((found) => found.rule === rule).length;
      if (left >= before) problems.push(`${rule} is still found after its fix "${title}":\n${text}`);
    }
    for (const safety of ["safe", "unsafe"] as const) {
      if (!linter.fixResult(block, safety).converged) problems.push(`the ${safety} fixes never come to an end`);
    }
    return problems;
  },
};

/** Every text that a fix of the block makes, alone or together with others. */
export function fixedTexts(block: Block, linter: BlockLinter): { rule: string; title: string; text: string }[] {
  return linter.lint(block).diagnostics.flatMap((found) => {
    const fix = found.fix();
    return fix === null ? [] : [{ rule: found.rule, title: fix.title, text: applyEdits(block.text, fix.edits) }];
  });
}

function compareVariant(block: Block, variant: Variant, linter: BlockLinter): string[] {
  const counts = ({ rule }: Diagnostic): boolean => !(variant.visibleToHeads && linter.readsHead(rule));
  const original = linter.lint(block);
  const varied = linter.lint(block, variant.text);
  const expected = showFindings(original.diagnostics.filter(counts), variant.moved);
  const problems = difference(variant.name, expected, showFindings(varied.diagnostics.filter(counts)));
  if (problems.length > 0) return problems;
  const pairs = original.diagnostics.filter(counts).map((found, index) => ({ found, index }));
  for (const { found, index } of pairs) {
    const fix = found.fix();
    const other = varied.diagnostics.filter(counts)[index]?.fix() ?? null;
    if (fix === null || other === null) continue;
    const fixed = applyEdits(block.text, fix.edits);
    const fixedVariant = applyEdits(variant.text, other.edits);
    const undone = variant.undo(fixedVariant);
    if (undone !== fixed) {
      problems.push(`${variant.name}: the fix of ${found.rule} makes\n${undone}\ninstead of\n${fixed}`);
    }
    if (variant.name === "CRLF" && /(?<!\r)\n/.test(fixedVariant)) {
      problems.push(`${variant.name}: the fix of ${found.rule} inserts a line that ends with LF alone`);
    }
  }
  return problems;
}

/** What is said about findings, in a form that can be compared. */
export function showFindings(
  diagnostics: readonly Diagnostic[],
  moved: (offset: number) => number = (offset) => offset,
): string[] {
  const place = ({ start, end }: Span): string => `${moved(start)}-${moved(end)}`;
  return diagnostics.map((found) => {
    const related = found.related.map((one) => ` [${place(one.span)} ${one.message}]`).join("");
    const fix = found.fix();
    const message = found.message.replace(/\r\n/g, "\n");
    return `${found.rule} ${place(found.span)} ${found.severity} ${message}${related} ${fix?.safety} ${fix?.title}`;
  });
}

function difference(name: string, expected: readonly string[], actual: readonly string[]): string[] {
  if (expected.join("\n") === actual.join("\n")) return [];
  return [`${name}: expected\n  ${expected.join("\n  ")}\nbut found\n  ${actual.join("\n  ")}`];
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.stack}` : "";
  return `${error.message}${cause}`;
}
