import type { FindingPlace } from "../../engine/diagnostics.js";
import { type PlainDiagnostic, plainDiagnostic, plainSpan } from "../../engine/plain.js";
import type { Span } from "../../engine/text/span.js";
import type { PythonVersion } from "../../engine/versions.js";
import type { FoundText } from "../found.js";

/** What was found in a text as data alone; what there is none of is left out, since that is most of it in most files. */
export interface FoundData {
  readonly diagnostics?: readonly PlainDiagnostic[];
  readonly withheld?: readonly FindingPlace[];
  /** The definitions around the findings that are in one. */
  readonly definitions?: readonly (readonly [start: number, end: number, name: string])[];
  /** The rules that failed, with the words of their errors. */
  readonly crashes?: readonly { readonly rule: string; readonly error: string }[];
  readonly syntaxErrors?: readonly Span[];
  readonly target: PythonVersion;
  readonly targetFromText?: true;
  /** Why the text may be another than its file's. */
  readonly doubt?: string;
}

/** Computes all that may be asked of what was found, and leaves the syntax behind. */
export function asData({ report, withheld }: FoundText): FoundData {
  const { target, targetFromText, definitionAround } = report;
  const diagnostics = report.diagnostics.map(plainDiagnostic);
  const definitions = new Map<string, readonly [number, number, string]>();
  for (const { span } of [...report.diagnostics, ...withheld]) {
    const name = definitionAround(span);
    if (name !== "") definitions.set(keyOf(span), [span.start, span.end, name]);
  }
  return {
    ...some("diagnostics", diagnostics),
    ...some(
      "withheld",
      withheld.map(({ rule, span }) => ({ rule, span: plainSpan(span) })),
    ),
    ...some("definitions", [...definitions.values()]),
    // After the repairs, in the making of which rules may fail, too.
    ...some(
      "crashes",
      report.crashes.map(({ rule, error }) => ({ rule, error: wordsOf(error) })),
    ),
    ...some("syntaxErrors", report.syntaxErrors.map(plainSpan)),
    target,
    ...(targetFromText && { targetFromText }),
  };
}

/** What was found, from data. */
export function fromData(data: FoundData): Pick<FoundText, "report" | "withheld"> {
  const definitions = new Map((data.definitions ?? []).map(([start, end, name]) => [keyOf({ start, end }), name]));
  const { diagnostics = [], withheld = [], crashes = [], syntaxErrors = [], target, targetFromText = false } = data;
  return {
    report: {
      ...{ crashes, syntaxErrors, target, targetFromText },
      diagnostics: diagnostics.map(({ fix, ...finding }) => ({ ...finding, fix: () => fix })),
      definitionAround: (span) => definitions.get(keyOf(span)) ?? "",
    },
    withheld,
  };
}

/** An error in words. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function keyOf({ start, end }: Span): string {
  return `${start} ${end}`;
}

function some<K extends string, T>(name: K, list: readonly T[]): { [key in K]?: readonly T[] } {
  return list.length === 0 ? {} : ({ [name]: list } as { [key in K]: readonly T[] });
}
