/** The view with the piano roll and the punchcard: what plays, as bars of colour, tied to the letters that make it. */

import { commands, Disposable, Position, Selection, TextEditorRevealType, Uri, type WebviewView, type WebviewViewProvider, window } from "vscode";
import type { FromRoll, ToRoll } from "../media/messages";
import type { Client } from "./client";
import type { Feed } from "./feed";
import { show } from "./page";
import type { Texts } from "./texts";

const BODY = `<header>
<div class="kinds" role="group" aria-label="Drawing">
<button data-kind="roll">Roll</button><button data-kind="punchcard">Punchcard</button>
</div>
<select aria-label="Bars from edge to edge">
<option value="1">1 bar</option><option value="2">2 bars</option><option value="4">4 bars</option><option value="8">8 bars</option>
</select>
<div id="parts" role="group" aria-label="Parts"></div>
</header>
<main>
<canvas role="img" aria-label="The notes that sound, by part"></canvas>
<div id="silence"><span>Nothing plays. <kbd>Ctrl</kbd> <kbd>Enter</kbd> in a text plays the block at the caret.</span></div>
</main>`;

/** Asks the server for notes while the view is seen, and hands on what the feed tells. */
export class Roll implements WebviewViewProvider, Disposable {
  private view: WebviewView | undefined;
  private ready = false;
  private watching = false;
  private readonly listening: Disposable[];

  constructor(
    private readonly root: Uri,
    private readonly client: Client,
    private readonly feed: Feed,
    private readonly texts: Texts,
  ) {
    this.listening = [
      feed.onNotes((notes) => this.tell({ notes })),
      feed.onTransport((transport) => this.tell({ transport })),
      feed.onGone(() => {
        this.watching = false;
        this.tell({ gone: true });
      }),
      client.onDidChangeStanding(() => this.watch()),
      window.onDidChangeTextEditorSelection(() => this.caret()),
    ];
  }

  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    view.onDidChangeVisibility(() => this.watch());
    view.onDidDispose(() => {
      this.view = undefined;
      this.ready = false;
      this.watch();
    });
    view.webview.onDidReceiveMessage((said: FromRoll) => this.hear(said));
    show(view.webview, this.root, "roll", BODY);
  }

  dispose(): void {
    for (const each of this.listening) each.dispose();
  }

  private hear(said: FromRoll): void {
    if ("mute" in said) {
      void commands.executeCommand("patternStudio.mute", { parts: [said.mute] });
    } else if ("ids" in said) {
      void this.select(said.ids);
    } else {
      this.ready = true;
      if (this.feed.transport) this.tell({ transport: this.feed.transport });
      this.caret();
      this.watch();
    }
  }

  /** Have the server send notes while somebody looks at them. */
  private watch(): void {
    const on = this.view?.visible === true && this.ready;
    if (this.client.standing !== "running" || on === this.watching) return;
    this.watching = on;
    // Whoever ends or restarts the server meanwhile asks again.
    this.client.obey("watchNotes", { on }).catch(() => (this.watching = false));
  }

  private tell(message: ToRoll): void {
    if (this.ready && this.view?.visible) void this.view.webview.postMessage(message);
  }

  /** Frame the notes that the atom at the caret makes. */
  private caret(): void {
    const editor = window.activeTextEditor;
    if (editor?.document.languageId !== "pattern") return;
    this.tell({ caret: this.texts.at(editor.document.uri, editor.selection.active) });
  }

  /** Select the atom that made a note: the smallest of its places. */
  private async select(ids: readonly number[]): Promise<void> {
    const places = ids.map((id) => this.texts.locate(id)).filter((place) => place !== undefined);
    const size = ({ place: { start, end } }: (typeof places)[number]) => (end.line - start.line) * 10_000 + end.character - start.character;
    const found = places.sort((a, b) => size(a) - size(b))[0];
    if (!found) return;
    const { start, end } = found.place;
    const selection = new Selection(new Position(start.line, start.character), new Position(end.line, end.character));
    const editor = await window.showTextDocument(Uri.parse(found.uri), { selection });
    editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
