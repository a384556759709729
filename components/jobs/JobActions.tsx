import { useState } from 'preact/hooks';
import type { JobView } from '../../lib/store/queries';
import { useApp } from '../effects';
import { t } from '../i18n';
import { useOffline } from '../Offline';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { Button, ConfirmButton } from '../ui/Button';
import { TextField } from '../ui/Field';
import { actionsOf, canFetchAgain, isShutOffline, type JobAction } from './status';

export interface JobActionsProps {
  readonly view: JobView;
  readonly onCopy: () => void;
  readonly onDeleted: () => void;
}

const names = {
  pause: 'action_pause',
  resume: 'action_resume',
  stop: 'action_stop',
  retry: 'action_retry',
  again: 'action_again',
} as const;

/** What can be done with a job as it is now. */
export function JobActions({ view, onCopy, onDeleted }: JobActionsProps) {
  const { send } = useApp();
  const [problem, told] = useCommand();
  const [naming, setNaming] = useState(false);
  const offline = useOffline() === true;
  const { job, counters } = view;
  const jobId = job.id;
  const actions = actionsOf(job, counters);
  const act = (action: JobAction): void => {
    if (action === 'again') told(send('job.runAgain', { jobId, all: false }));
    else if (action === 'retry') told(send('job.retryFailed', { jobId }));
    else told(send(`job.${action}`, { jobId }));
  };
  return (
    <section class="stack-tight">
      <div class="row">
        {actions.map((action, index) => (
          <Button
            key={action}
            kind={index === 0 && action === 'resume' ? 'primary' : 'plain'}
            testId={action}
            disabled={offline && isShutOffline(job, action)}
            {...(offline && isShutOffline(job, action) ? { hint: t('error_offlineMode') } : {})}
            onClick={() => act(action)}
          >
            {t(names[action])}
          </Button>
        ))}
      </div>
      <div class="quiet-actions">
        {canFetchAgain(job) && (
          <Button
            kind="quiet"
            testId="again-all"
            disabled={offline}
            onClick={() => told(send('job.runAgain', { jobId, all: true }))}
          >
            {t('action_all')}
          </Button>
        )}
        <Button kind="quiet" testId="rename" onClick={() => setNaming(!naming)}>
          {t('name_rename')}
        </Button>
        <Button kind="quiet" testId="copy-settings" onClick={onCopy}>
          {t('action_copySettings')}
        </Button>
        <ConfirmButton
          kind="quiet"
          testId="delete"
          question={t('action_deleteAsk')}
          yes={t('action_delete')}
          no={t('action_cancel')}
          onConfirm={() => told(send('job.delete', { jobId }).then(onDeleted))}
        >
          {t('action_delete')}
        </ConfirmButton>
      </div>
      {naming && (
        <Rename
          name={job.name}
          onName={(name) => {
            setNaming(false);
            if (name !== job.name) told(send('job.rename', { jobId, name }));
          }}
        />
      )}
      <Problem problem={problem} />
    </section>
  );
}

/** Another name for the dataset; Enter saves it, Escape leaves it. */
function Rename({ name, onName }: { readonly name: string; readonly onName: (name: string) => void }) {
  const [typed, setTyped] = useState(name);
  const good = typed.trim() !== '';
  return (
    <form
      class="log-bar"
      onSubmit={(event) => {
        event.preventDefault();
        if (good) onName(typed.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onName(name);
      }}
    >
      <TextField label={t('name_label')} testId="rename-input" value={typed} onChange={setTyped} />
      <Button testId="rename-save" disabled={!good} onClick={() => onName(typed.trim())}>
        {t('name_save')}
      </Button>
    </form>
  );
}
