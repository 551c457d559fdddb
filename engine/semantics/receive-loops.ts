import type { SyntaxNode } from "../syntax/tree.js";
import { comparisonsIn } from "./comparisons.js";
import { regionOf } from "./flow.js";
import { stringValue, unparenthesized } from "./literals.js";
import type { Model } from "./model.js";
import type { Variable } from "./scopes.js";

/** Methods that give something empty of what is empty. */
const KEEPS_EMPTY = new Set("decode encode expandtabs lower lstrip rstrip strip title upper".split(" "));
/** Methods that take something empty without raising, and keep the flow going. */
const TAKES_EMPTY = new Set(
  (
    "append critical debug endswith error exception extend find flush format info join log lower lstrip put rstrip " +
    "setblocking settimeout split startswith strip update upper warning write decode encode"
  ).split(" "),
);
const SENDS = new Set(["send", "sendall"]);
const HARMLESS =
  /^(?:builtins\.(?:bytearray|bytes|len|print|repr|str|min|max)|time\.(?:sleep|time|monotonic)|logging\.\w+|select\.select|sys\.std\w+\.\w+)$/;
const COLLECTS = new Set(["append", "extend", "update", "write"]);
const LOOPS = ["while_statement", "for_statement"] as const;

/**
 * How a loop that receives goes on for ever when nothing more comes:
 *
 * - `always`: nothing ever ends it but an error
 * - `early`: it waits for what would have to be received still
 */
export interface EndlessReceive {
  readonly when: "always" | "early";
  readonly loop: SyntaxNode;
  /** Where what is received gets a name of its own; null where it gets none. */
  readonly assignment: SyntaxNode | null;
}

/**
 * The innermost loop around a call that receives, if it certainly never ends once nothing but empty bytes comes.
 *
 * Null whenever something in the loop may end it, or raise: what a function of unknown manners is called with, for example.
 */
export function endlessReceive(recv: SyntaxNode, model: Model): EndlessReceive | null {
  const loop = recv.enclosing(...LOOPS);
  const body = loop?.kind === "while_statement" ? loop.field("body") : null;
  if (loop === null || body?.covers(recv) !== true || regionOf(loop) !== regionOf(recv)) return null;
  return new ReceiveLoop(loop, recv, model).judge();
}

type Truth = "dead" | "stuck" | "open" | "unknown";

class ReceiveLoop {
  /** Variables that are empty at the end. */
  readonly #empty = new Set<Variable>();
  /** Variables that collect what comes, and so do not change any more. */
  readonly #collected = new Set<Variable>();
  /** Variables of which nothing is known. */
  readonly #changed = new Set<Variable>();
  #isEarly = false;
  #assignment: SyntaxNode | null = null;

  constructor(
    readonly loop: SyntaxNode,
    readonly recv: SyntaxNode,
    readonly model: Model,
  ) {}

