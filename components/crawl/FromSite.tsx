import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { defaultSpec, type SiteOptions } from '../../lib/model/job';
import type { Target } from '../../lib/model/thread';
import type { SourceForm } from '../../lib/sites';
import { readSetting } from '../../lib/store/queries';
import { useApp, type SiteInfo } from '../effects';
import { optionText, siteNote, t } from '../i18n';
import { Problem } from '../Problem';
import { useLive } from '../use-live';
import { OptionFields, type AskedChoices } from './OptionFields';
import { defaultValues, manyOf, namedChoices, valueOf } from './options';
import { SpecForm } from './SpecForm';

export interface FromSiteProps {
  readonly site: SiteInfo & { readonly source: SourceForm };
  readonly onStarted: (jobId: string) => void;
}

/** A job on a site that need not be open: its fields name what is read. */
export function FromSite({ site, onStarted }: FromSiteProps) {
  const [resets, setResets] = useState(0);
  return <SiteForm key={resets} site={site} onStarted={onStarted} onReset={() => setResets(resets + 1)} />;
}

function SiteForm({ site, onStarted, onReset }: FromSiteProps & { readonly onReset: () => void }) {
  const { source } = site;
  const [values, setValues] = useState<SiteOptions>(() => defaultValues(source.fields));
  const [asked, problem] = useChoices(site);
  const located = source.locate(values);
  const start = defaultSpec(
    { target: located?.target ?? nowhere(site), siteName: located?.siteName ?? site.label, signedIn: null },
    site.defaults,
  );
  return (
    <SpecForm
      start={start}
      target={located?.target ?? null}
      without={source.fields.map(({ id }) => id)}
      missing={located ? undefined : missingText(site, values)}
      onStarted={onStarted}
      onReset={onReset}
    >
      <OptionFields site={site.id} options={source.fields} values={values} onChange={setValues} asked={asked} />
      <Problem problem={problem} />
      {located && (
        <p class="muted small break" data-testid="source-target">
          {t('source_reads', located.target.title || located.siteName)} · <bdi>{located.target.url}</bdi>
        </p>
      )}
      <SourceCredit site={site.id} />
    </SpecForm>
  );
}

/** What a site's terms ask to be said where its data are taken. */
function SourceCredit({ site }: { readonly site: string }) {
  const credit = siteNote('source_credit', site);
  return credit === '' ? null : <p class="muted small break">{credit}</p>;
}

/** Why the values name nothing: the first field that is empty, in its own words. */
export function missingText({ id, source }: FromSiteProps['site'], values: SiteOptions): string {
  const empty = source.fields.find((field) => {
    const value = valueOf(field, values);
    return field.kind === 'many' ? manyOf(value).length === 0 : value === null || value === '';
  });
  return empty ? optionText(id, empty.id, 'Missing', t('source_missing')) : t('source_notUnderstood');
}

/** A listing of the site, for the options that are shown before anything is named; never asked for. */
function nowhere({ id, label }: SiteInfo): Target {
  return { site: id, base: '', kind: 'listing', key: '', url: '', title: label, ordinal: 0 };
}

/** What the site said there is to choose from, and the way to ask it again. */
function useChoices(site: FromSiteProps['site']): readonly [AskedChoices | null, ErrorInfo | null] {
  const { db, effects, send } = useApp();
  const kept = useLive(() => readSetting<unknown>(db, `choices:${site.id}`, null), [db, site.id]);
  const [refreshing, setRefreshing] = useState(false);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const { choices } = site.source;
  if (!choices) return [null, null];
  const onRefresh = (): void => {
    setProblem(null);
    setRefreshing(true);
    // The site must be granted to be asked; without a wait, since the right to ask for that ends with the click.
    effects
      .requestOrigins([effects.originPattern(choices.url)])
      .then((granted) => (granted ? send('site.choices', { site: site.id }) : undefined))
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setRefreshing(false));
  };
  return [{ field: choices.field, choices: namedChoices(kept), onRefresh, refreshing }, problem];
}
