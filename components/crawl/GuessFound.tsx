import type { Glimpse } from '../../lib/model/job';
import type { Guess, Sighting } from '../../lib/model/thread';
import { formatDate, formatNumber, t, tn } from '../i18n';
import { Notice } from '../ui/Panels';

/** From here on a guess is called sure, and fairly sure. */
const levels = [
  [0.85, 'guess_sure'],
  [0.6, 'guess_fairlySure'],
] as const;

/** “fairly sure, 72 %”. */
export function certaintyText({ certainty }: Guess): string {
  const level = levels.find(([least]) => certainty >= least);
  return t('guess_certainty', t(level?.[1] ?? 'guess_unsure'), formatNumber(Math.floor(certainty * 100)));
}

/** Too unsure to go on without a look at what was read. */
export function isDoubtful({ certainty }: Guess): boolean {
  return certainty < 0.6;
}

/** What the page was read by. */
export function basisText({ basis, engine }: Guess): string {
  if (basis === 'structure') return t('guess_structure');
  if (basis === 'engine') return engine === null ? t('guess_engineUnknown') : t('guess_engine', engine);
  return engine === null ? t('guess_schema') : t('guess_schemaEngine', engine);
}

export interface GuessFoundProps {
  readonly sighting: Sighting;
  readonly guess: Guess;
  readonly glimpses: readonly Glimpse[];
}

/** How a page of unknown software was understood, for a person to judge before anything is stored. */
export function GuessFound({ sighting, guess, glimpses }: GuessFoundProps) {
  const { postsShown, threadsShown } = sighting;
  const facts =
    sighting.target?.kind === 'listing'
      ? [tn('count_threads', threadsShown)]
      : [t('guess_authors', guess.authors, postsShown), t('guess_dates', guess.dates, postsShown)];
  return (
    <Notice tone={isDoubtful(guess) ? 'warn' : 'info'} testId="guess">
      <div class="stack-tight">
        <p>
          <strong data-testid="guess-basis">{basisText(guess)}</strong>
        </p>
        <p class="numeric" data-testid="guess-certainty">
          {certaintyText(guess)} · {facts.join(' · ')}
        </p>
      </div>
      {glimpses.length > 0 && (
        <div class="stack-tight">
          <p class="muted small">{t('guess_first')}</p>
          <ol class="glimpses">
            {glimpses.map((glimpse, place) => (
              <GlimpseLine key={place} glimpse={glimpse} />
            ))}
          </ol>
        </div>
      )}
      {isDoubtful(guess) && <p data-testid="guess-warn">{t('guess_warn')}</p>}
    </Notice>
  );
}

function GlimpseLine({ glimpse }: { readonly glimpse: Glimpse }) {
  const { author, postedAt, line } = glimpse;
  return (
    <li class="glimpse">
      <p class="glimpse-head numeric">
        <strong class="clip">
          <bdi>{author || t('guess_noAuthor')}</bdi>
        </strong>
        <span class="muted">{postedAt === null ? t('guess_noDate') : formatDate(postedAt)}</span>
      </p>
      <p class="clip" title={line}>
        <bdi>{line || t('guess_noText')}</bdi>
      </p>
    </li>
  );
}
