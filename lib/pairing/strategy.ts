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
  /** The drafts come by (position, ordinal); absent: in any order, and the caller sorts them. */
  readonly inOrder?: true;
  pair(discussion: Discussion, options: PairingOptions): Iterable<Draft>;
}
