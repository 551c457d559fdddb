import {
  NEWEST_PROTOCOL,
  newestProtocol,
  PROTOCOL_PLACES,
  protocolSince,
} from "../../engine/knowledge/pickle-protocols.js";
import { defineRule } from "../../engine/rule.js";
import { constantInteger } from "../../engine/semantics/constants.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";

/**
 * Each protocol of pickles came with a version of Python, and older ones can neither write nor read it.
 *
 * Found where the protocol is a number that the version the file is meant for does not have.
 */
export default defineRule({
  name: "pickle-protocol-too-new",
  question: "pickle-speed",
  summary: "a protocol of pickles that this version of Python does not have",
  severity: "error",
  fix: "none",
  messages: {
    missing:
      "protocol {protocol} came with Python {since}, so this raises ValueError in {target}: the newest there is {newest}",
    unknown: "there is no protocol {protocol}, so this raises ValueError: the newest is {newest}",
  },
  on: (when) =>
    when.calls(Object.keys(PROTOCOL_PLACES), (call, { model, target, report }) => {
      const given = call.argument(PROTOCOL_PLACES[call.name ?? ""] ?? null, "protocol");
      const protocol = given === undefined ? null : constantInteger(given, model);
      const newest = newestProtocol(target);
      if (given === undefined || protocol === null || protocol <= BigInt(newest)) return;
      if (
        isExpectedToFail(call.node, model, ["builtins.ValueError"]) ||
        guardOf(call.node, model, ["ValueError"]) !== null
      )
        return;
      const since = protocolSince(Number(protocol));
      const data = { protocol: String(protocol), newest: String(since === null ? NEWEST_PROTOCOL : newest) };
      if (since === null) report("unknown", { at: given, data });
      else report("missing", { at: given, data: { ...data, since, target: `${target.major}.${target.minor}` } });
    }),
});
