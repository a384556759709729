import { useEffect, useState } from 'preact/hooks';
import { promptName, templateProblems } from '../../lib/generate/index';
import { toErrorInfo, type ErrorInfo } from '../../lib/model/error';
import type { GenerateSpec, ModelChoice } from '../../lib/model/generate';
import type { InstalledModel } from '../../lib/model/installed-model';
import type { DocRow } from '../../lib/store/db';
import { listDocs, listModels, readSetting } from '../../lib/store/queries';
import { useApp, useDocTools } from '../effects';
import { t, tn } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { useLive } from '../use-live';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Fold, Notice } from '../ui/Panels';
import { DocPicker } from './DocPicker';
import {
  checkDraft,
  choiceOf,
  forecast,
  newDraft,
  onlyRead,
  serverPick,
  specOf,
  withReadyModel,
  type GenerateDraft,
} from './form';
import { GenerationFields } from './GenerationFields';
import { JudgeFields } from './JudgeFields';
import { ModelFields } from './ModelFields';
import { missingOf } from './missing';
import { lastChoiceSetting, startGeneration } from './start';
import { TemplateEditor, useOwnTemplates } from './TemplateEditor';
import { useChunkCounts } from './use-chunks';
import '../jobs/jobs.css';
import './docs.css';

export interface GenerateFormProps {
  /** The settings of a job that was; null: our own. */
  readonly from: GenerateSpec | null;
  /** Documents that are chosen at first; without them those of `from`. */
  readonly docIds?: readonly string[];
  readonly onStarted: (jobId: string) => void;
}

/** Pairs from documents, with all options. */
export function GenerateForm({ from, docIds, onStarted }: GenerateFormProps) {
  const { db } = useApp();
  const docs = useLive(() => listDocs(db), [db]);
  const models = useLive(() => listModels(db), [db]);
  const last = useLive(() => readSetting<ModelChoice | null>(db, lastChoiceSetting, null), [db]);
  const [resets, setResets] = useState(0);
  if (!docs || !models || last === undefined) return <p class="muted">{t('loading')}</p>;
  const start = newDraft(resets === 0 ? from : null, last);
  const chosen = docIds ?? (from ? from.docIds : onlyRead(docs));
  return (
    <Form
      key={resets}
      start={{ ...start, docIds: chosen, model: withReadyModel(start.model, models) }}
      docs={docs}
      models={models}
      onStarted={onStarted}
      onReset={() => setResets(resets + 1)}
    />
  );
}

interface FormProps {
  readonly start: GenerateDraft;
  readonly docs: readonly DocRow[];
  readonly models: readonly InstalledModel[];
  readonly onStarted: (jobId: string) => void;
  readonly onReset: () => void;
}

