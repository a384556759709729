import { useState } from 'preact/hooks';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import { bytesOf, type InstalledModel } from '../../lib/model/installed-model';
import { useApp, useDocTools } from '../effects';
import { errorText, formatBytes, t } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { Radios, SelectField, TextField } from '../ui/Field';
import { hasDevices, serverPick, type ModelDraft } from './form';
import { ServerKey } from './ServerKey';

export interface ModelFieldsProps {
  readonly draft: ModelDraft;
  readonly models: readonly InstalledModel[];
  readonly onChange: (draft: ModelDraft) => void;
  readonly label: string;
  /** Goes before the names of its controls: '' or `judge-`. */
  readonly prefix: '' | 'judge-';
}

/** Which model, and where it runs. */
export function ModelFields({ draft, models, onChange, label, prefix }: ModelFieldsProps) {
  const ready = models.filter(({ state }) => state === 'ready');
  const model = ready.find(({ id }) => id === draft.pick);
  const set = (part: Partial<ModelDraft>): void => onChange({ ...draft, ...part });
  return (
    <div class="stack">
      <SelectField
        label={label}
        testId={`${prefix}model`}
        value={draft.pick}
        choices={[
          ...(draft.pick === '' ? [{ value: '', label: t('gen_modelNone'), disabled: true }] : []),
          ...ready.map((one) => ({
            value: one.id,
            label: `${one.name} · ${formatBytes(bytesOf(one))} · ${t(`engine_${one.engine}`)}`,
          })),
          { value: serverPick, label: t('gen_modelServer') },
        ]}
        onChange={(pick) => set({ pick })}
      />
      {hasDevices(model?.engine) && (
        <Radios
          legend={t('gen_device')}
          showLegend
          testId={`${prefix}device`}
          value={draft.device}
          choices={[
            { value: 'cpu', label: t('gen_deviceCpu') },
            { value: 'gpu', label: t('gen_deviceGpu'), hint: t('gen_deviceGpuHint') },
          ]}
          onChange={(device) => set({ device })}
        />
      )}
      {draft.pick === serverPick && <ServerFields draft={draft} set={set} prefix={prefix} />}
    </div>
  );
}

interface ServerFieldsProps extends Pick<ModelFieldsProps, 'draft' | 'prefix'> {
  readonly set: (part: Partial<ModelDraft>) => void;
}

function ServerFields({ draft, set, prefix }: ServerFieldsProps) {
  const { effects } = useApp();
  const offline = useOffline() === true;
  const address = useAddress(draft.serverUrl);
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [asking, setAsking] = useState(false);
  const shut = offline && address.read !== null && !address.read.loopback;
  const ask = (): void => {
    if (!address.read) return;
    const { url } = address.read;
    setProblem(null);
    setAsking(true);
    effects
      .requestOrigins([effects.originPattern(url)])
      .then(() => effects.serverModels(url))
      .then((found) => {
        setNames(found);
        const [first] = found;
        if (draft.serverModel === '' && first !== undefined) set({ serverModel: first });
      })
      .catch((thrown: unknown) => setProblem(toErrorInfo(thrown)))
      .finally(() => setAsking(false));
  };
  return (
    <div class="stack">
      <TextField
        label={t('gen_serverUrl')}
        hint={address.read?.warning != null ? t('error_serverPlainHttp') : t('gen_serverUrlHint')}
        problem={address.problem ? errorText(address.problem) : shut ? t('gen_serverOffline') : undefined}
        type="url"
        placeholder="http://localhost:11434/v1"
        testId={`${prefix}server-url`}
        value={draft.serverUrl}
        onChange={(serverUrl) => set({ serverUrl })}
      />
      <div class="log-bar">
        <TextField
          label={t('gen_serverModel')}
          placeholder="llama3.2:3b"
          testId={`${prefix}server-model`}
          value={draft.serverModel}
          suggestions={(names ?? []).map((value) => ({ value, label: value }))}
          onChange={(serverModel) => set({ serverModel })}
        />
        <Button testId={`${prefix}server-ask`} disabled={!address.read || asking || shut} onClick={ask}>
          {t('gen_serverAsk')}
        </Button>
      </div>
      {names && (
        <p class="muted small break" role="status" data-testid={`${prefix}server-models`}>
          {names.length === 0 ? t('gen_serverEmpty') : t('gen_serverHas', names.slice(0, 12).join(', '))}
        </p>
      )}
      {address.read && <ServerKey url={address.read.url} prefix={prefix} />}
      <Problem problem={problem} />
    </div>
  );
}

function useAddress(typed: string) {
  const { serverAddress } = useDocTools();
  if (typed.trim() === '') return { read: null, problem: null };
  try {
    return { read: serverAddress(typed), problem: null };
  } catch (thrown) {
    return { read: null, problem: toErrorInfo(thrown) };
  }
}
