import type { Engine } from '../engine';

export const vbulletin4: Engine = {
  name: 'vBulletin 4',
  marks: [
    'li.postcontainer',
    'ol#posts.posts',
    'li.postbitlegacy',
    'li.postbit',
    'ol#threads li.threadbit',
    'meta[name=generator][content^="vBulletin 4"]',
  ],
  thread: {
    post: 'li.postcontainer[id^=post_], li.postbitlegacy[id^=post_], li.postbit[id^=post_]',
    body: ['blockquote.postcontent', '[id^=post_message_]', '.postcontent'],
    author: [
      '.username_container a.username',
      '.username_container .username',
      '.username_container strong',
      '.username',
    ],
    date: ['.postdate .date', '.posthead .date', '.postdate'],
    id: ['&@id'],
    url: ['a.postcounter@href'],
    drop: '.signature, .signaturecontainer, .lastedited, .postcontent-edit, .bbcode_container .bbcode_description',
    quote: {
      box: '.bbcode_quote, .quote_container',
      name: ['.bbcode_postedby strong', '.bbcode_postedby'],
      id: ['.bbcode_postedby a@href', 'a[href*="post"]@href'],
    },
    title: ['.threadtitle', '#pagetitle h1', 'h1'],
    category: ['#breadcrumb li.navbit:not(.lastnavbit):not(.navbithome) a'],
    tags: '#thread_tags_list a',
    next: ['.pagination a[rel=next]@href', '.prev_next a[rel=next]@href', 'link[rel=next]@href', 'a[rel=next]@href'],
  },
  listing: {
    row: 'li.threadbit',
    link: ['a.title@href', 'h3.threadtitle a@href'],
    replies: ['.threadstats li a', '.threadstats li'],
    bumped: ['.threadlastpost'],
    pinned: '.sticky, &.sticky',
    next: ['.prev_next a[rel=next]@href', 'link[rel=next]@href', 'a[rel=next]@href'],
  },
};

export const vbulletin3: Engine = {
  name: 'vBulletin 3',
  marks: [
    'table[id^=post][class*=tborder]',
    'td.alt1[id^=td_post_]',
    'div[id^=post_message_]',
    'td[id^=td_threadtitle_]',
    'meta[name=generator][content^="vBulletin 3"]',
  ],
  thread: {
    post: 'table[id^=post]',
    body: ['div[id^=post_message_]', 'td[id^=td_post_] > div'],
    author: ['a.bigusername', '.bigusername', 'div[id^=postmenu_] a', 'div[id^=postmenu_]'],
    date: ['td.thead > div.normal', 'td.thead'],
    id: ['&@id'],
    url: ['td.thead a[id^=postcount]@href', 'a[id^=postcount]@href'],
    drop: '.signature, .smallfont.edit',
    quote: {
      box: 'td.alt2',
      name: ['div strong', 'strong'],
      id: ['a[rel=nofollow][href*="post"]@href', 'a[href*="#post"]@href'],
    },
    title: ['td.navbar strong', 'h1'],
    next: ['.pagenav a[rel=next]@href', 'link[rel=next]@href', 'a[rel=next]@href'],
  },
  listing: {
    row: 'tbody[id^=threadbits_forum_] tr',
    link: ['a[id^=thread_title_]@href'],
    replies: ['td a[href*="whoposted"]'],
    bumped: ['td.alt2[title] .smallfont'],
    next: ['.pagenav a[rel=next]@href', 'link[rel=next]@href'],
  },
};

export const vbulletin5: Engine = {
  name: 'vBulletin 5',
  marks: [
    'li.b-post[data-node-id]',
    'body#vb-page-body',
    '.conversation-list .list-item',
    'meta[name=generator][content^="vBulletin 5"]',
    'meta[name=generator][content^="vBulletin 6"]',
  ],
  thread: {
    post: 'li.b-post[data-node-id]',
    body: ['.js-post__content-text', '.b-post__content .OLD__post-content-padding', '.b-post__content'],
    author: ['.b-userinfo .author a', '.b-userinfo .author', '.author [itemprop=name]'],
    date: ['.b-post__timestamp time@datetime', '.b-post__timestamp'],
    id: ['&@data-node-id'],
    url: ['a.b-post__count@href'],
    likes: ['.js-post__vote-count'],
    drop: '.signature, .b-post__signature, .post-signature, .b-post__edit, .js-post-signature',
    quote: {
      box: '.bbcode_quote',
      name: ['.bbcode_postedby strong', '.bbcode_postedby'],
      id: ['.bbcode_postedby a@href'],
    },
    title: ['h1.main-title', '.b-module__title h1', 'h1'],
    tags: '.js-tag-list a',
    next: ['link[rel=next]@href', '.js-pagenav-next-button@href', 'a.right-arrow@href'],
  },
  listing: {
    row: 'tr.topic-item',
    link: ['a.topic-title@href'],
    replies: ['.posts-count'],
    bumped: ['.lastpost-date time@datetime', '.lastpost .post-date'],
    pinned: '&.sticky',
    next: ['link[rel=next]@href', 'a.right-arrow@href'],
  },
};