  judge(): EndlessReceive | null {
    if (!this.#takeBindings() || !this.#isCalm() || !this.#neverLeaves()) return null;
    return { when: this.#isEarly ? "early" : "always", loop: this.loop, assignment: this.#assignment };
  }

  /** Sorts the variables that the loop binds; false where that does not tell what becomes of what is received. */
  #takeBindings(): boolean {
    const bound = new Map<Variable, SyntaxNode[]>();
    for (const name of this.loop.descendants("identifier")) {
      const variable = this.model.variableOf(name);
      if (variable === undefined || bound.has(variable)) continue;
      const sites = variable.bindings.filter(({ name: at }) => this.loop.covers(at)).map(({ site }) => site);
      if (sites.length > 0) bound.set(variable, sites);
    }
    // What is empty is found first, since the rest is made of it.
    for (let grows = true; grows; ) {
      grows = false;
      for (const [variable, sites] of bound) {
        const [site, ...others] = sites;
        if (others.length > 0 || this.#empty.has(variable) || site?.kind !== "assignment") continue;
        const value = site.field("right");
        if (site.field("left")?.kind !== "identifier" || value === null || !this.#isEmpty(value)) continue;
        this.#empty.add(variable);
        if (value.covers(this.recv)) this.#assignment = site.parent;
        grows = true;
      }
    }
    for (const [variable, sites] of bound) {
      if (this.#empty.has(variable)) continue;
      const collects = sites.every((site) => this.#addsNothing(site, variable));
      (collects ? this.#collected : this.#changed).add(variable);
    }
    return this.#isKept();
  }

  /** `data += part`, `data = data + part`, `count += len(part)` */
  #addsNothing(site: SyntaxNode, variable: Variable): boolean {
    let added = site.field("right");
    if (site.kind === "assignment") {
      const first = added?.kind === "binary_operator" && added.token("+") !== null ? added.field("left") : null;
      if (first?.kind !== "identifier" || this.model.variableOf(first) !== variable) return false;
      added = added?.field("right") ?? null;
    } else if (site.kind !== "augmented_assignment") return false;
    const call = added === null ? null : this.model.callAt(unparenthesized(added));
    const measured = call?.name === "builtins.len" ? (call.positional[0] ?? null) : added;
    return measured !== null && this.#isEmpty(measured);
  }

  /** Whether what is received goes somewhere that is understood. */
  #isKept(): boolean {
    if (this.#assignment !== null) return true;
    let node = this.recv;
    while (node.parent !== null && this.#isEmpty(node.parent)) node = node.parent;
    const { parent } = node;
    if (parent?.kind === "augmented_assignment" || parent?.kind === "binary_operator") return true;
    const call = parent?.kind === "argument_list" && parent.parent !== null ? this.model.callAt(parent.parent) : null;
    return call !== null && (call.name === "builtins.print" || COLLECTS.has(call.method ?? ""));
  }

  /** Whether an expression is empty when nothing comes. */
  #isEmpty(expression: SyntaxNode): boolean {
    let node = unparenthesized(expression);
    for (;;) {
      if (node === this.recv) return true;
      if (node.kind === "identifier") {
        const variable = this.model.variableOf(node);
        return variable !== undefined && this.#empty.has(variable);
      }
      const call = this.model.callAt(node);
      const isMember = node.kind === "attribute" && KEEPS_EMPTY.has(node.field("attribute")?.text ?? "");
      const inner: SyntaxNode | null = isMember
        ? node.field("object")
        : call !== null && KEEPS_EMPTY.has(call.method ?? "")
          ? call.receiver
          : null;
      if (inner === null) return false;
      node = unparenthesized(inner);
    }
  }

  /** Whether nothing in the loop raises, waits for others or ends the program, as far as that can be told. */
  #isCalm(): boolean {
    if (this.loop.descendants("yield", "await", "assert_statement", "match_statement", "lambda").length > 0)
      return false;
    if (this.loop.descendants("function_definition", "class_definition", "delete_statement").length > 0) return false;
    const isIndexed = this.loop.descendants("subscript").some((subscript) => {
      const value = subscript.field("value");
      return subscript.field("subscript")?.kind !== "slice" && value !== null && this.#mentions(value, this.#all);
    });
    return !isIndexed && this.loop.descendants("call").every((node) => this.#isHarmless(node));
  }

  #isHarmless(node: SyntaxNode): boolean {
    const call = node === this.recv ? null : this.model.callAt(node);
    if (call === null) return node === this.recv;
    if (call.name !== null && HARMLESS.test(call.name)) return true;
    const method = call.method ?? "";
    // To send something to who has closed raises after a while.
    if (SENDS.has(method)) return call.positional.slice(0, 1).every((value) => this.#isEmpty(value));
    if (method === "join") return call.receiver !== null && stringValue(call.receiver) !== null;
    return TAKES_EMPTY.has(method) || this.#isLeaving(node);
  }

  /** Whether a call stands in a branch that leaves the loop. */
  #isLeaving(node: SyntaxNode): boolean {
    const statement = node.enclosing("return_statement", "raise_statement");
    return statement !== null && this.loop.covers(statement);
  }

  #neverLeaves(): boolean {
    const condition = this.loop.field("condition");
    if (condition === null || this.loop.descendants("while_statement").length > 0) return false;
    if (!/^(?:True|1)$/.test(unparenthesized(condition).text)) {
      if (this.#truthOf(condition) !== "stuck") return false;
      this.#isEarly = true;
    }
    const tests = this.loop.descendants("if_statement", "elif_clause", "conditional_expression", "if_clause");
    const isUnknown = tests.some((test) => {
      const asked = test.field("condition") ?? test.namedChildren[test.kind === "if_clause" ? 0 : 1];
      return asked === undefined || this.#truthOf(asked) === "unknown";
    });
    return !isUnknown && this.#leaves.every((leave) => this.#isNotTaken(leave));
  }

  get #leaves(): SyntaxNode[] {
    return this.loop.descendants("break_statement", "return_statement", "raise_statement").filter((leave) => {
      return leave.kind !== "break_statement" || leave.enclosing(...LOOPS) === this.loop;
    });
  }

  #isNotTaken(leave: SyntaxNode): boolean {
    for (let child = leave, up = child.parent; up !== null && child !== this.loop; child = up, up = up.parent) {
      // What may raise at the end of a connection has been asked for before.
      if (up.kind === "except_clause") return true;
      if (up.kind !== "if_statement" && up.kind !== "elif_clause") continue;
      const condition = up.field("condition");
      const truth = condition === null || condition === child ? "open" : this.#truthOf(condition);
      if (truth === "dead" && child.fieldName === "consequence") return true;
      if (truth === "stuck") {
        this.#isEarly = true;
        return true;
      }
    }
    return false;
  }

  /**
   * How a test comes out when nothing comes: `dead` is false, `stuck` is as it was before, so that it does not end the loop,
   * `open` has nothing to do with it.
   */
  #truthOf(condition: SyntaxNode): Truth {
    if (!this.#mentions(condition, this.#all)) return "open";
    if (this.#mentions(condition, this.#changed)) return "unknown";
    if (this.#mentions(condition, this.#empty)) return this.#isFalse(condition) ? "dead" : "unknown";
    const isPlain = condition.descendants("call").every((node) => this.#isQuestion(node));
    const own = unparenthesized(condition);
    return isPlain && (own.kind !== "call" || this.#isQuestion(own)) ? "stuck" : "unknown";
  }

  /** Calls that only look at their object. */
  #isQuestion(node: SyntaxNode): boolean {
    const call = this.model.callAt(node);
    return (
      call !== null && (call.name === "builtins.len" || /^(?:endswith|startswith|find|count)$/.test(call.method ?? ""))
    );
  }

  #isFalse(condition: SyntaxNode): boolean {
    const node = unparenthesized(condition);
    if (node.kind === "call") {
      const call = this.model.callAt(node);
      const [value] = call?.positional ?? [];
      if (call?.receiver == null || value === undefined || !/^(?:starts|ends)with$/.test(call.method ?? ""))
        return false;
      return this.#isEmpty(call.receiver) && isFilled(value);
    }
    if (node.kind !== "comparison_operator") return false;
    const [comparison, ...others] = comparisonsIn(node);
    if (comparison === undefined || others.length > 0) return false;
    const { left, operator, right } = comparison;
    if (operator === "in") return isFilled(left) && this.#isEmpty(right);
    return operator === "==" && ((this.#isEmpty(left) && isFilled(right)) || (this.#isEmpty(right) && isFilled(left)));
  }

  get #all(): ReadonlySet<Variable> {
    return new Set([...this.#empty, ...this.#collected, ...this.#changed]);
  }

  #mentions(node: SyntaxNode, variables: ReadonlySet<Variable>): boolean {
    const names = node.kind === "identifier" ? [node] : node.descendants("identifier");
    return names.some((name) => {
      const variable = this.model.variableOf(name);
      return variable !== undefined && variables.has(variable);
    });
  }
}

/** Whether an expression is a literal of text or bytes with something in it. */
function isFilled(expression: SyntaxNode): boolean {
  return (stringValue(expression) ?? "") !== "";
}
