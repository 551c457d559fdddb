import type { Diagnostic } from "./diagnostics.js";
import type { AnyFinding, Fix } from "./finding.js";
import type { MalformedComment } from "./malformed-comments.js";
import { isQuestionSlug } from "./questions.js";
import type { Check } from "./rule.js";
import type { SuppressionComment, WrittenName } from "./suppression-comments.js";
import { isHarmless, removalOf, wholeRemovalOf } from "./suppression-removal.js";
import { isSuppressionCheck, MALFORMED, UNKNOWN, USELESS } from "./suppression-rules.js";
import { coverageOf, type Suppression, type Suppressions } from "./suppressions.js";
import type { SyntaxTree } from "./syntax/tree.js";
import type { TextEdit } from "./text/edits.js";
import { beginsIn } from "./text/span.js";
import { certainlyMeant, suggestions } from "./text/suggest.js";
import { enumerated, excerpt } from "./text/wording.js";

/** What the checks need to know of a file. */
export interface SuppressionContext {
  readonly tree: SyntaxTree;
  readonly suppressions: Suppressions;
  /** The names of all rules there are. */
  readonly names: ReadonlySet<string>;
  /** Whether a rule has found all that it finds in this file. */
  readonly hasSpoken: (rule: string) => boolean;
  /** What was found and is not suppressed. */
  readonly found: readonly Diagnostic[];
  readonly report: (check: Check, key: string, finding: AnyFinding) => void;
}

/** Checks the comments that suppress rules, when all findings have been through them. */
export function checkSuppressions(context: SuppressionContext): void {
  const { suppressions } = context;
  for (const comment of suppressions.malformed) checkMalformed(comment, context);
  for (const suppression of suppressions.all) {
    for (const name of suppression.comment.names) checkName(name, suppression, context);
    checkUse(suppression, context);
  }
}

function checkMalformed(comment: MalformedComment, context: SuppressionContext): void {
  const { span, problem, verb, isForFile, rules } = comment;
  const names = rules.length === 0 ? "rule" : rules.join(", ");
  const form = `# faqlint: ignore${isForFile ? "-file" : ""}[${names}]`;
  context.report(MALFORMED, problem, {
    at: span,
    data: { form, verb: excerpt(verb) },
    fix: () => completion(comment, context),
  });
}

/** What is beyond doubt; or else, where a comment names nothing, what is found in its place. */
function completion(comment: MalformedComment, { tree, found }: SuppressionContext): Fix | null {
  const covered = coverageOf(comment, tree);
  const written = (safety: Fix["safety"], title: string, rules: readonly string[]): Fix => ({
    ...fixOf(safety, title, [comment.written(rules)]),
    ...(covered === null ? {} : { ignores: { rules, span: covered } }),
  });
  if (comment.rules.length > 0) return written("safe", "Write it as faqlint reads it", comment.rules);
  if (!comment.isBare) return null;
  const here = found.filter((each) => covered !== null && beginsIn(each.span, covered));
  const rules = [...new Set(here.map(({ rule }) => rule))];
  if (rules.length === 0) return fixOf("unsafe", "Remove it", [wholeRemovalOf(comment, tree.source)]);
  return written("unsafe", `Write ${listed(rules)}, which ${rules.length === 1 ? "is" : "are"} found there`, rules);
}

function checkName(
  name: WrittenName,
  { comment, covered }: Suppression,
  { names, tree, report }: SuppressionContext,
): void {
  const { text, span } = name;
  if (names.has(text) || isSuppressionCheck(text)) return;
  const { key, rules, isCertain } = readingOf(text, names);
  const safety = isCertain ? "safe" : "unsafe";
  report(UNKNOWN, key, {
    at: span,
    data: { name: excerpt(text), meant: isCertain ? listed(rules) : rules.map(quoted).join(" or ") },
    fix: () => {
      const wanted = isCertain ? rules : rules.slice(0, 1);
      // What is named already need not be named again.
      const added = wanted.filter((rule) => !comment.names.some((other) => other.text === rule));
      if (added.length > 0) {
        const fix = fixOf(safety, `Write ${listed(added)}`, [{ span, replacement: added.join(", ") }]);
        return covered === null ? fix : { ...fix, ignores: { rules: added, span: covered } };
      }
      return fixOf(safety, `Remove ${quoted(excerpt(text))}`, removalOf(comment, new Set([name]), tree.source));
    },
  });
}

