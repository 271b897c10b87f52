/** The texts that are open, with the places in them that can sound. */

import { type Disposable, Range, type TextDocument, Uri, workspace } from "vscode";
import type { Feed } from "./feed";
import { Places, type Point, type Stretch, stretch } from "./places";
import type { Span } from "./protocol";

interface Text {
  readonly places: Places;
  /** What stood in it when it was closed. */
  closed?: string;
}

/** A place and the text that it is in. */
export interface Located {
  readonly uri: string;
  readonly place: Stretch;
}

/** Every text of the language that was opened, by its address; the places in it follow its edits. */
export class Texts implements Disposable {
  private readonly texts = new Map<string, Text>();
  private readonly homes = new Map<number, string>();
  private readonly listening: Disposable[];

  constructor(feed: Feed) {
    this.listening = [
      workspace.onDidOpenTextDocument((document) => this.opened(document)),
      workspace.onDidCloseTextDocument((document) => this.closed(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
        this.texts.get(document.uri.toString())?.places.edited(document.version, contentChanges),
      ),
      feed.onLocations(({ uri, version, add, drop }) => this.located(address(uri), version, add, drop)),
      feed.onGone(() => this.clear()),
    ];
    for (const document of workspace.textDocuments) this.opened(document);
  }

  /** Where the place with that id is now. */
  locate(id: number): Located | undefined {
    const uri = this.homes.get(id);
    const place = uri === undefined ? undefined : this.texts.get(uri)?.places.get(id);
    return uri === undefined || !place ? undefined : { uri, place };
  }

  /** The ids of the places that a point of a text touches. */
  at(uri: Uri, point: Point): number[] {
    return this.texts.get(uri.toString())?.places.at(point) ?? [];
  }

  /** Ranges of a version of a text as they stand now; what is edited away is left out. */
  ranges(uri: string, version: number | null, spans: readonly Span[]): Range[] {
    const places = this.texts.get(address(uri))?.places;
    if (!places || version === null) return [];
    return spans.map((span) => places.now(version, stretch(span))).filter((place) => place !== undefined).map(range);
  }

  dispose(): void {
    for (const each of this.listening) each.dispose();
  }

  private opened(document: TextDocument): void {
    if (document.languageId !== "pattern") return;
    const uri = document.uri.toString();
    const before = this.texts.get(uri);
    if (before && before.closed === undefined) return;
    if (before && before.closed === document.getText()) {
      before.places.reopened(document.version);
      delete before.closed;
    } else {
      this.texts.set(uri, { places: new Places(document.version) });
    }
  }

  private closed(document: TextDocument): void {
    const text = this.texts.get(document.uri.toString());
    if (text) text.closed = document.getText();
  }

  private located(uri: string, version: number, add: [number, ...Span][], drop: number[]): void {
    for (const id of drop) this.homes.delete(id);
    for (const [id] of add) this.homes.set(id, uri);
    this.texts.get(uri)?.places.located(version, add, drop);
  }

  private clear(): void {
    this.homes.clear();
    for (const { places } of this.texts.values()) places.clear();
  }
}

/** An address as VS Code spells it: the server may escape other signs. */
export function address(uri: string): string {
  return Uri.parse(uri).toString();
}

/** A stretch as VS Code has it. */
export function range({ start, end }: Stretch): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
