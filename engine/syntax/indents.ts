const TAB = 9;
const FF = 12;
const SPACE = 32;
/** How many columns a tab indents by. */
const TAB_WIDTH = 8;

/** How many columns the white space takes that begins at an offset, as the grammar counts them, and where it ends. */
export function widthOf(text: string, from: number): { readonly at: number; readonly width: number } {
  let width = 0;
  for (let at = from; ; at++) {
    switch (text.charCodeAt(at)) {
      case SPACE:
        width++;
        break;
      case TAB:
        width += TAB_WIDTH;
        break;
      case FF:
        width = 0;
        break;
      default:
        return { at, width };
    }
  }
}
