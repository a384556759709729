export type { ReferenceRecord } from './record';
export { referencePairs, type ReferenceOptions } from './thread';
export { answerVector } from './vectors';
