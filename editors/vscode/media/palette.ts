/** Colours of the theme. */

/** `charts-orange` is not among them: in some themes it is a brown that nobody sees. */
const PARTS = ["charts-blue", "charts-yellow", "charts-green", "charts-purple", "charts-red", "terminal-ansiCyan", "terminal-ansiBrightMagenta"];

/** What a drawing is painted with. */
export interface Palette {
  readonly parts: readonly string[];
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly stripe: string;
  readonly playhead: string;
  readonly chosen: string;
  readonly font: string;
  readonly contrast: boolean;
  readonly light: boolean;
}

/** The colours of the theme as it is now. */
export function palette(): Palette {
  const style = getComputedStyle(document.body);
  const colour = (name: string, without: string) => style.getPropertyValue(`--vscode-${name}`).trim() || without;
  const text = colour("foreground", "#888");
  const contrast = document.body.matches(".vscode-high-contrast, .vscode-high-contrast-light");
  return {
    parts: PARTS.map((name) => colour(name, text)),
    text,
    faint: colour("descriptionForeground", text),
    line: colour("editorIndentGuide-background1", "#8884"),
    stripe: colour("list-hoverBackground", "#8881"),
    playhead: colour("editorCursor-foreground", text),
    chosen: colour("focusBorder", text),
    font: style.getPropertyValue("--vscode-font-family") || "sans-serif",
    contrast,
    light: document.body.matches(".vscode-light, .vscode-high-contrast-light"),
  };
}

/** The colour of the part with that number. */
export function partColour({ parts, text }: Palette, part: number): string {
  return parts[part % parts.length] ?? text;
}
