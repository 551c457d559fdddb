/** All that linting needs besides rules, and what loads a few of these, so that it is loaded at once. */
export { rulesAbout } from "../rules/groups.js";
export { startEngine } from "./engine-start.js";
export { LintSession } from "./session.js";
