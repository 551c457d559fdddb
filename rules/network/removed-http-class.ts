import { connectionEdits } from "../../engine/repairs/old-http.js";
import { defineRule, type Fix } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";

/**
 * `httplib.HTTP` was there for programs of Python 1.5, and went with Python 3.0: its answer is got by `getreply()` and
 * `getfile()`, for which `HTTPConnection` has a response object.
 *
 * Found at calls of the two classes, unless somebody tries them first.
 */
export default defineRule({
  name: "removed-http-class",
  question: "form-submission",
  summary: "httplib.HTTP and HTTPS, which Python 3 does not have",
  severity: "error",
  fix: "unsafe",
  pythons: { since: "3.0" },
  messages: {
    removed:
      "Python 3 has no `{name}`: use `{name}Connection`, and `getresponse()` instead of `getreply()` and `getfile()`",
  },
  on: (when) =>
    when.calls(["http.client.HTTP", "http.client.HTTPS"], (call, { model, report }) => {
      const { callee, name, node } = call;
      if (guardOf(node, model, [...NAME_ERRORS, ...IMPORT_ERRORS]) !== null) return;
      const fix = (): Fix | null => {
        const edits = connectionEdits(call, model);
        return edits && { title: "Use the connection and its response", safety: "unsafe", edits };
      };
      report("removed", { at: callee, data: { name: name?.slice("http.client.".length) ?? "HTTP" }, fix });
    }),
});
