import { beforeEach, describe, expect, it, vi } from 'vitest';
import browser from 'webextension-polyfill';
import { answer, send, type Handlers } from '../../../lib/messaging/messenger';
import { AppError } from '../../../lib/model/error';

type Listener = (message: unknown, sender: { id?: string; url?: string }) => Promise<unknown> | undefined;

const listeners: Listener[] = [];
const ours = { id: 'own-id', url: 'chrome-extension://own-id/popup.html' };

beforeEach(() => {
  listeners.length = 0;
  vi.spyOn(browser.runtime.onMessage, 'addListener').mockImplementation((listener) => {
    listeners.push(listener as unknown as Listener);
  });
  vi.spyOn(browser.runtime, 'getURL').mockReturnValue('chrome-extension://own-id/');
  Object.defineProperty(browser.runtime, 'id', { value: 'own-id', configurable: true });
});

function listen(handlers: Partial<Handlers>): Listener {
  answer(handlers as Handlers);
  return listeners[0]!;
}

describe('the background', () => {
  it('answers our own pages', async () => {
    const listener = listen({ 'job.start': () => ({ jobId: 'x' }) });
    const message = { heddle: 'command', name: 'job.start', input: {} };
    expect(await listener(message, ours)).toEqual({ ok: true, value: { jobId: 'x' } });
  });

  it('leaves pages of the web, other extensions and unknown commands alone', () => {
    const start = vi.fn();
    const listener = listen({ 'job.start': start });
    const message = { heddle: 'command', name: 'job.start', input: {} };
    expect(listener(message, { id: 'own-id', url: 'https://evil.example/' })).toBeUndefined();
    expect(listener(message, { id: 'other', url: 'chrome-extension://other/x.html' })).toBeUndefined();
    expect(listener(message, { id: 'own-id' })).toBeUndefined();
    expect(listener({ ...message, name: 'constructor' }, ours)).toBeUndefined();
    expect(listener({ ...message, name: 'toString' }, ours)).toBeUndefined();
    expect(listener('job.start', ours)).toBeUndefined();
    expect(start).not.toHaveBeenCalled();
  });

  it('sends errors across as codes', async () => {
    const listener = listen({
      'job.start': () => {
        throw new AppError({ code: 'unsupported', reason: 'badPattern', message: 'No.' });
      },
    });
    const given = await listener({ heddle: 'command', name: 'job.start', input: {} }, ours);
    expect(given).toEqual({ ok: false, problem: { code: 'unsupported', reason: 'badPattern', message: 'No.' } });
    vi.spyOn(browser.runtime, 'sendMessage').mockResolvedValue(given);
    await expect(send('job.pause', { jobId: 'x' })).rejects.toMatchObject({ info: { reason: 'badPattern' } });
  });

  it('says so when nobody answers', async () => {
    vi.spyOn(browser.runtime, 'sendMessage').mockResolvedValue(undefined);
    await expect(send('job.pause', { jobId: 'x' })).rejects.toMatchObject({ info: { reason: 'noAnswer' } });
  });
});
