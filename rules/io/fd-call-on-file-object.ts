import { defineRule, type Fix } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { excerpt } from "../../engine/text/wording.js";

/** Functions of `os` that want the number of an open file and take no object for it; those of `fcntl`, `select` and `os.fsync` do. */
const WANT_NUMBER = [
  "close",
  "dup",
  "dup2",
  "fchmod",
  "fstat",
  "ftruncate",
  "isatty",
  "lseek",
  "read",
  "set_blocking",
  "write",
].map((name) => `os.${name}`);

/**
 * `os.read` and its kin work with the number of an open file, `os.popen` and `open` give an object. The object's own `read` is
 * what is wanted in most cases; its number is what `fileno()` gives.
 *
 * Found where the argument certainly is a file object.
 */
export default defineRule({
  name: "fd-call-on-file-object",
  question: "os-read-popen",
  summary: "a file object where a function of `os` wants the number of a file",
  severity: "error",
  fix: "safe",
  messages: {
    object:
      "`{function}` wants the number of an open file, and `{file}` is a file object, so this raises TypeError: use `{file}.{method}`, or `{file}.fileno()`",
  },
  on: (when) =>
    when.calls(WANT_NUMBER, (call, { model, report }) => {
      const file = call.argument(0, "fd");
      if (file === undefined || model.handleOf(file) === null) return;
      if (isExpectedToFail(call.node, model, ["builtins.TypeError"])) return;
      const method =
        call.name === "os.lseek"
          ? "seek()"
          : call.name === "os.ftruncate"
            ? "truncate()"
            : `${call.method ?? "read"}()`;
      report("object", {
        at: call.node,
        data: { function: excerpt(call.callee.text), file: excerpt(file.text), method },
        fix: (): Fix => ({
          title: "Pass the number of the file",
          safety: "safe",
          edits: [{ span: { start: file.end, end: file.end }, replacement: ".fileno()" }],
        }),
      });
    }),
});
