/** Resolves after `ms`, or at once when the signal fires; never rejects. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** A flag that wakes whoever waits for it; a wake-up carries no information and is never lost. */
export class Bell {
  #ring: (() => void) | null = null;
  #rung = false;

  /** Whether it rang since the last wait. */
  get rung(): boolean {
    return this.#rung;
  }

  /** Forgets a ring, for whoever is about to look anyway. */
  hush(): void {
    this.#rung = false;
  }

  ring(): void {
    this.#rung = true;
    this.#ring?.();
  }

  /** Waits for a ring or for `ms`; a ring since the last wait counts. */
  async wait(ms: number, sleep: Sleep): Promise<void> {
    if (!this.#rung) {
      const stop = new AbortController();
      const rung = new Promise<void>((resolve) => {
        this.#ring = resolve;
      });
      await Promise.race([rung, sleep(ms, stop.signal)]);
      stop.abort();
      this.#ring = null;
    }
    this.#rung = false;
  }
}
