// Pages of known forum software, written after its public templates, with made-up people. Where no page of the software
// was recorded, these are the only ones its description was tried on: `untried` says so.

export interface EnginePage {
  readonly engine: string;
  /** No recorded page of it was to be had. */
  readonly untried: boolean;
  readonly url: string;
  readonly html: string;
  /** Ids the three posts must have; the third answers the second, by a quote or by its place. */
  readonly ids: readonly [string, string, string];
  readonly next: string | null;
}

export const people = ['Wilma Ahorn', 'otto.k', 'Fenna_77'] as const;
export const words = [
  'How do I keep my rain barrel from freezing over in winter? Last year it burst.',
  'Leave the lid off and hang a board in it, so that the ice has room to grow.',
  'The board did the trick here, and emptying it to two thirds helps as well.',
] as const;
export const days = ['2021-03-04', '2021-03-05', '2021-11-17'] as const;

const page = (head: string, body: string, attributes = ''): string =>
  `<!DOCTYPE html><html lang="en" ${attributes}><head><title>Rain barrel | Garden talk</title>${head}</head>${body}</html>`;

const xenforo23 = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <article class="message message--post js-post js-inlineModContainer" data-author="${people[i] ?? ''}" data-content="post-${id}" id="js-post-${id}" itemscope itemtype="https://schema.org/Comment" itemid="https://garden.example/posts/${id}/">
      <span class="u-anchorTarget" id="post-${id}"></span>
      <div class="message-inner"><div class="message-cell message-cell--user"><section class="message-user">
        <div class="message-avatar"><a href="/members/m.${i}/" class="avatar"><span class="avatar-u">W</span></a></div>
        <div class="message-userDetails"><h4 class="message-name"><a href="/members/m.${i}/" class="username" data-user-id="${i}">${people[i] ?? ''}</a></h4><h5 class="userTitle message-userTitle">Well-known member</h5></div>
        <div class="message-userExtras"><dl class="pairs pairs--justified"><dt>Joined</dt><dd>Feb 2, 2012</dd></dl></div>
      </section></div>
      <div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget">
        <header class="message-attribution message-attribution--split"><ul class="message-attribution-main listInline"><li class="u-concealed"><a href="/threads/rain-barrel.9/post-${id}" rel="nofollow"><time class="u-dt" dir="auto" datetime="${days[i] ?? ''}T10:20:00+0000" data-timestamp="161485${i}" title="x">${days[i] ?? ''}</time></a></li></ul>
          <ul class="message-attribution-opposite"><li><a href="/threads/rain-barrel.9/post-${id}" rel="nofollow">#${i + 1}</a></li></ul></header>
        <div class="message-content js-messageContent"><div class="message-userContent lbContainer"><article class="message-body js-selectToQuote"><div itemprop="text"><div class="bbWrapper">${body}</div></div><div class="js-selectToQuoteEnd">&nbsp;</div></article></div>
        <div class="message-lastEdit">Last edited: <time datetime="2022-01-01T00:00:00+0000">Jan 1, 2022</time></div></div>
        <aside class="message-signature"><div class="bbWrapper">Grow what you eat, eat what you grow, every single day</div></aside>
      </div></div></div>
    </article>`;
  const quote = `<blockquote data-attributes="member: 1" data-quote="otto.k" data-source="post: 412" class="bbCodeBlock bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch"><div class="bbCodeBlock-title"><a href="/goto/post?id=412" class="bbCodeBlock-sourceJump" rel="nofollow" data-xf-click="attribution" data-content-selector="#post-412">otto.k said:</a></div><div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent">${words[1]}</div><div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div></div></blockquote>`;
  return {
    engine: 'XenForo',
    untried: true,
    url: 'https://garden.example/threads/rain-barrel.9/',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/threads/rain-barrel.9/page-2',
    html: page(
      '<link rel="canonical" href="https://garden.example/threads/rain-barrel.9/"><link rel="next" href="/threads/rain-barrel.9/page-2">',
      `<body data-template="thread_view"><div class="p-body-pageContent"><h1 class="p-title-value">Rain barrel</h1>
      <ul class="p-breadcrumbs" itemscope><li itemprop="itemListElement"><a href="/"><span>Home</span></a></li><li itemprop="itemListElement"><a href="/forums/water.3/"><span>Water</span></a></li></ul>
      <a href="/login/">Log in</a><div class="block-body js-replyNewMessageContainer">${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</div>
      <nav class="pageNavWrapper"><ul class="pageNav-main"><li class="pageNav-page"><a href="/threads/rain-barrel.9/page-2">2</a></li></ul><a href="/threads/rain-barrel.9/page-2" class="pageNav-jump pageNav-jump--next">Next</a></nav>
      <a href="/threads/compost.10/" class="nextThread">Next</a></div></body>`,
      'id="XF" data-app="public" data-template="thread_view"',
    ),
  };
};

