import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantOf } from "../../engine/semantics/constants.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const MESSAGES = {
  decimal: "`{number}` is a decimal number, and sets the bits of `{meant}`: write `0o{number}`",
} as const;

/** The functions that take the bits of a mode, and where. */
const MODES: Readonly<Record<string, readonly [number, string]>> = {
  "os.chmod": [1, "mode"],
  "os.fchmod": [1, "mode"],
  "os.lchmod": [1, "mode"],
  "os.makedirs": [1, "mode"],
  "os.mkdir": [1, "mode"],
  "os.mkfifo": [1, "mode"],
  "os.mknod": [1, "mode"],
  "os.open": [2, "mode"],
  "os.umask": [0, "mask"],
};
const METHODS = ["chmod", "lchmod", "mkdir", "touch"];
/** Three or four digits, none of which is more than 7, as a literal that does not begin with a 0. */
const OCTAL_DIGITS = /^[1-7][0-7]{2,3}$/;
/** The same with the two digits that masks are known by. */
const MASK_DIGITS = /^(?:22|27|77|[1-7][0-7]{2})$/;
/** Decimal numbers that are modes of their own: `0o400`, `0o555`, `0o640`, `0o644`, `0o660`, `0o664`, `0o770` to `0o777`. */
const MEANT_AS_DECIMAL: ReadonlySet<string> = new Set("256 365 416 420 432 436 504 505 506 507 510 511".split(" "));

/**
 * The bits of a mode are written in octal, as the shell's `chmod` does. Without `0o` the same digits are another number.
 *
 * Found where the digits can be octal, and the decimal number is none of the usual modes.
 */
export default defineRule({
  name: "decimal-file-mode",
  question: "delete-file",
  summary: "a file mode that is written as a decimal number",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(Object.keys(MODES), (call, context) => {
      const place = MODES[call.name ?? ""];
      const mode = place === undefined ? undefined : call.argument(...place);
      if (mode !== undefined) check(mode, call.name === "os.umask" ? MASK_DIGITS : OCTAL_DIGITS, context);
    }),
    when.methods(["pathlib.Path", "pathlib.PosixPath"], METHODS, (call: Call, _, context) => {
      const mode = call.argument(0, "mode");
      if (mode !== undefined) check(mode, OCTAL_DIGITS, context);
    }),
  ],
});

function check(argument: SyntaxNode, digits: RegExp, { model, report }: RuleContext<typeof MESSAGES>): void {
  const mode = constantOf(argument, model);
  if (mode.kind !== "integer" || !digits.test(mode.text) || MEANT_AS_DECIMAL.has(mode.text)) return;
  const number = mode.text;
  report("decimal", {
    at: argument,
    data: { number, meant: `0o${Number(number).toString(8)}` },
    related: argument.covers(mode) ? [] : [{ span: mode, message: "this is the number" }],
    fix: () => ({
      title: `Write 0o${number}`,
      safety: "safe",
      edits: [{ span: mode, replacement: `0o${number}` }],
    }),
  });
}
