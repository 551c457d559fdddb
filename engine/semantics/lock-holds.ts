import type { SyntaxNode } from "../syntax/tree.js";
import { fewAttributesNamed } from "./attribute-rows.js";
import { regionOf } from "./flow.js";
import { isHandedOver, isLockUse, mayGiveUp } from "./locks.js";
import type { Model } from "./model.js";

/** Locks that are named more often than this are not looked at. */
const MAX_MENTIONS = 400;

/** One stretch of a function in which it holds a lock. */
export interface Held {
  /** The expression that stands for the lock. */
  readonly lock: SyntaxNode;
  /** What acquires it: the item of a `with`, or the call. */
  readonly at: SyntaxNode;
  /** Whether it waits until it has the lock. */
  readonly waits: boolean;
  /** What holds everything that may be done while the lock is held. */
  readonly scope: SyntaxNode;
  /** Whether a node of the same function is certainly evaluated while the lock is held. */
  covers(node: SyntaxNode): boolean;
}

/**
 * Where a lock is held, in the whole file: by a `with`, or between `acquire` and `release`.
 *
 * @param target what the lock is given to where it is made: a name, `self.x`, or a name in the body of a class. Nothing is held
 * where another lock may go by that name.
 */
export function holdsOf(target: SyntaxNode, model: Model): Held[] {
  const mentions = mentionsOfLock(target, model);
  if (mentions.length > MAX_MENTIONS) return [];
  const releases = mentions.flatMap((mention) => methodCall(mention, "release") ?? []);
  const isOurs = mentions.every((mention) => mention === target || isLockUse(mention)) && !isHandedOver(target, model);
  return mentions.flatMap((lock) => heldBy(lock, { releases, isOurs }, model) ?? []);
}

function mentionsOfLock(target: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const variable = target.kind === "identifier" ? model.variableOf(target) : undefined;
  if (variable !== undefined && variable.scope.kind !== "class") {
    return variable.bindings.length === 1 ? variable.references : [];
  }
  const name = (target.field("attribute") ?? target).text;
  const ownerOf = (object: SyntaxNode | null): SyntaxNode | null =>
    object === null ? null : (model.classes.receiverClass(object) ?? model.classes.localClass(object));
  const owner = variable?.scope.node ?? ownerOf(target.field("object"));
  if (owner === null || !isMadeOnce(owner, name, model)) return [];
  return fewAttributesNamed(target.tree, name).filter((each) => ownerOf(each.field("object")) === owner);
}

/** Whether an attribute has one value only, over all that is known of it. */
function isMadeOnce(owner: SyntaxNode, name: string, { classes }: Model): boolean {
  const { bindings = [], stores = [] } = classes.attribute(owner, name) ?? {};
  const isOverridden = classes.overrides(owner, name).length > 0;
  return bindings.length + stores.length === 1 && !isOverridden && classes.storesFromOutside(name).length === 0;
}

interface Uses {
  /** The calls that release the lock. */
  readonly releases: readonly SyntaxNode[];
  /**
   * Whether the lock is only ever entered, acquired and released, and by no function that has not acquired it: a lock that is
   * handed over may be released at any time.
   */
  readonly isOurs: boolean;
}

function heldBy(lock: SyntaxNode, { releases, isOurs }: Uses, model: Model): Held | null {
  if (lock.parent?.kind === "with_item") return heldByWith(lock, lock.parent, releases);
  const node = methodCall(lock, "acquire");
  const call = node === null ? null : model.callAt(node);
  if (node === null || call === null) return null;
  const region = regionOf(node);
  const own = releases.filter((release) => regionOf(release) === region);
  const statement = node.parent?.kind === "await" ? node.parent.parent : node.parent;
  const waits = !mayGiveUp(call, model) && !call.hasUnpacking && call.arguments.length === 0;
  // What is held after `if lock.acquire(False)` depends.
  const holds = waits && isOurs && statement?.kind === "expression_statement";
  const flow = model.flowOf(node);
  return {
    lock,
    at: node,
    waits,
    scope: region,
    covers: (place) => holds && flow.dominates(node, place) && own.every((release) => !flow.reaches(release, place)),
  };
}

function heldByWith(lock: SyntaxNode, item: SyntaxNode, releases: readonly SyntaxNode[]): Held | null {
  const statement = item.enclosing("with_statement");
  const body = statement?.field("body");
  if (!statement || !body || releases.some((release) => body.covers(release))) return null;
  return {
    lock,
    at: item,
    waits: true,
    scope: statement,
    covers: (place) =>
      body.covers(place) || (place.row > item.row && place.kind === "with_item" && statement.covers(place)),
  };
}

/** The call of a method on what an expression stands for, where it stands. */
function methodCall(expression: SyntaxNode, method: string): SyntaxNode | null {
  const member =
    expression.parent?.kind === "attribute" && expression.fieldName === "object" ? expression.parent : null;
  const isCalled = member?.parent?.kind === "call" && member.fieldName === "function";
  return isCalled && member?.field("attribute")?.text === method ? member.parent : null;
}
