import { describe, expect, it } from 'vitest';
import { isFurtherPage, threadAddress, withoutSession } from '../../../../lib/sites/forum/address';
import { locate } from '../../../../lib/sites/forum/locate';

const on = (path: string): URL => new URL(path, 'https://forum.example');

describe('addresses of threads', () => {
  it.each([
    ['/viewtopic.php?t=9', '/viewtopic.php?f=3&t=9&start=25', true],
    ['/viewtopic.php?t=9&start=25', '/viewtopic.php?t=9', false],
    ['/viewtopic.php?t=9', '/viewtopic.php?t=10&start=25', false],
    ['/threads/name.9/', '/threads/name.9/page-2', true],
    ['/threads/name.9/page-3', '/threads/name.9/page-2', false],
    ['/threads/name.9/', '/threads/other.10/', false],
    ['/discussion/9/name', '/discussion/9/name/p2', true],
    ['/topic/9-name/', '/topic/9-name/page/2/', true],
    ['/topic/9-name/', '/topic/9-name/?page=2', true],
    ['/index.php?topic=9.0', '/index.php?topic=9.15', true],
    ['/index.php?topic=9.15', '/index.php?topic=9.0', false],
    ['/index.php?topic=9.0', '/index.php?topic=9.0;prev_next=next', false],
    ['/index.php?topic=9.0', '/index.php?topic=10.0', false],
    ['/viewthread-84-87.html', '/viewthread-84-87-2.html', true],
    ['/viewthread-84-87-2.html', '/viewthread-84-87-3.html', false],
    ['/viewthread-84-87.html', '/viewthread-84-87-3.html', true],
    ['/viewthread-84-87.html', '/viewthread-84-88.html', false],
    ['/board/12735-name.html', '/board/12735-name-2.html', true],
    ['/showthread.php?143-Name', '/showthread.php?143-Name/page2', true],
    ['/forum?pg=1&id=4', '/forum?id=4&pg=2', true],
    ['/t/name/9', 'https://elsewhere.example/t/name/9?page=2', false],
    ['/t/name/9', '/t/name/9#post_3', false],
  ])('%s → %s: %s', (here, next, wanted) => {
    expect(isFurtherPage(on(next), on(here))).toBe(wanted);
  });

  it('are the same for every page and view of a thread', () => {
    const keys = [
      '/viewtopic.php?f=3&t=9',
      '/viewtopic.php?t=9&start=50&sid=0123456789abcdef0123456789abcdef',
      '/viewtopic.php?t=9&view=print&hilit=x',
    ];
    expect(new Set(keys.map((path) => threadAddress(on(path)).key))).toEqual(new Set(['/viewtopic.php?t=9']));
    expect(threadAddress(on('/threads/name.9/post-77')).key).toBe('/threads/name.9');
  });

  it('carry nobody’s session', () => {
    expect(withoutSession('https://forum.example/viewtopic.php?sid=abcdef0123456789abcdef0123456789&t=9#p3')).toBe(
      'https://forum.example/viewtopic.php?t=9#p3',
    );
    expect(withoutSession('https://forum.example/index.php?PHPSESSID=04de800e92cfd8c87b20137dae7f687f&topic=3.0')).toBe(
      'https://forum.example/index.php?topic=3.0',
    );
    expect(withoutSession('https://forum.example/a;jsessionid=AB12?x=1')).toBe('https://forum.example/a?x=1');
    expect(withoutSession('https://forum.example/showthread.php?143-Name&s=0123456789abcdef0123')).toBe(
      'https://forum.example/showthread.php?143-Name',
    );
    expect(withoutSession('https://forum.example/find?s=chains')).toBe('https://forum.example/find?s=chains');
  });

  it.each([
    ['/viewtopic.php?t=9', 'thread'],
    ['/threads/name.9/', 'thread'],
    ['/d/9-name', 'thread'],
    ['/index.php?topic=9.0', 'thread'],
    ['/viewforum.php?f=3', 'listing'],
    ['/forums/water.3/', 'listing'],
    ['/c/water', 'listing'],
    ['/memberlist.php?u=3', null],
    ['/about', null],
  ])('%s is a %s by its address', (path, kind) => {
    expect(locate(on(path), 'https://forum.example')?.kind ?? null).toBe(kind);
    expect(locate(new URL(path, 'https://elsewhere.example'), 'https://forum.example')).toBeNull();
  });
});
