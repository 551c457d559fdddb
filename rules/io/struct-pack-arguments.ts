import { integerRange, type StructField, StructFormat } from "../../engine/knowledge/struct-format.js";
import { type SpelledValue, type ValueFault, valueFault } from "../../engine/knowledge/struct-values.js";
import { bytesLiteral } from "../../engine/repairs/bytes-literals.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import { integerValue, stringValue, unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { spelledValue } from "../../engine/semantics/spelled-values.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { whenStructCalls } from "../../engine/struct-calls.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { counted, excerpt } from "../../engine/text/wording.js";
import type { PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  count: "`{format}` packs {wanted}, but {given} given",
  range: "`{code}` holds {least} to {most}, but `{value}` is given",
  large: "`{code}` cannot hold a number as large as `{value}`",
  kind: "`{code}` packs {wanted}, but `{value}` is {kind}",
  text: "`{code}` packs bytes, but `{value}` is {kind}: {advice}",
  cut: "`{code}` has room for {room}, so `{value}` is cut short",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const ERRORS = ["struct.error", "builtins.OverflowError", "builtins.TypeError"];

/**
 * `struct.pack` takes one argument for each value of the format, of the kind and in the range of its code. In Python 3 that
 * is bytes for `s`, `p` and `c`, where Python 2 took its strings: the most frequent thing left behind by a port.
 *
 * Found where the format is spelt out and so are the arguments, or as many of them as it takes; bytes that are cut short on
 * purpose are rarely a literal.
 */
export default defineRule({
  name: "struct-pack-arguments",
  question: "binary-data",
  summary: "arguments of `struct.pack` that do not go with its format",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => whenStructCalls(when, ["pack", "pack_into"], check),
});

function check(use: StructCall, context: Context): void {
  const { call, format } = use;
  const { model } = context;
  if (!(format instanceof StructFormat) || call.arguments.some(({ keyword }) => keyword !== null)) return;
  const before = use.function === "pack_into" ? 2 : 0;
  if (use.values.length < before || isExpectedToFail(call.node, model, ERRORS)) return;
  const values = use.values.slice(before);
  if (call.hasUnpacking ? BigInt(values.length) > format.valueCount : BigInt(values.length) !== format.valueCount) {
    reportCount(use, format, values, context);
    return;
  }
  for (const [index, value] of values.entries()) {
    const field = format.field(BigInt(index));
    if (field !== null) checkValue(value, field, format, context);
  }
}

function reportCount(use: StructCall, format: StructFormat, values: readonly SyntaxNode[], { report }: Context): void {
  const extra = values[Number(format.valueCount)];
  const given = values.length === 1 ? "1 is" : values.length === 0 ? "none is" : `${values.length} are`;
  report("count", {
    at: extra ?? use.call.node,
    data: {
      format: excerpt(use.text),
      wanted: counted(format.valueCount, "value"),
      given: use.call.hasUnpacking ? `at least ${given}` : given,
    },
  });
}

function checkValue(value: SyntaxNode, field: StructField, format: StructFormat, context: Context): void {
  const { model, target, report } = context;
  const spelled = spelledValue(value, model);
  const fault = spelled === null ? null : valueFault(format, field, spelled, target);
  // `0s` is there to throw something away.
  if (spelled === null || fault === null || (fault === "cut" && field.width === 0n)) return;
  const isText = spelled.kind === "text";
  if (isText && guardOf(value, model, []) !== null) return;
  const code = field.width === 1n ? field.code : `${field.width}${field.code}`;
  const about = { code, value: excerpt(value.text) };
  switch (fault) {
    case "range": {
      const range = integerRange(format, field.code);
      if (range === null) report("large", { at: value, data: about });
      else report("range", { at: value, data: { ...about, least: String(range.least), most: String(range.most) } });
      return;
    }
    case "cut": {
      const room = field.code === "p" ? (field.width > 256n ? 255n : field.width - 1n) : field.width;
      // It is packed, and those who read it may know.
      report("cut", { at: value, severity: "warning", data: { ...about, room: counted(room, "byte") } });
      return;
    }
    case "bytes":
    case "byte":
      if (isText) {
        const becomes = (length: number) => valueFault(format, field, { kind: "bytes", length }, target);
        const fix = encoded(value, (length) => becomes(length) === null, model);
        const advice = fix?.title === "Make it a bytes literal" ? "write it with a `b` in front" : "encode it";
        report("text", { at: value, data: { ...about, kind: textKind(target), advice }, fix: () => fix });
        return;
      }
  }
  const kind = isText ? textKind(target) : kindOf(spelled, fault);
  report("kind", { at: value, data: { ...about, wanted: WANTED[fault], kind }, fix: () => wholeNumber(value, fault) });
}

const textKind = ({ major }: PythonVersion): string => (major === 2 ? "unicode" : "a str");

const WANTED: Readonly<Record<Exclude<ValueFault, "cut" | "range">, string>> = {
  integer: "an integer",
  number: "a number",
  "real number": "a number",
  bytes: "bytes",
  byte: "one byte, as bytes",
};

function kindOf(value: SpelledValue, fault: ValueFault): string {
  switch (value.kind) {
    case "integer":
      return "an integer";
    case "float":
      return "a float";
    case "complex":
      return "a complex number";
    case "bytes":
      return fault === "byte" ? counted(value.length, "byte") : "bytes";
    default:
      return "something else";
  }
}

/**
 * A literal becomes bytes, if those fit; of other text, the author must know the encoding.
 *
 * @param fits whether so many bytes would be packed whole
 */
function encoded(value: SyntaxNode, fits: (length: number) => boolean, model: Model): Fix | null {
  const literal = constantOf(value, model);
  const edits = bytesLiteral(literal);
  if (edits !== null && fits(stringValue(literal)?.length ?? 0)) {
    if (literal === unparenthesized(value)) return { title: "Make it a bytes literal", safety: "safe", edits };
    return { title: "Encode it", safety: "safe", edits: [{ span: value, replacement: `${value.text}.encode()` }] };
  }
  if (/^(?:string|concatenated_string)$/.test(literal.kind) && stringValue(literal) !== null) return null;
  const isWhole = value.kind === "call" || value.kind === "identifier" || value.kind === "parenthesized_expression";
  const replacement = isWhole ? `${value.text}.encode()` : `(${value.text}).encode()`;
  return { title: "Encode it as UTF-8", safety: "unsafe", edits: [{ span: value, replacement }] };
}

/** `1.0` for an integer code, as numbers are written that were computed once. */
function wholeNumber(value: SyntaxNode, fault: ValueFault): Fix | null {
  const [, digits] = /^(-?\d+)\.0*$/.exec(value.text) ?? [];
  if (fault !== "integer" || digits === undefined || integerValue(value) !== null) return null;
  return { title: `Write ${digits}`, safety: "safe", edits: [{ span: value, replacement: digits }] };
}
