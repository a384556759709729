import { useEffect, useRef } from 'preact/hooks';
import type { ErrorInfo } from '../../lib/model/error';
import { bytesOf, type InstalledModel } from '../../lib/model/installed-model';
import type { JobView } from '../../lib/store/queries';
import { useApp, type MachineFacts } from '../effects';
import { errorText, formatBytes, formatDuration, formatNumber, t, tn } from '../i18n';
import { waitText } from '../jobs/status-text';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useNow } from '../use-live';
import { Button, ConfirmButton } from '../ui/Button';
import { Notice, Progress } from '../ui/Panels';
import { doneOf, leftMs, speedOf, statusOf, unfitOf, withSample, type ModelStatus, type Sample } from './status';
import type { Check, ModelWork, WorkState } from './work';

export interface ModelRowProps {
  readonly model: InstalledModel;
  /** The last job that fetched it. */
  readonly download: (JobView & { readonly failure: ErrorInfo | null }) | null;
  /** null: not looked at yet. */
  readonly machine: MachineFacts | null;
  readonly state: WorkState;
  readonly work: ModelWork;
}

const dots: Readonly<Record<ModelStatus, string>> = {
  ready: 'good',
  downloading: 'busy',
  importing: 'busy',
  checking: 'busy',
  paused: 'wait',
  partial: 'wait',
  damaged: 'bad',
};

/** A model on this machine: what it is, how it stands, what can be done with it. */
export function ModelRow({ model, download, machine, state, work }: ModelRowProps) {
  const check = state.checks.get(model.id) ?? null;
  const checking = check !== null && 'step' in check;
  const status = statusOf(model, download?.job ?? null, { importSince: state.importing?.since ?? null, checking });
  return (
    <li class="model" data-testid={`model-${model.id}`} data-state={status}>
      <div class="model-head">
        <strong class="break">{model.name}</strong>
        <span class="model-state">
          <span class={`dot dot-${dots[status]}`} />
          <span role="status" data-testid="model-state">
            {t(`models_state_${status}`)}
          </span>
        </span>
      </div>
      <p class="muted small break">{factsOf(model)}</p>
      {(status === 'downloading' || status === 'paused' || status === 'partial') && (
        <Downloaded model={model} download={download} status={status} />
      )}
      {checking && (
        <div class="stack-tight">
          <Progress fraction={check.step.fraction} label={t('models_check')} />
          <p class="muted small clip">{check.step.path === '' ? '' : t('models_checking', check.step.path)}</p>
        </div>
      )}
      <Remarks model={model} download={download} machine={machine} status={status} check={check} />
      <ModelActions model={model} download={download} status={status} work={work} />
    </li>
  );
}

