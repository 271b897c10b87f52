/** How often a server that ends by itself is started again. */

/** At most so many starts in the window, in milliseconds: a server that dies at once is not started for ever. */
export const MOST = 5;
const WINDOW = 180_000;

/** The starts of the recent past. */
export class Restarts {
  private moments: number[] = [];

  /** How many there were in the window before `now`. */
  count(now: number): number {
    this.moments = this.moments.filter((moment) => now - moment < WINDOW);
    return this.moments.length;
  }

  /** Whether it may be started once more; if so, that counts. */
  allowed(now: number): boolean {
    if (this.count(now) >= MOST) return false;
    this.moments.push(now);
    return true;
  }

  /** Begin anew: a person has asked for a start. */
  reset(): void {
    this.moments = [];
  }
}
