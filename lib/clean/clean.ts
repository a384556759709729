import type { CleanProfile } from '../model/pairing';
import { renderBlocks } from './blocks';
import { withFormulas } from './board';
import { renderLine } from './inline';
import { joinBlocks, type CleanContext, type Render } from './render';
import type { Style } from './style';
import { markdownStyle } from './style-markdown';
import { plainStyle, transcriptStyle } from './style-plain';
import { readTree } from './tree';

/** The profiles a person chooses from, and the text of the transcript format. */
export type RenderProfile = CleanProfile | 'transcript';

const styles: Readonly<Record<RenderProfile, Style>> = {
  faithful: markdownStyle,
  plain: plainStyle,
  transcript: transcriptStyle,
};

/** Post HTML → text. Renders and nothing else: what is left out is named by the context. Never throws. */
export function clean(html: string, profile: RenderProfile, context: CleanContext): string {
  const render: Render = {
    style: styles[profile],
    context,
    blocks: (nodes) => renderBlocks(render, nodes),
    line: (nodes, options) => renderLine(render, nodes, options),
  };
  const tree = readTree(context.site === 'fourchan' ? withFormulas(html) : html);
  return joinBlocks(renderBlocks(render, tree));
}
