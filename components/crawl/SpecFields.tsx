import { delayRangeMs, imageTypes, type ImageOptions, type Limits, type ScrapeSpec } from '../../lib/model/job';
import { useApp } from '../effects';
import { formatBytes, label, siteText, t } from '../i18n';
import { PairingFields } from '../pairs/PairingFields';
import { Check, LinesField, TextField } from '../ui/Field';
import { NumberField } from '../ui/NumberField';
import { Fold, Notice } from '../ui/Panels';
import { OptionFields } from './OptionFields';
import { optionsFor } from './options';
import { dateToMs, delayOf, msToDate, perMinute } from './spec';

export interface SpecFieldsProps {
  readonly spec: ScrapeSpec;
  readonly onChange: (spec: ScrapeSpec) => void;
  /** Options of the site that were asked for already. */
  readonly without?: readonly string[];
}

/** All options of a scrape, grouped: the site's own first; all but images lie open. */
export function SpecFields({ spec, onChange, without = [] }: SpecFieldsProps) {
  const { tools } = useApp();
  const { site } = spec.target;
  const info = tools.sites.find(({ id }) => id === site);
  const own = optionsFor(info?.options ?? [], spec.target.kind).filter(({ id }) => !without.includes(id));
  const { images } = spec;
  const set = (part: Partial<ScrapeSpec>): void => onChange({ ...spec, ...part });
  return (
    <div>
      {own.length > 0 && (
        <Fold title={label('site', site)} testId="group-site" open>
          <OptionFields site={site} options={own} values={spec.options} onChange={(options) => set({ options })} />
        </Fold>
      )}
      <Fold title={t('settings_what')} testId="group-what" open>
        <WhatFields
          site={site}
          listing={spec.target.kind === 'listing'}
          limits={spec.limits}
          onChange={(limits) => set({ limits })}
        />
      </Fold>
      <Fold title={t('settings_pairs')} testId="group-pairs" open>
        <PairingFields value={spec.pairing} onChange={(pairing) => set({ pairing })} />
      </Fold>
      <Fold
        title={t('settings_images')}
        side={images.enabled ? t('opt_imagesUpTo', formatBytes(images.maxBytes)) : t('opt_imagesNone')}
        testId="group-images"
      >
        <ImageFields images={images} onChange={(images) => set({ images })} />
      </Fold>
      <Fold title={t('settings_politeness')} testId="group-politeness" open>
        <PoliteFields spec={spec} set={set} floorMs={info?.politeness.floorMs ?? 0} />
      </Fold>
    </div>
  );
}

const most = 1_000_000;

interface WhatProps {
  readonly site: string;
  readonly listing: boolean;
  readonly limits: Limits;
  readonly onChange: (limits: Limits) => void;
}

function WhatFields({ site, listing, limits, onChange }: WhatProps) {
  const number = (key: 'threads' | 'pairs' | 'postsPerThread' | 'pages' | 'minReplies' | 'minScore', min: number) => ({
    value: limits[key],
    min,
    max: most,
    placeholder: t('opt_noLimit'),
    problem: t('opt_badNumber', min, most),
    onChange: (value: number | null) => onChange({ ...limits, [key]: value === null ? null : Math.round(value) }),
  });
  const lines = (key: 'urlInclude' | 'urlExclude' | 'titleInclude' | 'titleExclude') => ({
    value: limits[key],
    onChange: (value: readonly string[]) => onChange({ ...limits, [key]: value }),
  });
  return (
    <div class="stack">
      <div class="grid-2">
        {listing && (
          <NumberField label={siteText('opt_threads', site)} testId="limit-threads" {...number('threads', 1)} />
        )}
        <NumberField label={t('opt_pairsLimit')} testId="limit-pairs" {...number('pairs', 1)} />
        <NumberField
          label={siteText('opt_postsPerThread', site)}
          testId="limit-posts"
          {...number('postsPerThread', 1)}
        />
        {listing && (
          <>
            <NumberField label={t('opt_pages')} testId="limit-pages" {...number('pages', 1)} />
            <NumberField label={siteText('opt_minReplies', site)} testId="limit-replies" {...number('minReplies', 0)} />
            <NumberField label={siteText('opt_minScore', site)} testId="limit-score" {...number('minScore', 0)} />
            <TextField
              label={t('opt_newer')}
              type="date"
              testId="limit-newer"
              value={msToDate(limits.newerThan)}
              onChange={(text) => onChange({ ...limits, newerThan: dateToMs(text) })}
            />
          </>
        )}
      </div>
      {listing && (
        <div class="grid-2">
          <LinesField label={t('opt_titleIn')} testId="title-in" {...lines('titleInclude')} />
          <LinesField label={t('opt_titleOut')} testId="title-out" {...lines('titleExclude')} />
          <LinesField label={t('opt_urlIn')} testId="url-in" {...lines('urlInclude')} />
          <LinesField label={t('opt_urlOut')} testId="url-out" {...lines('urlExclude')} />
          <span class="field-hint wide">{t('opt_patternHint')}</span>
        </div>
      )}
    </div>
  );
}