function factsOf(model: InstalledModel): string {
  const { engine, memoryBytes, contextTokens, license, origin } = model;
  return [
    t(`models_engine_${engine}`),
    formatBytes(bytesOf(model)),
    memoryBytes === null ? '' : t('models_needs', formatBytes(memoryBytes)),
    contextTokens === null ? '' : t('models_context', contextTokens),
    license === '' ? t('models_licenseUntold') : t('models_license', license),
    // What is on its way is not downloaded yet.
    ...(model.state === 'partial' ? [] : [t(`models_${origin}`)]),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** How much of it is here, how fast more comes, and how long that will take. */
function Downloaded({
  model,
  download,
  status,
}: Pick<ModelRowProps, 'model' | 'download'> & { readonly status: ModelStatus }) {
  const moving = status === 'downloading';
  const now = useNow(moving ? 1000 : null);
  const [done, bytes] = [doneOf(model), bytesOf(model)];
  const samples = useRef<readonly Sample[]>([]);
  useEffect(() => {
    samples.current = moving ? withSample(samples.current, { at: Date.now(), bytes: done }) : [];
  }, [moving, done]);
  const speed = moving ? speedOf(samples.current, now) : null;
  const left = moving ? leftMs(done, bytes, speed) : null;
  const wait = moving && download ? waitText(download.job, download.pulse, now) : '';
  const words = [
    t('models_doneOf', formatBytes(done), formatBytes(bytes)),
    ...(wait === ''
      ? [
          speed === null ? '' : t('models_speed', formatBytes(Math.round(speed))),
          left === null ? '' : t('status_eta', formatDuration(left)),
        ]
      : [wait]),
  ];
  return (
    <div class="stack-tight">
      <Progress
        fraction={bytes > 0 ? done / bytes : 0}
        label={t('models_state_downloading')}
        state={moving ? 'moving' : 'still'}
      />
      <p class="muted small numeric" data-testid="model-progress">
        {words.filter((part) => part !== '').join(' · ')}
      </p>
    </div>
  );
}

interface RemarksProps extends Pick<ModelRowProps, 'model' | 'download' | 'machine'> {
  readonly status: ModelStatus;
  readonly check: Check | null;
}

/** What a person should know of it. */
function Remarks({ model, download, machine, status, check }: RemarksProps) {
  const problem = problemOf(model, download, status);
  const unfit = machine && status === 'ready' ? unfitOf(model, machine) : null;
  return (
    <>
      {problem && (
        <Notice tone={status === 'damaged' ? 'bad' : 'warn'} testId="model-problem">
          {problem.reason === 'offlineMode' ? t('models_offerOffline') : errorText(problem)}
        </Notice>
      )}
      {status === 'partial' && model.origin === 'imported' && (
        <Notice tone="warn" testId="model-problem">
          {t('models_importCut')}
        </Notice>
      )}
      {status === 'ready' && !unfit && model.engine === 'webllm' && model.library === null && (
        <Notice tone="warn" testId="model-unfit">
          {t('models_noLibrary')}
        </Notice>
      )}
      {unfit && (
        <Notice tone="warn" testId="model-unfit">
          {t(`fit_${unfit.reason}`, ...unfit.params)}
        </Notice>
      )}
      {check && 'sound' in check && check.sound && status === 'ready' && (
        <p class="small model-sound" role="status" data-testid="model-sound">
          {tn('models_sound', check.files)}
        </p>
      )}
      {check && 'problem' in check && <Problem problem={check.problem} />}
    </>
  );
}

/** Why a model is not whole; null where nothing went wrong. */
export function problemOf(
  model: InstalledModel,
  download: ModelRowProps['download'],
  status: ModelStatus,
): ErrorInfo | null {
  if (status === 'damaged') return model.problem;
  if (status === 'paused') return download?.job.problem ?? null;
  if (status !== 'partial' || !download) return null;
  // Stopped by the person: what had failed before is no news.
  return download.job.state === 'cancelled' ? null : (download.job.problem ?? download.failure);
}

function ModelActions({
  model,
  download,
  status,
  work,
}: Pick<ModelRowProps, 'model' | 'download' | 'work'> & { readonly status: ModelStatus }) {
  const { send } = useApp();
  const offline = useOffline() !== false;
  const [problem, follow] = useCommand();
  const shut = offline ? { disabled: true, hint: t('error_offlineMode') } : {};
  const jobId = download?.job.id ?? '';
  return (
    <>
      <div class="quiet-actions">
        {status === 'downloading' && (
          <Button kind="quiet" testId="model-pause" onClick={() => follow(send('job.pause', { jobId }))}>
            {t('action_pause')}
          </Button>
        )}
        {status === 'paused' && (
          <Button kind="quiet" testId="model-resume" {...shut} onClick={() => follow(send('job.resume', { jobId }))}>
            {t('action_resume')}
          </Button>
        )}
        {(status === 'downloading' || status === 'paused') && (
          <Button kind="quiet" testId="model-stop" onClick={() => follow(send('job.stop', { jobId }))}>
            {t('action_stop')}
          </Button>
        )}
        {(status === 'partial' || status === 'damaged') && model.origin === 'downloaded' && (
          <Button
            kind="quiet"
            testId={status === 'partial' ? 'model-resume' : 'model-again'}
            {...shut}
            onClick={() => follow(send('models.download', { offerId: model.id }))}
          >
            {t(status === 'partial' ? 'action_resume' : 'models_again')}
          </Button>
        )}
        {status === 'checking' ? (
          <Button kind="quiet" testId="model-check-cancel" onClick={() => work.cancelCheck(model.id)}>
            {t('action_cancel')}
          </Button>
        ) : (
          status === 'ready' && (
            <Button kind="quiet" testId="model-check" onClick={() => work.check(model.id)}>
              {t('models_check')}
            </Button>
          )
        )}
        {status !== 'importing' && status !== 'checking' && (
          <ConfirmButton
            kind="quiet"
            testId="model-delete"
            question={t('models_deleteAsk', model.name, formatBytes(doneOf(model)))}
            yes={t('action_delete')}
            no={t('action_cancel')}
            onConfirm={() => {
              work.forget(model.id);
              follow(send('models.delete', { modelId: model.id }));
            }}
          >
            {t('action_delete')}
          </ConfirmButton>
        )}
      </div>
      <Problem problem={problem} />
    </>
  );
}

/** “RTX 4070 · WebGPU with 16-bit shaders · 8 threads …” */
export function machineText({ gpu, threads, memoryBytes }: MachineFacts): string {
  const parts =
    'f16' in gpu
      ? [gpu.label, t(gpu.f16 ? 'models_gpuF16' : 'models_gpuNoF16')]
      : [t(gpu.reason === 'webgpuMissing' ? 'models_gpuNone' : 'models_gpuNoAdapter')];
  const memory =
    memoryBytes === null ? t('models_memoryUntold') : t('models_memory', formatNumber(memoryBytes / 1024 ** 3));
  return [...parts, tn('models_threads', threads), memory].filter((part) => part !== '').join(' · ');
}
