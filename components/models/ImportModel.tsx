import type { ComponentChildren } from 'preact';
import { bytesOf } from '../../lib/model/installed-model';
import type { PickedFile } from '../effects';
import { formatBytes, formatNumber, t } from '../i18n';
import { Problem } from '../Problem';
import { Button } from '../ui/Button';
import { DropTarget } from '../ui/DropTarget';
import { Notice, Progress } from '../ui/Panels';
import { droppedFiles, pickedFrom } from './dropped';
import type { ModelWork, WorkState } from './work';

/** Models from disk, for machines that never see the network. Files may be dropped anywhere on it. */
export function ImportModel({ state, work }: { readonly state: WorkState; readonly work: ModelWork }) {
  const { importing, imported, importProblem } = state;
  return (
    <DropBox onFiles={work.startImport}>
      {importing ? (
        <div class="stack-tight" data-testid="import-progress">
          <Progress fraction={importing.fraction} label={t('models_import')} />
          <div class="spread">
            <p class="small clip numeric">
              {importing.path === '' ? t('models_reading') : t('models_copying', importing.path)}
            </p>
            <span class="small numeric muted">
              {t('status_percent', formatNumber(Math.floor(importing.fraction * 100)))}
            </span>
          </div>
          <div class="spread">
            <p class="muted small">{t('models_importLeave')}</p>
            <Button testId="import-cancel" onClick={work.cancelImport}>
              {t('action_cancel')}
            </Button>
          </div>
        </div>
      ) : (
        <>
          <p class="muted small">{t('models_importHint')}</p>
          <div class="row">
            <FileChoice testId="import-files" onFiles={work.startImport}>
              {t('models_chooseFiles')}
            </FileChoice>
            <FileChoice testId="import-folder" folder onFiles={work.startImport}>
              {t('models_chooseFolder')}
            </FileChoice>
          </div>
        </>
      )}
      {importProblem && (
        <div data-testid="import-problem">
          <Problem problem={importProblem} />
        </div>
      )}
      {imported && (
        <Notice tone="good" testId="import-done">
          {t('models_importedIs', imported.name, formatBytes(bytesOf(imported)))}
        </Notice>
      )}
    </DropBox>
  );
}

interface FileChoiceProps {
  readonly children: ComponentChildren;
  readonly testId: string;
  readonly folder?: boolean;
  readonly onFiles: (files: readonly PickedFile[]) => void;
}

/** A picker that looks like a button; the control itself stays there for the keyboard. */
function FileChoice({ children, testId, folder = false, onFiles }: FileChoiceProps) {
  return (
    <label class="button file-choice">
      {children}
      <input
        type="file"
        class="hidden-visually"
        multiple
        data-testid={testId}
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={(event) => {
          onFiles(pickedFrom(event.currentTarget.files ?? []));
          // The same files may be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

interface DropBoxProps {
  readonly children: ComponentChildren;
  readonly onFiles: (files: readonly PickedFile[]) => void;
}

function DropBox({ children, onFiles }: DropBoxProps) {
  return (
    <DropTarget
      name="model-drop"
      testId="import-drop"
      // What cannot be read as a folder is told by the import, which finds nothing.
      onDrop={(dropped) => void droppedFiles(dropped).then(onFiles, () => onFiles([]))}
    >
      {children}
    </DropTarget>
  );
}
