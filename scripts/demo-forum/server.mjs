import { createServer } from 'node:http';
import { createForum } from './forum.mjs';
import { handle } from './handle.mjs';

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @returns {Promise<number>}
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Serves the demo forum on this machine only: the forum at `http://localhost:PORT`, its CDN at a second port. Pictures
 * of a stranger's host come from 127.0.0.1, which browsers take for another host than localhost.
 * @param {{port?: number, thirdParty?: boolean, forum?: import('./forum.mjs').ForumOptions}} [options] thirdParty:
 *   false gives those pictures to the CDN as well
 */
export async function startDemoForum({ port = 0, thirdParty = true, forum: options = {} } = {}) {
  /** @type {import('./forum.mjs').Forum | null} */
  let forum = null;
  /** @param {(host: string) => string} originOf */
  const create = (originOf) =>
    createServer((request, response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        if (!forum) return response.writeHead(503).end();
        const origin = originOf(request.headers.host ?? '');
        const { method = 'GET', url = '/', headers } = request;
        const reply = handle(forum, { method, url, origin, headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(reply.status, reply.headers);
        response.end(method === 'HEAD' ? undefined : reply.body);
      });
    });
  let origin = '';
  const main = create(() => origin);
  const side = create((host) => `http://${host}`);
  const [mainPort, sidePort] = [await listen(main, port), await listen(side, 0)];
  origin = `http://localhost:${String(mainPort)}`;
  const cdnOrigin = `http://localhost:${String(sidePort)}`;
  const strangers = thirdParty ? `http://127.0.0.1:${String(sidePort)}` : cdnOrigin;
  forum = createForum({
    longTopicPosts: 120,
    origin,
    cdnOrigin,
    picsOrigin: strangers,
    elsewhereOrigin: strangers,
    ...options,
  });
  const started = forum;
  return {
    forum: started,
    port: mainPort,
    origin,
    url: `${origin}${started.base}/`,
    close: async () => {
      for (const server of [main, side]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
