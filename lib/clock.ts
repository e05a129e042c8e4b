/** Rules never call `new Date()`: they take a clock, and tests move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock for tests and for the sandbox: it stands still until it is moved. */
export class ManualClock implements Clock {
  #ms: number;

  constructor(start: Date = new Date('2026-11-21T12:00:00.000Z')) {
    this.#ms = start.getTime();
  }

  now(): Date {
    return new Date(this.#ms);
  }

  set(date: Date): void {
    this.#ms = date.getTime();
  }

  advance(ms: number): void {
    this.#ms += ms;
  }
}

/** A new date, `ms` milliseconds later (earlier when negative). */
export function addMs(date: Date, ms: number): Date {
  return new Date(date.getTime() + ms);
}
