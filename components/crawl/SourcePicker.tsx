import type { SourceForm } from '../../lib/sites';
import { useApp, type SiteInfo } from '../effects';
import { label, t } from '../i18n';
import { Radios } from '../ui/Field';

/** What a dataset is made from: the page that is open, a site by name, or documents. */
export type SourceId = 'page' | 'documents' | SiteInfo['id'];

export type SourceSite = SiteInfo & { readonly source: SourceForm };

/** Sites that can be named without a page of theirs being open. */
export function sourceSites(sites: readonly SiteInfo[]): readonly SourceSite[] {
  return sites.filter((site): site is SourceSite => site.source !== undefined);
}

export interface SourcePickerProps {
  readonly value: SourceId;
  readonly onChange: (source: SourceId) => void;
  readonly offline: boolean;
}

export function SourcePicker({ value, onChange, offline }: SourcePickerProps) {
  const { tools } = useApp();
  const network = (id: SourceId, name: string) => ({
    value: id,
    label: name,
    disabled: offline,
    side: offline ? t('source_offline') : undefined,
  });
  return (
    <Radios<SourceId>
      legend={t('source_title')}
      showLegend
      testId="source"
      value={value}
      choices={[
        network('page', t('source_page')),
        ...sourceSites(tools.sites).map(({ id }) => network(id, label('site', id))),
        // Needs no network: all that is left in offline mode.
        { value: 'documents', label: label('site', 'documents') },
      ]}
      onChange={onChange}
    />
  );
}
