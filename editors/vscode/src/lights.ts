/** The letters that sound are lit while they sound. */

import {
  DecorationRangeBehavior,
  type Disposable,
  EventEmitter,
  type Range,
  type TextEditor,
  type TextEditorDecorationType,
  ThemeColor,
  window,
  workspace,
} from "vscode";
import type { Feed } from "./feed";
import type { Lights as Said } from "./protocol";
import { type Light, Schedule } from "./schedule";
import { lightsWanted } from "./settings";
import { range, type Texts } from "./texts";

/** What has been painted: for every text with lights their ranges, and their moments in milliseconds. */
export interface Painted {
  /** When it was painted, as `performance.now()` counts. */
  readonly at: number;
  readonly lit: ReadonlyMap<string, readonly Lit[]>;
  /** How many editors show any of it. */
  readonly editors: number;
}

/** A range that is lit. */
export interface Lit extends Light {
  readonly range: Range;
}

/** Milliseconds between two paintings: 25 in a second are as many as VS Code shows. */
const FRAME = 40;
/** Milliseconds that a screen needs to show what is painted: everything is painted so much before its moment. */
const LEAD = 20;
/** Silence of the server, in milliseconds, after which nothing is believed to sound. */
const SILENCE = 1000;
/** Where one of the three brightnesses ends and the next begins. */
const STEPS = [0.45, 0.75];

/** Paints the lights of the feed into all visible editors. */
export class Lights implements Disposable {
  private readonly schedule = new Schedule();
  private readonly styles = [1, 2, 3].map(style);
  private readonly paintings = new EventEmitter<Painted>();
  private readonly listening: Disposable[];
  private shown = new Map<string, Lit[]>();
  private wanted = lightsWanted();
  private timer: NodeJS.Timeout | undefined;
  private painted = 0;

  /** Something is lit that was not, or the other way. */
  readonly onDidPaint = this.paintings.event;

  constructor(
    private readonly feed: Feed,
    private readonly texts: Texts,
  ) {
    this.listening = [
      feed.onLights((said) => this.hear(said)),
      feed.onLocations(() => this.plan()),
      feed.onGone(() => this.darken()),
      window.onDidChangeVisibleTextEditors((editors) => this.fill(editors)),
      workspace.onDidChangeConfiguration(() => this.configured()),
    ];
  }

  /** What is lit in a text just now. */
  lit(uri: string): readonly Lit[] {
    return this.shown.get(uri) ?? [];
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const each of [...this.listening, ...this.styles, this.paintings]) each.dispose();
  }

  private hear({ on = [], clear }: Said): void {
    if (clear !== undefined) {
      const all = clear === 0 && on.length === 0;
      if (all) this.schedule.darken();
      else this.schedule.clear(this.feed.clock.local(clear) ?? 0);
    }
    for (const [id, begin, end, level] of this.wanted ? on : []) {
      const [from, to] = [this.feed.clock.local(begin), this.feed.clock.local(end)];
      if (from !== undefined && to !== undefined) this.schedule.add({ id, begin: from, end: to, level });
    }
    this.plan();
  }

  /** Paint as soon as something is due, but not more often than it can be shown. */
  private plan(): void {
    clearTimeout(this.timer);
    const now = performance.now();
    const silence = this.shown.size > 0 ? this.feed.heard + SILENCE : Infinity;
    const moment = Math.min(this.turn(now), silence);
    if (moment === Infinity) return;
    this.timer = setTimeout(() => this.tick(), Math.max(moment, this.painted + FRAME) - now);
  }

  private tick(): void {
    const now = performance.now();
    if (now - this.feed.heard >= SILENCE) this.schedule.darken();
    if (this.turn(now) <= now) this.paint(now);
    this.plan();
  }

  /** When to paint next: `now` or earlier if it is time, `Infinity` if nothing will change. */
  private turn(now: number): number {
    const ahead = now + LEAD;
    const [shown, due] = [marks(this.shown), marks(this.due(ahead))];
    if (![...due].every((one) => shown.has(one))) return now;
    const { begin, end } = this.schedule.next(ahead);
    const off = [...shown].every((one) => due.has(one)) ? end : ahead;
    // What goes out must not keep waiting what comes on right after it.
    return (begin - off < FRAME ? begin : off) - LEAD;
  }

  /** What should be lit, by text. */
  private due(now: number): Map<string, Lit[]> {
    const found = new Map<string, Lit[]>();
    for (const light of this.schedule.at(now).values()) {
      const located = this.texts.locate(light.id);
      if (!located) continue;
      const lit = { ...light, range: range(located.place) };
      const others = found.get(located.uri);
      if (others) others.push(lit);
      else found.set(located.uri, [lit]);
    }
    return found;
  }

  private paint(now: number): void {
    const before = this.shown;
    this.shown = this.due(now + LEAD);
    this.painted = now;
    for (const editor of window.visibleTextEditors) {
      const uri = editor.document.uri.toString();
      this.styles.forEach((decoration, brightness) => {
        const [old, lit] = [ranges(before.get(uri), brightness), ranges(this.shown.get(uri), brightness)];
        if (!same(old, lit)) editor.setDecorations(decoration, lit);
      });
    }
    const editors = window.visibleTextEditors.filter((editor) => this.shown.has(editor.document.uri.toString())).length;
    this.paintings.fire({ at: performance.now(), lit: this.shown, editors });
  }

  /** Editors that have come into view show what is lit. */
  private fill(editors: readonly TextEditor[]): void {
    for (const editor of editors) {
      const lit = this.shown.get(editor.document.uri.toString());
      if (lit) this.styles.forEach((decoration, brightness) => editor.setDecorations(decoration, ranges(lit, brightness)));
    }
  }

  private darken(): void {
    this.schedule.darken();
    clearTimeout(this.timer);
    if (this.shown.size > 0) this.paint(performance.now());
  }

  private configured(): void {
    this.wanted = lightsWanted();
    if (!this.wanted) this.darken();
  }
}

function style(number: number): TextEditorDecorationType {
  return window.createTextEditorDecorationType({
    backgroundColor: new ThemeColor(`patternStudio.light${number}Background`),
    // An outline, because a border would push the letters aside.
    outline: "1px solid",
    outlineColor: new ThemeColor(`patternStudio.light${number}Outline`),
    borderRadius: "2px",
    rangeBehavior: DecorationRangeBehavior.ClosedClosed,
  });
}

/** How bright a level is shown, from 0. */
function brightness(level: number): number {
  return STEPS.filter((step) => level >= step).length;
}

/** What can be told apart of lights: which places are how bright. */
function marks(lit: ReadonlyMap<string, readonly Lit[]>): Set<string> {
  return new Set([...lit.values()].flat().map(({ id, level }) => `${id}:${brightness(level)}`));
}

function ranges(lit: readonly Lit[] | undefined, bright: number): Range[] {
  return (lit ?? []).filter(({ level }) => brightness(level) === bright).map((one) => one.range);
}

function same(a: readonly Range[], b: readonly Range[]): boolean {
  return a.length === b.length && a.every((one, place) => one.isEqual(b[place]!));
}
