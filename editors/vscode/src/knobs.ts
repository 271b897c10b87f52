/** The view with a slider for each `param` of the music. */

import {
  commands,
  type Disposable,
  type DocumentSymbol,
  Range,
  type TextDocument,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { FromKnobs, ToKnobs } from "../media/messages";
import { numberOf, written } from "../media/turning";
import type { Client } from "./client";
import type { Feed } from "./feed";
import { show } from "./page";

const BODY = `<main></main>
<p id="none">What plays has no knobs. A text names one with <code>param cutoff = 900 in 200..6000 log;</code> and uses it as a
number.</p>`;

/** Turns knobs while they are dragged, and writes the value into the text when they are let go. */
export class Knobs implements WebviewViewProvider, Disposable {
  private view: WebviewView | undefined;
  /** The last turn of each knob that the server has not been told of. */
  private readonly waiting = new Map<string, number>();
  private telling = false;
  private readonly listening: Disposable[];

  constructor(
    private readonly root: Uri,
    private readonly client: Client,
    private readonly feed: Feed,
  ) {
    this.listening = [feed.onTransport(() => this.tell()), feed.onGone(() => this.tell())];
  }

  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    view.onDidDispose(() => (this.view = undefined));
    view.webview.onDidReceiveMessage((said: FromKnobs) => this.hear(said));
    show(view.webview, this.root, "knobs", BODY);
  }

  dispose(): void {
    for (const each of this.listening) each.dispose();
  }

  private tell(): void {
    const message: ToKnobs = { knobs: this.feed.transport?.knobs ?? [] };
    if (this.view?.visible) void this.view.webview.postMessage(message);
  }

  private hear(said: FromKnobs): void {
    if ("turn" in said) {
      void this.turn(said.turn, said.value);
    } else if ("keep" in said) {
      void this.turn(said.keep, said.value);
      void this.keep(said.keep, said.value);
    } else {
      this.tell();
    }
  }

  /** One turn at a time is under way; of those that come meanwhile the last one counts. */
  private async turn(name: string, value: number): Promise<void> {
    this.waiting.set(name, value);
    if (this.telling) return;
    this.telling = true;
    try {
      for (const [next, to] of this.waiting) {
        this.waiting.delete(next);
        await this.client.obey("knob", { name: next, value: to });
      }
    } catch (error) {
      // The knob went with the music, or the server did: there is nothing to turn any more.
      window.setStatusBarMessage(`$(info) ${error instanceof Error ? error.message : String(error)}`, 3000);
      this.waiting.clear();
    } finally {
      this.telling = false;
    }
  }

  /** Write the value where the text names the knob, if it does so with a plain number. */
  private async keep(name: string, value: number): Promise<void> {
    const uri = this.feed.transport?.uri;
    if (!uri) return;
    const document = await workspace.openTextDocument(Uri.parse(uri));
    const range = await placeOf(document, name);
    if (!range || Number(document.getText(range)) === value) return;
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, range, written(value));
    await workspace.applyEdit(edit);
  }
}

/** Where a text says the value of a knob: the number after `=` of the statement that the server names so. */
async function placeOf(document: TextDocument, name: string): Promise<Range | undefined> {
  const symbols = await commands.executeCommand<DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", document.uri);
  const statement = symbols?.find((symbol) => symbol.name === name)?.range;
  const found = statement && numberOf(document.getText(statement), name);
  if (!found) return undefined;
  const begin = document.offsetAt(statement.start) + found.begin;
  return new Range(document.positionAt(begin), document.positionAt(begin + found.length));
}
