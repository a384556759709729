import { expressionOf, poll } from './poll.mjs';
import { giveFiles, isThere, middleOf, setField, textOf } from './page-code.mjs';

/**
 * What a driver must be able to do with a page, popup or side panel.
 * @typedef {object} Surface
 * @property {(expression: string) => Promise<any>} evaluate awaits promises; the result is plain data
 * @property {(expression: string) => Promise<any>} [look] evaluate, for what is asked again and again: gives up soon
 * @property {(x: number, y: number) => Promise<void>} clickAt real input, a user's gesture to the browser
 * @property {(key: string) => Promise<void>} press `Tab`, `Enter`, `Escape`, `ArrowDown` or a letter
 * @property {(path: string) => Promise<void>} screenshot
 * @property {() => Promise<void>} close
 */

/** A page, popup or side panel, the same in both browsers. */
export class Handle {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
  }

  /**
   * @param {string | ((...args: any[]) => unknown)} code an expression, or a function without outer names
   * @param {...unknown} args plain data
   * @returns {Promise<any>}
   */
  evaluate(code, ...args) {
    return this.surface.evaluate(expressionOf(code, args));
  }

  /** @param {string} expression @returns {Promise<any>} */
  #look(expression) {
    const { surface } = this;
    return surface.look ? surface.look(expression) : surface.evaluate(expression);
  }

  /**
   * @param {string | (() => unknown)} what a selector, or a function that gives something true
   * @param {number} [timeoutMs]
   * @returns {Promise<any>}
   */
  waitFor(what, timeoutMs = 15_000) {
    const expression = typeof what === 'string' ? expressionOf(isThere, [what]) : expressionOf(what, []);
    return poll(async () => (await this.#look(expression)) || null, { timeoutMs, what: String(what) });
  }

  /**
   * Waits until the element's text contains this.
   * @param {string} selector
   * @param {string | RegExp} text
   * @param {number} [timeoutMs]
   */
  waitForText(selector, text, timeoutMs = 15_000) {
    let last = '';
    return poll(
      async () => {
        last = await this.#look(expressionOf(textOf, [selector]));
        return (typeof text === 'string' ? last.includes(text) : text.test(last)) ? last : null;
      },
      { timeoutMs, what: `${String(text)} in ${selector}` },
    ).catch((error) => {
      throw new Error(`${String(error.message)}; it says: ${last.slice(0, 500)}`);
    });
  }

  /**
   * A real click in the middle of the element, once it is there, shown and enabled.
   * @param {string} selector
   * @param {number} [timeoutMs]
   */
  async click(selector, timeoutMs = 15_000) {
    /** @type {{x: number, y: number} | null} */
    let last = null;
    const { x, y } = await poll(
      async () => {
        const before = last;
        last = await this.evaluate(middleOf, selector);
        if (!last || !before) return null;
        // What is still being laid out moves away from under the click. Firefox rounds: what is brought into view
        // again and again goes up and down by a pixel.
        return Math.hypot(last.x - before.x, last.y - before.y) < 2 ? last : null;
      },
      { timeoutMs, what: `${selector} to click on` },
    );
    await this.surface.clickAt(x, y);
  }

  /** @param {string} selector @param {string | boolean} value */
  fill(selector, value) {
    return this.evaluate(setField, selector, value);
  }

  /** @param {string} selector @param {string} value */
  select(selector, value) {
    return this.evaluate(setField, selector, value);
  }

  /** @param {string} selector @param {boolean} on */
  check(selector, on) {
    return this.evaluate(setField, selector, on);
  }

  /**
   * Chooses files in an input once it is there; it may be hidden, as behind a button.
   * @param {string} selector
   * @param {readonly {path: string, bytes: Uint8Array, type?: string}[]} files a path with folders is one of a chosen folder
   */
  async setFiles(selector, files) {
    await this.waitFor(selector);
    const plain = files.map(({ path, bytes, type = '' }) => ({
      path,
      type,
      base64: Buffer.from(bytes).toString('base64'),
    }));
    await this.evaluate(giveFiles, selector, plain);
  }

  /** @param {string} selector @returns {Promise<string>} as it is seen */
  text(selector) {
    return this.evaluate(textOf, selector);
  }

  /** @param {string} key */
  press(key) {
    return this.surface.press(key);
  }

  /** @param {string} path a PNG file */
  screenshot(path) {
    return this.surface.screenshot(path);
  }

  close() {
    return this.surface.close();
  }
}
