/**
 * @typedef {object} Person
 * @property {number} id
 * @property {string} username
 * @property {string} name shown beside the username
 * @property {boolean} bot
 * @property {boolean} staff
 * @property {string | null} password null: nobody can sign in as this one
 * @property {boolean} member may see the private category
 */

/**
 * @param {number} id
 * @param {string} username
 * @param {string} name
 * @param {Partial<Person>} [more]
 * @returns {Person}
 */
function person(id, username, name, more = {}) {
  return { id, username, name, bot: false, staff: false, password: null, member: false, ...more };
}

/** Everybody on the forum. `mira` sees the private category, `visitor` does not, `staffan` sees whispers as well. */
export const PEOPLE = [
  person(-1, 'system', 'system', { bot: true, staff: true }),
  person(-2, 'discobot', 'discobot', { bot: true }),
  person(1, 'staffan', 'Staffan (admin)', { staff: true, member: true, password: 'keeper' }),
  person(2, 'mira', 'Mira Lindqvist', { member: true, password: 'weave' }),
  person(3, 'visitor', 'A Visitor', { password: 'guest' }),
  person(4, 'tove', 'Tove'),
  person(5, 'joren', 'Joren de Wit', { member: true }),
  person(6, 'olav', 'Olav'),
  person(7, 'petra', 'Petra Nováková'),
  person(8, 'sunil', 'Sunil'),
  person(9, 'edda', 'Edda', { member: true }),
  person(10, 'lin', '林小满'),
  person(11, 'samira', 'سميرة'),
  person(12, 'bruno', 'Bruno B.'),
  person(13, 'ines', 'Inês'),
  person(14, 'karl', 'Karl-Heinz'),
  person(15, 'hanna', 'Hanna'),
  person(16, 'spamalot', 'Best Prices'),
];

/** Those who write in generated topics. */
export const REGULARS = PEOPLE.filter((one) => one.id >= 4 && one.id <= 15).map((one) => one.username);

/**
 * @typedef {object} Category
 * @property {number} id
 * @property {string} slug
 * @property {string} name
 * @property {string} color
 * @property {string} description
 * @property {string | null} parent slug
 * @property {boolean} restricted
 */

/** @type {readonly Category[]} */
export const CATEGORIES = [
  {
    id: 2,
    slug: 'meta',
    name: 'About this forum',
    color: '808281',
    description: 'Talk about the forum itself.',
    parent: null,
    restricted: false,
  },
  {
    id: 4,
    slug: 'weaving',
    name: 'Weaving',
    color: 'B3402A',
    description: 'Looms, yarn, drafts and dyes.',
    parent: null,
    restricted: false,
  },
  {
    id: 5,
    slug: 'bread',
    name: 'Bread',
    color: 'C58A1E',
    description: 'Everything that rises.',
    parent: null,
    restricted: false,
  },
  {
    id: 6,
    slug: 'gardening',
    name: 'Gardening',
    color: '3F8F4F',
    description: 'Everything that grows.',
    parent: null,
    restricted: false,
  },
  {
    id: 7,
    slug: 'home-servers',
    name: 'Home servers',
    color: '2F6F9F',
    description: 'Everything that hums.',
    parent: null,
    restricted: false,
  },
  {
    id: 8,
    slug: 'vegetables',
    name: 'Vegetables',
    color: '6FA83C',
    description: 'What we eat of it.',
    parent: 'gardening',
    restricted: false,
  },
  {
    id: 9,
    slug: 'workshop',
    name: 'Workshop',
    color: '5A3E7A',
    description: 'For members only.',
    parent: null,
    restricted: true,
  },
];
