import type { ScrapeSpec } from '../../lib/model/job';
import { useApp } from '../effects';
import { label, siteText, t, tn, type MessageKey } from '../i18n';
import { Button } from '../ui/Button';
import { Radios, SelectField } from '../ui/Field';
import { panelWishKey, type Scope, type ScopeRole } from './spec';

const roleNames: Readonly<Record<ScopeRole, MessageKey>> = {
  thread: 'popup_scopeThread',
  listing: 'popup_scopeListing',
  category: 'popup_scopeCategory',
  tag: 'popup_scopeTag',
  forum: 'popup_scopeForum',
};

const limits = [100, 500, 1000, 5000, 20_000] as const;

/** The usual limits, and the site's own default among them. */
function limitsWith(own: number | null): readonly number[] {
  return [...new Set([...limits, ...(own === null ? [] : [own])])].sort((a, b) => a - b);
}

export interface PopupFormProps {
  readonly scopes: readonly Scope[];
  /** `Scope.id` of the one that is chosen. */
  readonly scopeId: string;
  readonly onScope: (id: string) => void;
  readonly spec: ScrapeSpec;
  readonly onSpec: (spec: ScrapeSpec) => void;
}

/** The two or three options most people want; all others are in the panel. */
export function PopupForm({ scopes, scopeId, onScope, spec, onSpec }: PopupFormProps) {
  const { tools, effects, send } = useApp();
  const more = (): void => {
    effects.openPanel();
    send('settings.set', { key: panelWishKey, value: { show: 'new', at: Date.now() } }).catch(() => undefined);
  };
  return (
    <div class="stack">
      <Radios
        legend={t('popup_what')}
        testId="scope"
        value={scopeId}
        choices={scopes.map(scopeChoice)}
        onChange={onScope}
      />
      <div class="grid-2">
        <SelectField
          label={t('popup_pairs')}
          testId="popup-strategy"
          value={spec.pairing.strategy}
          choices={tools.strategies.map(({ id }) => ({ value: id, label: label('strategy', id) }))}
          onChange={(strategy) => onSpec({ ...spec, pairing: { ...spec.pairing, strategy } })}
        />
        <SelectField
          label={t('popup_limit')}
          testId="popup-limit"
          value={spec.limits.pairs === null ? 'none' : String(spec.limits.pairs)}
          choices={[
            ...limitsWith(spec.limits.pairs).map((n) => ({ value: String(n), label: t('popup_limitPairs', n) })),
            { value: 'none', label: t('popup_noLimit') },
          ]}
          onChange={(text) =>
            onSpec({ ...spec, limits: { ...spec.limits, pairs: text === 'none' ? null : Number(text) } })
          }
        />
      </div>
      <div>
        <Button kind="quiet" testId="more" onClick={more}>
          {t('popup_more')}
        </Button>
      </div>
    </div>
  );
}

/** A scope as a choice, with how much it is. */
export function scopeChoice(scope: Scope) {
  const side =
    scope.size === null
      ? scope.role === 'category' || scope.role === 'tag'
        ? scope.target.title
        : undefined
      : scope.role === 'thread'
        ? tn('count_posts', scope.size)
        : tn('count_threads', scope.size);
  return { value: scope.id, label: siteText(roleNames[scope.role], scope.target.site), side };
}
