import type { SyntaxNode } from "../syntax/tree.js";
import { classOf } from "./classes.js";
import type { Model } from "./model.js";

/**
 * Whether a node lies in a test, where objects are made to be looked at and not to do their work: in a function that test
 * runners call by its name, or in a class of tests.
 */
export function isInTest(node: SyntaxNode, model: Model): boolean {
  for (let at = node.enclosing("function_definition"); at !== null; at = at.enclosing("function_definition")) {
    if (/^_?test/.test(at.field("name")?.text ?? "")) return true;
    const owner = classOf(at);
    if (owner === null) continue;
    const { classes, outside } = model.classes.lineage(owner);
    if (outside.some((name) => name.endsWith("TestCase"))) return true;
    if (classes.some((each) => /^Test|Tests?$|TestCase$/.test(each.field("name")?.text ?? ""))) return true;
  }
  return false;
}
