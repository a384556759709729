import http from 'node:http';
import net from 'node:net';

/**
 * Leads every HTTPS connection to the replay server, whatever host and port it is meant for. Firefox cannot be told to
 * resolve names to another port, but it can be told to use a proxy.
 * @param {number} toPort
 */
export async function startConnectProxy(toPort) {
  /** @type {Set<import('node:stream').Duplex>} */
  const open = new Set();
  const server = http.createServer((_, response) => response.writeHead(502).end('Only HTTPS is played here'));
  server.on('connect', (_, client, head) => {
    const upstream = net.connect(toPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const [one, other] of /** @type {const} */ ([
      [client, upstream],
      [upstream, client],
    ])) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async () => {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      for (const stream of open) stream.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}
