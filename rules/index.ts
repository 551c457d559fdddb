import type { Rule } from "../engine/rule.js";
import printStatement from "./general/print-statement.js";
import signalHandlerArity from "./general/signal-handler-arity.js";
import popen2ResultOrder from "./io/popen2-result-order.js";
import removedPopen from "./io/removed-popen.js";

/** Every rule, by section and name. */
export const RULES: readonly Rule[] = [printStatement, signalHandlerArity, popen2ResultOrder, removedPopen];