/** What is to be said of a name that no rule has, and the rules that may be meant. */
interface Reading {
  readonly key: "unknown" | "misspelt" | "question" | "all";
  readonly rules: readonly string[];
  /** Whether all of them are meant, and not one of them at best. */
  readonly isCertain: boolean;
}

function readingOf(text: string, names: ReadonlySet<string>): Reading {
  if (isQuestionSlug(text)) return { key: "question", rules: [], isCertain: false };
  if (/^(?:all|any|everything)$/i.test(text)) return { key: "all", rules: [], isCertain: false };
  const parts = text.split(/[\s;"'`]+/).filter((part) => part !== "");
  if (parts.every((part) => names.has(part))) return { key: "misspelt", rules: parts, isCertain: true };
  const certain = certainlyMeant(text, [...names]);
  if (certain !== undefined) return { key: "misspelt", rules: [certain], isCertain: true };
  const near = suggestions(text, [...names]);
  return { key: near.length === 0 ? "unknown" : "misspelt", rules: near, isCertain: false };
}

/** What is wrong with some names of a suppression, and what to say of it. */
interface Useless {
  readonly key: "here" | "file" | "again" | "twice" | "nowhere" | "own";
  readonly names: readonly WrittenName[];
  /** The comment that does what these would. */
  readonly other?: SuppressionComment;
}

function checkUse(suppression: Suppression, context: SuppressionContext): void {
  const { comment } = suppression;
  const { tree, report } = context;
  const useless = uselessIn(suppression, context);
  const all = new Set(useless.flatMap(({ names }) => names));
  for (const { key, names, other } of useless) {
    const [first, last] = [names[0], names.at(-1)];
    if (first === undefined || last === undefined) continue;
    const isWhole = names.length === comment.names.length;
    report(USELESS, key, {
      at: isWhole ? comment.span : { start: first.span.start, end: last.span.end },
      data: { names: subject(key, names) },
      ...(other === undefined ? {} : { related: [{ span: other.span, message: "ignored here" }] }),
      fix: () => {
        const goes = all.size === comment.names.length;
        const title = goes ? "Remove this comment" : `Remove ${listed([...all].map(({ text }) => text))}`;
        const safety = !goes || isHarmless(comment, tree.source) ? "safe" : "unsafe";
        return fixOf(safety, title, removalOf(comment, all, tree.source));
      },
    });
  }
}

/** The names that suppress nothing, by the reasons for it. */
function uselessIn(suppression: Suppression, { suppressions, names, hasSpoken }: SuppressionContext): Useless[] {
  const { comment, covered } = suppression;
  const known = comment.names.filter(({ text }) => names.has(text) || isSuppressionCheck(text));
  if (covered === null) return [{ key: "nowhere", names: known }];
  const groups = new Map<Useless["key"] | SuppressionComment, WrittenName[]>();
  const seen = new Set<string>();
  for (const name of known) {
    const group = reasonFor(name.text);
    seen.add(name.text);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return [...groups].map(([group, list]) =>
    typeof group === "string" ? { key: group, names: list } : { key: "again", names: list, other: group },
  );

  function reasonFor(rule: string): Useless["key"] | SuppressionComment | undefined {
    if (isSuppressionCheck(rule)) return "own";
    if (seen.has(rule)) return "twice";
    if (suppressions.isUsed(suppression, rule)) return undefined;
    const other = suppressions.insteadOf(suppression, rule);
    if (other !== undefined) return other.comment;
    if (!hasSpoken(rule)) return undefined;
    return comment.isForFile ? "file" : "here";
  }
}

/** How a message of {@link USELESS} speaks of some rules. */
function subject(key: Useless["key"], names: readonly WrittenName[]): string {
  const rules = [...new Set(names.map(({ text }) => text))];
  if (key !== "here" && key !== "file") return listed(rules);
  return `${listed(rules)} ${rules.length === 1 ? "finds" : "find"}`;
}

function fixOf(safety: Fix["safety"], title: string, edits: readonly TextEdit[]): Fix {
  return { title, safety, edits };
}

function listed(rules: readonly string[]): string {
  return enumerated(rules.map(quoted));
}

function quoted(name: string): string {
  return `\`${name}\``;
}
