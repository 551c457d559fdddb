import type { SyntaxNode } from "../syntax/tree.js";
import type { PythonVersion } from "../versions.js";
import type { Attributes } from "./attributes.js";
import type { Call } from "./call.js";
import type { Classes } from "./classes.js";
import type { Handle } from "./handle.js";
import type { Reached } from "./reaching.js";
import type { Scope, ScopeTable, Variable } from "./scopes.js";
import type { Value } from "./value.js";

/** What those parts of the model that build on the others ask of it. */
export interface Meaning {
  readonly target: PythonVersion;
  readonly scopes: ScopeTable;
  readonly classes: Classes;
  readonly attributes: Attributes;
  callAt(node: SyntaxNode): Call | null;
  scopeAt(node: SyntaxNode): Scope;
  variableOf(identifier: SyntaxNode): Variable | undefined;
  reachingBindings(identifier: SyntaxNode): Reached | undefined;
  qualifiedName(expression: SyntaxNode): string | null;
  valuesOf(expression: SyntaxNode): readonly Value[];
  onlyValueOf(expression: SyntaxNode): Value | null;
  handleOf(expression: SyntaxNode): Handle | null;
  contentOf(expression: SyntaxNode): "bytes" | "str" | null;
}
