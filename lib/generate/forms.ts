// Summaries of one text that are worth having side by side: they differ in length and form, never in wording alone.

const forms: readonly string[] = [
  'three to five sentences',
  'a single sentence',
  'a list of the three to six most important points, each on a line of its own that begins with "- "',
  'two short paragraphs for readers who know nothing of the subject',
  'a title of at most ten words on a line of its own, then two sentences',
];

/** Summaries that can be asked for of one chunk; a further one would repeat a form. */
export const summaryForms = forms.length;

/** The form of summary number `call`, from 0. */
export function summaryForm(call: number): string {
  return forms[call % forms.length] ?? '';
}
