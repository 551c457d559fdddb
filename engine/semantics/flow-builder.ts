import type { SyntaxNode } from "../syntax/tree.js";
import { FlowAssembly, type FlowParts } from "./flow-assembly.js";
import { connect, type FlowNode } from "./flow-nodes.js";
import { armsOf, catchesEverything, constantTruth, matchesEverything, suppressesExceptions } from "./flow-pieces.js";

/** Builds the flow of a module, a function, a lambda or a class body. */
export function assembleFlow(region: SyntaxNode): FlowParts {
  const builder = new FlowBuilder();
  const body = region.parent === null ? region : region.field("body");
  if (region.kind !== "lambda") builder.block(body);
  else if (body !== null) builder.flow.step("statement", body, [body]);
  return builder.flow.finish();
}

/** Knows the statements: which steps each consists of, and how these follow each other. */
class FlowBuilder {
  readonly flow = new FlowAssembly();

  block(block: SyntaxNode | null): void {
    if (block !== null) this.#statements(block, block.row + 1);
  }

  /** Adds the statements of a block from a row on; at a compound one, the rest is planned for later. */
  #statements(block: SyntaxNode, from: number): void {
    const { last, flags } = block.tree.columns;
    const end = last[block.row] as number;
    for (let row = from; row < end; row = last[row] as number) {
      // Named (1), and no extra (2), which comments are.
      if (((flags[row] as number) & 3) !== 1) continue;
      const statement = block.tree.node(row);
      if (!COMPOUND.has(statement.kind)) {
        this.#simple(statement);
        continue;
      }
      const next = last[row] as number;
      if (next < end) this.flow.plan(() => this.#statements(block, next));
      this.#compound(statement);
      return;
    }
  }

