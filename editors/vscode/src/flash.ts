/** What was evaluated flashes; where it is wrong, it flashes red. */

import { type Disposable, type TextEditorDecorationType, ThemeColor, window } from "vscode";
import type { Feed } from "./feed";
import type { Evaluated, Span } from "./protocol";
import { address, type Texts } from "./texts";

/** Milliseconds that a flash lasts. */
const SHORT = 200;
const LONG = 600;

/** Flashes blocks at each evaluation, and says in the status bar what became of it. */
export class Flash implements Disposable {
  private readonly fine = style("patternStudio.flashBackground");
  private readonly wrong = style("patternStudio.errorFlashBackground");
  private readonly timers = new Map<TextEditorDecorationType, NodeJS.Timeout>();
  private readonly listening: Disposable;

  constructor(
    feed: Feed,
    private readonly texts: Texts,
  ) {
    this.listening = feed.onEvaluated((said) => this.show(said));
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const each of [this.listening, this.fine, this.wrong]) each.dispose();
  }

  private show(said: Evaluated): void {
    this.flash(this.fine, said, said.ok ? said.flash : [], SHORT);
    this.flash(this.wrong, said, said.errors, LONG);
    const sign = said.errors.length > 0 || !said.ok ? "$(error)" : "$(check)";
    window.setStatusBarMessage(`${sign} ${said.message}`, 5000);
  }

  private flash(decoration: TextEditorDecorationType, { uri, version }: Evaluated, spans: Span[], length: number): void {
    const editors = window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === address(uri));
    const ranges = this.texts.ranges(uri, version, spans);
    for (const editor of editors) editor.setDecorations(decoration, ranges);
    clearTimeout(this.timers.get(decoration));
    const out = () => window.visibleTextEditors.forEach((editor) => editor.setDecorations(decoration, []));
    this.timers.set(decoration, setTimeout(out, length));
  }
}

function style(color: string): TextEditorDecorationType {
  return window.createTextEditorDecorationType({ backgroundColor: new ThemeColor(color), borderRadius: "2px" });
}
