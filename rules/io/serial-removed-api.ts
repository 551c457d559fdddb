import { passByKeyword } from "../../engine/repairs/keywords.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { SERIAL_OPENERS } from "../../engine/semantics/serial-ports.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  number:
    "pyserial 3 takes a port by its name, like `/dev/ttyS0` or `COM1`, and raises ValueError for the number `{port}`",
  gone: "pyserial 3 has no method `{method}`, so this raises AttributeError: {advice}",
  old: "pyserial 3 calls `{name}` `{now}`; the old name still works in 3.5",
  keyword: "`{method}` takes no argument `{keyword}`, so this raises TypeError: {advice}",
} as const;

/** Methods that pyserial 3.5 no longer has, with the attribute that took their place. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  getBaudrate: "baudrate",
  getByteSize: "bytesize",
  getDsrDtr: "dsrdtr",
  getParity: "parity",
  getPort: "port",
  getRtsCts: "rtscts",
  getStopbits: "stopbits",
  getTimeout: "timeout",
  getWriteTimeout: "write_timeout",
  getXonXoff: "xonxoff",
  outWaiting: "out_waiting",
  setBaudrate: "baudrate",
  setBreak: "break_condition",
  setByteSize: "bytesize",
  setDsrDtr: "dsrdtr",
  setInterCharTimeout: "inter_byte_timeout",
  setParity: "parity",
  setRtsCts: "rtscts",
  setStopbits: "stopbits",
  setTimeout: "timeout",
  setWriteTimeout: "write_timeout",
  setXonXoff: "xonxoff",
};

/** Methods that pyserial 3.5 still has under their old names, with what they are called now. Source: serialutil.py of pyserial 3.5. */
const OLD_METHODS: Readonly<Record<string, string>> = {
  flushInput: "reset_input_buffer()",
  flushOutput: "reset_output_buffer()",
  getCD: "cd",
  getCTS: "cts",
  getDSR: "dsr",
  getRI: "ri",
  inWaiting: "in_waiting",
  isOpen: "is_open",
  sendBreak: "send_break()",
};

/**
 * pyserial 3 (2015) dropped ports by number, `readline(eol=...)` and most `get` and `set` methods, which programs for pyserial 2
 * are full of.
 *
 * Found where a port that was opened in sight is used in the old way.
 */
export default defineRule({
  name: "serial-removed-api",
  question: "serial-port",
  summary: "a use of pyserial that version 3 no longer has, or has renamed",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    when.calls("serial.Serial", (call, { model, report }) => {
      const port = call.argument(0, "port");
      const number = port === undefined ? null : constantInteger(port, model);
      if (port === undefined || number === null || number < 0n || isMeant(call)) return;
      report("number", { at: port, data: { port: excerpt(port.text) } });

      function isMeant({ node }: Call): boolean {
        return guardOf(node, model, []) !== null || isExpectedToFail(node, model, ["builtins.ValueError"]);
      }
    }),
    when.methods(SERIAL_OPENERS, Object.keys(ATTRIBUTES), (call, _, { model, report }) => {
      const { method, callee, receiver, node } = call;
      const attribute = ATTRIBUTES[method ?? ""];
      if (attribute === undefined || method === null || receiver === null) return;
      if (guardOf(node, model, NAME_ERRORS) !== null) return;
      if (isExpectedToFail(node, model, ["builtins.AttributeError"])) return;
      const isSetter = method.startsWith("set");
      report("gone", {
        at: callee.field("attribute") ?? callee,
        data: {
          method,
          advice: isSetter ? `assign to \`${attribute}\`` : `use the attribute \`${attribute}\``,
        },
        fix: () => asAttribute(call, attribute, isSetter),
      });
    }),
    when.methods(SERIAL_OPENERS, Object.keys(OLD_METHODS), (call, _, { model, report }) => {
      const { method, callee, receiver, node } = call;
      const now = OLD_METHODS[method ?? ""];
      const attribute = callee.field("attribute");
      if (now === undefined || method === null || receiver === null || attribute === null) return;
      if (guardOf(node, model, NAME_ERRORS) !== null) return;
      report("old", {
        at: attribute,
        severity: "hint",
        data: { name: `${method}()`, now },
        fix: () => {
          const isPlain = call.arguments.length === 0;
          const text = now.replace("()", "");
          const span = now.endsWith("()") ? attribute : { start: attribute.start, end: node.end };
          const canBe = now.endsWith("()") || isPlain;
          return canBe ? { title: `Use \`${now}\``, safety: "safe", edits: [{ span, replacement: text }] } : null;
        },
      });
    }),
    when.methods(SERIAL_OPENERS, ["read_until", "readline"], (call, _, { model, report }) => {
      const { method, node } = call;
      const keyword = method === "readline" ? "eol" : "terminator";
      const value = call.argument(null, keyword);
      if (value === undefined || method === null) return;
      if (isExpectedToFail(node, model, ["builtins.TypeError"])) return;
      const advice = method === "readline" ? "use `read_until`" : "it is called `expected` since pyserial 3.5";
      report("keyword", {
        at: value.parent?.kind === "keyword_argument" ? value.parent : value,
        data: { method, keyword, advice },
        fix: () => {
          const edit = method === "read_until" ? passByKeyword(call, value, "expected") : null;
          return edit && { title: "Call it `expected`", safety: "safe", edits: [edit] };
        },
      });
    }),
  ],
});

function asAttribute(call: Call, attribute: string, isSetter: boolean): Fix | null {
  const { receiver, node } = call;
  if (receiver === null) return null;
  const [value] = call.positional;
  const isStatement = node.parent?.kind === "expression_statement";
  if (isSetter && (call.arguments.length !== 1 || value === undefined || !isStatement)) return null;
  if (!isSetter && call.arguments.length > 0) return null;
  const member = `${receiver.text}.${attribute}`;
  const replacement = isSetter ? `${member} = ${value?.text ?? ""}` : member;
  return { title: `Use \`${member}\``, safety: "safe", edits: [{ span: node, replacement }] };
}
