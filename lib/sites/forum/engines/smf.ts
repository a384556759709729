import type { Engine } from '../engine';

// Its `rel=next` leads to another topic; further pages of this one are in `.navPages` and `.pagelinks`.

export const smf2: Engine = {
  name: 'SMF 2',
  marks: [
    'div#forumposts div.post_wrapper',
    'div.post_wrapper div.postarea',
    'div.inner[id^=msg_]',
    'div#topic_container',
    'div#messageindex',
  ],
  thread: {
    post: 'div.post_wrapper',
    body: ['div.inner[id^=msg_]', '.post .inner'],
    author: ['.poster h4 a[href*="profile"]', '.poster h4 > a', '.poster h4'],
    date: ['.keyinfo .postinfo a.smalltext', '.keyinfo .smalltext'],
    id: ['div.inner[id^=msg_]@id', 'h5[id^=subject_]@id'],
    url: ['.keyinfo a[href*="#msg"]@href'],
    likes: ['.smflikebutton .like_count'],
    drop: '.signature, .quotefooter, .codeheader a, .meaction, .smalltext.modified, .codeoperation',
    quote: {
      box: 'blockquote.bbc_standard_quote, blockquote.bbc_alternate_quote, blockquote',
      name: ['cite a', 'cite'],
      id: ['cite a@href'],
    },
    title: ['#top_subject', '.display_title', 'h2.display_title', 'h3.catbg'],
    category: ['.navigate_section li:not(.last) a span'],
    next: ['.pagelinks a.nav_page@href', '.pagelinks a.navPages@href'],
  },
  listing: {
    row: '#topic_container > div.windowbg, #topic_container > div, #messageindex tbody tr',
    link: ['.info a[href*="topic="]@href', 'span[id^=msg_] a@href', 'td.subject a[href*="topic="]@href'],
    replies: ['.board_stats p', 'td.stats'],
    bumped: ['.lastpost p', 'td.lastpost'],
    pinned: '&.sticky, td.stickybg',
    next: ['.pagelinks a.navPages@href'],
  },
};

export const smf1: Engine = {
  name: 'SMF 1',
  marks: ['td.windowbg div.post', 'td.windowbg2 div.post', 'form#quickModForm td.windowbg'],
  thread: {
    post: 'td.windowbg, td.windowbg2, td.windowbg3',
    body: ['div.post'],
    author: ['a[title^="View the profile of"]', 'td > b > a[href*="profile"]', 'a[href*="action=profile"]', 'td > b'],
    date: ['div.smalltext', '.smalltext'],
    id: ['div[id^=subject_]@id'],
    url: ['div[id^=subject_] a@href'],
    drop: '.signature, .smalltext.modified',
    quote: { box: 'div.quote', name: ['&'], id: ['a[href*="#msg"]@href'] },
    title: ['td#top_subject', 'td.catbg3 [id=top_subject]'],
    next: ['a.navPages@href'],
  },
  listing: {
    row: '.tborder tr',
    link: ['td[id^=topic] a[href*="topic="]@href', 'span[id^=msg_] a@href'],
    replies: ['td.windowbg2[align=center]'],
    bumped: ['td.windowbg2 .smalltext', 'td.windowbg .smalltext'],
    next: ['a.navPages@href'],
  },
};
