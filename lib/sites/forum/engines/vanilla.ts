import type { Engine } from '../engine';

export const vanilla: Engine = {
  name: 'Vanilla',
  marks: [
    'div.ItemDiscussion .Message',
    'li.ItemComment',
    'li.ItemDiscussion',
    'body.Vanilla',
    'body.vanilla',
    'meta[name=generator][content^=Vanilla]',
  ],
  thread: {
    post: 'div.ItemDiscussion, li.ItemComment[id^=Comment_], div.ItemComment[id^=Comment_]',
    body: ['.Message.userContent', '.Message'],
    author: ['.Author a.Username', '.Author .PhotoWrap@title', '.AuthorWrap .Username', 'a.Username'],
    date: ['.DateCreated time@datetime', 'time@datetime', '.DateCreated time@title'],
    id: ['&@id'],
    url: ['.DateCreated a.Permalink@href', 'a.Permalink@href'],
    likes: ['.ReactButton-Like .Count', '.VoteCounter .score'],
    accepted: '&.QnA-Item-Accepted, &.Accepted',
    drop: '.Signature, .UserSignature, .Reactions, .DateUpdated, .js-embedResponsive .embedExternal-loader',
    quote: {
      box: 'blockquote.Quote, blockquote.UserQuote, .embedQuote, .QuoteText',
      name: ['.QuoteAuthor a', '.QuoteAuthor', '.embedQuote-userName', '&@rel'],
      id: ['.QuoteAuthor a[href*="Comment_"]@href', '.embedQuote-metaLink@href'],
    },
    title: ['.PageTitle h1', 'h1'],
    category: ['.Breadcrumbs .CrumbLabel.Last a', '.Breadcrumbs .CrumbLabel a'],
    tags: '.InlineTags a',
    closed: '.Tag-Closed',
    next: ['link[rel=next]@href', 'a.Next[rel=next]@href', 'a.Pager-p.Next@href', 'a.Next@href'],
  },
  listing: {
    row: 'li.ItemDiscussion, tr.ItemDiscussion',
    link: ['.Title a@href', 'a.Title@href'],
    replies: ['.CommentCount .Number@title', '.CommentCount .Number'],
    bumped: ['.LastCommentDate time@datetime', '.BlockColumn-LastPost time@datetime', 'time@datetime'],
    pinned: '.Tag-Announcement, &.Announcement',
    next: ['link[rel=next]@href', 'a.Next@href'],
  },
};
