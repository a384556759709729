import { chinese } from './chinese.mjs';
import { documents } from './documents.mjs';
import { documentsScanned } from './documents-scanned.mjs';
import { documentsServer } from './documents-server.mjs';
import { boards, watchedThread } from './fourchan.mjs';
import { fullDisk, fullDiskGeneration } from './full-disk.mjs';
import { hostile } from './hostile.mjs';
import { imagesAndRobots } from './images-robots.mjs';
import { runAgain, twoJobs } from './job-controls.mjs';
import { kill } from './kill.mjs';
import { modelDownload } from './model-download.mjs';
import { otherForum } from './other-forum.mjs';
import { panelClosed } from './panel-closed.mjs';
import { popup } from './popup.mjs';
import { reddit, redditRefusals } from './reddit.mjs';
import { sessionLost, signedOut } from './session.mjs';
import { namedDataset, offlineMode, sourceChooser } from './sources.mjs';
import { stackexchange } from './stackexchange.mjs';
import { storageFull } from './storage.mjs';
import { trouble } from './trouble.mjs';
import { webLlm } from './webllm.mjs';
import { wholeForum } from './whole-forum.mjs';

/**
 * `run` gives why it was not run, where this browser or this machine lacks what it needs.
 * @type {{name: string, run: (place: import('../steps.mjs').Place) => Promise<string | undefined | void>}[]}
 */
export const scenarios = [
  wholeForum,
  popup,
  sourceChooser,
  namedDataset,
  offlineMode,
  signedOut,
  sessionLost,
  trouble,
  reddit,
  redditRefusals,
  imagesAndRobots,
  panelClosed,
  runAgain,
  twoJobs,
  hostile,
  storageFull,
  chinese,
  boards,
  watchedThread,
  stackexchange,
  otherForum,
  documents,
  documentsServer,
  documentsScanned,
  modelDownload,
  fullDisk,
  fullDiskGeneration,
  webLlm,
  kill,
];
