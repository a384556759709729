import { describe, expect, it } from 'vitest';
import { isRelativeDate, readDateText } from '../../../../lib/sites/forum/date-text';
import { resolveDates } from '../../../../lib/sites/forum/dates';
import { monthOf } from '../../../../lib/sites/forum/months';

const iso = (text: string, language = 'en', years: readonly number[] = []): string | null => {
  const [time] = resolveDates([text], language, years);
  return time == null ? null : new Date(time).toISOString().slice(0, 16);
};

describe('dates as forums write them', () => {
  it.each([
    ['2020-04-21T10:00:00+02:00', '2020-04-21T08:00'],
    ['2020-04-21T10:00:00Z', '2020-04-21T10:00'],
    ['2020-04-21 10:00', '2020-04-21T10:00'],
    ['21. Apr 2020, 20:53', '2020-04-21T20:53'],
    ['9. März 2020', '2020-03-09T00:00'],
    ['08.11.2009, 16:07', '2009-11-08T16:07'],
    ['29.01.19', '2019-01-29T00:00'],
    ['30 Oct 2017 13:00', '2017-10-30T13:00'],
    ['5 Juil 2018', '2018-07-05T00:00'],
    ['Lun 5 Mar 2018', '2018-03-05T00:00'],
    ['Mar 5 Juin 2018', '2018-06-05T00:00'],
    ['10 août 2006 à 13h16', '2006-08-10T13:16'],
    ['5 de mayo de 2018, 9:05', '2018-05-05T09:05'],
    ['03 Mag 2011, 18:20', '2011-05-03T18:20'],
    ['12 mrt 2015 14:00', '2015-03-12T14:00'],
    ['7 de fevereiro de 2019', '2019-02-07T00:00'],
    ['15 Sty 2014, 12:01', '2014-01-15T12:01'],
    ['3 października 2016', '2016-10-03T00:00'],
    ['11 мая 2013, 19:45', '2013-05-11T19:45'],
    ['Thu 21-Nov-19 11:07:27', '2019-11-21T11:07'],
    ['Wed Mar 21, 2012 1:33 pm', '2012-03-21T13:33'],
    ['« Reply #2 on: March 03, 2020, 12:11:12 AM »', '2020-03-03T00:11'],
    ['Posted by Marja on 12 Jan 2020 at 3 PM', '2020-01-12T15:00'],
    ['2020年4月21日 10:22', '2020-04-21T10:22'],
    ['2019년 12월 3일', '2019-12-03T00:00'],
    ["Dec 28 '19", '2019-12-28T00:00'],
    ['2020/04/21', '2020-04-21T00:00'],
  ])('%s', (text, wanted) => {
    expect(iso(text)).toBe(wanted);
  });

  it.each([
    'Posts: 7742',
    'Joined: Jun 2011',
    '12:30',
    '#12',
    '99.99.2020',
    '31.02.2020',
    '6/31/2020',
    'v2.10.3',
    '1.2.3.4',
    '',
  ])('none in %s', (text) => {
    expect(iso(text)).toBeNull();
  });

  it.each([
    '3 weeks ago',
    'vor 3 Tagen',
    'hace 2 días',
    'il y a 3 jours',
    '2 dagen geleden',
    '5 godzin temu',
    '3 дня назад',
    'Yesterday',
    'vor einem Monat',
    '3 小时前',
  ])('a distance is no date: %s', (text) => {
    expect(isRelativeDate(text)).toBe(true);
    expect(readDateText(text)).toBeNull();
    expect(iso(text, 'en', [2020])).toBeNull();
  });

  it('one order for a page: by a number above twelve, by the order of posts, by the language', () => {
    const days = (texts: readonly string[], language: string): readonly (string | null)[] =>
      resolveDates(texts, language, []).map((time) =>
        time === null ? null : new Date(time).toISOString().slice(0, 10),
      );
    expect(days(['04/06/2019', '04/26/2019'], 'de')).toEqual(['2019-04-06', '2019-04-26']);
    expect(days(['04/06/2019', '26/06/2019'], 'en-US')).toEqual(['2019-06-04', '2019-06-26']);
    expect(days(['05/03/2020', '02/04/2020', '01/05/2020'], 'en-US')).toEqual([
      '2020-03-05',
      '2020-04-02',
      '2020-05-01',
    ]);
    expect(days(['04/06/2019'], 'en-US')).toEqual(['2019-04-06']);
    expect(days(['04/06/2019'], 'en-GB')).toEqual(['2019-06-04']);
    expect(days(['04/06/2019'], 'fr')).toEqual(['2019-06-04']);
  });

  it('a year the page tells elsewhere, where the weekday agrees', () => {
    expect(iso('Thursday 23rd April', 'en', [2020])).toBe('2020-04-23T00:00');
    expect(iso('Thursday 23rd April', 'en', [2021])).toBe('2020-04-23T00:00');
    expect(iso('Thursday 23rd April', 'en', [2024])).toBeNull();
    expect(iso('Thursday 23rd April')).toBeNull();
  });

  it('months by their beginnings, where one alone fits', () => {
    expect(['jan', 'févr', 'März', 'maj', 'juin', 'juil', 'août', 'paź', 'дек', 'Sept'].map(monthOf)).toEqual([
      1, 2, 3, 5, 6, 7, 8, 10, 12, 9,
    ]);
    expect(['jui', 'and', 'ma', 'monday', 'apply'].map(monthOf)).toEqual([null, null, null, null, null]);
  });
});
