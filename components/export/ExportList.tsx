import type { ExportSpec, Job } from '../../lib/model/job';
import type { ExportFile, ExportRow } from '../../lib/store/db';
import { listExports } from '../../lib/store/queries';
import { useApp } from '../effects';
import { formatAgo, formatBytes, formatDate, label, t } from '../i18n';
import { JobProblem } from '../jobs/JobProblem';
import { toneOf } from '../jobs/status';
import { headline } from '../jobs/status-text';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive, useNow, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { Progress } from '../ui/Panels';

/** Exports of a job, newest first: how far they are, and where they went. */
export function ExportList({ ofJobId }: { readonly ofJobId: string }) {
  const { db } = useApp();
  const exports = useLive(() => listExports(db, ofJobId), [db, ofJobId], { everyMs: whileRunningMs });
  if (!exports?.length) return null;
  return (
    <section class="stack" data-testid="exports">
      <h3>{t('export_jobs')}</h3>
      {exports.map(({ job, row }) => (
        <ExportItem key={job.id} job={job} row={row} />
      ))}
    </section>
  );
}

function ExportItem({ job, row }: { readonly job: Job<ExportSpec>; readonly row: ExportRow | null }) {
  const { send } = useApp();
  const now = useNow(30_000);
  const [problem, follow] = useCommand();
  const running = job.state === 'running' || job.state === 'paused';
  return (
    <article class="export-item" data-testid="export-item">
      <div class="status-head">
        <span class={`dot dot-${toneOf(job.state)}`} />
        <strong class="grow clip" title={job.spec.name}>
          {job.spec.name}
        </strong>
        <time class="muted small" dateTime={new Date(job.createdAt).toISOString()} title={formatDate(job.createdAt)}>
          {formatAgo(job.createdAt, now)}
        </time>
      </div>
      <p class="muted small" role="status" data-testid="export-state">
        {headline(job, null)} · {label('format', job.spec.options.format)}
      </p>
      {running && <Writing row={row} />}
      <JobProblem job={job} />
      {row?.files.map((file) => (
        <FileLine key={file.name} jobId={job.id} file={file} />
      ))}
      <div class="row">
        {job.state === 'paused' && job.pause !== 'permission' && (
          <Button testId="export-resume" onClick={() => follow(send('job.resume', { jobId: job.id }))}>
            {t('action_resume')}
          </Button>
        )}
        {running ? (
          <Button testId="export-cancel" onClick={() => follow(send('job.stop', { jobId: job.id }))}>
            {t('action_cancel')}
          </Button>
        ) : (
          <Button testId="export-remove" onClick={() => follow(send('job.delete', { jobId: job.id }))}>
            {t('export_remove')}
          </Button>
        )}
      </div>
      <Problem problem={problem} />
    </article>
  );
}

function Writing({ row }: { readonly row: ExportRow | null }) {
  const total = row?.recordsTotal ?? 0;
  return (
    <div class="stack-tight">
      <Progress fraction={row && total > 0 ? row.recordsDone / total : null} label={t('status_exporting')} />
      <p class="muted small numeric" data-testid="export-progress">
        {row && total > 0
          ? t('export_writing', row.recordsDone, total, formatBytes(row.bytesDone))
          : t('export_starting')}
      </p>
    </div>
  );
}

function FileLine({ jobId, file }: { readonly jobId: string; readonly file: ExportFile }) {
  const { effects, send } = useApp();
  const [problem, follow] = useCommand();
  const save = (): void => {
    follow(effects.saveFile(jobId, file.name).then(() => send('export.saved', { jobId, name: file.name })));
  };
  return (
    <>
      <div class="file-line" data-testid="export-file">
        <span class="clip grow" title={`${file.name}\nSHA-256 ${file.sha256}`}>
          {file.name}
        </span>
        <span class="muted numeric file-size">{formatBytes(file.bytes)}</span>
        {file.saved ? (
          <span class="saved">{t('export_saved')}</span>
        ) : (
          <Button kind="primary" testId="save-file" onClick={save}>
            {t('action_save')}
          </Button>
        )}
      </div>
      <Problem problem={problem} />
    </>
  );
}
