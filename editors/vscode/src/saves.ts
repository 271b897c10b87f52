/** Which saves a person has asked for: what the editor saves by itself is no wish to hear it. */

import { type Disposable, type TextDocument, TextDocumentSaveReason, workspace } from "vscode";

/** Remembers why each text was saved last. */
export class Saves implements Disposable {
  private readonly reasons = new WeakMap<TextDocument, TextDocumentSaveReason>();
  private readonly listening = workspace.onWillSaveTextDocument(({ document, reason }) => this.reasons.set(document, reason));

  /** Whether the save that has just happened was asked for. */
  asked(document: TextDocument): boolean {
    return (this.reasons.get(document) ?? TextDocumentSaveReason.Manual) === TextDocumentSaveReason.Manual;
  }

  dispose(): void {
    this.listening.dispose();
  }
}
