import type { Engine } from '../engine';
import { invision } from './invision';
import { phpbb } from './phpbb';
import { flarum, fluxbb, hackerNews, insided, lemmy, mybb, nodebb, woltlab } from './small';
import { smf1, smf2 } from './smf';
import { vanilla } from './vanilla';
import { vbulletin3, vbulletin4, vbulletin5 } from './vbulletin';
import { xenforo1, xenforo2 } from './xenforo';

/** Forum software known by its markup. The pickier ones come first. */
export const engines: readonly Engine[] = [
  xenforo2,
  xenforo1,
  invision,
  vbulletin5,
  vbulletin4,
  vbulletin3,
  mybb,
  nodebb,
  flarum,
  woltlab,
  vanilla,
  insided,
  fluxbb,
  smf2,
  smf1,
  lemmy,
  hackerNews,
  phpbb,
];