const invision5 = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <div id="elComment_${id}_wrap" class="ipsEntries__item"><a id="findComment-${id}"></a><a id="comment-${id}"></a>
    <article data-membergroup="3" id="elComment_${id}" class="ipsEntry js-ipsEntry ipsEntry--post" data-ips-hook="postWrapper">
      <header class="ipsEntry__header"><div class="ipsEntry__header-align"><div class="ipsPhotoPanel"><div class="ipsAvatarStack"><a href="/profile/${i}-m/" class="ipsUserPhoto"><img src="/uploads/p${i}.png" alt=""></a></div><div class="ipsPhotoPanel__text"><h3 class="ipsEntry__username"><a href="/profile/${i}-m/" class="ipsUsername">${people[i] ?? ''}</a></h3><p class="ipsPhotoPanel__secondary"><a class="ipsEntry__date" href="/topic/9-rain-barrel/?do=findComment&amp;comment=${id}#findComment-${id}"><time datetime="${days[i] ?? ''}T10:20:00Z" title="x">Some day</time></a></p></div></div></div></header>
      <div class="ipsEntry__post"><div id="comment-${id}_c" class="ipsEntry__content js-ipsEntry__content" data-commentid="${id}"><div class="ipsRichText ipsRichText--user" data-role="commentContent" data-controller="core.front.core.lightboxedImages"><p>${body}</p></div></div>
      <div class="ipsEntry__signature" data-role="memberSignature"><p>Grow what you eat, eat what you grow</p></div></div>
      <ul class="ipsEntry__controls"><li><a href="#">Quote</a></li></ul>
    </article></div>`;
  const quote = `</p><blockquote class="ipsQuote" data-ipsquote="" data-ipsquote-contentapp="forums" data-ipsquote-contentcommentid="412" data-ipsquote-username="otto.k" data-ipsquote-timestamp="1"><div class="ipsQuote_citation">On 3/5/2021 at 10:20 AM, otto.k said:</div><div class="ipsQuote_contents"><p>${words[1]}</p></div></blockquote><p>`;
  return {
    engine: 'Invision Community',
    untried: true,
    url: 'https://garden.example/topic/9-rain-barrel/',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/topic/9-rain-barrel/page/2/',
    html: page(
      '<link rel="next" href="https://garden.example/topic/9-rain-barrel/page/2/">',
      `<body class="ipsApp ipsApp_front"><h1 class="ipsPageHeader__title">Rain barrel</h1>${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</body>`,
    ),
  };
};

const vbulletin5 = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <li data-node-id="${id}" data-node-publishdate="1614853${i}" data-view-mode="threads" class="b-post js-post js-comment-parent-container" itemscope itemtype="http://schema.org/${i ? 'Comment' : 'DiscussionForumPosting'}" itemprop="comment">
      <a id="post${id}" class="b-post__anchor-scroll"></a><div class="b-post__body h-wordwrap">
      <div class="b-post__grid-container"><div class="b-post__col1"><div class="b-userinfo b-userinfo--panel" itemprop="author" itemscope itemtype="http://schema.org/Person"><a href="/member/${i}-m" class="b-avatar"><img src="a.png" alt="x"></a><div class="b-userinfo__details"><div class="author h-text-size--14"><strong><a href="/member/${i}-m"><span itemprop="name">${people[i] ?? ''}</span></a></strong></div><div class="usertitle">Senior Member</div><ul class="b-userinfo__additional-info-row"><li><label>Join Date:</label> <span>Jan 2010</span></li></ul></div></div></div>
      <div class="b-post__col2"><div class="b-post__hide-when-deleted"><div class="b-post__timestamp"><time itemprop="dateCreated" datetime="${days[i] ?? ''}T10:20:00">03-0${i}-2021, 10:20 AM</time></div><a class="b-post__count js-show-post-link" href="https://garden.example/forum/water/${id}?p=${id}#post${id}">#${i + 1}</a></div>
      <div class="b-post__content js-post__content"><div class="OLD__post-content h-padding-vert-xl"><div class="OLD__post-content-padding"><div class="js-post__content-text restore h-wordwrap" itemprop="text">${body}</div></div></div>
      <div class="b-post__footer"><div class="post-signature restore">Grow what you eat, eat what you grow</div></div></div></div></div></div>
    </li>`;
  const quote = `<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container vb-icon vb-icon-quote-large"></div><div class="bbcode_postedby">Originally posted by <strong>otto.k</strong><a href="https://garden.example/forum/water/412#post412" rel="nofollow"><img class="inlineimg" src="viewpost.png" alt="View Post"></a></div><div class="message">${words[1]}</div></div></div></div>`;
  return {
    engine: 'vBulletin 5',
    untried: true,
    url: 'https://garden.example/forum/water/9-rain-barrel',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/forum/water/9-rain-barrel/page2',
    html: page(
      '<meta name="generator" content="vBulletin 5.6.4"><link rel="next" href="https://garden.example/forum/water/9-rain-barrel/page2">',
      `<body id="vb-page-body" class="l-desktop"><h1 class="main-title js-main-title">Rain barrel</h1><ul class="conversation-list list-container h-clearfix thread-view">${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</ul></body>`,
    ),
  };
};

