/** What is lit when: a list of lights in the editor's clock. It knows no editor and no colours. */

/** The place `id` is lit from `begin` to `end`, in milliseconds, as bright as `level`, 0 to 1. */
export interface Light {
  readonly id: number;
  readonly begin: number;
  readonly end: number;
  readonly level: number;
}

/** Dark before the end of a light, in milliseconds, so that the same note struck again is seen to be struck. */
const GAP = 50;
/** A light that is shorter than this has no gap; none is shorter than the gap itself. */
const SHORT = 150;

/** Lights of the present and the near future. */
export class Schedule {
  private lights: Light[] = [];

  /** Take in one more. */
  add(light: Light): void {
    const length = light.end - light.begin;
    const end = length >= SHORT ? light.end - GAP : light.begin + Math.max(length, GAP);
    this.lights.push({ ...light, end });
  }

  /** Take back what begins at that moment or later. */
  clear(from: number): void {
    this.lights = this.lights.filter((light) => light.begin < from);
  }

  /** All out. */
  darken(): void {
    this.lights = [];
  }

  /** What is lit at a moment, the brightest of each place; what has ended is forgotten. */
  at(moment: number): Map<number, Light> {
    this.lights = this.lights.filter((light) => moment < light.end);
    const lit = new Map<number, Light>();
    for (const light of this.lights) {
      const other = lit.get(light.id);
      if (light.begin <= moment && (!other || other.level < light.level)) lit.set(light.id, light);
    }
    return lit;
  }

  /** The first moments after that at which something begins and at which something ends; `Infinity` if nothing does. */
  next(moment: number): { begin: number; end: number } {
    const after = (change: number) => (moment < change ? change : Infinity);
    return {
      begin: Math.min(...this.lights.map(({ begin }) => after(begin))),
      end: Math.min(...this.lights.map(({ end }) => after(end))),
    };
  }
}
