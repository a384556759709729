import { isBelow, type DocSource, type Pair } from '../../lib/model/pair';
import { formatNumber, t } from '../i18n';

export interface PairOriginProps {
  readonly pair: Pair;
  readonly source: DocSource;
  readonly threshold: number | null;
}

/** Where a generated pair is from, what a judge gave it, and the words it stands on. */
export function PairOrigin({ pair, source, threshold }: PairOriginProps) {
  const { judgement } = pair;
  const below = isBelow(pair, threshold);
  const facts = [
    pageText(source),
    source.headings.at(-1) ?? '',
    t('pair_grounded', t('status_percent', formatNumber(Math.round(source.grounded * 100)))),
  ].filter((fact) => fact !== '');
  return (
    <div class="pair-origin small muted">
      <span class="pair-facts">
        {judgement && (
          <span class={`rating numeric ${below ? 'rating-below' : ''}`} data-testid="rating" title={scoresText(pair)}>
            {t('pair_rating', judgement.rating)}
          </span>
        )}
        {below && (
          <span class="pair-left-out" data-testid="left-out">
            {t('pair_leftOut')}
          </span>
        )}
        <span class="break">{facts.join(' · ')}</span>
      </span>
      <details data-testid="evidence">
        <summary>{t('pair_evidence')}</summary>
        <blockquote class="break">
          <bdi>{source.evidence}</bdi>
        </blockquote>
        <span class="break">{t('pair_madeBy', source.model, source.prompt, String(source.seed))}</span>
      </details>
    </div>
  );
}

function pageText({ pages, chunk }: DocSource): string {
  if (pages === null) return t('pair_chunk', chunk + 1);
  const [first, last] = pages;
  return first === last ? t('pair_page', first) : t('pair_pages', first, last);
}

function scoresText({ judgement }: Pair): string {
  if (!judgement) return '';
  const { accuracy, relevance, clarity, usefulness } = judgement.scores;
  return t('pair_scores', accuracy, relevance, clarity, usefulness);
}
