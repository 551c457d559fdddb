import type { Rule } from "../engine/rule.js";
import printStatement from "./general/print-statement.js";
import signalHandlerArity from "./general/signal-handler-arity.js";

/** Every rule, by section and name. */
export const RULES: readonly Rule[] = [printStatement, signalHandlerArity];