const mybb = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <a name="pid${id}" id="pid${id}"></a>
    <div class="post " style="" id="post_${id}">
    <div class="post_author scaleimages"><div class="author_avatar"><a href="member.php?action=profile&amp;uid=${i}"><img src="a.png" alt=""></a></div>
    <div class="author_information"><strong><span class="largetext"><a href="https://garden.example/member.php?action=profile&amp;uid=${i}">${people[i] ?? ''}</a></span></strong> <img class="buddy_status" src="off.png"><br /><span class="smalltext">Member<br /></span></div>
    <div class="author_statistics">Posts: 3${i}<br />Threads: 2<br />Joined: Jan 2010<br />Reputation: <strong class="reputation_neutral">0</strong></div></div>
    <div class="post_content"><div class="post_head"><div class="float_right" style="vertical-align: top"><strong><a href="showthread.php?tid=9&amp;pid=${id}#pid${id}" title="RE: Rain barrel">#${i + 1}</a></strong></div>
    <span class="post_date">${['03-04-2021', '03-05-2021', '11-17-2021'][i] ?? ''}, 10:20 AM <span class="post_edit" id="edited_by_${id}"></span></span></div>
    <div class="post_body scaleimages" id="pid_${id}">${body}</div>
    <div class="signature scaleimages">Grow what you eat, eat what you grow</div><div class="post_meta" id="post_meta_${id}"></div></div>
    <div class="post_controls"><div class="postbit_buttons author_buttons float_left"><a href="search.php?action=finduser&amp;uid=1" class="postbit_find"><span>Find</span></a></div><div class="postbit_buttons"><a href="newreply.php?tid=9&amp;replyto=${id}" class="postbit_quote"><span>Reply</span></a></div></div></div>`;
  const quote = `<blockquote class="mycode_quote"><cite><span> (03-05-2021, 10:20 AM)</span>otto.k Wrote:  <a href="https://garden.example/showthread.php?pid=412#pid412" class="quick_jump"></a></cite>${words[1]}</blockquote>`;
  return {
    engine: 'MyBB',
    untried: true,
    url: 'https://garden.example/showthread.php?tid=9',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/showthread.php?tid=9&page=2',
    html: page(
      '',
      `<body><div id="container"><div class="navigation"><a href="index.php">Garden talk</a> &rsaquo; <a href="forumdisplay.php?fid=3">Water</a><br /><span class="active">Rain barrel</span></div>
      <div class="pagination"><span class="pages">Pages (2):</span> <span class="pagination_current">1</span> <a href="showthread.php?tid=9&amp;page=2" class="pagination_page">2</a> <a href="showthread.php?tid=9&amp;page=2" class="pagination_next">Next &raquo;</a></div>
      <table class="tborder tfixed clear"><tr><td class="thead"><div><strong>Rain barrel</strong></div></td></tr><tr><td id="posts_container"><div id="posts">${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</div></td></tr></table>
      <a href="showthread.php?tid=9&amp;action=nextnewest">Next Newest &raquo;</a></div></body>`,
    ),
  };
};

const nodebb = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <li component="post" class="pt-4" data-index="${i}" data-pid="${id}" data-uid="${i + 3}" data-timestamp="${Date.parse(`${days[i] ?? ''}T10:20:00Z`)}" data-username="${people[i] ?? ''}" data-userslug="u${i}" itemprop="comment" itemtype="http://schema.org/Comment" itemscope>
      <a component="post/anchor" data-index="${i}" id="${i}"></a>
      <div class="d-flex align-items-start gap-3"><div class="bg-body"><a class="d-inline-block" href="/user/u${i}"><span class="avatar avatar-rounded" title="${people[i] ?? ''}">W</span></a></div>
      <div class="post-container d-flex"><div class="post-header"><a class="fw-bold text-nowrap" href="/user/u${i}" data-username="${people[i] ?? ''}">${people[i] ?? ''}</a><a href="/post/${id}" class="permalink text-muted timeago" title="${days[i] ?? ''}T10:20:00.000Z"></a></div>
      <div class="content mt-2 text-break" component="post/content" itemprop="text"><p>${body}</p></div>
      <div component="post/signature" class="text-xs post-signature">Grow what you eat, eat what you grow</div></div></div>
      <div class="post-footer"><a component="post/vote-count" href="#" data-votes="${i}">${i}</a></div>
    </li>`;
  const quote = `</p><blockquote><p><a href="/user/u1">@otto.k</a> said in <a href="/post/412">Rain barrel</a>:</p><p>${words[1]}</p></blockquote><p>`;
  return {
    engine: 'NodeBB',
    untried: true,
    url: 'https://garden.example/topic/9/rain-barrel',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/topic/9/rain-barrel?page=2',
    html: page(
      '<link rel="next" href="https://garden.example/topic/9/rain-barrel?page=2">',
      `<body class="page-topic template-topic"><h1 class="tracking-tight" component="topic/header"><span class="topic-title" component="topic/title">Rain barrel</span></h1><ul component="topic" class="posts timeline list-unstyled" data-tid="9">${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</ul></body>`,
    ),
  };
};

