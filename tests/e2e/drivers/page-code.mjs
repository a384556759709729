/** Functions that run inside pages; each stands alone, since only its text travels. */

/**
 * The middle of an element after bringing it into view; null: not there, hidden or disabled.
 * @param {string} selector
 */
export function middleOf(selector) {
  const element = document.querySelector(selector);
  if (!element || /** @type {HTMLButtonElement} */ (element).disabled) return null;
  element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 ? { x: x + width / 2, y: y + height / 2 } : null;
}

/**
 * Sets a field as typing would; works for inputs, text areas, selects and check boxes.
 * @param {string} selector
 * @param {string | boolean} value
 */
export function setField(selector, value) {
  const field = /** @type {any} */ (document.querySelector(selector));
  if (!field) throw new Error(`No ${selector}`);
  field.focus();
  if (typeof value === 'boolean') {
    if (field.checked !== value) field.click();
    return;
  }
  // The setter of the prototype: frameworks put their own on the element.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {string} selector */
export function textOf(selector) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector(selector));
  if (!element) throw new Error(`No ${selector}`);
  return element.innerText;
}

/** @param {string} selector */
export const isThere = (selector) => document.querySelector(selector) !== null;

/**
 * Gives files to an input, as its chooser would.
 * @param {string} selector
 * @param {{path: string, type: string, base64: string}[]} files paths as a chosen folder tells them
 */
export function giveFiles(selector, files) {
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector(selector));
  if (!input) throw new Error(`No ${selector}`);
  const chosen = new DataTransfer();
  for (const { path, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const file = new File([bytes], path.slice(path.lastIndexOf('/') + 1), { type });
    if (path.includes('/')) Object.defineProperty(file, 'webkitRelativePath', { value: path });
    chosen.items.add(file);
  }
  input.files = chosen.files;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
