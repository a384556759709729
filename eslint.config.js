import tseslint from 'typescript-eslint';

/** What a layer may not import (ARCHITECTURE, section 3). Patterns are matched against the import's path. */
const stages = ['sites', 'readers', 'clean', 'pairing', 'reference', 'generate', 'curate', 'engines', 'export'];
const layers = {
  base: ['model', ...stages, 'store', 'messaging', 'platform', 'jobs'],
  model: [...stages, 'store', 'messaging', 'platform', 'jobs'],
  store: [...stages, 'messaging', 'platform', 'jobs'],
  messaging: [...stages, 'store', 'platform', 'jobs'],
  platform: [...stages, 'store', 'messaging', 'jobs'],
  jobs: ['messaging'],
};
for (const stage of stages) {
  layers[stage] = [...stages.filter((other) => other !== stage), 'store', 'messaging', 'platform', 'jobs'];
}

/** Relative imports that climb out of a folder and into one of these. */
const into = (folders) => `^(\\.\\./)+(lib/)?(${folders.join('|')})(/|$)`;
const upward = ['components', 'entrypoints', 'tests', 'scripts'];
const noBrowser = {
  group: ['webextension-polyfill', 'wxt/browser'],
  message: 'browser.* belongs to platform, messaging and entrypoints.',
};
const noDexie = { group: ['dexie'], message: 'Dexie belongs to lib/store.' };
const noParser = {
  group: ['parse5', 'htmlparser2'],
  message: 'HTML and XML are parsed in lib/base/html.ts and xml.ts only.',
};

function boundary(files, regex, { ignores = [], extra = [] } = {}) {
  const message = 'Against the direction of dependencies (ARCHITECTURE, section 3).';
  return {
    files,
    ignores,
    rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }, ...extra] }] },
  };
}

const domGlobals = ['document', 'DOMParser', 'window', 'localStorage', 'sessionStorage'].map((name) => ({
  name,
  message: 'No DOM here: this code runs in a service worker and in Node.',
}));
const effectGlobals = ['fetch', 'navigator', 'indexedDB', 'location', 'setTimeout', 'setInterval'].map((name) => ({
  name,
  message: 'A pure stage does no I/O and has no clock; what it needs comes as an argument.',
}));

export default tseslint.config(
  { ignores: ['.output/**', '.wxt/**', '.cache/**', 'node_modules/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/], JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: 'Scraped HTML is never inserted into a page.',
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.base],
    rules: { 'no-undef': 'off' },
  },
  ...Object.entries(layers).map(([layer, folders]) =>
    boundary([`lib/${layer}/**`], into([...folders, ...upward]), {
      ignores: ['lib/base/html.ts', 'lib/base/well-formed.ts', 'lib/base/xml.ts'],
      extra: [
        ...(layer === 'platform' || layer === 'messaging' ? [] : [noBrowser]),
        ...(layer === 'store' ? [] : [noDexie]),
        noParser,
      ],
    }),
  ),
  { files: ['lib/**'], ignores: ['lib/platform/**'], rules: { 'no-restricted-globals': ['error', ...domGlobals] } },
  {
    files: ['lib/base/**', 'lib/model/**', ...stages.map((stage) => `lib/${stage}/**`)],
    // Engines reach servers, workers and the GPU, and end what hangs.
    ignores: ['lib/engines/**'],
    rules: { 'no-restricted-globals': ['error', ...domGlobals, ...effectGlobals] },
  },
  // Readability wants a Document.
  {
    files: ['lib/readers/readable.ts'],
    rules: {
      'no-restricted-globals': ['error', ...domGlobals.filter(({ name }) => name !== 'DOMParser'), ...effectGlobals],
    },
  },
  boundary(
    ['components/**'],
    `(${into(['platform', 'entrypoints', 'tests', 'scripts'])}|/lib/jobs/|/lib/store/(?!(db|queries)$)|/lib/(${stages.join('|')})/(?!index$))`,
    { extra: [noBrowser, noParser] },
  ),
  boundary(
    ['scripts/heddle.ts', 'scripts/heddle-*.ts'],
    into(['jobs', 'store', 'platform', 'messaging', 'components']),
    {
      extra: [noBrowser, noDexie, noParser],
    },
  ),
  // Tests look at everything, and build hostile values that the types forbid.
  {
    files: ['tests/**', 'bench/**'],
    rules: {
      'no-restricted-imports': 'off',
      'no-restricted-globals': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);
