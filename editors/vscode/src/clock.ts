/** The server's clock, told from when its messages arrive. */

const RECENT = 100;

/** Turns moments of the server's clock into moments of the editor's. Both are milliseconds; they differ by a constant. */
export class Clock {
  private readonly lags: number[] = [];
  private offset: number | undefined;

  /** Take in that a message which was sent at `now` has arrived. The least delay is the one nearest to the truth. */
  hear(now: number, arrived: number): void {
    this.lags.push(arrived - now);
    if (this.lags.length > RECENT) this.lags.shift();
    this.offset = Math.min(...this.lags);
  }

  /** That moment on the editor's clock; undefined before anything was heard. */
  local(moment: number): number | undefined {
    return this.offset === undefined ? undefined : moment + this.offset;
  }

  /** Forget the server: another one has another clock. */
  reset(): void {
    this.lags.length = 0;
    this.offset = undefined;
  }
}
