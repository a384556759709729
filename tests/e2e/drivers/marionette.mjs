import net from 'node:net';

/**
 * Speaks Marionette, Firefox's own remote protocol: `length:[0, id, command, parameters]` over TCP.
 * @param {number} port
 * @returns {Promise<{command: (name: string, params?: object) => Promise<any>, chrome: (code: Function, ...args: unknown[]) => Promise<any>, close: () => void}>}
 */
export function connectMarionette(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let buffer = Buffer.alloc(0);
    let last = 0;
    let greeted = false;
    /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
    const waiting = new Map();
    /** @param {string} reason */
    const fail = (reason) => {
      reject(new Error(reason));
      for (const one of waiting.values()) one.reject(new Error(reason));
      waiting.clear();
    };
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('Firefox closed the connection'));
    socket.on('data', (data) => {
      buffer = Buffer.concat([buffer, data]);
      for (;;) {
        const colon = buffer.indexOf(':');
        if (colon < 0) return;
        const length = Number(buffer.subarray(0, colon).toString());
        if (buffer.length < colon + 1 + length) return;
        const message = JSON.parse(buffer.subarray(colon + 1, colon + 1 + length).toString());
        buffer = buffer.subarray(colon + 1 + length);
        if (!greeted) {
          greeted = true;
          resolve({ command, chrome, close: () => socket.destroy() });
          continue;
        }
        const [, id, error, result] = message;
        const asked = waiting.get(id);
        waiting.delete(id);
        if (error) asked?.reject(new Error(`${String(error.error)}: ${String(error.message)}`));
        else asked?.resolve(result?.value !== undefined && Object.keys(result).length === 1 ? result.value : result);
      }
    });
    /** @param {string} name @param {object} [params] @returns {Promise<any>} */
    const command = (name, params = {}) =>
      new Promise((done, failed) => {
        const id = ++last;
        waiting.set(id, { resolve: done, reject: failed });
        const text = JSON.stringify([0, id, name, params]);
        socket.write(`${String(Buffer.byteLength(text))}:${text}`);
      });
    /** Runs a function in the browser's own window. @param {Function} code @param {...unknown} args */
    const chrome = async (code, ...args) => {
      const script = `const done = arguments[arguments.length - 1]; Promise.resolve().then(() => (${String(code)})(...Array.from(arguments).slice(0, -1))).then((value) => done({ value: value === undefined ? null : value }), (error) => done({ error: String(error) + ' ' + String(error?.stack ?? '') }));`;
      const reply = await command('WebDriver:ExecuteAsyncScript', {
        script,
        args,
        sandbox: 'system',
        newSandbox: false,
        scriptTimeout: 40_000,
      });
      if (reply?.error) throw new Error(reply.error);
      return reply?.value;
    };
  });
}