const flarum = (): EnginePage => {
  const post = (i: number, number: number, body: string): string => `
    <div class="PostStream-item" data-index="${i}" data-time="${days[i] ?? ''}T10:20:00.000Z" data-number="${number}" data-id="${number + 400}" data-type="comment">
      <article class="Post CommentPost"><div class="Post-container"><div class="Post-side"><img class="Avatar"></div><div class="Post-main"><header class="Post-header"><ul><li class="item-user"><div class="PostUser"><h3 class="PostUser-name"><a href="/u/u${i}"><span class="username">${people[i] ?? ''}</span></a></h3></div></li><li class="item-meta"><div class="Dropdown PostMeta"><a class="Dropdown-toggle"><time pubdate datetime="${days[i] ?? ''}T10:20:00+00:00" title="x" data-humantime>Mar 2021</time></a><div class="Dropdown-menu"><span class="PostMeta-number">Post #${number}</span></div></div></li></ul></header><div class="Post-body"><p>${body}</p></div><aside class="Post-actions"><ul><li><button class="Button">Reply</button></li></ul></aside></div></div></article></div>`;
  const quote = `</p><blockquote class="uncited"><div><p><a href="/d/9/7" class="PostMention" data-id="412" data-number="7">otto.k</a> ${words[1]}</p></div></blockquote><p>`;
  return {
    engine: 'Flarum',
    untried: true,
    url: 'https://garden.example/d/9-rain-barrel',
    ids: ['6', '7', '9'],
    next: 'https://garden.example/d/9-rain-barrel?page=2',
    html: page(
      '<link rel="next" href="https://garden.example/d/9-rain-barrel?page=2">',
      `<body><div id="app" class="App"><div id="content"><div class="DiscussionPage"><header class="Hero DiscussionHero"><ul><li class="item-title"><h1 class="DiscussionHero-title">Rain barrel</h1></li></ul></header><div class="PostStream">${post(0, 6, words[0])}${post(1, 7, words[1])}${post(2, 9, quote + words[2])}<div class="PostStream-item"><article class="Post ReplyPlaceholder">Write a Reply...</article></div></div></div></div></div></body>`,
    ),
  };
};

