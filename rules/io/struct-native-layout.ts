import { DATA_MODELS, StructFormat } from "../../engine/knowledge/struct-format.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { type ByteLength, byteLengthOf, fitOf, isStandardSize } from "../../engine/semantics/byte-lengths.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile } from "../../engine/semantics/once.js";
import type { StructCall } from "../../engine/semantics/struct-calls.js";
import { whenStructCalls } from "../../engine/struct-calls.js";
import { counted, excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  padded:
    "`{format}` without an order mark has this machine's sizes and padding: {native} bytes, not the {standard} that are here; begin it with `<` or `>`",
  packed:
    "on 64-bit Linux and macOS `{format}` takes {native} bytes, but {standard} are packed; begin both formats with `<` or `>`",
  long: "`{format}` without an order mark takes {native} bytes on 64-bit Linux and macOS, not the {standard} that are here; begin it with `<` or `>`",
} as const;

/** Modules that only exist where `long` has 4 bytes. */
const WINDOWS_MODULES = /^(?:_?winreg|_winapi|msvcrt|pywintypes|win32\w*|winsound|wmi)(?:\.|$)/;

/**
 * Without an order mark a format means the machine's own sizes and alignment, which suits the C structures of its kernel
 * and nothing else: files and protocols have the same layout everywhere.
 *
 * Found where the bytes are counted and their number is that of the standard sizes, which the native format has on no
 * machine, or only on others: 64-bit Windows and 32-bit systems. What is as long as the native format is meant to be.
 */
export default defineRule({
  name: "struct-native-layout",
  question: "binary-data",
  summary: "a native struct format for data that has standard sizes",
  severity: "error",
  fix: "unsafe",
  messages: MESSAGES,
  on: (when) => whenStructCalls(when, ["unpack"], check),
});

function check(use: StructCall, { model, report }: RuleContext<typeof MESSAGES>): void {
  const { format, formatNode, values, call } = use;
  const buffer = values[0];
  if (!(format instanceof StructFormat) || !format.isNative || buffer === undefined || call.hasUnpacking) return;
  const length = byteLengthOf(buffer, model);
  const fault = length === null ? null : faultOf(format, length);
  if (length === null || fault === null || isMeant(use, length, model)) return;
  const isWide = fault === "long";
  report(isWide && length.source === "packed" ? "packed" : fault, {
    at: formatNode,
    data: {
      format: excerpt(use.text),
      native: isWide ? String(format.sizeOn("LP64")) : format.sizes.join(" or "),
      standard: isWide ? String(length.on("LP64")) : String(format.standardSize),
    },
    // There are machines on which it works.
    severity: isWide ? "warning" : "error",
    related: [{ span: length.origin, message: `${counted(length.on("LP64") ?? 0n, "byte")} here` }],
    fix: () => (length.source === "packed" ? null : repair(use)),
  });
}

function faultOf(format: StructFormat, length: ByteLength): "padded" | "long" | null {
  switch (fitOf(format, length)) {
    case "standard":
      return "padded";
    case "somewhere": {
      const isWrongOnLinux = format.sizeOn("LP64") !== length.on("LP64");
      const isRightElsewhere = DATA_MODELS.some((data) => format.sizeOn(data) === length.on(data));
      const isCounted = length.source === "packed" || isStandardSize(format, length);
      return isWrongOnLinux && isRightElsewhere && isCounted ? "long" : null;
    }
    default:
      return null;
  }
}

const isForWindowsOnly = onceAFile(({ imports }) => imports.some(({ module }) => WINDOWS_MODULES.test(module)));

/** Code for one platform, or a trial that is expected to fail. */
function isMeant({ call }: StructCall, { source }: ByteLength, model: Model): boolean {
  if (isForWindowsOnly(model)) return true;
  const isTrial = source === "literal" || source === "packed";
  if (isTrial && isExpectedToFail(call.node, model, ["struct.error"])) return true;
  return guardOf(call.node, model, []) !== null;
}

/** The mark of the order that nearly all machines have; whether the data has it too, only the author knows. */
function repair({ formatNode, isMethod, format }: StructCall): Fix | null {
  const first = formatNode.kind === "concatenated_string" ? formatNode.namedChildren[0] : formatNode;
  const start = first?.kind === "string" ? first.children[0] : undefined;
  if (isMethod || start === undefined || !(format instanceof StructFormat) || format.standardSize === null) return null;
  const at = start.end;
  const span = { start: at, end: format.mark === null ? at : at + 1 };
  return { title: "Read standard sizes, little-endian", safety: "unsafe", edits: [{ span, replacement: "<" }] };
}
