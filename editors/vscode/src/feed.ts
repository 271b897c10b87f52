/** What the server tells of the music: the one place that listens to it, and everybody else's place to listen. */

import { type Disposable, EventEmitter } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { Clock } from "./clock";
import type { Evaluated, Lights, Locations, Notes, Transport } from "./protocol";

/**
 * Fans out the server's notifications. A client keeps one listener for a notification, the one that came last:
 * nothing but this class may listen to it.
 */
export class Feed implements Disposable {
  /** The server's clock; it has heard a message before those who listen hear it. */
  readonly clock = new Clock();
  /** Where the music was when the server told last, whole; undefined if there is no server. */
  transport: Transport | undefined;
  /** When the server was heard last, in milliseconds of the editor's clock. */
  heard = 0;

  private readonly evaluated = new EventEmitter<Evaluated>();
  private readonly locations = new EventEmitter<Locations>();
  private readonly lights = new EventEmitter<Lights>();
  private readonly transports = new EventEmitter<Transport>();
  private readonly notes = new EventEmitter<Notes>();
  private readonly gone = new EventEmitter<void>();

  /** What became of an evaluation. */
  readonly onEvaluated = this.evaluated.event;
  /** Places in a text that can sound. */
  readonly onLocations = this.locations.event;
  /** What sounds soon. */
  readonly onLights = this.lights.event;
  /** Where the music is; what a message leaves out is filled in. */
  readonly onTransport = this.transports.event;
  /** Notes for a roll, while somebody has asked for them. */
  readonly onNotes = this.notes.event;
  /** The server has ended: nothing that it said holds any more. */
  readonly onGone = this.gone.event;

  /** Listen to a client that has not been started. */
  listen(client: LanguageClient): void {
    client.onNotification("patternStudio/evaluated", (said: Evaluated) => this.evaluated.fire(said));
    client.onNotification("patternStudio/locations", (said: Locations) => this.locations.fire(said));
    client.onNotification("patternStudio/lights", (said: Lights) => {
      this.hear(said.now);
      this.lights.fire(said);
    });
    client.onNotification("patternStudio/notes", (said: Notes) => {
      this.hear(said.now);
      this.notes.fire(said);
    });
    client.onNotification("patternStudio/transport", (said: Transport) => this.moved(said));
  }

  /** Take in where the music is, as the server tells it, or as it answered when it was asked. */
  moved(said: Omit<Transport, "parts" | "knobs"> & Partial<Transport>): void {
    this.hear(said.now);
    const { parts = [], knobs = [] } = this.transport ?? {};
    this.transport = { parts, knobs, ...said };
    this.transports.fire(this.transport);
  }

  /** Forget everything: the server has ended. */
  forget(): void {
    this.transport = undefined;
    this.clock.reset();
    this.gone.fire();
  }

  dispose(): void {
    for (const each of [this.evaluated, this.locations, this.lights, this.transports, this.notes, this.gone]) each.dispose();
  }

  private hear(now: number): void {
    this.heard = performance.now();
    this.clock.hear(now, this.heard);
  }
}