const smf21 = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <div class="windowbg" id="msg${id}"><div class="post_wrapper">
      <div class="poster"><h4><span class="off"></span> <a href="https://garden.example/index.php?action=profile;u=${i}" title="View the profile of ${people[i] ?? ''}">${people[i] ?? ''}</a></h4><ul class="user_info"><li class="postgroup">Full Member</li><li class="postcount">Posts: 1${i}2</li></ul></div>
      <div class="postarea"><div class="keyinfo"><div id="subject_${id}" class="subject_title subject_hidden"><a href="https://garden.example/index.php?msg=${id}" rel="nofollow">Re: Rain barrel</a></div><div class="postinfo"><span class="messageicon"><img src="xx.png" alt=""></span><a href="https://garden.example/index.php?topic=9.msg${id}#msg${id}" rel="nofollow" title="Reply #${i} - Re: Rain barrel" class="smalltext">${['March 04', 'March 05', 'November 17'][i] ?? ''}, 2021, 10:20:00 AM</a></div></div>
      <div class="post"><div class="inner" data-msgid="${id}" id="msg_${id}">${body}</div></div><div class="under_message"></div></div>
      <div class="moderatorbar"><div class="signature" id="msg_${id}_signature">Grow what you eat, eat what you grow</div></div></div></div>`;
  const quote = `<blockquote class="bbc_standard_quote"><cite><a href="https://garden.example/index.php?msg=412">Quote from: otto.k on March 05, 2021, 10:20:00 AM</a></cite>${words[1]}</blockquote>`;
  return {
    engine: 'SMF 2',
    untried: true,
    url: 'https://garden.example/index.php?topic=9.0',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/index.php?topic=9.15',
    html: page(
      '<link rel="next" href="https://garden.example/index.php/topic,9.0/prev_next,next.html"><link rel="canonical" href="https://garden.example/index.php?topic=9.0">',
      `<body id="chrome" class="action_messageindex"><div class="navigate_section"><ul><li><a href="https://garden.example/index.php"><span>Garden talk</span></a></li><li><a href="https://garden.example/index.php?board=3.0"><span>Water</span></a></li></ul></div><h2 class="display_title"><span id="top_subject">Rain barrel</span></h2>
      <div class="nextlinks"><a href="https://garden.example/index.php?topic=9.0;prev_next=next">next &raquo;</a></div>
      <div class="pagelinks"><span class="pages">Pages</span><span class="current_page">1</span> <a class="nav_page" href="https://garden.example/index.php?topic=9.15">2</a> <a class="nav_page" href="https://garden.example/index.php?topic=9.30">3</a></div>
      <div id="forumposts"><form>${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</form></div></body>`,
    ),
  };
};

const lemmy = (): EnginePage => {
  const comment = (i: number, id: number, body: string, inner = ''): string => `
    <li class="comment list-unstyled"><article id="comment-${id}" class="details comment-node py-2 border-top"><div class="ms-2"><div class="row text-muted small"><div class="col"><button class="btn">-</button><span class="person-listing d-inline-flex"><a class="person-listing" title="${people[i] ?? ''}" href="/u/u${i}">${people[i] ?? ''}</a></span><a class="btn" href="/post/9/${id}" title="link"></a></div><div class="col-auto"><span class="moment-time pointer unselectable" data-tippy-content="${['Thursday, March 4th', 'Friday, March 5th', 'Wednesday, November 17th'][i] ?? ''}, 2021 at 10:20:00 AM GMT+00:00">8 months ago</span></div></div><div class="comment-content"><div class="md-div"><p>${body}</p></div></div><div class="row text-muted fw-bold"><button class="btn">reply</button></div></div></article>${inner}</li>`;
  return {
    engine: 'Lemmy',
    untried: true,
    url: 'https://garden.example/post/9',
    ids: ['411', '412', '430'],
    next: null,
    html: page(
      '',
      `<body><div id="app" class="lemmy-site"><main><ul class="comments">${comment(0, 411, words[0])}${comment(1, 412, words[1], `<ul class="comments ms-2">${comment(2, 430, words[2])}</ul>`)}</ul></main></div></body>`,
    ),
  };
};

const hackerNews = (): EnginePage => {
  const comment = (i: number, id: number, indent: number, body: string): string => `
    <tr class="athing comtr" id="${id}"><td><table border="0"><tr><td class="ind" indent="${indent}"><img src="s.gif" height="1" width="${indent * 40}"></td><td valign="top" class="votelinks"><a id="up_${id}" href="vote?id=${id}&amp;how=up"><div class="votearrow" title="upvote"></div></a></td><td class="default"><div style="margin-top:2px"><span class="comhead"><a href="user?id=${people[i] ?? ''}" class="hnuser">${people[i] ?? ''}</a> <span class="age" title="${days[i] ?? ''}T10:20:00 ${Date.parse(`${days[i] ?? ''}T10:20:00Z`) / 1000}"><a href="item?id=${id}">1 year ago</a></span> <span id="unv_${id}"></span><span class="navs"> | <a href="#430" class="clicky">next</a> <a class="togg clicky" id="${id}" n="1" href="javascript:void(0)">[&ndash;]</a></span></span></div><br><div class="comment"><div class="commtext c00">${body}</div><div class="reply"><p><font size="1"><u><a href="reply?id=${id}&amp;goto=item">reply</a></u></font></p></div></div></td></tr></table></td></tr>`;
  return {
    engine: 'Hacker News',
    untried: true,
    url: 'https://news.example/item?id=411',
    ids: ['411', '412', '430'],
    next: null,
    html: page(
      '',
      `<body><center><table id="hnmain"><tr><td><table class="fatitem" border="0"><tr class="athing submission" id="411"><td class="title"><span class="titleline"><a href="item?id=411">Rain barrel</a></span></td></tr><tr><td colspan="2"></td><td class="subtext"><span class="subline"><span class="score" id="score_411">57 points</span> by <a href="user?id=w" class="hnuser">${people[0]}</a> <span class="age" title="${days[0]}T10:20:00 ${Date.parse(`${days[0]}T10:20:00Z`) / 1000}"><a href="item?id=411">1 year ago</a></span></span></td></tr><tr><td colspan="2"></td><td><div class="toptext">${words[0]}</div></td></tr></table><br>
      <table class="comment-tree" border="0">${comment(1, 412, 0, words[1])}${comment(2, 430, 1, words[2])}</table></td></tr></table></center></body>`,
    ),
  };
};

const phpbb33 = (): EnginePage => {
  const post = (i: number, id: number, body: string): string => `
    <div id="p${id}" class="post has-profile bg${(i % 2) + 1}"><div class="inner">
    <dl class="postprofile" id="profile${id}"><dt class="has-profile-rank no-avatar"><div class="avatar-container"></div><a href="./memberlist.php?mode=viewprofile&amp;u=${i}" class="username">${people[i] ?? ''}</a></dt><dd class="profile-posts"><strong>Posts:</strong> <a href="./search.php?author_id=${i}">12</a></dd><dd class="profile-joined"><strong>Joined:</strong> Mon Jan 04, 2010 1:00 pm</dd></dl>
    <div class="postbody"><div id="post_content${id}"><h3 class="first"><a href="./viewtopic.php?p=${id}&amp;sid=0123456789abcdef0123456789abcdef#p${id}">Re: Rain barrel</a></h3>
    <ul class="post-buttons"><li><a href="./posting.php?mode=quote&amp;p=${id}" title="Reply with quote" class="button"><span>Quote</span></a></li></ul>
    <p class="author"><a class="unread" href="./viewtopic.php?p=${id}&amp;sid=0123456789abcdef0123456789abcdef#p${id}" title="Post"><i class="icon"></i></a><span class="responsive-hide">by <strong><a href="./memberlist.php?mode=viewprofile&amp;u=${i}" class="username">${people[i] ?? ''}</a></strong> &raquo; </span><time datetime="${days[i] ?? ''}T10:20:00+00:00">x</time></p>
    <div class="content">${body}</div><div id="sig${id}" class="signature">Grow what you eat, eat what you grow</div></div></div></div></div><hr class="divider" />`;
  const quote = `<blockquote><div><cite><a href="./memberlist.php?mode=viewprofile&amp;u=1">otto.k</a> wrote: <a href="./viewtopic.php?p=412#p412" data-post-id="412" onclick="x">↑</a><span class="responsive-hide">Fri Mar 05, 2021</span></cite>${words[1]}</div></blockquote>`;
  return {
    engine: 'phpBB',
    untried: false,
    url: 'https://garden.example/viewtopic.php?f=3&t=9&sid=0123456789abcdef0123456789abcdef',
    ids: ['411', '412', '430'],
    next: 'https://garden.example/viewtopic.php?t=9&start=15',
    html: page(
      '<link rel="canonical" href="https://garden.example/viewtopic.php?t=9">',
      `<body id="phpbb" class="nojs notouch section-viewtopic ltr"><h2 class="topic-title"><a href="./viewtopic.php?t=9">Rain barrel</a></h2><div class="pagination"><ul><li class="active"><span>1</span></li><li><a class="button" href="./viewtopic.php?t=9&amp;sid=0123456789abcdef0123456789abcdef&amp;start=15">2</a></li><li class="arrow next"><a class="button button-icon-only" href="./viewtopic.php?t=9&amp;sid=0123456789abcdef0123456789abcdef&amp;start=15" rel="next"><span class="sr-only">Next</span></a></li></ul></div>
      ${post(0, 411, words[0])}${post(1, 412, words[1])}${post(2, 430, quote + words[2])}</body>`,
    ),
  };
};

export const enginePages: readonly EnginePage[] = [
  phpbb33(),
  xenforo23(),
  invision5(),
  vbulletin5(),
  mybb(),
  nodebb(),
  flarum(),
  smf21(),
  lemmy(),
  hackerNews(),
];
