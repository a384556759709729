import { defaultTreeAdapter as nodes, type DefaultTreeAdapterTypes as T } from 'parse5';

/** Every node of a tree in one text, with all that parse5 keeps of it: equal texts are equal trees. */
export function outlineOf(root: T.Node): string {
  const lines: string[] = [];
  const stack: { readonly node: T.Node; readonly depth: number }[] = [{ node: root, depth: 0 }];
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { node, depth } = at;
    lines.push(`${String(depth)} ${ownOf(node)}`);
    const children = 'childNodes' in node ? [...node.childNodes].reverse() : [];
    for (const child of children) {
      if (child.parentNode !== node) lines.push('a child has another parent');
      stack.push({ node: child, depth: depth + 1 });
    }
    if ('content' in node) stack.push({ node: node.content, depth: depth + 1 });
  }
  return lines.join('\n');
}

function ownOf(node: T.Node): string {
  if (nodes.isElementNode(node)) return JSON.stringify([node.nodeName, node.tagName, node.namespaceURI, node.attrs]);
  const text = nodes.isTextNode(node) ? node.value : nodes.isCommentNode(node) ? node.data : '';
  return JSON.stringify([node.nodeName, text]);
}
