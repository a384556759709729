import { useState } from 'preact/hooks';
import { defaultGeneration, generationRanges } from '../../lib/generate/index';
import type { Chunk } from '../../lib/model/doc';
import type { GenerationOptions } from '../../lib/model/generate';
import type { DocRow } from '../../lib/store/db';
import { listModels } from '../../lib/store/queries';
import { useApp } from '../effects';
import { checkText, formatNumber, t, tn } from '../i18n';
import { useLive } from '../use-live';
import { SelectField } from '../ui/Field';
import { NumberField } from '../ui/NumberField';
import { VirtualList } from '../ui/VirtualList';
import { checkDraft } from './form';
import { useChunks } from './use-chunks';

/** The chunks of a document under settings that can be tried; nothing is generated. */
export function ChunkView({ doc }: { readonly doc: DocRow }) {
  const { db } = useApp();
  const models = useLive(() => listModels(db), [db]);
  if (!models) return <p class="muted pad">{t('loading')}</p>;
  return <Chunks doc={doc} models={models.filter(({ state }) => state === 'ready')} />;
}

interface ChunksProps {
  readonly doc: DocRow;
  readonly models: Awaited<ReturnType<typeof listModels>>;
}

function Chunks({ doc, models }: ChunksProps) {
  const [options, setOptions] = useState<GenerationOptions>(() => defaultGeneration('qa'));
  const [pick, setPick] = useState(models[0]?.id ?? '');
  const model = models.find(({ id }) => id === pick);
  const contextTokens = model?.contextTokens ?? null;
  const { problems, tight } = checkDraft(options, contextTokens);
  const overlap = problems.find(({ field }) => field === 'overlapTokens');
  const cut = useChunks(doc, options, model ? { engine: model.engine, model: model.id } : null, contextTokens);
  const number = (field: 'chunkTokens' | 'overlapTokens' | 'maxChunks', testId: string) => {
    const { min, max } = generationRanges[field];
    return {
      testId,
      value: options[field],
      min,
      max,
      optional: field === 'maxChunks',
      problem: t('opt_badNumber', min, max),
      onChange: (value: number | null) => {
        if (value !== null || field === 'maxChunks') setOptions({ ...options, [field]: value && Math.round(value) });
      },
    };
  };
  return (
    <>
      <div class="chunk-bar">
        <NumberField label={t('gen_chunkTokens')} {...number('chunkTokens', 'view-chunk-tokens')} />
        <NumberField
          label={t('gen_overlapTokens')}
          clash={overlap && checkText(overlap)}
          {...number('overlapTokens', 'view-overlap-tokens')}
        />
        <NumberField
          label={t('gen_maxChunks')}
          placeholder={t('gen_allChunks')}
          {...number('maxChunks', 'view-max-chunks')}
        />
        <SelectField
          label={t('docs_countBy')}
          testId="view-model"
          value={pick}
          choices={[
            ...models.map(({ id, name }) => ({ value: id, label: name })),
            { value: '', label: t('docs_countEstimate') },
          ]}
          onChange={setPick}
        />
        <p class="chunk-sum small muted numeric" role="status" data-testid="chunk-sum">
          {cut === null
            ? t('gen_counting')
            : `${t('docs_chunksUsed', formatNumber(cut.used.size), tn('count_chunks', cut.chunks.length))} ${t(cut.exact ? 'docs_tokensExact' : 'docs_tokensEstimated')} ${tight ? t('gen_tight') : ''}`}
        </p>
      </div>
      {cut && (
        <VirtualList
          label={t('docs_chunks')}
          testId="doc-chunks"
          count={cut.chunks.length}
          estimate={420}
          resetKey={`${doc.id} ${cut.chunks.length}`}
          row={(place) => {
            const chunk = cut.chunks[place];
            return chunk ? <ChunkCard chunk={chunk} used={cut.used.has(chunk.n)} exact={cut.exact} /> : null;
          }}
        />
      )}
    </>
  );
}

interface ChunkCardProps {
  readonly chunk: Chunk;
  readonly used: boolean;
  readonly exact: boolean;
}

function ChunkCard({ chunk, used, exact }: ChunkCardProps) {
  const { text, overlap, headings, pages } = chunk;
  const tokens = formatNumber(chunk.tokens);
  return (
    <article class={used ? 'chunk' : 'chunk chunk-out'} data-testid="chunk">
      <header class="chunk-head numeric">
        <strong>{t('docs_chunk', formatNumber(chunk.n + 1))}</strong>
        <span>{t(exact ? 'docs_tokens' : 'docs_tokensAbout', tokens)}</span>
        {pages && (
          <span>
            {pages[0] === pages[1]
              ? t('docs_page', String(pages[0]))
              : t('docs_pageRange', String(pages[0]), String(pages[1]))}
          </span>
        )}
        {!used && <span class="muted">{t('docs_leftOut')}</span>}
        {headings.length > 0 && (
          <span class="muted clip" dir="auto">
            {headings.join(' › ')}
          </span>
        )}
      </header>
      <div class="chunk-body">
        <p class="text-words" dir="auto">
          {overlap > 0 && (
            <mark class="overlap" title={t('docs_overlap')}>
              {text.slice(0, overlap)}
            </mark>
          )}
          {text.slice(overlap)}
        </p>
      </div>
    </article>
  );
}
