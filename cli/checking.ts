/** All that `check` needs whatever it is asked, so that it is loaded at once. */
export { checkFiles, checkStdin } from "./check.js";
export { settingsOf } from "./check-settings.js";
