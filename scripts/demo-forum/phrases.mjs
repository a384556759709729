/** Generated talk: enough sense to be read, enough variety that no two posts are the same. */

const SUBJECTS = {
  weaving: {
    things: ['cotton warp', 'linen weft', 'reed', 'back beam', 'shuttle', 'heddle', 'temple', 'lease stick'],
    troubles: [
      'keeps slipping',
      'frays at the edge',
      'is never quite even',
      'creaks at every pick',
      'runs out too early',
    ],
    remedies: [
      'wind it again under tension',
      'put paper between the layers',
      'wax it lightly',
      'wet it a little',
      'count twice',
    ],
    tags: ['looms', 'fibres'],
  },
  bread: {
    things: [
      'starter',
      'oven stone',
      'rye dough',
      'proofing basket',
      'long rise',
      'wholemeal flour',
      'crust',
      'bread knife',
    ],
    troubles: [
      'sticks to everything',
      'smells of vinegar',
      'collapses in the oven',
      'stays pale',
      'turns hard over night',
    ],
    remedies: [
      'use less water',
      'feed it twice a day',
      'preheat for an hour',
      'dust it with rice flour',
      'let it rest longer',
    ],
    tags: ['sourdough', 'ovens'],
  },
  gardening: {
    things: [
      'apple tree',
      'hedge',
      'rain barrel',
      'greenhouse',
      'rose by the gate',
      'lawn',
      'herb spiral',
      'cold frame',
    ],
    troubles: ['has yellow leaves', 'grows to one side only', 'leaks', 'is full of snails', 'never gets the sun'],
    remedies: [
      'cut it back in February',
      'mulch with straw',
      'move it to the wall',
      'water it in the morning',
      'wait for the hedgehog',
    ],
    tags: ['compost', 'swaps'],
  },
  'home-servers': {
    things: [
      'backup disk',
      'media box',
      'router',
      'file share',
      'certificate',
      'print server',
      'temperature sensor',
      'old laptop',
    ],
    troubles: [
      'drops out every night',
      'gets far too warm',
      'forgets its address',
      'is slow over wireless',
      'fills up in a week',
    ],
    remedies: [
      'look at the log first',
      'change the cable',
      'set a fixed address',
      'lower the clock',
      'throw away old snapshots',
    ],
    tags: ['hardware', 'networks'],
  },
};

/** @typedef {keyof typeof SUBJECTS} Subject */
/** @typedef {import('./random.mjs').Random} Random */

export const SUBJECT_NAMES = /** @type {Subject[]} */ (Object.keys(SUBJECTS));

const OPENERS = [
  'Perhaps this helps:',
  'I had the same.',
  'A short report:',
  'From experience:',
  'One question first:',
  'Good morning!',
];
const WEATHER = ['It rains.', 'Sun at last.', 'Fog until noon.', 'The first frost.', 'A warm wind.', 'Grey, but dry.'];
const TIMES = [
  'before breakfast',
  'after work',
  'on Sunday',
  'late at night',
  'between two showers',
  'in the lunch break',
];
const CLOSERS = [
  'That is all for today.',
  'More tomorrow.',
  'I am content.',
  'It can only get better.',
  'Ask me again in a month.',
  '',
];

/**
 * @param {Random} random
 * @param {Subject} subject
 */
export function generateTopic(random, subject) {
  const { things, troubles, tags } = SUBJECTS[subject];
  const thing = random.pick(things);
  const trouble = random.pick(troubles);
  return {
    title: `My ${thing} ${trouble}`,
    tags: [random.pick(tags)],
    text: `${random.pick(WEATHER)} And my **${thing}** ${trouble}. It began ${random.pick(TIMES)}, ${String(2 + random.int(20))} days ago.\n\nWhat would you do? I have ${String(1 + random.int(9))} of them, and all are the same.`,
  };
}

/**
 * @param {Random} random
 * @param {Subject} subject
 * @param {number} number makes every post another
 */
export function generateReply(random, subject, number) {
  const { things, troubles, remedies } = SUBJECTS[subject];
  const remedy = random.pick(remedies);
  const parts = [
    `${random.pick(OPENERS)} I would ${remedy} ${random.pick(TIMES)}.`,
    `My ${random.pick(things)} ${random.pick(troubles)} as well, about ${String(number)} times a year.`,
  ];
  const kind = random.int(12);
  if (kind === 0) parts.push(`\n\n- first ${remedy}\n- then ${random.pick(remedies)}\n- then tea`);
  if (kind === 1)
    parts.push(
      `\n\n\`\`\`python\ntries = ${String(number)}\nif tries < ${String(number + 3)} and not done:\n    print("${remedy}")\n\`\`\``,
    );
  if (kind === 2)
    parts.push(`The sum: $${String(number)} \\cdot ${String(2 + random.int(8))} + x_{${String(number)}}$.`);
  if (kind === 3) parts.push(':thinking:');
  return parts.join(' ').trim();
}

/**
 * A line of the shared journal.
 * @param {Random} random
 * @param {number} day
 */
export function generateJournal(random, day) {
  const subject = random.pick(SUBJECT_NAMES);
  const { things, troubles, remedies } = SUBJECTS[subject];
  const lines = [
    `Day ${String(day)}. ${random.pick(WEATHER)} The ${random.pick(things)} ${random.pick(troubles)}; so I decided to ${random.pick(remedies)} ${random.pick(TIMES)}.`,
    `${random.pick(CLOSERS)}`,
  ];
  if (day % 37 === 0)
    lines.push(
      `\n| What | How many |\n|---|---|\n| cups of tea | ${String(random.int(9))} |\n| pages read | ${String(day)} |`,
    );
  if (day % 53 === 0) lines.push(`\n\`\`\`js\nconst day = ${String(day)};\n\`\`\``);
  return lines.join('\n').trim();
}

/**
 * A post as long as a chapter.
 * @param {Random} random
 * @param {number} paragraphs
 */
export function generateChapter(random, paragraphs) {
  const text = [];
  for (let n = 1; n <= paragraphs; n++) {
    if (n % 10 === 1) text.push(`## Part ${String((n - 1) / 10 + 1)}`);
    text.push(`${generateReply(random, 'weaving', n)} ${random.pick(WEATHER)} ${random.pick(CLOSERS)}`.trim());
  }
  return text.join('\n\n');
}
