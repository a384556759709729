import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ExportOptions, FormatId } from '../../lib/model/job';
import { isBelow, isDocSource, type Pair, type Turn } from '../../lib/model/pair';
import type { CleanProfile } from '../../lib/model/pairing';
import { showImages } from '../../lib/model/image';
import type { AssetRow } from '../../lib/store/db';
import { readImages, type ImageView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { formatNumber, t } from '../i18n';
import { Markdown } from '../ui/Markdown';
import { PairOrigin } from './PairOrigin';
import './pairs.css';

export interface PairRowProps {
  readonly pair: Pair;
  readonly place: number;
  readonly clean: CleanProfile;
  /** Show the line of this format instead; null: rendered. */
  readonly raw: FormatId | null;
  /** Pairs rated lower are left out of exports. */
  readonly threshold?: number | null;
}

type Images = ReadonlyMap<string, ImageView>;
const noImages: Images = new Map();

export function PairRow({ pair, place, clean, raw, threshold = null }: PairRowProps) {
  const images = useImages(pair);
  return (
    <article class={isBelow(pair, threshold) ? 'pair pair-below' : 'pair'} data-testid="pair">
      <header class="pair-head">
        <span class="numeric">{formatNumber(place + 1)}</span>
        <SourceLink pair={pair} />
      </header>
      {raw === null ? (
        <Sides pair={pair} clean={clean} images={images} />
      ) : (
        <RawLine pair={pair} format={raw} images={images} />
      )}
      {isDocSource(pair.source) && <PairOrigin pair={pair} source={pair.source} threshold={threshold} />}
    </article>
  );
}

function SourceLink({ pair }: { readonly pair: Pair }) {
  const { source } = pair;
  const url = isDocSource(source)
    ? (source.url ?? '')
    : (source.posts.find((post) => post.id === pair.outputPostId)?.url ?? source.url);
  const title = <bdi>{source.title || (isDocSource(source) ? source.name : url)}</bdi>;
  if (!/^https?:/.test(url)) return <span class="clip">{title}</span>;
  return (
    <a class="clip" href={url} title={url} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}

interface SidesProps {
  readonly pair: Pair;
  readonly clean: CleanProfile;
  readonly images: Images;
}

function Sides({ pair, clean, images }: SidesProps) {
  const view = (text: string) => <Words text={text} clean={clean} images={images} />;
  if (pair.kind === 'text') {
    return <Side name={t('preview_text')}>{<Words text={pair.text ?? ''} clean="plain" images={images} />}</Side>;
  }
  if (pair.kind === 'preference') {
    return (
      <div class="sides">
        <Side name={t('preview_input')}>{turnsView(pair.turns, view)}</Side>
        <div class="stack">
          <Side name={t('preview_chosen')}>{view(pair.chosen ?? '')}</Side>
          <Side name={t('preview_rejected')}>{view(pair.rejected ?? '')}</Side>
        </div>
      </div>
    );
  }
  const last = pair.turns.at(-1);
  return (
    <div class="sides">
      <Side name={t('preview_input')} testId="input">
        {turnsView(pair.turns.slice(0, -1), view)}
      </Side>
      <Side name={t('preview_output')} testId="output">
        {last ? isDocSource(pair.source) ? <Reasoned text={last.text} view={view} /> : view(last.text) : null}
      </Side>
    </div>
  );
}

const thinking = /^\s*<think>([^]*?)<\/think>/;

/** An answer with the steps before it, as a model was asked to mark them. */
function Reasoned({ text, view }: { readonly text: string; readonly view: (text: string) => ComponentChildren }) {
  const [marked = '', steps = ''] = thinking.exec(text) ?? [];
  return (
    <>
      {marked !== '' && (
        <div class="reasoning" data-testid="reasoning">
          <span class="turn-role">{t('preview_reasoning')}</span>
          {view(steps.trim())}
        </div>
      )}
      {view(text.slice(marked.length).trim())}
    </>
  );
}

function turnsView(turns: readonly Turn[], view: (text: string) => ComponentChildren): ComponentChildren {
  if (turns.length === 1) return view(turns[0]?.text ?? '');
  return turns.map((turn, index) => (
    <div class="turn" key={index}>
      <span class="turn-role">{t(turn.role === 'user' ? 'preview_user' : 'preview_assistant')}</span>
      {view(turn.text)}
    </div>
  ));
}

function Side({
  name,
  children,
  testId,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
  readonly testId?: string;
}) {
  return (
    <section class="side" {...(testId === undefined ? {} : { 'data-testid': testId })}>
      <h3 class="side-name">{name}</h3>
      {children}
    </section>
  );
}

/** Characters shown at first, and after *Show all*: more than this is for the file, not for a panel. */
const short = 900;
const long = 20_000;

interface WordsProps {
  readonly text: string;
  readonly clean: CleanProfile;
  readonly images: Images;
}

function Words({ text: stored, clean, images }: WordsProps) {
  const [all, setAll] = useState(false);
  const text = showImages(stored, { name: (key) => key, text: (key) => images.get(key)?.text ?? '' });
  const shown = text.slice(0, all ? long : cutAt(text));
  const rest = text.length - shown.length;
  return (
    <>
      {clean === 'plain' ? (
        <p class="verbatim break" dir="auto">
          {shown}
        </p>
      ) : (
        <Markdown text={shown} image={(key, alt) => <StoredImage asset={images.get(key) ?? null} alt={alt} />} />
      )}
      {(rest > 0 || all) && (
        <p class="muted small">
          {all && rest > 0 && `${t('preview_cut', rest)} `}
          <button type="button" class="link" onClick={() => setAll(!all)} data-testid="show-all">
            {t(all ? 'preview_less' : 'preview_more')}
          </button>
        </p>
      )}
    </>
  );
}

/** Not in the middle of a word, if one ends near. */
function cutAt(text: string): number {
  if (text.length <= short * 1.2) return text.length;
  const space = text.lastIndexOf(' ', short);
  return space > short * 0.8 ? space : short;
}

function StoredImage({ asset, alt }: { readonly asset: AssetRow | null; readonly alt: string }) {
  const { effects } = useApp();
  const [url, setUrl] = useState<string | null>(null);
  const hash = asset?.hash ?? null;
  useEffect(() => {
    let gone = false;
    if (hash !== null) {
      effects.fileUrl(hash).then(
        (next) => !gone && setUrl(next),
        () => undefined,
      );
    }
    return () => {
      gone = true;
    };
  }, [effects, hash]);
  const name = alt || t('preview_imageNameless');
  if (hash === null) {
    return (
      <span class="picture-gone" title={asset?.url ?? ''}>
        {t('preview_imageMissing', name)}
      </span>
    );
  }
  return <span class="picture">{url !== null && <img src={url} alt={alt} title={alt} decoding="async" />}</span>;
}

function RawLine({
  pair,
  format,
  images,
}: {
  readonly pair: Pair;
  readonly format: FormatId;
  readonly images: Images;
}) {
  const { tools } = useApp();
  const line = useMemo(() => {
    const options: ExportOptions = { format, container: 'jsonl', images: true };
    const nameOf = (key: string): string | null => {
      const asset = images.get(key);
      if (!asset) return null;
      return asset.hash === null ? asset.url : `images/${asset.hash}.${asset.extension ?? 'bin'}`;
    };
    return tools.jsonLine(pair, options, nameOf, (key) => images.get(key)?.text ?? '');
  }, [tools, pair, format, images]);
  if (line === null) return <p class="muted">{t('preview_unsayable')}</p>;
  const rest = line.length - long;
  return (
    <>
      <code class="raw" data-testid="raw-line">
        {line.slice(0, long)}
      </code>
      {rest > 0 && <p class="muted small">{t('preview_cut', rest)}</p>}
    </>
  );
}

/** The images a pair names; read only where it names one. */
function useImages(pair: Pair): Images {
  const { db } = useApp();
  const [images, setImages] = useState(noImages);
  const named = [...pair.turns.map((turn) => turn.text), pair.chosen, pair.rejected, pair.text].some((text) =>
    text?.includes('heddle-image:'),
  );
  useEffect(() => {
    let gone = false;
    const { source } = pair;
    if (named && !isDocSource(source)) {
      const ids = source.posts.map((post) => post.id);
      readImages(db, pair.jobId, source.threadId, ids).then(
        (next) => !gone && setImages(next),
        () => undefined,
      );
    }
    return () => {
      gone = true;
    };
  }, [db, pair, named]);
  return images;
}