function Form({ start, docs, models, onStarted, onReset }: FormProps) {
  const app = useApp();
  const { serverAddress } = useDocTools();
  const offline = useOffline() === true;
  const own = useOwnTemplates();
  const [draft, setDraft] = useState(start);
  const [bad, setBad] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<ErrorInfo | null>(null);
  const [starting, setStarting] = useState(false);
  const set = (part: Partial<GenerateDraft>): void => setDraft((now) => ({ ...now, ...part }));
  const onBad = (field: string, isBad: boolean): void =>
    setBad((now) => new Set(isBad ? [...now, field] : [...now].filter((one) => one !== field)));
  // A model that was imported meanwhile is the one to take.
  useEffect(() => set({ model: withReadyModel(draft.model, models) }), [models]);

  const { generation } = draft;
  const read = new Set(docs.filter(({ state }) => state === 'done').map(({ id }) => id));
  const spec = specOf(draft, read, models, serverAddress);
  const model = models.find(({ id }) => id === draft.model.pick) ?? null;
  const { problems, tight } = checkDraft(generation, model?.contextTokens ?? null);
  const templateBad = templateProblems(generation.template).length > 0;
  const missing = missingOf({
    spec,
    model: choiceOf(draft.model, models, serverAddress) !== null,
    chosen: draft.docIds.filter((id) => read.has(id)).length,
    waiting: draft.docIds.some((id) => docs.some((doc) => doc.id === id && doc.state === 'pending')),
    fields: bad.size > 0 || problems.length > 0 || (draft.curate && templateProblems(draft.judgeTemplate).length > 0),
    offline,
    isLoopback: (url) => serverAddress(url).loopback,
  });
  const begin = (): void => {
    if (!spec || !own) return;
    setProblem(null);
    setStarting(true);
    startGeneration(app, spec, { name: draft.name, own }).then(
      ({ jobId }) => onStarted(jobId),
      (thrown: unknown) => {
        setStarting(false);
        setProblem(toErrorInfo(thrown));
      },
    );
  };
  return (
    <div class="stack generate" data-testid="generate-form">
      <DocPicker
        docs={docs}
        chosen={draft.docIds}
        onChange={(change) => setDraft((now) => ({ ...now, docIds: change(now.docIds) }))}
      />
      <section class="stack group">
        <h2>{t('gen_model')}</h2>
        {draft.model.pick !== serverPick && !models.some(({ state }) => state === 'ready') && <NoModel />}
        <ModelFields
          label={t('gen_modelPick')}
          prefix=""
          draft={draft.model}
          models={models}
          onChange={(next) => set({ model: next })}
        />
      </section>
      <section class="stack group">
        <h2>{t('gen_what')}</h2>
        <GenerationFields
          options={generation}
          onChange={(next) => set({ generation: next })}
          problems={problems}
          tight={tight}
          onBad={onBad}
        >
          <Fold
            title={t('gen_prompt')}
            side={templateBad ? t('gen_promptBad') : promptName(generation.template)}
            testId="group-prompt"
          >
            <TemplateEditor
              prefix=""
              template={generation.template}
              onChange={(template) => set({ generation: { ...generation, template } })}
            />
          </Fold>
        </GenerationFields>
      </section>
      <section class="stack group">
        <h2>{t('gen_quality')}</h2>
        <JudgeFields draft={draft} models={models} set={set} onBad={onBad} />
        <p class="muted small" data-testid="multimodal-note">
          {t('gen_multimodal')}
        </p>
      </section>
      <TextField
        label={t('name_label')}
        hint={t('name_hint')}
        placeholder={docs.find(({ id }) => id === spec?.docIds[0])?.title ?? ''}
        testId="dataset-name"
        value={draft.name}
        onChange={(name) => set({ name })}
      />
      <div class="sticky-actions stack-tight">
        <Problem problem={problem} />
        <Outlook draft={draft} spec={spec} docs={docs} contextTokens={model?.contextTokens ?? null} />
        <div class="spread">
          <span class="status-head">
            <span class="dot dot-idle" />
            <span class="muted" role="status" data-testid="start-hint">
              {missing === null ? t('state_idle') : t(missing)}
            </span>
          </span>
          <Button kind="quiet" testId="reset" onClick={onReset}>
            {t('form_reset')}
          </Button>
        </div>
        <Button kind="primary" wide testId="start" disabled={missing !== null || starting || !own} onClick={begin}>
          {t('action_start')}
        </Button>
      </div>
    </div>
  );
}

/** Where a model comes from, while there is none. */
function NoModel() {
  const { effects } = useApp();
  return (
    <Notice tone="warn" testId="no-model">
      <span>{t('gen_noModel')}</span>
      <div>
        <Button testId="open-models" onClick={() => effects.openWorkbench('models')}>
          {t('gen_openModels')}
        </Button>
      </div>
    </Notice>
  );
}

interface OutlookProps {
  readonly draft: GenerateDraft;
  readonly spec: GenerateSpec | null;
  readonly docs: readonly DocRow[];
  readonly contextTokens: number | null;
}

/** What pressing Start will do: how many chunks, how many calls. */
function Outlook({ draft, docs, contextTokens }: OutlookProps) {
  const chosen = docs.filter(({ id, state }) => state === 'done' && draft.docIds.includes(id));
  const counts = useChunkCounts(chosen, draft.generation, contextTokens);
  // The place is kept, so that nothing moves when the counting is done.
  if (chosen.length === 0) return null;
  if (!counts) {
    return (
      <p class="muted small" data-testid="forecast">
        {t('gen_counting')}
      </p>
    );
  }
  const sum = forecast(counts, draft.generation);
  return (
    <p class="muted small numeric" data-testid="forecast">
      {t('gen_forecast', tn('count_chunks', sum.chunks), tn('docs_count', sum.docs), tn('count_pairs', sum.calls))}{' '}
      {draft.curate && t('gen_forecastJudge')}
    </p>
  );
}
