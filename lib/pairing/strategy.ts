import type { Draft, PairKind } from '../model/pair';
import type { PairingOptions, StrategyId } from '../model/pairing';
import type { Discussion } from './discussion';

/** A way to turn a thread into pairs. Pure and re-entrant: the same thread and options give the same drafts. */
export interface PairingStrategy {
  readonly id: StrategyId;
  readonly label: string;
  readonly yields: PairKind;
  /** The options that change what it yields; only these are shown. */
  readonly uses: readonly (keyof PairingOptions)[];
  /** The posts are rendered by this profile, whatever the options say. */
  readonly profile?: 'transcript';
  /** Drafts in any order; the caller sorts them. */
  pair(discussion: Discussion, options: PairingOptions): Iterable<Draft>;
}
