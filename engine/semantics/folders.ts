import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { constantOf } from "./constants.js";
import { regionOf } from "./flow.js";
import { grouped } from "./grouped.js";
import { stringValue } from "./literals.js";
import type { Model } from "./model.js";
import { isSameValue } from "./same-values.js";
import { isInTest } from "./tests.js";

/** Functions that give the path of a folder that is there. */
const GIVE_FOLDERS: ReadonlySet<string> = new Set([
  "os.getcwd",
  "os.getcwdu",
  "pathlib.Path.cwd",
  "pathlib.Path.home",
  "tempfile.gettempdir",
  "tempfile.mkdtemp",
]);
const MAKERS: ReadonlySet<string> = new Set(["os.makedirs", "os.mkdir"]);
/** A text that ends so is the path of a folder, or of nothing. */
const FOLDER_TEXT = /(?:^|[/\\])\.{0,2}$/;
/** Names of functions after which a folder may be gone. */
const MAY_REMOVE = /rm|remove|delete|del_|clean|unlink|rename|replace|move|cleanup|purge|reset/i;

/**
 * Why the path that an expression gives is certainly that of a folder when a place is evaluated: the call that makes the
 * folder or gives its path, or the text that ends in a slash. Null where that is not known.
 *
 * @param place a call of the same function that uses the path
 */
export function folderOrigin(expression: SyntaxNode, place: SyntaxNode, model: Model): SyntaxNode | null {
  const given = givenFolder(expression, model);
  const text = given === null ? stringValue(constantOf(expression, model)) : null;
  if (text !== null && text !== "" && FOLDER_TEXT.test(text)) return constantOf(expression, model);
  const origin = given ?? madeFolder(expression, place, model);
  return origin === null || mayBeRemoved(expression, origin, place, model) ? null : origin;
}

/**
 * Why a folder is certainly there when a place is evaluated: the call that makes it or gives its path; null where that is not
 * known.
 */
export function existingFolder(expression: SyntaxNode, place: SyntaxNode, model: Model): SyntaxNode | null {
  const origin = givenFolder(expression, model) ?? madeFolder(expression, place, model);
  return origin === null || mayBeRemoved(expression, origin, place, model) ? null : origin;
}

function givenFolder(expression: SyntaxNode, model: Model): SyntaxNode | null {
  const node = constantOf(expression, model);
  if (node.kind === "call") return GIVE_FOLDERS.has(model.callAt(node)?.name ?? "") ? node : null;
  const made = temporaryFolder(node, model) ?? testFolder(node, model);
  if (made !== null) return made;
  const values = model.valuesOf(node);
  const [value] = values;
  return values.length === 1 && value?.kind === "call" && GIVE_FOLDERS.has(value.name ?? "") ? value.node : null;
}

/** The call of `TemporaryDirectory` whose path an expression is, the name after `as` or the attribute `name`; or null. */
export function temporaryFolder(node: SyntaxNode, model: Model): SyntaxNode | null {
  if (node.kind === "attribute") {
    const object = node.field("object");
    const isName = node.field("attribute")?.text === "name";
    const value = object === null || !isName ? null : model.onlyValueOf(object);
    return value?.kind === "call" && value.name === "tempfile.TemporaryDirectory" ? value.node : null;
  }
  const reached = node.kind === "identifier" ? model.reachingBindings(node) : undefined;
  const [binding, ...others] = reached?.bindings ?? [];
  if (binding?.kind !== "with" || others.length > 0 || reached?.isElsewhere === true) return null;
  const [opened] = binding.site.namedChildren;
  const call = opened === undefined ? null : model.callAt(opened);
  return call?.name === "tempfile.TemporaryDirectory" ? call.node : null;
}

/** The parameter of a test that pytest fills with a fresh folder. */
function testFolder(node: SyntaxNode, model: Model): SyntaxNode | null {
  if (node.kind !== "identifier" || !/^(?:tmp_path|tmpdir)$/.test(node.text) || !isInTest(node, model)) return null;
  const value = model.onlyValueOf(node);
  return value?.kind === "parameter" ? value.node : null;
}

/** The call that certainly makes a folder of the same path before a place is evaluated. */
function madeFolder(expression: SyntaxNode, place: SyntaxNode, model: Model): SyntaxNode | null {
  const graph = model.flowOf(place);
  const found = callsIn(model)
    .making.get(regionOf(place))
    ?.find(({ call, path }) => {
      if (call.node.start >= place.start) return false;
      if (!isSameValue(path, expression, model)) return false;
      return graph.dominates(call.node, place) || isMadeUnlessThere(call, path, place, model);
    });
  return found?.call.node ?? null;
}

/** The calls of a file that make and remove what is on the disk, found once: each of many places asks. */
interface DiskCalls {
  /** Those that make a folder, by the function they are in, with its path. */
  readonly making: ReadonlyMap<SyntaxNode, readonly { readonly call: Call; readonly path: SyntaxNode }[]>;
  /** Those that may remove or move something, by what they are called. */
  readonly removing: readonly Call[];
}

const known = new Kept<Model, DiskCalls>(({ tree }) => tree);

function callsIn(model: Model): DiskCalls {
  let calls = known.get(model);
  if (calls === undefined) {
    const making = model.calls.flatMap((call) => {
      const path = pathMade(call, model);
      return path === null ? [] : [{ call, path }];
    });
    calls = {
      making: grouped(making, ({ call }) => regionOf(call.node)),
      removing: model.calls.filter(({ callee }) => MAY_REMOVE.test(callee.text)),
    };
    known.set(model, calls);
  }
  return calls;
}

function pathMade(call: Call, model: Model): SyntaxNode | null {
  if (MAKERS.has(call.name ?? "")) return call.argument(0, call.name === "os.mkdir" ? "path" : "name") ?? null;
  const isMethod = call.method === "mkdir" && call.receiver !== null;
  return isMethod && model.madeBy(call.receiver) === "pathlib.Path" ? call.receiver : null;
}

/** `if not os.path.exists(path): os.makedirs(path)` */
function isMadeUnlessThere(call: Call, path: SyntaxNode, place: SyntaxNode, model: Model): boolean {
  const statement = call.node.enclosing("if_statement");
  const block = call.node.parent?.parent;
  if (statement === null || block?.parent !== statement || statement.field("alternative") !== null) return false;
  const condition = statement.field("condition");
  const asked = condition?.kind === "not_operator" ? condition.field("argument") : null;
  const test = asked === null || asked === undefined ? null : model.callAt(asked);
  if (test === null || !/^os\.path\.(?:exists|isdir)$/.test(test.name ?? "")) return false;
  const [tested] = test.positional;
  const graph = model.flowOf(place);
  return tested !== undefined && isSameValue(tested, path, model) && graph.dominates(test.node, place);
}

/** Whether something between two places of a function may remove or move the folder at a path. */
function mayBeRemoved(expression: SyntaxNode, origin: SyntaxNode, place: SyntaxNode, model: Model): boolean {
  const graph = model.flowOf(place);
  const mentions = (node: SyntaxNode): boolean =>
    node.text === expression.text ||
    node.descendants(expression.kind as "identifier").some((each) => each.text === expression.text);
  return callsIn(model).removing.some(({ node }) => {
    if (node === place || node === origin) return false;
    return mentions(node) && graph.reachedWithout(node, [origin])(place);
  });
}