interface ImageProps {
  readonly images: ImageOptions;
  readonly onChange: (images: ImageOptions) => void;
}

function ImageFields({ images, onChange }: ImageProps) {
  return (
    <div class="stack">
      <Check
        label={t('opt_images')}
        hint={t('opt_imagesHint')}
        testId="images-enabled"
        checked={images.enabled}
        onChange={(enabled) => onChange({ ...images, enabled })}
      />
      {images.enabled && (
        <>
          <Check
            label={t('opt_imagesOcr')}
            hint={t('opt_imagesOcrHint')}
            testId="images-ocr"
            checked={images.ocr}
            onChange={(ocr) => onChange({ ...images, ocr })}
          />
          <div class="grid-2">
            <NumberField
              label={t('opt_imageSize')}
              testId="image-size"
              value={images.maxBytes / 1e6}
              min={0.01}
              max={1000}
              optional={false}
              problem={t('opt_badNumber', 0.01, 1000)}
              onChange={(megabytes) => onChange({ ...images, maxBytes: Math.round((megabytes ?? 20) * 1e6) })}
            />
          </div>
          <fieldset class="stack-tight">
            <legend class="field-label">{t('opt_imageTypes')}</legend>
            <div class="types">
              {Object.entries(imageTypes).map(([type, extension]) => (
                <Check
                  key={type}
                  label={extension.toUpperCase()}
                  testId={`image-type-${extension}`}
                  checked={images.types.includes(type)}
                  onChange={(on) =>
                    onChange({
                      ...images,
                      types: Object.keys(imageTypes).filter((t) => (t === type ? on : images.types.includes(t))),
                    })
                  }
                />
              ))}
            </div>
          </fieldset>
        </>
      )}
    </div>
  );
}

interface PoliteProps {
  readonly spec: ScrapeSpec;
  readonly set: (part: Partial<ScrapeSpec>) => void;
  /** Least time between requests that the site takes. */
  readonly floorMs: number;
}

function PoliteFields({ spec, set, floorMs }: PoliteProps) {
  const { max } = delayRangeMs;
  const min = Math.max(delayRangeMs.min, floorMs);
  return (
    <div class="stack">
      <div class="grid-2">
        <NumberField
          label={t('opt_delay')}
          testId="delay"
          value={Math.max(spec.delayMs, min) / 1000}
          min={min / 1000}
          max={max / 1000}
          optional={false}
          problem={t('opt_badNumber', min / 1000, max / 1000)}
          onChange={(seconds) => set({ delayMs: Math.round((seconds ?? 1) * 1000) })}
        />
        <NumberField
          label={t('opt_perMinute')}
          testId="per-minute"
          value={perMinute(spec.delayMs)}
          min={perMinute(max)}
          max={perMinute(min)}
          optional={false}
          problem={t('opt_badNumber', perMinute(max), perMinute(min))}
          onChange={(count) => {
            // The field shows a rounded number: only one that says something else changes the delay.
            if (count !== null && count !== perMinute(spec.delayMs)) set({ delayMs: delayOf(count) });
          }}
        />
        <span class="field-hint wide">
          {t('opt_delayHint')}
          {floorMs > delayRangeMs.min && ` ${t('opt_delayFloor', t('unit_seconds', floorMs / 1000))}`}
        </span>
      </div>
      <Check
        label={t('opt_robots')}
        testId="robots"
        checked={spec.robots === 'ignore'}
        onChange={(ignore) => set({ robots: ignore ? 'ignore' : 'obey' })}
      />
      {spec.robots === 'ignore' && (
        <Notice tone="warn" testId="robots-warning">
          {t('opt_robotsWarning')}
        </Notice>
      )}
      <Check
        label={t('opt_refetch')}
        testId="refetch"
        checked={spec.refetchAll}
        onChange={(refetchAll) => set({ refetchAll })}
      />
    </div>
  );
}