  #simple(statement: SyntaxNode): void {
    const { flow } = this;
    const node = flow.step("statement", statement, [statement]);
    switch (statement.kind) {
      case "return_statement":
        flow.return();
        break;
      case "raise_statement":
        flow.raise(node);
        flow.current = null;
        break;
      case "break_statement":
        flow.jumpInLoop("break");
        break;
      case "continue_statement":
        flow.jumpInLoop("continue");
        break;
      case "assert_statement": {
        // With type checkers and those who write it: nothing follows `assert False`.
        const condition = statement.namedChildren[0];
        if (condition !== undefined && constantTruth(condition) === false) flow.current = null;
        break;
      }
    }
  }

  #compound(node: SyntaxNode): void {
    switch (node.kind) {
      case "if_statement":
        this.#if(node);
        break;
      case "while_statement":
        this.#while(node);
        break;
      case "for_statement":
        this.#for(node);
        break;
      case "try_statement":
        this.#try(node);
        break;
      case "with_statement":
        this.#with(node);
        break;
      case "match_statement":
        this.#match(node);
        break;
      case "decorated_definition": {
        const definition = node.field("definition");
        const decorators = node.children.filter((child) => child.kind === "decorator");
        if (definition !== null) this.#definition(definition, decorators);
        else this.flow.step("statement", node, [node]);
        break;
      }
      default:
        this.#definition(node, []);
    }
  }

  /** The step of a condition; where broken text has none, a join. */
  #condition(owner: SyntaxNode): { step: FlowNode; truth: boolean | null } {
    const condition = owner.field("condition");
    if (condition === null) this.flow.follow(this.flow.join());
    else this.flow.step("condition", condition, [condition]);
    const step = this.flow.current as FlowNode;
    this.flow.stand(owner, step);
    return { step, truth: condition === null ? null : constantTruth(condition) };
  }

  #if(node: SyntaxNode): void {
    const { flow } = this;
    const after = flow.join();
    const branches = armsOf(node);
    let index = 0;
    const next = (): void => {
      const branch = branches[index++];
      if (branch === undefined) flow.follow(after);
      else if (branch.kind === "else_clause") {
        flow.plan(
          () => this.block(branch.field("body")),
          () => flow.follow(after),
        );
      } else {
        const { step, truth } = this.#condition(branch);
        if (truth === false) flow.current = null;
        flow.plan(
          () => this.block(branch.field("consequence")),
          () => {
            connect(flow.current, after);
            flow.current = truth === true ? null : step;
            next();
          },
        );
      }
    };
    next();
  }

  #while(node: SyntaxNode): void {
    const { flow } = this;
    const { step, truth } = this.#condition(node);
    this.#loop(node, step, truth === true ? null : step, () => {
      if (truth === false) flow.current = null;
    });
  }

  #for(node: SyntaxNode): void {
    const { flow } = this;
    const left = node.field("left");
    const right = node.field("right");
    flow.stand(node, flow.step("iterable", right ?? node, right === null ? [] : [right]));
    const head = flow.step("iteration", node, []);
    flow.mayRaise(head);
    this.#loop(node, head, head, () => {
      if (left !== null) flow.step("target", left, [left]);
    });
  }

  /** The body of a loop, which goes back to `head`, and its `else`, which is reached from `last`. */
  #loop(node: SyntaxNode, head: FlowNode, last: FlowNode | null, begin: () => void): void {
    const { flow } = this;
    begin();
    const after = flow.join();
    const frame = flow.enterLoop(head, after);
    flow.plan(
      () => this.block(node.field("body")),
      () => {
        connect(flow.current, head);
        flow.frame = frame.outer;
        flow.current = last;
        this.#else(node);
      },
      () => flow.follow(after),
    );
  }

  #else(node: SyntaxNode): void {
    this.block(node.children.find((child) => child.kind === "else_clause")?.field("body") ?? null);
  }

  #try(node: SyntaxNode): void {
    const { flow } = this;
    const clauses = node.children.filter((child) => child.kind === "except_clause");
    const clause = node.children.find((child) => child.kind === "finally_clause");
    const final = clause?.namedChildren.find((child) => child.kind === "block") ?? null;
    const outer = flow.frame;
    const cleanup = clause === undefined ? null : flow.finally(() => this.block(final));
    const inner = cleanup ?? outer;
    const start = flow.join();
    const done = flow.join();
    const entry = clauses.length > 0 ? flow.join() : null;
    flow.follow(start);
    flow.stand(node, start);
    flow.frame = entry === null ? inner : { kind: "handlers", outer: inner, entry };
    flow.plan(
      () => this.block(node.field("body")),
      () => {
        flow.frame = inner;
        if (entry !== null && entry.raisedFrom.length === 0) flow.interrupt(start, entry);
        this.#else(node);
      },
      () => {
        connect(flow.current, done);
        flow.current = entry;
        this.#handlers(clauses, done);
      },
      () => {
        flow.current = done;
        if (cleanup?.mayCopy === false) flow.leaveNormally(cleanup);
        else {
          flow.frame = outer;
          this.block(final);
        }
      },
    );
  }

  /** The clauses of a `try`, tried one after the other; what none of them takes goes on outwards. */
  #handlers(clauses: readonly SyntaxNode[], done: FlowNode): void {
    const { flow } = this;
    let index = 0;
    const next = (): void => {
      const clause = clauses[index++];
      if (clause === undefined) return;
      const header = flow.step("except", clause, clause.fieldAll("value"));
      flow.stand(clause, header);
      const body = clause.children.find((child) => child.kind === "block") ?? null;
      if (clause.token("*") !== null) {
        this.#groupClause(header, body, done, index === clauses.length, clauses.length > 1, next);
        return;
      }
      const passesOn = !catchesEverything(clause);
      if (index === clauses.length && passesOn) flow.raise(header);
      flow.plan(
        () => this.block(body),
        () => {
          connect(flow.current, done);
          flow.current = passesOn ? header : null;
          next();
        },
      );
    };
    next();
  }

  /**
   * The body of an `except*` clause. Each clause takes its part of the group and leaves the rest to the next one, also
   * when it raises; behind the last, the statement is done or what is left goes on outwards.
   */
  #groupClause(
    header: FlowNode,
    body: SyntaxNode | null,
    done: FlowNode,
    isLast: boolean,
    hasOthers: boolean,
    next: () => void,
  ): void {
    const { flow } = this;
    const outer = flow.frame;
    const rest = flow.join();
    if (!isLast) flow.frame = { kind: "handlers", outer, entry: rest };
    flow.plan(
      () => this.block(body),
      () => {
        flow.frame = outer;
        flow.follow(rest);
        if (isLast) {
          connect(rest, done);
          if (hasOthers) connect(header, done);
          flow.raise(header);
          flow.raise(rest);
        } else connect(header, rest);
        next();
      },
    );
  }

  #with(node: SyntaxNode): void {
    const { flow } = this;
    const clause = node.children.find((child) => child.kind === "with_clause");
    const items = clause?.children.filter((child) => child.kind === "with_item") ?? [];
    const outer = flow.frame;
    const body = node.field("body");
    // Who writes statements behind a block that ends by `raise` knows that they are reached.
    const mustResume = body?.namedChildren.at(-1)?.kind === "raise_statement" && isFollowed(node);
    const resumes: (FlowNode | null)[] = [];
    for (const item of items) {
      const enter = flow.step("enter", item, [item]);
      if (resumes.length === 0) flow.stand(node, enter);
      const resume = mustResume || suppressesExceptions(item) ? flow.join() : null;
      flow.frame = flow.entered(item, resume);
      resumes.push(resume);
    }
    flow.plan(
      () => this.block(body),
      () => {
        for (let i = items.length - 1; i >= 0; i--) {
          flow.frame = flow.frame?.outer ?? outer;
          flow.leave(items[i] as SyntaxNode);
          const resume = resumes[i] ?? null;
          if (resume !== null) flow.follow(resume);
        }
      },
    );
  }

  #match(node: SyntaxNode): void {
    const { flow } = this;
    flow.stand(node, flow.step("subject", node, node.fieldAll("subject")));
    const after = flow.join();
    const clauses = node.field("body")?.children.filter((child) => child.kind === "case_clause") ?? [];
    let index = 0;
    const next = (): void => {
      const clause = clauses[index++];
      if (clause === undefined) {
        flow.follow(after);
        return;
      }
      const failures = this.#case(clause);
      flow.plan(
        () => this.block(clause.field("consequence")),
        () => {
          connect(flow.current, after);
          flow.current = failures.length > 0 ? flow.join() : null;
          for (const failure of failures) connect(failure, flow.current as FlowNode);
          next();
        },
      );
    };
    next();
  }

  /** The pattern and guard of a case; returns the nodes from which the next case is tried. */
  #case(clause: SyntaxNode): FlowNode[] {
    const { flow } = this;
    const patterns = clause.children.filter((child) => child.kind === "case_pattern");
    const pattern = flow.step("pattern", clause, patterns);
    flow.stand(clause, pattern);
    const failures = matchesEverything(patterns) ? [] : [pattern];
    const guard = clause.field("guard");
    if (guard !== null) {
      const truth = constantTruth(guard.namedChildren[0] ?? guard);
      const step = flow.step("guard", guard, [guard]);
      if (truth !== true) failures.push(step);
      if (truth === false) flow.current = null;
    }
    return failures;
  }

  #definition(node: SyntaxNode, decorators: readonly SyntaxNode[]): void {
    const { flow } = this;
    const name = node.field("name");
    const isClass = node.kind === "class_definition";
    const header = [...decorators, ...parameterExpressions(node.field("parameters"))];
    for (const field of ["superclasses", "return_type"] as const) {
      const part = node.field(field);
      if (part !== null) header.push(part);
    }
    // The name of a function is bound last; that of a class, after its body.
    if (!isClass && name !== null) header.push(name);
    const step = flow.step("definition", node, header);
    flow.stand(node, step);
    if (node.parent?.kind === "decorated_definition") flow.stand(node.parent, step);
    if (!isClass) return;
    flow.plan(
      () => this.block(node.field("body")),
      () => {
        if (name !== null) flow.step("target", name, [name]);
      },
    );
  }
}

const COMPOUND: ReadonlySet<string> = new Set([
  "if_statement",
  "while_statement",
  "for_statement",
  "try_statement",
  "with_statement",
  "match_statement",
  "decorated_definition",
  "function_definition",
  "class_definition",
]);

/** Whether another statement stands behind one in its block. */
function isFollowed(statement: SyntaxNode): boolean {
  let next = statement.nextSibling;
  while (next !== null && (!next.isNamed || next.isExtra)) next = next.nextSibling;
  return next !== null;
}

/** Defaults and annotations: what of a parameter list is evaluated where the function is defined. */
function parameterExpressions(parameters: SyntaxNode | null): SyntaxNode[] {
  return (parameters?.namedChildren ?? []).flatMap((parameter) =>
    (["value", "type"] as const).flatMap((field) => parameter.field(field) ?? []),
  );
}
