import { useState } from 'preact/hooks';
import { passing, thresholdRange } from '../../lib/curate';
import type { JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { formatNumber, t, tn } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';

/** How a judge rated the pairs, and below which rating they are left out. Moving it judges nothing again. */
export function Ratings({ view }: { readonly view: JobView }) {
  const { send } = useApp();
  const { job, counters } = view;
  const [problem, told] = useCommand();
  const [moved, setMoved] = useState<number | null>(null);
  const threshold = moved ?? job.threshold ?? thresholdRange.min;
  const kept = passing(counters.ratings, threshold) + (counters.pairs - counters.pairsJudged);
  const most = Math.max(1, ...counters.ratings);
  const name = t('ratings_title');
  return (
    <section class="ratings" data-testid="ratings" aria-label={name}>
      <div class="ratings-bars" role="img" aria-label={barsText(counters.ratings)}>
        {counters.ratings.map((count, i) => (
          <div
            key={i}
            class={`ratings-bar ${i + 1 >= threshold ? '' : 'ratings-below'}`}
            title={t('ratings_bar', i + 1, count)}
          >
            <span class="ratings-fill" style={{ height: `${(count / most) * 100}%` }} />
            <span class="numeric">{formatNumber(i + 1)}</span>
          </div>
        ))}
      </div>
      <label class="ratings-threshold">
        <span class="field-label">
          {t('ratings_threshold')} <strong class="numeric">{formatNumber(threshold)}</strong>
        </span>
        <input
          type="range"
          data-testid="threshold"
          {...thresholdRange}
          value={threshold}
          onInput={(event) => setMoved(Number(event.currentTarget.value))}
          onChange={(event) => {
            const value = Number(event.currentTarget.value);
            told(send('job.setThreshold', { jobId: job.id, threshold: value }));
          }}
        />
        <span class="muted small numeric" role="status" data-testid="kept">
          {t('ratings_kept', tn('count_pairs', kept), counters.pairs)}
        </span>
      </label>
      <Problem problem={problem} />
    </section>
  );
}

function barsText(ratings: readonly number[]): string {
  return ratings.flatMap((count, i) => (count > 0 ? [t('ratings_bar', i + 1, count)] : [])).join('; ');
}
