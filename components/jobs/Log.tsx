import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LogLevel, LogLine } from '../../lib/model/job';
import type { JobView } from '../../lib/store/queries';
import { listLog } from '../../lib/store/queries';
import { useApp } from '../effects';
import { formatDate, formatTime, label, logText, t, tn } from '../i18n';
import { Problem } from '../Problem';
import { useCommand } from '../use-command';
import { useLive, whileRunningMs } from '../use-live';
import { Button } from '../ui/Button';
import { SelectField } from '../ui/Field';
import { Fold } from '../ui/Panels';
import { logFile, logFileName } from './log-file';
import './jobs.css';

const shown = 300;
const levels: readonly LogLevel[] = ['info', 'warn', 'error'];

export function Log({ view }: { readonly view: JobView }) {
  const [open, setOpen] = useState(false);
  return (
    <Fold title={t('log_title')} testId="log" onToggle={setOpen}>
      {open && <Lines view={view} />}
    </Fold>
  );
}

function Lines({ view }: { readonly view: JobView }) {
  const { db, effects } = useApp();
  const { job, counters } = view;
  const [level, setLevel] = useState<LogLevel>('info');
  const [copied, setCopied] = useState(false);
  const [problem, follow] = useCommand();
  const all = useLive(() => listLog(db, job.id), [db, job.id, job.state, job.run, counters.tasksDone], {
    watch: false,
    everyMs: job.state === 'running' ? whileRunningMs : null,
  });
  if (!all) return <p class="muted">{t('loading')}</p>;
  const lines = all.filter((line) => levels.indexOf(line.level) >= levels.indexOf(level));
  const copy = (): void => {
    void effects.copyText(logFile(lines)).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  };
  /** The whole log, whatever is shown of it. */
  const download = (): void => {
    follow(listLog(db, job.id, Infinity).then((whole) => effects.saveText(logFileName(Date.now()), logFile(whole))));
  };
  return (
    <>
      <div class="log-bar">
        <SelectField
          label={t('log_level')}
          testId="log-level"
          value={level}
          choices={levels.map((value) => ({ value, label: label('level', value) }))}
          onChange={setLevel}
        />
        <Button testId="log-copy" onClick={copy}>
          {t(copied ? 'action_copied' : 'action_copy')}
        </Button>
        <Button testId="log-download" onClick={download}>
          {t('action_download')}
        </Button>
      </div>
      <Problem problem={problem} />
      {lines.length === 0 ? (
        <p class="muted">{t(all.length === 0 ? 'log_empty' : 'log_noneAtLevel')}</p>
      ) : (
        <LineList lines={lines.slice(-shown)} />
      )}
      <p class="muted small numeric">{tn('count_lines', lines.length)}</p>
    </>
  );
}

/** Newest last. Stays at the end while the person is there, and stays put while they read further up. */
function LineList({ lines }: { readonly lines: readonly LogLine[] }) {
  const box = useRef<HTMLUListElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  return (
    <ul
      class="lines"
      tabIndex={0}
      ref={box}
      data-testid="log-lines"
      onScroll={(event) => {
        const at = event.currentTarget;
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 8;
      }}
    >
      {lines.map((line) => (
        <li class={`line line-${line.level}`} key={line.id ?? line.at}>
          <time dateTime={new Date(line.at).toISOString()} title={formatDate(line.at)}>
            {formatTime(line.at)}
          </time>
          <span class="break">{logText(line)}</span>
          {line.url !== null && (
            <span class="line-url muted clip" title={line.url}>
              {line.url}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
