import { defineRule } from "../../engine/rule.js";
import { networkSourceOf } from "../../engine/semantics/network-data.js";
import { isInTest } from "../../engine/semantics/tests.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

/** What shows that a program makes sure whom it talks to, or talks to itself. */
const TRUSTED = /\bhmac\b|\bsocketpair\b|AF_UNIX|compare_digest|find_class/;

/**
 * To load a pickle is to run it: it may name any function, with any arguments. Whoever can send one to a program that loads it
 * can make the program do anything.
 *
 * Found where what is loaded certainly came over a socket or from a web server, and nothing in the file makes sure of the sender.
 */
export default defineRule({
  name: "unpickle-from-network",
  question: "persistent-objects",
  summary: "a pickle that comes over the network, which may run any code",
  severity: "warning",
  fix: "none",
  messages: {
    received:
      "`{data}` comes over the network, and a pickle can make `{function}` run anything: whoever reaches this port takes over the program; send JSON instead",
  },
  on: (when) =>
    when.calls(
      ["pickle.load", "pickle.loads", "pickle.Unpickler"],
      (call, { model, report }) => {
        const [data] = call.positional;
        if (data === undefined || textMatches(model.source, TRUSTED) || isInTest(call.node, model)) return;
        const source = networkSourceOf(data, model);
        if (source === null) return;
        report("received", {
          at: call.node,
          data: { data: excerpt(data.text), function: excerpt(call.callee.text) },
          related: call.node.covers(source) ? [] : [{ span: source, message: "received here" }],
        });
      },
      [["recv"], ["recvfrom"], ["makefile"], ["rfile"], ["urlopen"], ["getresponse"], ["requests"], ["httpx"]],
    ),
});
