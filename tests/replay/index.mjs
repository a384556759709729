export { startReplay } from './server.mjs';
export { startConnectProxy } from './proxy.mjs';
export { isTopicRequest, RequestLog } from './log.mjs';
export { FaultQueue } from './faults.mjs';
export { recordedHosts } from './corpus.mjs';
