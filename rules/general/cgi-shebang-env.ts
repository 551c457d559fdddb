import { defineRule } from "../../engine/rule.js";
import { pythonOf, shebangOf } from "../../engine/text/shebang.js";

/** Where web servers look for programs to start. */
const CGI_PATH = /(?:^|[\\/])cgi-bin[\\/]|\.cgi$/i;
/** What only a CGI script does: it reads the request from its surroundings, and it writes a header first. */
const READS_REQUEST = /\bFieldStorage[ \t]*\(|["'](?:REQUEST_METHOD|QUERY_STRING|GATEWAY_INTERFACE)["']/;
const WRITES_HEADER = /\b(?:print|write)[ \t]*(?:\([ \t]*)?[bu]?["']Content-Type:/i;
const SHOWS_ERRORS = /^[ \t]*cgitb[ \t]*\.[ \t]*enable[ \t]*\(/m;

/**
 * A web server starts CGI scripts with hardly any environment: where PATH is not set, `env` finds no Python, or the
 * wrong one.
 *
 * Found in scripts that lie where servers start them, or that do what only CGI scripts do.
 */
export default defineRule({
  name: "cgi-shebang-env",
  question: "executable-script",
  summary: "a CGI script that has `env` look for its interpreter",
  severity: "warning",
  fix: "none",
  messages: {
    env: "a web server need not set PATH, by which `env` looks for `{program}`: write the interpreter's whole path",
  },
  on: (when) =>
    when.text(/^#![ \t]*\/\S*\/env[ \t]/, ({ source, report }) => {
      const shebang = shebangOf(source);
      const program = shebang === null ? null : pythonOf(shebang);
      if (shebang === null || program === null || !/^\/.*\/env$/.test(shebang.interpreter.text)) return;
      // `env /usr/bin/python3` looks for nothing, and `env PATH=... python3` knows where.
      if (/\/|PATH=/.test(shebang.argument?.text ?? "")) return;
      const { text, path } = source;
      const isCgi =
        CGI_PATH.test(path) || SHOWS_ERRORS.test(text) || (WRITES_HEADER.test(text) && READS_REQUEST.test(text));
      if (isCgi) report("env", { at: shebang.line.span, data: { program } });
    }),
});
