import { render } from 'preact';
import english from '../../public/_locales/en/messages.json';
import chinese from '../../public/_locales/zh_CN/messages.json';
import { Popup } from '../../components/crawl/Popup';
import { AppContext, type App, type Effects } from '../../components/effects';
import { setLanguage, tableLookup } from '../../components/i18n';
import { Panel } from '../../components/jobs/Panel';
import '../../components/ui/tokens.css';
import { Workbench } from '../../components/workbench/Workbench';
import { tools } from '../../entrypoints/sidepanel/tools';
import { estimateCounter } from '../../lib/engines/estimate';
import { HeddleDb } from '../../lib/store/db';
import { effectsOn, plainMachine } from './model-scenes';
import { look, scenes, type Scene } from './scenes';
import { boardSite, keyedSite } from './sites';

// Draws a scene with made-up rows in a real store; `?scene=…&lang=zh&theme=dark`.

/** Sites that are not built yet, as they will look. */
const made = [keyedSite, boardSite].filter(({ id }) => !tools.sites.some((site) => site.id === id));

const picture =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#c8cbe8"/><path d="M0 60 L120 60 L150 170 L320 170" stroke="#3d4db7" stroke-width="6" fill="none"/></svg>',
  );

function effectsOf(scene: Scene): Effects {
  const yes = (): Promise<boolean> => Promise.resolve(true);
  return {
    originPattern: (url) => `${new URL(url).origin}/*`,
    requestOrigins: yes,
    hasOrigins: () => Promise.resolve(false),
    requestDownloads: yes,
    openPanel: () => undefined,
    openWorkbench: () => undefined,
    addFiles: () => Promise.resolve({ docIds: [], refused: [] }),
    readPageHtml:
      scene.page === 'workbench'
        ? null
        : () => Promise.resolve({ url: 'https://loom.example/', title: 'Looms', html: '<p>Looms</p>' }),
    counterOf: () => Promise.resolve(estimateCounter()),
    serverModels: () => Promise.resolve(['llama3.2:3b', 'qwen2.5:7b']),
    readPage: () =>
      Promise.resolve(scene.look ?? look(null, { code: 'unsupported', reason: 'pageClosed', message: '' })),
    onPageChange: () => () => undefined,
    saveFile: () => Promise.resolve(),
    fileUrl: () => Promise.resolve(picture),
    saveText: () => undefined,
    copyText: () => Promise.resolve(),
    ocrLanguages: { importFile: () => Promise.resolve(), delete: () => Promise.resolve() },
    models: scene.models ?? effectsOn(plainMachine),
    storageUse: () => Promise.resolve({ usedBytes: 61_400_000, quotaBytes: 120_000_000_000 }),
  };
}

/** As if the person had chosen a file. */
function choose(testId: string): void {
  const input = document.querySelector<HTMLInputElement>(`[data-testid="${testId}"]`);
  const transfer = new DataTransfer();
  transfer.items.add(new File(['GGUF'], 'tiny.gguf'));
  if (!input) return;
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}

async function main(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const scene = scenes[query.get('scene') ?? ''];
  const root = document.getElementById('root');
  if (!root) return;
  if (!scene) {
    document.title = Object.keys(scenes).join(' ');
    return;
  }
  const theme = query.get('theme');
  if (theme) document.documentElement.dataset['theme'] = theme;
  const inChinese = query.get('lang') === 'zh';
  setLanguage(inChinese ? 'zh-CN' : 'en', tableLookup(inChinese ? chinese : english));
  document.documentElement.lang = inChinese ? 'zh-CN' : 'en';
  const db = new HeddleDb('gallery');
  await db.delete();
  await db.open();
  await scene.fill?.(db);
  const sent: unknown[] = [];
  (globalThis as { sent?: unknown[] }).sent = sent;
  const app: App = {
    db,
    tools: { ...tools, sites: [...tools.sites, ...made] },
    effects: effectsOf(scene),
    send: (name, input) => {
      sent.push({ name, input });
      return Promise.resolve({ jobId: 'job-1' } as never);
    },
  };
  if (scene.place !== undefined) location.hash = scene.place;
  const pages = { popup: <Popup />, panel: <Panel />, workbench: <Workbench /> };
  render(<AppContext.Provider value={app}>{pages[scene.page]}</AppContext.Provider>, root);
  if (scene.files !== undefined) {
    await new Promise((done) => setTimeout(done, 500));
    choose(scene.files);
  }
  for (const step of scene.clicks ?? []) {
    await new Promise((done) => setTimeout(done, 250));
    const [id, text] = step.split('=');
    const at = document.querySelector<HTMLElement>(`[data-testid="${id ?? ''}"]`);
    if (!at) {
      console.error(`${id ?? ''} is not there`);
      continue;
    }
    if (text !== undefined && (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement)) {
      at.value = text;
      at.dispatchEvent(new InputEvent('input', { bubbles: true }));
    } else (at.querySelector('summary') ?? at).click();
  }
  // The workbench names its tab once it is drawn.
  await new Promise((done) => setTimeout(done, 250));
  document.title = 'drawn';
}

void main();
